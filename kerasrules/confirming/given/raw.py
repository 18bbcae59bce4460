"""What is read of a file, before anything is known of how labels are encoded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kerasrules.confirming.plan.targets import DataError, Values
from kerasrules.model.record import field, record


@record
class RawData:
    """Inputs and labels, and what the user should know of how they were read.

    total: how many samples the file holds. has_plain_labels: each label is one word or number, so the program encodes
    it itself if its loss takes vectors.
    """

    x: list[Values]
    y: list[Values]
    total: int
    notes: list[str] = field(default_factory=list)
    has_plain_labels: bool = False


def rejected(error: Exception) -> str:
    """The first line of what a library said."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def same_count(path: str, counts: Sequence[int]) -> int:
    """The number of samples of arrays that belong together. Raises DataError."""
    if len(set(counts)) != 1:
        found = ", ".join(map(str, counts))
        raise DataError(f"the arrays in {path} differ in their number of samples: {found}")
    return counts[0]


def usable(array: Any, name: str, path: str) -> Values:
    """An array of numbers or texts. Raises DataError."""
    if not isinstance(array, np.ndarray):
        raise DataError(f"{name} in {path} is not an array")
    if array.dtype.kind == "c":
        raise DataError(f"{name} in {path} contains complex numbers, which Keras does not accept")
    return array


def objects(name: str, path: str) -> DataError:
    """What is said of an array that would have to be unpickled."""
    message = f"{name} in {path} is an array of Python objects, which is not loaded: it could run code"
    return DataError(f"{message}; save plain numbers (a ragged list becomes numbers by padding)")


Take = Callable[[Values], Values]
"""Reads some rows, given their sorted numbers."""
