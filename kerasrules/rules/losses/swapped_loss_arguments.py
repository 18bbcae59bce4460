"""KR219."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.losses import SPARSE
from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.model.training import SwappedLoss
from kerasrules.rules.phrasing import loss_words
from kerasrules.rules.rule import Rule, one_per_location


class SwappedLossArguments(Rule):
    """A cross-entropy gets the predictions where it takes the targets, and the reverse.

    ## What it does
    Finds cross-entropies of Keras that a loss function of your own, or a hand-written training step, calls with the
    output of the model first and the targets second. A function that adds both directions on purpose, as symmetric
    cross-entropy does, is not reported.

    ## Why is this bad?
    The loss takes the logarithm of its second argument. Of targets that are 0 or 1 this is 0 or, after Keras has
    clipped them, about -16: the result is 16 times the probability that goes to wrong answers. It is no cross-entropy,
    all errors weigh the same, and its size tells nothing. With `from_logits=True` the result has no lower bound: it
    falls forever, and the model learns to give large numbers. A sparse cross-entropy raises an error. The functions of
    `keras.backend` took the output first in Keras 1, so that code from that time is the wrong way around now.

    ## Example
    ```python
    def smoothed(y_true, y_pred):
        return 0.9 * keras.losses.categorical_crossentropy(y_pred, y_true)
    ```

    ## Use instead
    ```python
    def smoothed(y_true, y_pred):
        return 0.9 * keras.losses.categorical_crossentropy(y_true, y_pred)
    ```

    ## References
    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KR219"
    name = "swapped-loss-arguments"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS

    def check(self, program: Program) -> Iterator[Finding]:
        """All of them, but for functions whose order was another one in the Keras of the program."""
        yield from one_per_location(
            self._report(swapped)
            for swapped in program.swapped_losses
            if not (swapped.by_backend and program.keras_one)
        )

    def _report(self, swapped: SwappedLoss) -> Finding:
        loss = swapped.loss
        by_logits, by_shape = loss.from_logits is True, loss.name in SPARSE
        consequence = (
            "Keras raises an error, as these have no classes"
            if by_shape
            else "With from_logits=True this has no lower bound: the loss falls forever, and nothing is learned"
            if by_logits
            else "The logarithm is taken of the targets, so the result is about 16 times the probability of wrong"
            " answers instead of the cross-entropy"
        )
        return self.finding(
            loss.location,
            f"{loss_words(loss)} gets the predictions as targets and the targets as predictions. {consequence}",
            severity=Severity.ERROR if by_logits or by_shape else None,
            effect=Effect.STOPS if by_shape else Effect.PREVENTS if by_logits else None,
            help="pass the targets first and the predictions second",
        )
