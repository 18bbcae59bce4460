"""Columns of arrays: what is known of each position along the last axis, where the program put them side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kerasrules.interpreter.array_domain import lattice
from kerasrules.interpreter.values import ArrayObject, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.record import record, replace

MAX_COLUMNS = 64
"""Wider arrays are images or one-hot codes, whose columns are alike."""

_KEY = "columns"


@record(frozen=True, eq=False)
class ColumnFacts:
    """The columns of an array, each with the shape of one (the last axis left out)."""

    of: ArrayInfo
    """What was known of the whole array when the columns were noted: what has changed since has other columns."""
    parts: tuple[ArrayInfo, ...]


def note(array: ArrayObject, parts: Sequence[ArrayInfo]) -> ArrayObject:
    """Keep the columns of an array that was just made; alike ones say no more than the whole."""
    shape = array.info.shape
    if shape is not None and len(shape) > 1 and shape[-1] == len(parts) and 1 < len(parts) <= MAX_COLUMNS:
        array.state[_KEY] = ColumnFacts(array.info, tuple(replace(part, shape=shape[:-1]) for part in parts))
    return array


def known(array: ArrayObject) -> tuple[ArrayInfo, ...] | None:
    """The columns of an array where they are known one by one."""
    kept = array.state.get(_KEY)
    return kept.parts if isinstance(kept, ColumnFacts) and kept.of is array.info else None


def carry(source: ArrayObject, target: ArrayObject, change: Callable[[ArrayInfo], ArrayInfo]) -> ArrayObject:
    """Give an array that was made from another one the same columns, changed one by one."""
    parts = known(source)
    return target if parts is None else note(target, [change(part) for part in parts])


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
    return replace(info, bounds_attained=False, mean=None, std=None, encoding=None, classes=None)


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
    return replace(lattice.gathered(parts, many=False), encoding=None, classes=None, sorted_by_class=False)
