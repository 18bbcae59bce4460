"""KR306."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import DataInfo
from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.made_up_data import is_random
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Overlap
from kerasrules.model.unknown import Unknown
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_TOY = 64
"""So few samples are a demonstration, or a test that the model can learn by heart."""


class ValidationIsTraining(Rule):
    """The validation data are the training data.

    ## What it does
    Finds `fit` whose `validation_data` contains the same arrays or dataset that it trains on, a slice of them, or files
    of the same folder and subset; and parts of one `tf.data.Dataset` (`take`, `skip`) that overlap, or that a `shuffle`
    before them draws anew in each epoch. If only a handful of samples or synthetic numbers are used, it is reported as
    information.

    ## Why is this bad?
    Validation shows how the model performs on data that it has not seen. On the training data it always looks good,
    overfitting stays invisible, and EarlyStopping and ModelCheckpoint select the epoch that has memorized the most.

    ## Example
    ```python
    model.fit(x_train, y_train, validation_data=(x_train, y_train))
    ```

    ## Use instead
    ```python
    model.fit(x_train, y_train, validation_split=0.2)
    ```
    or arrays that were held out before.

    ## References
    - [Keras: training and evaluation](https://keras.io/guides/training_with_built_in_methods/)
    """

    code = "KR306"
    name = "validation-is-training"
    severity = Severity.WARNING
    effect = Effect.MISLEADS
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """The reader tells where both are the same object or the same files."""
        yield from one_per_location(
            self._report(fit)
            for training in program.trainings
            for fit in training.fits
            if fit.trains and fit.overlap is not None
        )

    def _report(self, fit: Fit) -> Finding:
        assert fit.overlap is not None
        what, advice = _WORDS[fit.overlap]
        return self.finding(
            fit.location,
            f"{what}, so the validation scores cannot show overfitting",
            severity=Severity.INFO if _is_toy(fit) else None,
            help=advice,
        )


_WORDS = {
    Overlap.SAME: (
        "the validation data are the training data",
        "hold out a part of the data for validation, for instance with validation_split=0.2",
    ),
    Overlap.PART: (
        "the validation data are a part of the training data",
        "train on the other samples only: on x[1000:] where x[:1000] validates, on data.skip(1000) where"
        " data.take(1000) does",
    ),
    Overlap.SHARED: (
        "the validation data share samples with the training data",
        "divide the data at one position, for instance into x[:1000] and x[1000:], or data.take(1000) and"
        " data.skip(1000)",
    ),
    Overlap.DRAWN_ANEW: (
        "the dataset is divided after a shuffle that reorders it in each epoch, and training sees the validation"
        " samples too",
        "pass reshuffle_each_iteration=False to shuffle, or divide the dataset before it",
    ),
}


def _is_toy(fit: Fit) -> bool:
    info = fit.arguments.get("x")
    if isinstance(info, DataInfo) and info.cardinality == 1:
        return True
    known = [data for data in fit.x if not isinstance(data, Unknown)]
    few = any(data.shape and data.shape[0] is not None and data.shape[0] <= _TOY for data in known)
    return (few and not isinstance(info, DataInfo)) or any(map(is_random, known))
