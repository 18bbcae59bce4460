"""The first batches of a dataset as arrays, within bounds of samples, bytes and time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kerasrules.confirming.plan.targets import DataError
from kerasrules.confirming.run.program.array_structures import as_arrays, leaves, stacked
from kerasrules.model.record import record


@record(frozen=True)
class BatchBounds:
    """After which of these no further batch is drawn. deadline: on the monotonic clock, in seconds."""

    samples: int
    size: int
    deadline: float


@record(frozen=True)
class DrawnBatches:
    """parts: inputs, and targets and weights where there are some, as structures of arrays with `count` samples.

    batches: how many there were, of `batch_size` samples (the first). ended: these were all.
    """

    parts: tuple[Any, ...]
    count: int
    batches: int
    batch_size: int
    ended: bool


def yields_batches(x: Any) -> bool:
    """Whether this is a dataset, a generator or a loader, and no array or structure of arrays."""
    return not (isinstance(x, (Mapping, tuple, list)) or hasattr(x, "shape"))


def batches_of(x: Any) -> Iterator[Any]:
    """One batch after the other; one epoch, where that ends. Raises DataError."""
    if hasattr(x, "__getitem__") and hasattr(x, "__len__"):  # Keras' own datasets
        return (x[number] for number in range(len(x)))
    try:
        return iter(x)
    except TypeError:
        raise DataError(f"{type(x).__name__} is no data that fit takes") from None


def draw_batches(
    given: Iterable[Any], bounds: BatchBounds, most_parts: int | None, dataset: str, batches: str
) -> DrawnBatches:
    """Draw until a bound is reached. Raises DataError.

    most_parts: of each batch no more is kept. dataset, batches: what these are to the user.
    """
    drawn: list[tuple[Any, ...]] = []
    count, size, ended = 0, 0, True
    for batch in given:
        parts = batch if isinstance(batch, (tuple, list)) else (batch,)
        drawn.append(tuple(as_arrays(part) for part in parts[:most_parts]))
        arrays = leaves(drawn[-1])
        if not arrays[0].ndim:
            raise DataError("the dataset yields single values, not batches")
        count, size = count + len(arrays[0]), size + sum(array.nbytes for array in arrays)
        if count >= bounds.samples or size >= bounds.size or time.monotonic() > bounds.deadline:
            ended = False
            break
    if not drawn:
        raise DataError(f"{dataset} is empty")
    try:
        joined = tuple(stacked([one[part] for one in drawn]) for part in range(len(drawn[0])))
    except (ValueError, IndexError, KeyError):
        raise DataError(f"{batches} have different shapes") from None
    return DrawnBatches(joined, count, len(drawn), len(leaves(drawn[0][0])[0]), ended)
