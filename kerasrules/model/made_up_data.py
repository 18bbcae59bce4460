"""Data that stand in for real ones: they build a model, warm it up or time it."""

from __future__ import annotations

from kerasrules.model.data import ArrayInfo


def is_random(array: ArrayInfo) -> bool:
    """Whether the values are random numbers, on whatever scale."""
    return (array.origin or "").startswith("random")


def is_made_up(array: ArrayInfo) -> bool:
    """Whether the values are random, or all the same as those of `np.zeros`."""
    return is_random(array) or (array.low is not None and array.low == array.high)
