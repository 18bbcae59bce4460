"""Arrays, tables and datasets in memory, as many of their samples as are needed to measure them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np

from kerasrules.confirming.given.sampling import MOST_SAMPLES
from kerasrules.confirming.plan.targets import DataError, Values
from kerasrules.confirming.run.program.array_structures import as_arrays, leaves, mapped
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


def yields_batches(x: Any) -> bool:
    """Whether this is a dataset or a generator, and no array or structure of arrays."""
    return not (isinstance(x, (Mapping, tuple, list)) or hasattr(x, "shape"))


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
    deadline = time.monotonic() + PATIENCE
    drawn: list[tuple[Any, ...]] = []
    count, size, is_whole = 0, 0, True
    for batch in _batches(x):
        parts = batch if isinstance(batch, (tuple, list)) else (batch,)
        drawn.append(tuple(as_arrays(part) for part in parts[:2]))
        arrays = leaves(drawn[-1])
        if not arrays[0].ndim:
            raise DataError("the dataset yields single values, not batches")
        count, size = count + len(arrays[0]), size + sum(array.nbytes for array in arrays)
        if count >= most or size >= MOST_BYTES or time.monotonic() > deadline:
            is_whole = False
            break
    if not drawn:
        raise DataError("the dataset is empty")
    try:
        joined = [_joined([one[part] for one in drawn]) for part in range(len(drawn[0]))]
    except (ValueError, IndexError, KeyError):
        raise DataError("the batches of the dataset have different shapes") from None
    batch_size = len(leaves(drawn[0][0])[0])
    total = count if is_whole else None
    return SampledArrays(joined[0], joined[1] if len(joined) > 1 else None, total, is_whole, batch_size)


def _batches(x: Any) -> Iterator[Any]:
    """One batch after the other, of one epoch."""
    if hasattr(x, "__getitem__") and hasattr(x, "__len__"):  # Keras' own datasets
        return (x[number] for number in range(len(x)))
    try:
        return islice(iter(x), MOST_SAMPLES)
    except TypeError:
        raise DataError(f"{type(x).__name__} is no data that fit takes") from None


def _joined(parts: list[Any]) -> Any:
    if isinstance(parts[0], Mapping):
        return {key: _joined([part[key] for part in parts]) for key in parts[0]}
    if isinstance(parts[0], tuple):
        return tuple(_joined([part[number] for part in parts]) for number in range(len(parts[0])))
    return np.concatenate(parts)
