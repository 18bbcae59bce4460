"""KR311."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import ArrayInfo, Step
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.rules.heads import CROSS_ENTROPIES, SPARSE, Judged, judged
from kerasrules.rules.phrasing import interval, loss_words, origin_here
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_LEAST = 2.0
"""Labels that still reach beyond half of their range may be smoothed or soft ones."""


class ScaledClassLabels(Rule):
    """Class labels are divided as if they were pixels.

    ## What it does
    Finds class labels (`keras.datasets`, `to_categorical`, labels of folders …) that are divided by a number, usually
    255 together with the pixels, before a cross-entropy uses them.

    ## Why is this bad?
    `sparse_categorical_crossentropy` truncates the labels to integers: 9 / 255 is class 0, as is every other label, and
    the network learns to predict 0. One-hot vectors divided by 255 make every target almost zero: the loss and the
    gradients are 255 times smaller.

    ## Example
    ```python
    (x, y), _ = keras.datasets.mnist.load_data()
    x, y = x / 255.0, y / 255.0
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x, y)
    ```

    ## Use instead
    ```python
    (x, y), _ = keras.datasets.mnist.load_data()
    x = x / 255.0
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x, y)
    ```

    ## References
    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KR311"
    name = "scaled-class-labels"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """The labels that each training call gives to a cross-entropy."""
        yield from one_per_location(
            self._report(pair, target, step)
            for pair in judged(program)
            if pair.loss.name in CROSS_ENTROPIES and pair.pair.direct
            for target in pair.labels()
            for step in _divisions(target)
        )

    def _report(self, pair: Judged, target: ArrayInfo, step: Step) -> Finding:
        fit = next(fit for fit in pair.training.fits if fit.trains and target in fit.y)
        consequence = (
            f"Truncated to integers by {loss_words(pair.loss)}, they are all class 0"
            if pair.loss.name in SPARSE
            else f"For {loss_words(pair.loss)}, no target is anywhere near 1"
        )
        return self.finding(
            step.location or fit.location,
            f"the class labels are {step.text} and range from {interval(target.low, target.high)}. {consequence}",
            related=[*origin_here(target), Related("labels passed here", fit.location)],
            help="divide only the pixels and keep the labels as they are",
        )


def _divisions(target: ArrayInfo) -> Iterator[Step]:
    """The division, where nothing brings the labels back afterwards."""
    known = target.low is not None and target.high is not None
    if target.bounds_attained and known and target.low == 0 and 0 < (target.high or 0.0) * _LEAST < 1:
        changes = [step for step in target.steps if step.kind in {"scale", "scale-labels"}]
        if len(changes) == 1 and changes[0].kind == "scale-labels":
            yield changes[0]
