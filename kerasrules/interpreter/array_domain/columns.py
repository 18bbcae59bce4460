"""Columns and rows of arrays: what is known of each, where the program put them beside or below each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kerasrules.interpreter.array_domain import lattice
from kerasrules.interpreter.heap import Heap
from kerasrules.interpreter.values import ArrayObject, Value
from kerasrules.model.data import ArrayInfo, FileColumn
from kerasrules.model.record import record, replace

MAX_COLUMNS = 64
"""Wider arrays that the program makes are images or one-hot codes, whose columns are alike."""
MAX_MEASURED = 1_024
"""So many columns of a file are followed one by one: images come as rows of numbers, after their label."""

_KEY, _ROWS = "columns", "rows"


@record(frozen=True, eq=False)
class ColumnFacts:
    """The columns, or rows, of an array, each with the shape of one (the last axis, or the first, left out)."""

    of: ArrayInfo
    """What was known of the whole array when the columns were noted: what has changed since has other columns."""
    parts: tuple[ArrayInfo, ...]


def note(array: ArrayObject, parts: Sequence[ArrayInfo]) -> ArrayObject:
    """Keep the columns of an array that was just made; alike ones say no more than the whole."""
    shape = array.info.shape
    if shape is not None and len(shape) > 1 and shape[-1] == len(parts) and 1 < len(parts) <= MAX_MEASURED:
        array.state[_KEY] = ColumnFacts(array.info, tuple(replace(part, shape=shape[:-1]) for part in parts))
    return array


def known(array: ArrayObject) -> tuple[ArrayInfo, ...] | None:
    """The columns of an array where they are known one by one."""
    kept = array.state.get(_KEY)
    return kept.parts if isinstance(kept, ColumnFacts) and kept.of is array.info else None


def note_rows(array: ArrayObject, parts: Sequence[ArrayInfo]) -> ArrayObject:
    """Keep the few items along the first axis of an array that was just made."""
    shape = array.info.shape
    if shape is not None and len(shape) > 0 and shape[0] == len(parts) and 1 < len(parts) <= MAX_COLUMNS:
        array.state[_ROWS] = ColumnFacts(array.info, tuple(replace(part, shape=shape[1:]) for part in parts))
    return array


def known_rows(array: ArrayObject) -> tuple[ArrayInfo, ...] | None:
    """The items along the first axis where they are known one by one."""
    kept = array.state.get(_ROWS)
    return kept.parts if isinstance(kept, ColumnFacts) and kept.of is array.info else None


def note_stacked(array: ArrayObject, parts: Sequence[ArrayInfo], axis: int | None) -> ArrayObject:
    """Keep the parts of an array that were laid along a new axis."""
    last = len(array.info.shape or ()) - 1
    if axis in (-1, last) and last > 0:
        return note(array, parts)
    return note_rows(array, parts) if axis == 0 else array


def transpose(source: ArrayObject, target: ArrayObject) -> ArrayObject:
    """Give a table that is another one with the axes exchanged its columns as rows, and its rows as columns."""
    if source.info.shape is not None and len(source.info.shape) == 2:
        note_rows(target, known(source) or ())
        note(target, known_rows(source) or ())
    return target


def after_change(heap: Heap, array: ArrayObject, parts: Sequence[ArrayInfo]) -> None:
    """Keep the columns of an array whose facts were just changed in place."""
    heap.write(array, _KEY, ColumnFacts(array.info, tuple(parts)))


def carry(source: ArrayObject, target: ArrayObject, change: Callable[[ArrayInfo], ArrayInfo]) -> ArrayObject:
    """Give an array that was made from another one the same columns and rows, changed one by one."""
    note_rows(target, [change(row) for row in known_rows(source) or ()])
    return note(target, [change(part) for part in known(source) or ()])


def keep_shuffled(source: ArrayObject, target: ArrayObject) -> ArrayObject:
    """Give an array that holds the rows of another one in an unknown order the same columns."""
    return note(target, [lattice.shuffled(part) for part in known(source) or ()])


def of_each(array: ArrayObject) -> tuple[ArrayInfo, ...] | None:
    """What is known of each column: their own facts, else those of the whole; None where their number is unknown."""
    parts = known(array)
    if parts is not None:
        return parts
    info = array.info
    shape = info.shape
    if shape is None or not shape:
        return None
    if len(shape) == 1:
        return (info,)
    width = shape[-1]
    if width is None or not 0 < width <= MAX_COLUMNS:
        return None
    one = info if width == 1 else of_whole(info)
    return (replace(one, shape=shape[:-1]),) * width


def of_whole(info: ArrayInfo) -> ArrayInfo:
    """What holds for any one column of a table."""
    if lattice.is_even(info):
        return replace(info, encoding=None, classes=None)
    return replace(lattice.unattained(info), mean=None, std=None, encoding=None, classes=None)


def picked(array: ArrayObject, index: Value) -> ArrayInfo | None:
    """The facts of `array[..., index]`, but for the shape, where the columns are known one by one."""
    parts = known(array)
    if parts is None:
        return None
    try:
        chosen = parts[index] if isinstance(index, (int, slice)) else tuple(parts[position] for position in index)
    except (IndexError, TypeError, ValueError):
        return None
    if isinstance(chosen, ArrayInfo):
        return chosen
    if not chosen:
        return None
    return chosen[0] if len(chosen) == 1 else joined(chosen)


def joined(parts: Sequence[ArrayInfo]) -> ArrayInfo:
    """What is known of several columns together; they are no labels any longer."""
    together = lattice.gathered(parts, many=False)
    mean, std = _moments([(part.mean, part.std) for part in parts])
    seen = together.seen
    if seen is not None:
        ranges = [part.seen for part in parts if part.seen is not None]
        known = _moments([(one.mean, one.std) for one in ranges]) if len(ranges) == len(parts) else (None, None)
        seen = replace(seen, mean=known[0], std=known[1])
    return replace(
        together,
        encoding=None,
        classes=None,
        sorted_by_class=False,
        dtype=together.dtype or ("float64" if {part.dtype for part in parts} == {"int64", "float64"} else None),
        mean=mean,
        std=std,
        seen=seen,
        column=_farthest(parts),
        missing=any(part.missing for part in parts),
    )


def _moments(parts: Sequence[tuple[float | None, float | None]]) -> tuple[float | None, float | None]:
    """Mean and deviation of columns of one length together, from those of each."""
    found = [(mean, std) for mean, std in parts if mean is not None and std is not None]
    if not found or len(found) < len(parts):
        return None, None
    mean = sum(one for one, _ in found) / len(found)
    square = sum(one**2 + std**2 for one, std in found) / len(found)
    return mean, max(square - mean**2, 0.0) ** 0.5


def _farthest(parts: Sequence[ArrayInfo]) -> FileColumn | None:
    """The column of a file whose values reach farthest, which shows the scale of all."""
    found = [part.column for part in parts if part.column is not None]
    return max(found, key=lambda column: column.extent, default=None)
