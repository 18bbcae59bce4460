"""KR305."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import classes_with
from kerasrules.model.data import ArrayInfo
from kerasrules.model.findings import Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.model.training import EstimatorFit
from kerasrules.model.unknown import Unknown
from kerasrules.rules.phrasing import origin_here
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
    program that also uses the training split. Encoders of labels and categories (`LabelEncoder`, `OneHotEncoder`) are
    not reported: they sort the categories, so the same categories get the same numbers again.

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
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Which part the data are must be known: a name tells nothing."""
        if not _trains_on_the_training_part(program):
            return
        yield from one_per_location(
            self._report(program, fitting, fitting.data)
            for fitting in program.estimator_fits
            if fitting.class_name in _SCALERS
            and not isinstance(fitting.data, Unknown)
            and fitting.data.split in _HELD_OUT
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


def _trains_on_the_training_part(program: Program) -> bool:
    """Whether the training part of split data is used too: else the held-out part may be all that there is."""
    fed = [data for training in program.trainings for fit in training.fits if fit.trains for data in fit.x]
    fed += [fitting.data for fitting in program.estimator_fits]
    return any(isinstance(data, ArrayInfo) and data.split == "train" for data in fed)
