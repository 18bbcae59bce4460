"""What every array must be that something is trained on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kerasrules.confirming.plan.targets import DataError, Values


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
