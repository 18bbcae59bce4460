"""Targets beside the heads and losses that they go with, as the rules on labels want them."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.activations import RANGES
from kerasrules.model.data import ArrayInfo
from kerasrules.model.findings import Related
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.training import Fit
from kerasrules.model.unknown import Unknown
from kerasrules.rules.heads import Judged, judged
from kerasrules.rules.phrasing import interval, origin_here, origin_words

CLOSE = 1e-3
"""Rounding of data that were scaled to an interval."""


@record(frozen=True)
class Target:
    """What one training call gives to one head, with the loss that compares the two."""

    judged: Judged
    fit: Fit
    array: ArrayInfo

    @property
    def words(self) -> str:
        """The targets with their origin: "the targets (keras.datasets.mnist labels)"."""
        return f"the targets{origin_words(self.array)}"

    @property
    def is_made_up(self) -> bool:
        """Whether random numbers stand in for the targets, or are mixed into them, as in demonstrations and GANs."""
        return (self.array.origin or "").startswith("random")

    def locations(self) -> list[Related]:
        """Pointers to the data and to the call that gives them."""
        return [*origin_here(self.array), Related("targets passed here", self.fit.location)]


def targets(program: Program) -> Iterator[Target]:
    """Every known target that a loss compares, as it came, with a known head."""
    for pair in judged(program):
        if not pair.pair.direct:
            continue
        for fit in pair.training.fits:
            if fit.trains and pair.pair.output < len(fit.y):
                array = fit.y[pair.pair.output]
                if not isinstance(array, Unknown):
                    yield Target(pair, fit, array)


def head_range(pair: Judged) -> tuple[float, float] | None:
    """The values that the head can give; None where its activation is unknown."""
    activation = pair.head.activation
    return RANGES.get(activation) if isinstance(activation, str) else None


def surely_beyond(array: ArrayInfo, low: float, high: float) -> str | None:
    """How the array's values surely leave an interval, in words; None where they may well stay inside.

    Only intervals that the data really fill count. Standardized data have both signs, and values beyond 1.
    """
    if array.standardized:
        if low > -0.5:
            return "have mean 0, so about half of them are negative"
        return "have standard deviation 1, so many lie outside [-1, 1]" if high < 1.5 else None
    if not array.bounds_attained or array.low is None or array.high is None:
        return None
    slack = CLOSE * max(1.0, array.high - array.low)
    if array.low < low - slack or array.high > high + slack:
        return f"range from {interval(array.low, array.high)}"
    return None


def widths(target: Target) -> tuple[int, int, int] | None:
    """Rank of the labels, their values per sample (per position) and the head's units; None unless all are known."""
    output, labels = target.judged.head.tensor.shape, target.array.shape
    if output is None or len(output) < 2 or output[-1] is None or labels is None or not labels:
        return None
    if len(output) == 2 and len(labels) == 1:
        return 1, 1, output[-1]
    if len(labels) != len(output) or labels[1:-1] != output[1:-1] or labels[-1] is None:
        return None
    return len(labels), labels[-1], output[-1]


def widths_differ(target: Target) -> bool:
    """Whether labels and output surely have another number of values per sample."""
    found = widths(target)
    return found is not None and found[1] != found[2]
