"""KR310."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import ArrayInfo
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Optimizer
from kerasrules.rules.heads import Judged, judged
from kerasrules.rules.phrasing import loss_words, number, origin_here, reach
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_fact, one_per_location

LIMIT = 100.0
"""A head with a few dozen inputs gets to targets below this within the first epochs."""
FAR = 1e4
"""Targets spread this far are out of reach for optimizers with steps of a fixed size, too."""
_LOSSES = frozenset({"mean_squared_error", "mean_absolute_error", "huber", "log_cosh"})
_HEADS = frozenset({"linear", "relu"})


class UnscaledTarget(Rule):
    """A network is trained on regression targets in the hundreds or thousands.

    ## What it does
    Finds regression losses whose target is known to exceed 100, such as house prices in dollars, with an output layer
    that must produce these numbers directly. It is a warning with plain SGD and where the targets are spread over more
    than 10,000; optimizers such as Adam reach smaller ones, and a single linear layer reaches any: there the finding is
    information only.

    ## Why is this bad?
    A new network predicts numbers near 0. With mean squared error on targets of 100,000 the first loss is about
    10,000,000,000, and so are the gradients: plain SGD overflows to NaN, while Adam, whose steps have a fixed size,
    needs thousands of steps just to get there. The scores cannot be compared with anything either.

    ## Example
    ```python
    (x, price), _ = keras.datasets.california_housing.load_data()
    model.compile("adam", "mse")
    model.fit(x, price)
    ```

    ## Use instead
    ```python
    (x, price), _ = keras.datasets.california_housing.load_data()
    model.compile("adam", "mse")
    model.fit(x, price / 100_000)
    ```
    and multiply the predictions by the same number.

    ## References
    - Bishop: Neural Networks for Pattern Recognition (1995), section 8.2
    """

    code = "KR310"
    name = "unscaled-target"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    confirm = ConfirmTraits(needs_data=True, scales_targets=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Only targets that surely reach so far; a model that rescales its output has another head."""
        found = (
            ((target.origin_place or pair.loss.location, _extent(target)), self._report(pair, target))
            for pair in judged(program)
            if pair.loss.name in _LOSSES and pair.head.activation in _HEADS and pair.pair.direct
            for target in pair.labels()
            if _is_large(target) and not _is_input(pair, target)
        )
        yield from one_per_location(one_per_fact(found, "the targets are passed here, too"))

    def _report(self, pair: Judged, target: ArrayInfo) -> Finding:
        fit = next(fit for fit in pair.training.fits if fit.trains and target in fit.y)
        optimizer = pair.training.optimizer
        plain = isinstance(optimizer, Optimizer) and optimizer.class_name == "SGD"
        effect = "the first losses and gradients are huge" if plain else "it needs many steps just to reach that scale"
        return self.finding(
            fit.location,
            f"the targets {_scale_words(target)}, and {loss_words(pair.loss)} compares them"
            f" unscaled. A new network predicts numbers near 0, so {effect}",
            severity=None if not _is_only_layer(pair, fit) and (plain or _spread(target) > FAR) else Severity.INFO,
            related=[*origin_here(target), Related(f"loss: {pair.loss.name}", pair.loss.location)],
            help="divide the targets by a constant, or standardize them, and undo that in the predictions",
        )


def _is_only_layer(pair: Judged, fit: Fit) -> bool:
    """Whether the model is one linear map, for which the scale of the input alone matters: that is KR301's to judge."""
    return pair.head.activation == "linear" and any(arrival.node is pair.head.node for arrival in fit.reaching_inputs)


def _is_large(target: ArrayInfo) -> bool:
    # class numbers under a regression loss are KR212's
    if target.encoding not in ("float", None) or target.classes is not None:
        return False
    extent = _extent(target)
    return extent is not None and max(map(abs, extent)) > LIMIT


def _extent(target: ArrayInfo) -> tuple[float, float] | None:
    """How far the targets surely reach: of random numbers two standard deviations, which one in twenty exceeds."""
    if target.reached is not None or target.mean is None or target.std is None:
        return target.reached
    return target.mean - 2 * target.std, target.mean + 2 * target.std


def _spread(target: ArrayInfo) -> float:
    low, high = _extent(target) or (0.0, 0.0)
    return high - low


def _scale_words(target: ArrayInfo) -> str:
    if target.reached is not None or target.mean is None or target.std is None:
        return f"range from {reach(target)}"
    return f"have mean {number(target.mean)} and standard deviation {number(target.std)}"


def _is_input(pair: Judged, target: ArrayInfo) -> bool:
    """Whether the target is the input: then the fault is the scale of the input."""
    return any(data is target for fit in pair.training.fits for data in fit.x)
