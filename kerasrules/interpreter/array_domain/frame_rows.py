"""Data frames that are made of rows: lists of lists, of tuples or of dicts."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.interpreter.array_domain import columns, conversion, frame_columns, lattice
from kerasrules.interpreter.array_domain.sequences import changed, column_of, flat_items, width_of_rows
from kerasrules.interpreter.budget import MAX_LENGTH
from kerasrules.interpreter.values import ArrayObject, DictValue, ListValue, Value, flat_size
from kerasrules.model.record import replace


def of_rows(data: Value, names: tuple[Value, ...] | None) -> ArrayObject | None:
    """The frame of a list of rows, with its columns by name; None where the rows are not known one by one.

    names: those of the columns, where the call gives them; else dicts have them, and rows are numbered.
    """
    items = data.state["items"] if isinstance(data, ListValue) else None
    if not isinstance(items, tuple) or not items:
        return None
    keys = _keys_of_dicts(items)
    if keys is not None:
        items, names = _as_rows(items, keys), keys
    width = width_of_rows(items)
    if width is None or not 0 < width <= columns.MAX_COLUMNS or width * flat_size(items) > MAX_LENGTH:
        return None
    names = tuple(range(width)) if names is None else names
    if len(names) != width:
        return None
    return _frame({name: _column(column_of(items, index)) for index, name in enumerate(names)}, items)


def _column(items: tuple[Value, ...]) -> ArrayObject:
    """One column; what is no number or text may be an array in each row."""
    found = conversion.as_array(ListValue(items))
    info = lattice.UNKNOWN if found is None else found.info
    if info.shape is None or len(info.shape) != 1:
        return frame_columns.of_cells(lattice.element(info))
    return ArrayObject(info, frame=True)


def _frame(named: Mapping[Value, ArrayObject], items: tuple[Value, ...]) -> ArrayObject:
    flat, counted = flat_items(items)
    infos = [column.info for column in named.values()]
    cells = any(frame_columns.is_of_cells(column) for column in named.values())
    together = lattice.UNKNOWN if cells else columns.joined(infos)
    shape = (len(flat) if counted else None, len(named))
    frame = ArrayObject(replace(together, shape=shape), frame=True)
    for name, column in named.items():
        frame.state[frame_columns.column_key(name)] = column
    return frame if cells else columns.note(frame, infos)


def _keys_of_dicts(items: tuple[Value, ...]) -> tuple[Value, ...] | None:
    """The keys of rows that all are dicts with the same ones."""
    flat, _ = flat_items(items)
    found = [_keys(row) for row in flat]
    return found[0] if found and all(keys is not None and keys == found[0] for keys in found) else None


def _keys(row: Value) -> tuple[Value, ...] | None:
    inner = row.items if isinstance(row, DictValue) else None
    return tuple(inner) if isinstance(inner, Mapping) else None


def _as_rows(items: tuple[Value, ...], keys: tuple[Value, ...]) -> tuple[Value, ...]:
    """The values of each dict in the order of the keys."""

    def row(item: Value) -> Value:
        inner = item.items if isinstance(item, DictValue) else None
        return tuple(inner[key] for key in keys) if isinstance(inner, Mapping) else item

    return changed(items, row)
