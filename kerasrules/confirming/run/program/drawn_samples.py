"""The samples that the program passes to fit, drawn once: of arrays a random part, of datasets the first batches."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from kerasrules.confirming.given.sampling import MOST_SAMPLES
from kerasrules.confirming.plan.targets import DataError, Values
from kerasrules.confirming.run.program.array_structures import as_arrays, leaves, mapped, stacked
from kerasrules.confirming.run.program.drawn_batches import BatchBounds, batches_of, draw_batches, yields_batches
from kerasrules.confirming.run.samples import FEWEST_TO_HOLD_OUT
from kerasrules.confirming.run.training_run import MOST_HELD_OUT
from kerasrules.model.record import field, record

MOST_BYTES = 256 * 2**20
DEFAULT_BATCH = 32


@record
class DrawnSamples:
    """Inputs, targets and weights as structures of arrays, the samples to train on first, then those kept apart.

    trained: how many are trained on. batch: samples of a step. updates: steps of one epoch, None where unknown.
    ordered: the program takes them in order.
    """

    x: Any
    y: Any
    weights: Values | None
    trained: int
    total: int
    batch: int
    updates: int | None
    ordered: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def inputs(self) -> list[Values]:
        """The arrays of the inputs."""
        return leaves(self.x)

    def take(self, rows: Values) -> tuple[Any, Any, Values | None]:
        """Some of the samples, as Keras takes them."""
        return (
            mapped(lambda array: array[rows], self.x),
            mapped(lambda array: array[rows], self.y),
            None if self.weights is None else self.weights[rows],
        )


@record
class _Part:
    """Some samples. known: how many there are in all, None where that is not known. batch: of a dataset."""

    x: Any
    y: Any
    weights: Values | None
    count: int
    known: int | None = None
    batch: int | None = None
    batches: int | None = None
    stopped: bool = False


def draw(given: Mapping[str, Any], seed: int, seconds: float) -> DrawnSamples:
    """The samples of a call of fit. given: its arguments by name. seconds: for drawing them. Raises DataError."""
    x, y = given.get("x"), given.get("y")
    is_dataset = y is None and yields_batches(x)
    found = _of_dataset(x, MOST_SAMPLES, seconds) if is_dataset else _of_arrays(x, y, given.get("sample_weight"), seed)
    if found.y is None:
        raise DataError("no targets are passed to fit, so there is nothing to measure skill on")
    if given.get("class_weight"):
        found.weights = _class_weights(found, given["class_weight"])
    notes: list[str] = []
    if found.known is not None and found.count < found.known:
        notes.append(f"{found.count} of the {found.known} samples were used")
    elif found.stopped:
        notes.append(f"the first {found.count} samples of the dataset were used")
    validation = given.get("validation_data")
    held = None if validation is None else _validation(validation, seed, seconds)
    batch = found.batch or int(given.get("batch_size") or DEFAULT_BATCH)
    updates = given.get("steps_per_epoch") or found.batches
    if updates is None and found.known is not None:
        updates = -(-found.known // batch)
    kept = 0
    if held is not None and held.count and _same_kind(found, held):
        merged = _joined(found, held)
    else:
        kept = _held_out(found.count, given.get("validation_split"))
        merged = _reordered(found, seed, last=bool(given.get("validation_split"))) if kept else found
    return DrawnSamples(
        merged.x,
        merged.y,
        merged.weights,
        found.count - kept,
        merged.count,
        max(1, min(batch, found.count - kept)),
        int(updates) if updates else None,
        ordered=given.get("shuffle") is False and not is_dataset,
        notes=notes,
    )


def _class_weights(part: _Part, by_class: Mapping[int, float]) -> Values | None:
    """The weights of the samples times those of their classes, as Keras multiplies them.

    Keras itself takes none where it gets batches.
    """
    if isinstance(part.y, (Mapping, tuple)):
        return part.weights
    one_hot = part.y.ndim > 1 and part.y.shape[-1] > 1
    classes = part.y.argmax(axis=-1) if one_hot else part.y.reshape(part.count, -1)[:, 0]
    found = np.array([float(by_class.get(int(one), 1.0)) for one in classes.reshape(part.count, -1)[:, 0]])
    return found if part.weights is None else found * part.weights.reshape(part.count, -1)[:, 0]


def _of_arrays(x: Any, y: Any, weights: Any, seed: int, most: int = MOST_SAMPLES) -> _Part:
    x, y = as_arrays(x), None if y is None else as_arrays(y)
    arrays = [*leaves(x), *([] if y is None else leaves(y))]
    counts = {len(array) for array in arrays if array.ndim}
    if len(counts) != 1 or not all(array.ndim for array in arrays):
        raise DataError("the arrays that are passed to fit have different numbers of samples")
    count = counts.pop()
    if not count:
        raise DataError("the arrays that are passed to fit are empty")
    size = sum(array.nbytes for array in arrays) / count
    taken = int(min(count, most, max(DEFAULT_BATCH, MOST_BYTES // max(size, 1))))
    w = None if weights is None else np.asarray(weights)
    if taken < count:
        rows = np.random.default_rng([seed, 3]).permutation(count)[:taken]
        x, y = mapped(lambda array: array[rows], x), None if y is None else mapped(lambda array: array[rows], y)
        w = None if w is None else w[rows]
    return _Part(x, y, w, taken, count)


def _of_dataset(x: Any, most: int, seconds: float) -> _Part:
    """The first batches of a dataset, as arrays."""
    bounds = BatchBounds(most, MOST_BYTES, time.monotonic() + seconds)
    drawn = draw_batches(
        batches_of(x), bounds, None, "the dataset that is passed to fit", "the batches that are passed to fit"
    )
    batches = drawn.batches if drawn.ended else _length(x)
    y = drawn.parts[1] if len(drawn.parts) > 1 else None
    weights = drawn.parts[2] if len(drawn.parts) > 2 else None
    return _Part(drawn.parts[0], y, weights, drawn.count, None, drawn.batch_size, batches, not drawn.ended)


def _length(x: Any) -> int | None:
    try:
        return len(x)
    except (TypeError, ValueError):
        return None


def _validation(given: Any, seed: int, seconds: float) -> _Part | None:
    """The program's own validation samples; None where they cannot be read."""
    try:
        if isinstance(given, (tuple, list)):
            return _of_arrays(given[0], given[1], None, seed, MOST_HELD_OUT)
        return _of_dataset(given, MOST_HELD_OUT, seconds / 3)
    except (DataError, IndexError):
        return None


