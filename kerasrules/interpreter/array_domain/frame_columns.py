"""Columns of data frames: those that the program assigned are kept by name."""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.interpreter.array_domain import columns, lattice
from kerasrules.interpreter.array_domain.provenance import derivation_of, derive
from kerasrules.interpreter.values import ArrayObject, Value
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.record import replace


def column_key(name: Value) -> str:
    """The key under which a frame keeps a column that the program assigned."""
    return f"[{name!r}]"


_CELL = "cell"


def of_cells(cell: ArrayInfo) -> ArrayObject:
    """A column whose entries are arrays themselves, such as images: its shape says nothing of them."""
    column = ArrayObject(replace(cell, shape=None), frame=True)
    column.state[_CELL] = cell
    return column


def is_of_cells(column: ArrayObject) -> bool:
    """Whether the entries of a column are arrays."""
    return _CELL in column.state


def cell_of(column: ArrayObject) -> ArrayInfo:
    """What is known of one entry of a column."""
    kept = column.state.get(_CELL)
    if isinstance(kept, ArrayInfo):
        return kept
    # of what is no known series, an entry may be anything
    return replace(column.info, shape=() if column.info.shape is not None else None)


def one_column(value: ArrayObject, name: Value) -> Value:
    known = value.state.get(column_key(name))
    if isinstance(known, ArrayObject):
        return known
    derived_from = derivation_of(value)
    if derived_from is not None and derived_from[0] == "describe" and name in {"mean", "std", "min", "max"}:
        return ArrayObject(lattice.UNKNOWN, derived_from=(str(name), derived_from[1]), frame=True)
    if not value.frame:
        # a part of a file with several arrays
        return derive(value, replace(lattice.forget_values(value.info), shape=None))
    return derive(value, of_columns(value.info, None))


def of_columns(info: ArrayInfo, count: int | None) -> ArrayInfo:
    """Facts of some columns of a frame: one (None) or several. What holds for all columns holds for them."""
    shape = info.shape
    samples = shape[0] if shape else None
    columns: Shape = (samples,) if count is None else (samples, count if count >= 0 else None)
    if shape is not None and len(shape) == 1:
        # row["label"], row[["a", "b"]]
        columns = () if count is None else (count if count >= 0 else None,)
    return replace(
        info,
        shape=columns,
        bounds_attained=False,
        encoding=None,
        classes=None,
    )


def several_columns(value: ArrayObject, names: tuple[Value, ...], counted: bool) -> Value:
    known = [value.state.get(column_key(name)) for name in names]
    info = of_columns(value.info, len(names) if counted else -1)
    if all(isinstance(column, ArrayObject) for column in known):
        parts = [column.info for column in known if isinstance(column, ArrayObject)]
        info = replace(columns.joined(parts), shape=info.shape)
        if info.shape is not None and None in info.shape and all(part.shape == parts[0].shape for part in parts):
            info = replace(info, shape=(*(parts[0].shape or (None,)), len(names) if counted else None))
        result = columns.note(derive(value, info), parts)
    else:
        result = derive(value, info)
    for name, column in zip(names, known, strict=False):
        if isinstance(column, ArrayObject):
            result.state[column_key(name)] = column
    return result


def _copy_columns(source: ArrayObject, target: ArrayObject, change: Callable[[ArrayInfo], ArrayInfo]) -> None:
    for key, column in source.state.items():
        if key.startswith("[") and isinstance(column, ArrayObject):
            target.state[key] = ArrayObject(change(column.info), frame=True)
    if isinstance(source.state.get("base"), ArrayInfo):
        target.state["base"] = source.state["base"]


def remaining(value: ArrayObject, gone: tuple[Value, ...], info: ArrayInfo) -> ArrayInfo:
    """The facts of a frame without some columns; `info`: its facts so far with the new shape.

    Which ends of the range are left is known where the frame was made of columns that all are known.
    """
    parts = columns.known(value)
    named = {key: column for key, column in value.state.items() if key.startswith("[") and key.endswith("]")}
    if parts is not None and len(parts) == len(named) and gone:
        lost = {column_key(name) for name in gone}
        left = [one.info for key, one in named.items() if key not in lost and isinstance(one, ArrayObject)]
        if left:
            return replace(columns.joined(left), shape=info.shape)
    return replace(info, bounds_attained=False)


def without_columns(value: ArrayObject, gone: tuple[Value, ...]) -> ArrayInfo | None:
    """The facts of a frame before the program added columns, where just these are taken away again."""
    base = value.state.get("base")
    added = {key for key in value.state if key.startswith("[") and key.endswith("]")}
    if not isinstance(base, ArrayInfo) or not added or added != {column_key(name) for name in gone}:
        return None
    return replace(base, shape=(value.info.shape[0], None) if value.info.shape else None)


def copy_columns(
    source: ArrayObject, target: ArrayObject, change: Callable[[ArrayInfo], ArrayInfo] = lambda info: info
) -> None:
    """Give a frame that was made from another one its columns."""
    _copy_columns(source, target, change)
