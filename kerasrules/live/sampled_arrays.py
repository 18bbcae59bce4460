"""Arrays, tables and datasets in memory, as many of their samples as are needed to measure them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from kerasrules.confirming.given.sampling import MOST_SAMPLES
from kerasrules.confirming.plan.targets import DataError, Values
from kerasrules.confirming.run.program.array_structures import as_arrays, leaves, mapped
from kerasrules.confirming.run.program.drawn_batches import BatchBounds, batches_of, draw_batches, yields_batches
from kerasrules.model.record import record

MOST_BYTES = 64 * 2**20
"""Of a dataset no more is drawn, except its first batch."""
PATIENCE = 5.0
"""Seconds for drawing from a dataset."""


@record(frozen=True)
class SampledArrays:
    """Inputs and targets as structures of arrays with the same number of samples; y None: there are none.

    total: how many samples there are in all, None where that is unknown. is_whole: these are all. batch: of a dataset.
    """

    x: Any
    y: Any
    total: int | None
    is_whole: bool
    batch: int | None = None


def sample(x: Any, y: Any = None, most: int = MOST_SAMPLES) -> SampledArrays:
    """Some samples of what fit takes, of a dataset the first batches. Raises DataError."""
    if y is None and yields_batches(x):
        return _of_dataset(x, most)
    given = [*leaves(_opened(x)), *([] if y is None else leaves(_opened(y)))]
    counts = {len(part) for part in given}
    if len(counts) != 1:
        raise DataError("x and y differ in their number of samples: " + ", ".join(map(str, map(len, given))))
    total = counts.pop()
    if not total:
        raise DataError("there are no samples in x")
    rows = None
    if total > most:
        rows = np.sort(np.random.default_rng(0).permutation(total)[:most])

    def taken(part: Any) -> Any:
        return None if part is None else as_arrays(mapped(lambda one: _rows(one, rows), _opened(part)))

    return SampledArrays(taken(x), taken(y), total, rows is None)


def _opened(structure: Any) -> Any:
    """Lists of numbers as arrays, so that everything else in the structure has a shape."""
    if isinstance(structure, Mapping) and not hasattr(structure, "iloc"):
        return {key: _opened(part) for key, part in structure.items()}
    if isinstance(structure, (tuple, list)) and any(
        hasattr(part, "shape") or isinstance(part, Mapping) for part in structure
    ):
        return tuple(map(_opened, structure))
    return structure if getattr(structure, "shape", ()) else as_arrays(structure)


def _rows(array: Any, rows: Values | None) -> Any:
    """Some rows of what may be too large to be an array of numpy as a whole."""
    if rows is None:
        return array
    if hasattr(array, "iloc"):
        return array.iloc[rows]
    try:
        return array[rows]
    except Exception:  # tensors are in memory and take no such index
        return as_arrays(array)[rows]


def _of_dataset(x: Any, most: int) -> SampledArrays:
    if hasattr(x, "__next__"):
        raise DataError("x is an iterator, and what is drawn from it is gone: pass arrays, or a dataset")
    bounds = BatchBounds(most, MOST_BYTES, time.monotonic() + PATIENCE)
    drawn = draw_batches(batches_of(x), bounds, 2, "the dataset", "the batches of the dataset")
    y = drawn.parts[1] if len(drawn.parts) > 1 else None
    return SampledArrays(drawn.parts[0], y, drawn.count if drawn.ended else None, drawn.ended, drawn.batch_size)