def _same_kind(one: _Part, other: _Part) -> bool:
    """Whether samples of both can stand in one array."""
    if other.y is None:
        return False
    first, second = ([*leaves(part.x), *leaves(part.y)] for part in (one, other))
    shapes = ([array.shape[1:] for array in part] for part in (first, second))
    return len(first) == len(second) and next(shapes) == next(shapes)


def _joined(train: _Part, held: _Part) -> _Part:
    weights = train.weights
    if weights is not None:
        weights = np.concatenate([weights, np.ones((held.count, *weights.shape[1:]), weights.dtype)])
    return _Part(stacked([train.x, held.x]), stacked([train.y, held.y]), weights, train.count + held.count)


def _held_out(count: int, share: Any) -> int:
    """How many samples are kept apart where the program has none for validation."""
    if share:
        return min(MOST_HELD_OUT, int(count * float(share)))
    return min(MOST_HELD_OUT, count // 4) if count >= FEWEST_TO_HOLD_OUT else 0


def _reordered(part: _Part, seed: int, *, last: bool) -> _Part:
    """The samples with those to be kept apart at the end. last: the program takes the last ones itself."""
    order = np.arange(part.count) if last else np.random.default_rng([seed, 1]).permutation(part.count)
    weights = None if part.weights is None else part.weights[order]
    return _Part(mapped(lambda a: a[order], part.x), mapped(lambda a: a[order], part.y), weights, part.count)
