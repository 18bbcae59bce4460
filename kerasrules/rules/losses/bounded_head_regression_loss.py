"""KR208."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.losses import REGRESSION
from kerasrules.model.edits import Fix
from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.losses._targets import Target, head_range, surely_beyond, targets, widths_differ
from kerasrules.rules.phrasing import head_here, head_words, interval, loss_words, number
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class BoundedHeadRegressionLoss(Rule):
    """The activation of the output layer cannot reach the targets of a regression.

    ## What it does
    Compares the range of the output layer's activation (sigmoid and softmax 0 to 1, tanh -1 to 1, relu from 0) with the
    range of the targets, where the loss is a regression loss. Targets with an unknown range are left alone, so an
    autoencoder that reproduces pixels from 0 to 1 through sigmoid is not reported.

    ## Why is this bad?
    The network cannot express the targets: it saturates at the end of the range, where the gradient vanishes, and the
    error stays large whatever it learns.

    ## Example
    ```python
    (x_train, y_train), _ = keras.datasets.boston_housing.load_data()
    model.add(Dense(1, activation="sigmoid"))
    model.compile(loss="mse", optimizer="adam")
    ```

    ## Use instead
    ```python
    (x_train, y_train), _ = keras.datasets.boston_housing.load_data()
    model.add(Dense(1))
    model.compile(loss="mse", optimizer="adam")
    ```

    ## References
    - Goodfellow, Bengio, Courville: Deep Learning (2016), section 6.2.2
    """

    code = "KR208"
    name = "bounded-head-regression-loss"
    severity = Severity.WARNING
    effect = Effect.PREVENTS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, asked_of_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Where labels and output have other widths, KR213 speaks."""
        yield from one_per_location(
            self._report(target, beyond)
            for target in targets(program)
            if target.judged.loss.name in REGRESSION
            and not target.is_made_up
            and (beyond := _beyond(target)) is not None
            and not widths_differ(target)
        )

    def _report(self, target: Target, beyond: str) -> Finding:
        pair = target.judged
        low, high = head_range(pair) or (0.0, 0.0)
        ends = f"only values from {interval(low, high)}" if high < float("inf") else f"no values below {number(low)}"
        edits = pair.with_activation("linear")
        return self.finding(
            pair.loss.location,
            f"{loss_words(pair.loss)} is used with {head_words(pair.head)}, whose {pair.head.activation} outputs"
            f" {ends}, but {target.words} {beyond}. The network cannot reach these targets",
            related=[*head_here(pair.head), *target.locations()],
            help="remove the activation from the output layer, or scale the targets into its range",
            fix=Fix("Remove the activation from the output layer", edits) if edits else None,
        )


def _beyond(target: Target) -> str | None:
    ends = head_range(target.judged)
    return surely_beyond(target.array, *ends) if ends is not None else None
