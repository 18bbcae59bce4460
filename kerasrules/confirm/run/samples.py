"""The samples that are trained on. `given` reads them from the user's files, `synthetic` makes them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kerasrules.confirm.plan.targets import VALUES, DataError, Targets, Values
from kerasrules.model.record import field, record, replace

FILE, SYNTHETIC, PROGRAM = "file", "synthetic", "program"
MOST_SAMPLES = 4000
"""More are not needed to see whether a network learns at all."""
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


def check(xs: Sequence[Values], ys: Sequence[Values], path: str) -> None:
    """Raise DataError for arrays that nothing can be trained on. path: where they are from."""
    counts = {len(array) if array.ndim else 0 for array in (*xs, *ys)}
    if len(counts) != 1:
        found = ", ".join(str(len(array) if array.ndim else 0) for array in (*xs, *ys))
        raise DataError(f"the arrays in {path} differ in their number of samples: {found}")
    if counts.pop() < 4:
        raise DataError(f"{path} has too few samples to train on")
    for label, arrays in (("inputs", xs), ("labels", ys)):
        for array in arrays:
            if not array.size:
                raise DataError(f"the {label} in {path} are empty: their shape is {array.shape}")
            _check_finite(array, label, path)


def _position(where: Sequence[int]) -> str:
    return str(where[0]) if len(where) == 1 else str(tuple(where))


def _check_finite(array: Values, label: str, path: str) -> None:
    if array.dtype.kind in "US" and label == "labels":
        return
    if array.dtype.kind not in "iufb":
        raise DataError(f"the {label} in {path} have dtype {array.dtype}; numbers are needed")
    if array.dtype.kind != "f":
        return
    bad = ~np.isfinite(array)
    count = int(bad.sum())
    if count:
        where = [int(index) for index in np.argwhere(bad)[0]]
        location = f"sample {where[0]}" + (f", position {_position(where[1:])}" if where[1:] else "")
        kind = "NaN" if np.isnan(array[tuple(where)]) else "infinite"
        raise DataError(
            f"{count} of the {label} in {path} are not finite (the first, {kind}, in {location}): "
            "one such value makes the loss NaN. Drop or fill them first"
        )
