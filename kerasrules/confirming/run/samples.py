"""The samples that are trained on. `given` reads them from the user's files, `synthetic` makes them."""

from __future__ import annotations

import numpy as np

from kerasrules.confirming.plan.targets import VALUES, Targets, Values
from kerasrules.model.record import field, record, replace

FILE, SYNTHETIC, PROGRAM = "file", "synthetic", "program"
FEWEST_TO_HOLD_OUT = 60
"""With fewer samples nothing is kept apart: twenty predictions cannot tell 0.05 of skill."""


@record
class Samples:
    """Inputs and targets with the same number of samples. source: "file", "synthetic" or "program"."""

    x: list[Values]
    y: list[Targets]
    source: str
    words: str
    notes: list[str] = field(default_factory=list)
    total: int | None = None
    """How many there are where they are from, of which these may be a part."""

    @property
    def count(self) -> int:
        """How many samples there are."""
        return len(self.x[0])

    def with_standard_targets(self) -> Samples | None:
        """The same with values of mean 0 and spread 1, of which R² is the same; None where there are no values."""
        if not any(target.kind == VALUES for target in self.y):
            return None
        return replace(self, y=[_standardised(target) if target.kind == VALUES else target for target in self.y])


def _standardised(target: Targets) -> Targets:
    values = target.values.astype("float64")
    mean, spread = values.mean(axis=0), values.std(axis=0)
    return replace(target, values=((values - mean) / np.where(spread > 0, spread, 1.0)).astype("float32"))
