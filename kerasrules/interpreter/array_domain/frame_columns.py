"""Columns of data frames: those that the program assigned are kept by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kerasrules.interpreter.array_domain import columns, lattice
from kerasrules.interpreter.array_domain.frame_names import FRAME_NAMES
from kerasrules.interpreter.array_domain.provenance import derivation_of, derive
from kerasrules.interpreter.heap import Heap
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


_TEXT_TABLES = ("read_csv", "read_table", "read_excel", "read_fwf")


def opened(column: ArrayObject) -> ArrayObject:
    """A column as a list of its entries, which may be arrays where nothing is known of them.

    Tables of text hold numbers and words alone.
    """
    info = column.info
    unknown = info.dtype is None and info.low is None and info.high is None and info.encoding is None
    if not column.frame or not unknown or info.shape is None or len(info.shape) != 1:
        return column
    return column if (info.origin or "").startswith(_TEXT_TABLES) else of_cells(replace(info, shape=None))


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
    return replace(lattice.unattained(info), shape=columns, mean=None, std=None, encoding=None, classes=None)


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


def named(frame: ArrayObject) -> dict[str, ArrayObject]:
    """The columns that are kept by name, by the keys that they are kept under."""
    return {
        key: column
        for key, column in frame.state.items()
        if key.startswith("[") and key.endswith("]") and isinstance(column, ArrayObject)
    }


def is_attribute(frame: ArrayObject, name: str) -> bool:
    """Whether `frame.name` is a column."""
    if not frame.frame or name in FRAME_NAMES or name.startswith("_"):
        return False
    if column_key(name) in frame.state:
        return True
    shape = frame.info.shape
    return shape is not None and len(shape) == 2 and all_named(frame) is None


def all_named(frame: ArrayObject) -> dict[str, ArrayObject] | None:
    """The columns of a frame, where all of them are kept by name; their order may be another one."""
    shape = frame.info.shape
    found = named(frame)
    whole = shape is not None and len(shape) == 2 and shape[1] == len(found) > 0
    return found if whole else None


def of_named(found: Mapping[str, ArrayObject], info: ArrayInfo) -> ArrayInfo:
    """The facts of a frame with just these columns. info: those of the frame that it was made from."""
    if not found:
        return replace(lattice.forget_values(info), shape=None)
    rows = info.shape[0] if info.shape else None
    together = columns.joined([column.info for column in found.values()])
    return replace(
        together, shape=(rows, len(found)), origin=info.origin, origin_place=info.origin_place, split=info.split
    )


def each_changed(source: ArrayObject, target: ArrayObject, change: Callable[[ArrayInfo], ArrayInfo]) -> ArrayObject:
    """Give a frame made from another one the columns of it, changed one by one, and the facts that follow."""
    whole = all_named(source)
    parts = columns.known(source)
    copy_columns(source, target, change)
    if whole is not None:
        info = of_named(named(target), target.info)
        target.state["info"] = replace(info, steps=target.info.steps)
        if parts is not None:
            columns.note(target, [change(part) for part in parts])
    return target


def note_positions(source: ArrayObject, target: ArrayObject) -> ArrayObject:
    """Give a frame that has some of another's columns their positions, where names and positions of it agree."""
    parts, left = columns.known(source), named(target)
    if parts is not None and [column.info for column in named(source).values()] == list(parts):
        columns.note(target, [column.info for column in left.values()])
    return target


def settle(heap: Heap, frame: ArrayObject, width: int | None) -> None:
    """State the facts of a frame anew after columns were set or taken away. width: how many it has now."""
    found = named(frame)
    if width is not None and width == len(found):
        info = of_named(found, frame.info)
    else:
        info = replace(lattice.forget_values(frame.info), column=None)
        info = replace(info, shape=(info.shape[0] if info.shape else None, width))
    heap.write(frame, "info", info)


def remaining(value: ArrayObject, gone: tuple[Value, ...], info: ArrayInfo) -> ArrayInfo:
    """The facts of a frame without some columns; `info`: its facts so far with the new shape.

    Which ends of the range are left is known where the frame was made of columns that all are known.
    """
    whole = all_named(value)
    lost = {column_key(name) for name in gone}
    if whole is not None and lost and lost <= set(whole):
        left = {key: column for key, column in whole.items() if key not in lost}
        if left:
            return replace(of_named(left, info), shape=info.shape, steps=info.steps)
    return lattice.unattained(info)


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
