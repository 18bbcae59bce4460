"""KR305."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import classes_with
from kerasrules.model.data import ArrayInfo, Step
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.model.sample_sets import Relation, SampleSet
from kerasrules.model.training import EstimatorFit, Fit, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.data._reaching_inputs import SCALING
from kerasrules.rules.data._vocabularies import OtherVocabulary, other_vocabularies
from kerasrules.rules.phrasing import data_words, origin_here
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_SCALERS = frozenset(
    {
        *("StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "PowerTransformer", "QuantileTransformer"),
        *("KBinsDiscretizer", "ColumnTransformer", "SimpleImputer", "KNNImputer"),
        *("Tokenizer", "TfidfVectorizer", "CountVectorizer"),
    }
) | classes_with(lambda traits: traits.adapts)
"""What takes statistics from the data. Encoders sort the categories: the same ones get the same numbers again."""
_HELD_OUT = frozenset({"test", "validation"})


class FitOnTest(Rule):
    """A scaler or tokenizer is fitted on test data.

    ## What it does
    Finds `fit`, `fit_transform`, `fit_on_texts` and `adapt` on data known to be the test or validation split, in a
    program that also uses the training split. It also reports data for `validation_data`, `evaluate` and `predict` that
    are scaled by their own mean and standard deviation (or by a scaler fitted on them), where the training data were
    scaled by theirs, and texts whose words another Tokenizer numbers than that of the training. Encoders of labels and
    categories (`LabelEncoder`, `OneHotEncoder`) are not reported: they sort the categories, so the same categories get
    the same numbers again.

    ## Why is this bad?
    A scaler that is fitted again on the test data uses a different mean and standard deviation than in training: the
    same measurement becomes a different number, and the model is tested on data that it has not learned. A tokenizer
    that is fitted again renumbers the words. The scores are wrong in either direction; in production there is no test
    set to fit on.

    ## Example
    ```python
    scaler = StandardScaler()
    x_train = scaler.fit_transform(x_train)
    x_test = scaler.fit_transform(x_test)
    ```

    ## Use instead
    ```python
    scaler = StandardScaler()
    x_train = scaler.fit_transform(x_train)
    x_test = scaler.transform(x_test)
    ```

    ## References
    - [scikit-learn: common pitfalls](https://scikit-learn.org/stable/common_pitfalls.html)
    """

    code = "KR305"
    name = "fit-on-test"
    severity = Severity.WARNING
    effect = Effect.MISLEADS
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Which part the data are must be known, or what they are used for: a name tells nothing."""
        fitted = [
            self._report(program, fitting, fitting.data)
            for fitting in (program.estimator_fits if _trains_on_the_training_part(program) else ())
            if fitting.class_name in _SCALERS
            and not isinstance(fitting.data, Unknown)
            and fitting.data.split in _HELD_OUT
        ]
        # a scaler that is fitted in one line and used in the next is one fault
        told = {fitting.class_name for fitting in program.estimator_fits} if fitted else set()
        yield from one_per_location(
            [
                *fitted,
                *(
                    self._report_own(*found)
                    for training in program.trainings
                    if not training.custom_loop
                    for found in _own_statistics(training)
                    if found[2].text.split(" ")[0] not in told
                ),
                *(self._report_words(found) for found in other_vocabularies(program) if "Tokenizer" not in told),
            ]
        )

    def _report_words(self, found: OtherVocabulary) -> Finding:
        taught, given = found.taught.origin_place, found.given.origin_place
        assert taught is not None
        assert given is not None
        return self.finding(
            given,
            f"the words of {data_words(found.fit)} are numbered by another Tokenizer than those of the training data:"
            " the same word has a different number in each",
            related=[Related("the Tokenizer of the training data", taught), Related("used here", found.fit.location)],
            help="fit one Tokenizer on the training texts, and call texts_to_sequences of it for all texts",
        )

    def _report_own(self, fit: Fit, taught: Step, given: Step, data: ArrayInfo) -> Finding:
        uses = data_words(fit)
        assert given.location is not None
        by_scaler = given.text.split(" ")[0] in _SCALERS
        in_helper = taught.location == given.location
        bound = fit.bound_at.get("validation_x" if fit.trains else "x")
        return self.finding(
            given.location,
            f"{uses} are scaled by their own {'statistics' if by_scaler else _statistics(given)}, the training data by"
            " theirs, so the same raw value becomes a different number in each",
            related=[
                *(
                    [Related("the training data are scaled here", taught.location)]
                    if taught.location and not in_helper
                    else []
                ),
                *([Related(f"{uses} are assigned here", bound)] if in_helper and bound is not None else []),
                Related("used here", fit.location),
                *origin_here(data),
            ],
            help=f"compute the {_statistics(given)} of the training data once, and pass them in for all data"
            if in_helper and not by_scaler
            else "fit the scaler on the training data only, and call transform here"
            if by_scaler
            else f"use the {_statistics(given)} of the training data here too",
        )

    def _report(self, program: Program, fitting: EstimatorFit, data: ArrayInfo) -> Finding:
        first = next((one for one in program.estimator_fits if one.owner == fitting.owner), fitting)
        again = first is not fitting
        right = "adapt it to" if fitting.method == "adapt" else "fit it on"
        instead = "" if fitting.method in ("adapt", "fit_on_texts") else ", and call transform here"
        changed = "scaled" if fitting.class_name.endswith(("Scaler", "Normalization")) else "converted"
        return self.finding(
            fitting.location,
            f"{fitting.class_name} is fitted {'again ' if again else ''}on the {data.split} data, so the same raw value"
            f" is {changed} differently in {data.split} and in training",
            related=[
                *([Related("first fitted here", first.location)] if again else []),
                *origin_here(data),
            ],
            help=f"{right} the training data only{instead}",
        )


def _statistics(step: Step) -> str:
    return "minimum and maximum" if "minimum" in step.text else "mean and standard deviation"


def _own_statistics(training: Training) -> Iterator[tuple[Fit, Step, Step, ArrayInfo]]:
    """Data that the trained model gets, scaled by their own statistics in another place than the training data."""
    taught = [fit for fit in training.fits if fit.trains]
    for fit in training.fits:
        before = [fit] if fit.trains else taught
        for index, data in enumerate(fit.validation_x if fit.trains else fit.x):
            mine = _own_scaling(data)
            trained = [one.x[index] if index < len(one.x) else None for one in before]
            known = [(one, step) for one in trained if isinstance(one, ArrayInfo) and (step := _own_scaling(one))]
            if mine is None or isinstance(data, Unknown) or not known or len(known) < len(trained):
                continue
            if all(step.kind == mine.kind and _apart(step, one, mine, data) for one, step in known):
                yield fit, known[-1][1], mine, data


def _apart(taught: Step, training: ArrayInfo, given: Step, data: ArrayInfo) -> bool:
    """Whether two arrays were scaled one by one: on different lines, or by a function that got one part each time."""
    if taught.location != given.location:
        return True
    # arrays that come from one scaled array share the very step
    return taught is not given and (
        (training.split == "train" and data.split in _HELD_OUT)
        or _are_other_samples(_scaled_samples(taught, training), _scaled_samples(given, data))
        or _are_of_two_tables(training, data)
    )


def _scaled_samples(step: Step, data: ArrayInfo) -> SampleSet | None:
    """The samples whose statistics were used: those that were there when it was done."""
    return None if data.samples is None else SampleSet(data.samples.source, data.samples.taken[: step.cuts])


def _are_other_samples(one: SampleSet | None, other: SampleSet | None) -> bool:
    return one is not None and other is not None and one.relation(other) is Relation.OTHER


def _are_of_two_tables(training: ArrayInfo, data: ArrayInfo) -> bool:
    """Whether the two were read from tables of their own; images and recordings may well be scaled one by one."""
    sources = [(one.origin, one.origin_place) for one in (training, data)]
    return (
        None not in (*sources[0], *sources[1]) and sources[0] != sources[1] and _is_table(training) and _is_table(data)
    )


def _is_table(data: ArrayInfo) -> bool:
    return data.shape is not None and len(data.shape) == 2


def _own_scaling(data: ArrayInfo | Unknown) -> Step | None:
    """The last step that changed the scale of the data, where it was by statistics of their own samples."""
    if isinstance(data, Unknown):
        return None
    last = next((step for step in reversed(data.steps) if step.kind in SCALING), None)
    return last if last is not None and last.own_statistics and last.location is not None else None


def _trains_on_the_training_part(program: Program) -> bool:
    """Whether the training part of split data is used too: else the held-out part may be all that there is."""
    fed = [data for training in program.trainings for fit in training.fits if fit.trains for data in fit.x]
    fed += [fitting.data for fitting in program.estimator_fits]
    return any(isinstance(data, ArrayInfo) and data.split == "train" for data in fed)
