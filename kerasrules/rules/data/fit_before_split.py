"""KR317."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import ArrayInfo, Step
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.made_up_data import is_random
from kerasrules.model.program import Program
from kerasrules.model.sample_sets import Relation
from kerasrules.model.training import Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_SCALERS = frozenset(
    {
        *("StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "PowerTransformer", "QuantileTransformer"),
        *("KBinsDiscretizer", "SimpleImputer", "KNNImputer", "Normalization"),
    }
)
"""What takes statistics from samples and is fitted for no other purpose than to be applied."""
_ALSO_APPLIED = _SCALERS | {"PCA", "TruncatedSVD", "TfidfVectorizer"}
_SUPERVISED = {
    "oversample": (
        "{} adds samples before the data are split: the test part gets copies of training samples, or mixtures of"
        " them, and the scores on it are far too good",
        "split first, and resample the training part only",
    ),
    "select": (
        "{} chooses features by the targets of all samples before they are split: those of the test part are among"
        " them, and the scores on it are too good even where no feature tells anything",
        "split first, fit the selector on the training part, and call transform on the test part",
    ),
}


class FitBeforeSplit(Rule):
    """A scaler, feature selector or oversampler is fitted on all samples before they are split.

    ## What it does
    Finds samples that are split into a training and a test part (`train_test_split`, `KFold`, `cross_val_score`, two
    slices of one array that go to fit and to its validation data, evaluate or predict) after a scaler, an imputer or a
    PCA was fitted on all of them, or after they were standardized by their own mean and standard deviation: reported as
    information. Oversampling (`SMOTE` and the like) and feature selection with the targets are warnings. Encoders of
    labels and categories, scalers of random numbers, and what is fitted on the training part, are not reported.

    ## Why is this bad?
    What is done with all samples lets the test part take part in training. The statistics of a scaler make the scores
    on it slightly too good. An oversampler puts copies of training samples, or mixtures of them, into the test part. A
    selector that saw the targets of the test part finds features that fit them by chance: with enough features and few
    samples the test scores look good for random numbers.

    ## Example
    ```python
    x, y = SMOTE().fit_resample(x, y)
    x_train, x_test, y_train, y_test = train_test_split(x, y)
    ```

    ## Use instead
    ```python
    x_train, x_test, y_train, y_test = train_test_split(x, y)
    x_train, y_train = SMOTE().fit_resample(x_train, y_train)
    ```

    ## References
    - [scikit-learn: data leakage](https://scikit-learn.org/stable/common_pitfalls.html#data-leakage)
    - [imbalanced-learn: common pitfalls](https://imbalanced-learn.org/stable/common_pitfalls.html)
    """

    code = "KR317"
    name = "fit-before-split"
    severity = Severity.INFO
    effect = Effect.MISLEADS
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """What is done with a part that was split off before is no fault."""
        if not program.models and not program.trainings:
            return
        yield from one_per_location(
            [
                *(
                    self._report(step, Related("split here", split.location))
                    for split in program.splits
                    for array in split.arrays
                    if array.split is None
                    for step in _fitted_steps(array)
                ),
                *(
                    self._report_scaler(fit.class_name, fit.location, Related("split here", split.location))
                    for split in program.splits
                    for fit in split.fitted
                    if fit.class_name in _SCALERS and fit.method != "fit_transform"
                    if isinstance(fit.data, ArrayInfo) and fit.data.split is None and not is_random(fit.data)
                ),
                *(found for training in program.trainings for found in self._of_slices(training)),
            ]
        )

    def _of_slices(self, training: Training) -> Iterator[Finding]:
        """Parts of one array that are scaled together, of which one is trained on and the other held out."""
        for taught, location, held_out in _parts(training):
            steps = _fitted_steps(held_out)
            yield from (
                self._report(step, Related("another part of the same samples is held out here", location))
                for step in _fitted_steps(taught)
                if any(step.location == other.location for other in steps)
            )

    def _report(self, step: Step, related: Related) -> Finding:
        name = step.text.partition(" ")[0]
        assert step.location is not None
        if step.kind in _SUPERVISED:
            message, help = _SUPERVISED[step.kind]
            return self.finding(
                step.location, message.format(name), severity=Severity.WARNING, related=[related], help=help
            )
        return self._report_scaler(name if name in _ALSO_APPLIED else None, step.location, related)

    def _report_scaler(self, name: str | None, location: Location, related: Related) -> Finding:
        if name is None:
            fault, right = (
                "the samples are scaled by statistics of all of them",
                "use the statistics of the training part",
            )
        else:
            fault, right = f"{name} is fitted on all samples", "fit it on the training part"
        return self.finding(
            location,
            f"{fault} before they are split, so the statistics of the test part are in the training data and its scores"
            " are not quite those of unseen samples",
            related=[related],
            help=f"split first, and {right} only",
        )


def _fitted_steps(array: ArrayInfo) -> Iterator[Step]:
    """What was done to the array by looking at all of its samples; the statistics of random numbers tell nothing."""
    scaling = not is_random(array)
    for step in array.steps:
        applied = step.text[:1].islower() or step.text.partition(" ")[0] in _ALSO_APPLIED
        counts = step.kind in _SUPERVISED or (scaling and applied)
        if counts and step.own_statistics and step.location is not None:
            yield step


def _parts(training: Training) -> Iterator[tuple[ArrayInfo, Location, ArrayInfo]]:
    """Inputs that are trained on, with other slices of the same array that are held out, and where."""
    held_out = [(fit.location, array) for fit in training.fits for array in fit.validation_x]
    held_out += [(fit.location, array) for fit in training.fits if not fit.trains for array in fit.x]
    for fit in training.fits:
        for taught in fit.x if fit.trains else ():
            for location, array in held_out:
                if isinstance(taught, Unknown) or isinstance(array, Unknown) or taught.split is not None:
                    continue
                if taught.samples is None or array.samples is None:
                    continue
                is_other = taught.samples.relation(array.samples) is Relation.OTHER
                # windows on a test part often begin with the last samples of the training part
                if is_other or array.samples.goes_beyond(taught.samples):
                    yield taught, location, array
