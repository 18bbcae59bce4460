"""KR511."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Training
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location
from kerasrules.rules.training._other_losses import adds_losses, has_no_other_loss

_COMPUTES = frozenset({"fit", "train_on_batch", "evaluate"})


class NoLoss(Rule):
    """A model is trained that was compiled without a loss.

    ## What it does
    Finds `fit`, `evaluate` and `train_on_batch` after a `compile` without `loss`, where nothing else gives a loss: no
    `add_loss`, no regularizer, no layer of the program that may add one, no `train_step` or `compute_loss` of the
    model's own.

    ## Why is this bad?
    Without a loss there is nothing to minimize. Keras raises "No loss to compute" on the first batch.

    ## Example
    ```python
    model.compile(optimizer="adam", metrics=["accuracy"])
    model.fit(x_train, y_train)
    ```

    ## Use instead
    ```python
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train)
    ```

    ## References
    - [Keras: model training APIs, compile](https://keras.io/api/models/model_training_apis/)
    """

    code = "KR511"
    name = "no-loss"
    severity = Severity.ERROR
    effect = Effect.STOPS
    confirm = ConfirmTraits(keras_raises=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Each compile call that surely passes no loss, with the first call that needs one.

        A call without any argument is a blank of course material, as compile then is.
        """
        if adds_losses(program):
            return
        yield from one_per_location(
            self._report(training, fit)
            for training in program.trainings
            if training.without_loss and has_no_other_loss(training)
            for fit in training.fits
            if fit.method in _COMPUTES
            and (fit.x or fit.arguments or fit.incomplete)
            and fit.location not in program.expected_errors
        )

    def _report(self, training: Training, fit: Fit) -> Finding:
        return self.finding(
            training.location,
            f"the model is compiled without a loss, so {fit.method} has nothing to minimize. Keras raises an error on"
            " the first batch",
            related=[Related(f"{fit.method} is called here", fit.location)],
            since=() if fit.trains else (3,),
            help="pass loss=... to compile",
        )
