"""From what was measured of data files to the facts of arrays: those of a sample bound nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kerasrules.interpreter.array_domain import columns, frame_columns, lattice
from kerasrules.interpreter.values import ArrayObject
from kerasrules.model.data import ArrayInfo, FileColumn, SampleRange
from kerasrules.model.locations import Location, Position
from kerasrules.model.record import replace

if TYPE_CHECKING:
    from kerasrules.data_files.delimited import Table
    from kerasrules.data_files.image_folder import ImageFolder
    from kerasrules.data_files.measured_column import MeasuredColumn
    from kerasrules.data_files.npy import StoredArray

MAX_CLASSES = 100
"""Whole numbers from 0 to beyond this are counts of something rather than classes."""

_DTYPES = {"int": "int64", "float": "float64", "bool": "bool", "text": "object"}


def frame_of(table: Table, path: str, origin: ArrayInfo) -> ArrayObject:
    """The data frame that a table is read into. origin: facts with the words and the place of the call."""
    found = [column_info(column, table.rows, file_column(table, index, path), origin) for index, column in _each(table)]
    frame = array_of(found, table.rows, origin)
    frame.frame = True
    for column, info in zip(table.columns, found, strict=True):
        frame.state[frame_columns.column_key(column.name)] = ArrayObject(info, frame=True)
    return frame


def features_and_target(
    table: Table, path: str, target: str, origin: ArrayInfo
) -> tuple[ArrayInfo | None, ArrayInfo | None]:
    """One column of a table, and all others as one array."""
    found = [
        (column.name, column_info(column, table.rows, file_column(table, index, path), origin))
        for index, column in _each(table)
    ]
    features = [info for name, info in found if name != target]
    labels = next((info for name, info in found if name == target), None)
    return (array_of(features, table.rows, origin).info if features else None), labels


def numbers_of(table: Table, path: str, origin: ArrayInfo) -> ArrayObject:
    """The array of floats that a table of numbers is read into: a vector where it has one column or one row."""
    found = [
        replace(column_info(column, table.rows, file_column(table, index, path), origin), dtype="float64")
        for index, column in _each(table)
    ]
    if len(found) == 1:
        return ArrayObject(found[0])
    made = array_of(found, table.rows, origin)
    return made if table.rows != 1 else ArrayObject(replace(made.info, shape=(len(found),)))


def stored(array: StoredArray, path: str, origin: ArrayInfo, words: str) -> ArrayObject:
    """An array of a file of numpy."""
    info = replace(origin, shape=array.shape, dtype=array.dtype)
    values = array.values
    if values is None or values.low is None or values.high is None:
        return ArrayObject(info)
    part = "" if array.is_whole else f" in the first {array.looked_at} values"
    text = f"{words} of shape {array.shape}: {lattice.spell(values.low)} to {lattice.spell(values.high)}{part}"
    start = Position(1, 1)
    place = FileColumn(text, Location(path, start, start), max(abs(values.low), abs(values.high)))
    if not array.is_whole:
        if array.dtype == "uint8" and (values.low, values.high) == (0.0, 255.0):
            # what the type can hold bounds the values that were not looked at
            whole = replace(info, low=values.low, high=values.high, bounds_attained=True, column=place)
            return ArrayObject(whole)
        return ArrayObject(replace(info, seen=_sample(values), column=place))
    rank_one = len(array.shape) == 1 or (len(array.shape) == 2 and array.shape[1] == 1)
    rows = array.shape[0] if array.shape else None
    made = column_info(values, rows, place, origin) if rows is not None else info
    made = replace(made, shape=array.shape, dtype=array.dtype)
    if not rank_one:
        made = replace(made, encoding=None, classes=None, sorted_by_class=False)
    found = [replace(column_info(column, rows, place, origin), dtype=array.dtype) for column in array.columns]
    return columns.note(ArrayObject(made), found)


def folder_place(names: Sequence[str], found: ImageFolder, path: str) -> FileColumn:
    """What there is to see of a folder of images."""
    shown = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
    count = "" if found.images is None else f"{found.images} images of "
    sizes = list(dict.fromkeys(f"{size.height} x {size.width}" for size in found.sizes))
    size = f" ({' or '.join(sizes)} pixels)" if 0 < len(sizes) <= 2 else ""
    start = Position(1, 1)
    return FileColumn(
        f"{count}{len(names)} class{'es' * (len(names) != 1)}: {shown}{size}", Location(path, start, start)
    )


_MOST_NAMES = 6


def array_of(found: Sequence[ArrayInfo], rows: int | None, origin: ArrayInfo) -> ArrayObject:
    """Columns side by side as one array."""
    together = columns.joined(found)
    dtypes = {info.dtype for info in found}
    numeric = dtypes <= {"int64", "float64"}
    dtype = together.dtype if len(dtypes) == 1 else "float64" if numeric else "object" if "object" in dtypes else None
    made = replace(
        together, shape=(rows, len(found)), dtype=dtype, origin=origin.origin, origin_place=origin.origin_place
    )
    return columns.note(ArrayObject(made), found)


def _each(table: Table) -> Sequence[tuple[int, MeasuredColumn]]:
    return list(enumerate(table.columns))


def column_info(column: MeasuredColumn, rows: int | None, place: FileColumn, origin: ArrayInfo) -> ArrayInfo:
    """The facts of one column. rows: None where only the first ones were looked at."""
    info = replace(origin, shape=(rows,), column=place, missing=column.missing > 0 and column.kind != "text")
    if column.kind == "text":
        classes = None if rows is None or column.distinct is None or column.missing else len(column.distinct)
        order = rows is not None and column.in_blocks
        return replace(info, dtype="object", encoding="text", classes=classes, sorted_by_class=order)
    if column.low is None or column.high is None:
        return replace(info, dtype="float64" if rows is not None else None)
    if rows is None:
        # later rows may have larger numbers, broken ones or text
        return replace(info, seen=_sample(column))
    whole = replace(
        info,
        dtype=_DTYPES[column.kind],
        low=column.low,
        high=column.high,
        bounds_attained=True,
        mean=column.mean,
        std=column.std,
    )
    classes = _classes(column, rows)
    return (
        whole
        if classes is None
        else replace(whole, encoding="integer", classes=classes, sorted_by_class=column.in_blocks)
    )


def _sample(column: MeasuredColumn) -> SampleRange | None:
    if column.low is None or column.high is None:
        return None
    return SampleRange(column.low, column.high, column.mean, column.std)


def _classes(column: MeasuredColumn, rows: int) -> int | None:
    """How many classes there are, where the values are the whole numbers from 0 on, each several times on average."""
    if column.kind not in ("int", "bool") or column.distinct is None:
        return None
    count = len(column.distinct)
    if not 2 <= count <= MAX_CLASSES or rows < 3 * count:
        return None
    return count if column.distinct == frozenset(range(count)) else None


def file_column(table: Table, index: int, path: str) -> FileColumn:
    """The place of a column in its file, with what is there."""
    column = table.columns[index]
    line, start = table.places[index]
    name = f"column {column.name!r}" if isinstance(column.name, str) else f"column {column.name}"
    size = len(column.name) if isinstance(column.name, str) and line == 1 else 1
    if column.low is None or column.high is None:
        words = f"{name}: {'text' if column.kind == 'text' else 'no values'}"
    else:
        least = "" if table.is_whole else f" in the first {table.looked_at} rows"
        words = f"{name}: {lattice.spell(column.low)} to {lattice.spell(column.high)}{least}"
    extent = max(abs(column.low or 0.0), abs(column.high or 0.0))
    place = Location(path, Position(line, start), Position(line, start + size))
    return FileColumn(words, place, extent)
