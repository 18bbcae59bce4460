"""pandas: frames and series. What is known of a frame's columns is kept by their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kerasrules.interpreter.array_domain import (
    assignment,
    columns,
    conversion,
    frame_columns,
    frame_rows,
    indexing,
    lattice,
    provenance,
    sequences,
)
from kerasrules.interpreter.libraries.common import items, number
from kerasrules.interpreter.libraries.elementwise import cast_to
from kerasrules.interpreter.libraries.registry import Call, HandlerContext, attribute, function, method
from kerasrules.interpreter.libraries.shaping import concatenated
from kerasrules.interpreter.values import ArrayObject, DictValue, ListValue, Value
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown


@function("pandas.DataFrame", "pandas.DataFrame.from_dict", "pandas.DataFrame.from_records")
def data_frame(call: Call) -> Value:
    """A frame from a dict of columns or an array."""
    data = call.get("data", 0)
    if isinstance(data, DictValue):
        frame = ArrayObject(ArrayInfo(shape=(None, None)), frame=True)
        if isinstance(data.items, Mapping):
            info = []
            for name, column in data.items.items():
                found = conversion.as_array(column)
                one = lattice.UNKNOWN if found is None else found.info
                frame.state[frame_columns.column_key(name)] = ArrayObject(one, frame=True)
                info.append(one)
            together = columns.joined(info) if info else lattice.UNKNOWN
            length = together.shape[0] if together.shape else None
            frame.state["info"] = replace(together, shape=(length, len(info)))
            columns.note(frame, info)
        return frame
    names = items(call.get("columns", 2))
    rows = None if names is None and call.has("columns", 2) else frame_rows.of_rows(data, names)
    if rows is not None:
        return rows
    found = conversion.as_array(data)
    facts_ = lattice.UNKNOWN if found is None else found.info
    if facts_.shape is None or len(facts_.shape) != 2:
        facts_ = replace(
            facts_, shape=(facts_.shape[0], 1) if facts_.shape and len(facts_.shape) == 1 else (None, None)
        )
    return ArrayObject(facts_, frame=True)


@function("pandas.Series")
def series(call: Call) -> Value:
    """A series."""
    found = conversion.as_array(call.get("data", 0))
    info = lattice.UNKNOWN if found is None else found.info
    return ArrayObject(replace(info, shape=info.shape if info.shape and len(info.shape) == 1 else (None,)), frame=True)


@attribute("array", "values")
def values(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """The frame as an array."""
    made = provenance.derive(value, value.info, frame=False, keep_derivation=True)
    return columns.carry(value, made, lambda column: _as_one_type(column, value.info))


def _as_one_type(column: ArrayInfo, whole: ArrayInfo) -> ArrayInfo:
    """A column in an array, which has one type for all of them."""
    return column if column.column is None else replace(column, dtype=whole.dtype)


@method("array", "to_numpy", "as_matrix", "toarray", "todense", "to_list", "to_frame", "numpy_array")
def to_numpy(call: Call) -> Value:
    """The frame (or sparse matrix) as an array."""
    receiver: ArrayObject = call.receiver
    info = receiver.info
    if call.name.endswith("to_frame"):
        shape = info.shape
        return provenance.derive(receiver, replace(info, shape=(shape[0], 1) if shape else (None, 1)), frame=True)
    result = provenance.derive(receiver, info, frame=False, keep_derivation=True)
    columns.carry(receiver, result, lambda column: _as_one_type(column, info))
    dtype = call.get("dtype", 0) if call.name.endswith("to_numpy") else None
    return result if dtype is None else cast_to(call, result, dtype)


@attribute("array", "iloc", "loc", "iat", "at", "ix")
def located(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """df.iloc[...] and df.loc[...] are subscripts of the frame itself."""
    return value


@attribute("array", "columns")
def column_names(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """Names of columns; how many where that is known."""
    shape = value.info.shape
    size = shape[1] if shape is not None and len(shape) == 2 else None
    return ArrayObject(ArrayInfo(shape=(size,), dtype="object"))


@attribute("array", "index")
def row_names(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """Numbers, dates or names of rows; how many where that is known."""
    shape = value.info.shape
    return ArrayObject(ArrayInfo(shape=(shape[0] if shape else None,)))


@attribute("array", "cat", "str", "dt")
def accessor(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """Accessors: their methods are those of the series."""
    return value


@attribute("array", "codes")
def codes(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """series.cat.codes: class numbers."""
    info = value.info
    made = lattice.labels_of(info, "integer", _classes_of(info), info.shape, "int8")
    return ArrayObject(made, frame=True)


@method("array", "drop")
def drop(call: Call) -> Value:
    """Without some columns or rows."""
    receiver: ArrayObject = call.receiver
    info = receiver.info
    named = call.get("columns", None, call.get("labels", 0))
    by_column = call.has("columns") or call.get("axis", 1, 0) in (1, "columns")
    shape = info.shape
    gone: tuple[Value, ...] = ()
    if by_column:
        gone = items(named) or ((named,) if isinstance(named, str) else ())
        if shape is not None and len(shape) == 2:
            size = shape[1]
            shape = (shape[0], size - len(gone) if size is not None and gone else None)
    elif shape:
        shape = (None, *shape[1:])
    smaller = replace(info, shape=shape, samples=info.samples if by_column else None)
    left = frame_columns.remaining(receiver, gone, smaller) if by_column else smaller
    result = provenance.derive(receiver, frame_columns.without_columns(receiver, gone) or left)
    frame_columns.copy_columns(receiver, result)
    for name in gone:
        result.state.pop(frame_columns.column_key(name), None)
    if gone:
        frame_columns.note_positions(receiver, result)
    if call.get("inplace", None, False) is True:
        assignment.set_info(call.context.heap, receiver, result.info, provenance.derivation_of(receiver))
        for name in gone:
            call.context.heap.delete(receiver, frame_columns.column_key(name))
        return None
    return result


@method("array", "pop")
def pop(call: Call) -> Value:
    """A column removed from the frame."""
    receiver: ArrayObject = call.receiver
    name = call.get("item", 0)
    column = indexing.subscript(receiver, name, call.location)
    if frame_columns.all_named(receiver) is not None:
        assignment.remove_column(call.context.heap, receiver, name)
        return column
    shape = receiver.info.shape
    before = frame_columns.without_columns(receiver, (name,))
    if before is not None:
        assignment.set_info(call.context.heap, receiver, before, provenance.derivation_of(receiver))
    elif shape is not None and len(shape) == 2:
        size = shape[1]
        smaller = replace(receiver.info, shape=(shape[0], None if size is None else size - 1))
        left = frame_columns.remaining(receiver, (name,), smaller)
        assignment.set_info(call.context.heap, receiver, left, provenance.derivation_of(receiver))
    if isinstance(name, str):
        call.context.heap.delete(receiver, frame_columns.column_key(name))
    return column


@method(
    "array",
    "dropna",
    "drop_duplicates",
    "sample",
    "head",
    "tail",
    "query",
    "nlargest",
    "nsmallest",
    "truncate",
    "take",
)
def some_rows(call: Call) -> Value:
    """Some of the rows."""
    name = call.name.rsplit(".", 1)[-1]
    mixed = name in {"sample", "take", "nlargest", "nsmallest"}
    picked = name in {"query", "nlargest", "nsmallest", "take", "head", "tail", "truncate"}

    def change(info: ArrayInfo) -> ArrayInfo:
        found = lattice.some_samples(info) if picked or (info.sorted_by_class and name != "sample") else info
        found = lattice.complete(found) if picked or name == "dropna" else found
        return replace(lattice.shuffled(found) if mixed else found, samples=None)

    return _kept(call, lambda info: lattice.rebatched(change(info)), change, mixed=mixed)


@method(
    "array",
    "ffill",
    "bfill",
    "interpolate",
    "sort_values",
    "sort_index",
    "infer_objects",
    "reindex",
    "convert_dtypes",
    "squeeze_frame",
    "asfreq",
    "rename_axis",
)
def same_values(call: Call) -> Value:
    """About the same values."""
    mixed = call.name.endswith(("sort_values", "sort_index", "reindex"))
    fills = call.name.endswith(("ffill", "bfill", "interpolate"))
    kept = lattice.complete if fills else lambda info: info
    return _kept(call, kept, lattice.shuffled if mixed else kept, mixed=mixed)


@method("array", "fillna")
def filled(call: Call) -> Value:
    """A number, or what is about the values themselves, in the place of those that are missing."""
    value = call.get("value", 0)
    fill = number(value)

    def change(info: ArrayInfo) -> ArrayInfo:
        info = lattice.complete(info)
        if fill is not None and fill == fill:
            return replace(lattice.gathered([info], [lattice.constant(fill)], many=False), **_about(info))
        derived = provenance.derivation_of(value)
        own = derived is not None and derived[0] in {"mean", "min", "max", "std"}
        return info if value is None or own else lattice.forget_values(info)

    return _kept(call, change, change)


def _about(info: ArrayInfo) -> dict[str, Any]:
    """What of an array stays as it is when a few of its values change."""
    names = ("shape", "dtype", "split", "origin", "origin_place", "steps", "column", "encoding", "classes")
    return {name: getattr(info, name) for name in names}


@method("array", "reset_index", "set_index")
def reindexed(call: Call) -> Value:
    """A column becomes the names of the rows, or the reverse."""
    receiver: ArrayObject = call.receiver
    name = call.get("keys", 0)
    if call.name.endswith("reset_index"):
        if call.get("drop", None, False) is True:
            return _kept(call, lambda info: info, lambda info: info)
        gone: tuple[Value, ...] | None = None
    else:
        gone = items(name) or ((name,) if isinstance(name, str) else None)
    shape = receiver.info.shape
    if gone is None or frame_columns.all_named(receiver) is None:
        # the names of the rows become a column, or one that is not known is taken away
        columns_left = lattice.unattained(replace(receiver.info, shape=(shape[0] if shape else None, None)))
        made = lattice.forget_values(columns_left) if gone is None else columns_left
        result = provenance.derive(receiver, made)
        frame_columns.copy_columns(receiver, result)
        return _returned(call, result)
    smaller = frame_columns.remaining(receiver, gone, replace(receiver.info, shape=(shape[0] if shape else None, None)))
    result = provenance.derive(receiver, smaller)
    frame_columns.copy_columns(receiver, result)
    for one in gone:
        result.state.pop(frame_columns.column_key(one), None)
    result.state["info"] = frame_columns.of_named(frame_columns.named(result), receiver.info)
    frame_columns.note_positions(receiver, result)
    return _returned(call, result)


@method("array", "rename", "set_axis")
def renamed(call: Call) -> Value:
    """Other names for the columns."""
    receiver: ArrayObject = call.receiver
    result = provenance.derive(receiver, receiver.info)
    table = call.get("columns", None, call.get("mapper", 0) if call.get("axis", None, 0) in (1, "columns") else None)
    names = table.items if isinstance(table, DictValue) else None
    if table is None and call.name.endswith("rename"):
        names = {}
    if isinstance(names, Mapping):
        fresh = {frame_columns.column_key(old): frame_columns.column_key(new) for old, new in names.items()}
        for key, column in frame_columns.named(receiver).items():
            result.state[fresh.get(key, key)] = column
    columns.carry(receiver, result, lambda info: info)
    return _returned(call, result)


def _returned(call: Call, result: ArrayObject) -> Value:
    """The changed frame, or None where the call changes the frame itself."""
    if call.get("inplace", None, False) is False:
        return result
    receiver, heap = call.receiver, call.context.heap
    for key in frame_columns.named(receiver):
        heap.delete(receiver, key)
    for key, column in frame_columns.named(result).items():
        heap.write(receiver, key, column)
    assignment.set_info(heap, receiver, result.info, provenance.derivation_of(receiver))
    return None


def _kept(
    call: Call,
    change: Callable[[ArrayInfo], ArrayInfo],
    change_column: Callable[[ArrayInfo], ArrayInfo],
    *,
    mixed: bool = False,
) -> Value:
    """The frame with other facts: of the whole, and of each column."""
    receiver: ArrayObject = call.receiver
    rows = change(receiver.info).shape
    one_shape: Shape = rows[:1] if rows else (None,)
    result = provenance.derive(receiver, change(receiver.info))

    def of_column(info: ArrayInfo) -> ArrayInfo:
        return replace(lattice.shuffled(change_column(info)) if mixed else change_column(info), shape=one_shape)

    frame_columns.each_changed(receiver, result, of_column)
    return _returned(call, result)


@method("array", "replace")
def replaced(call: Call) -> Value:
    """Other values for some."""
    receiver: ArrayObject = call.receiver
    info = receiver.info
    table, new = call.get("to_replace", 0), number(call.get("value", 1))
    several = info.shape is None or len(info.shape) != 1
    if several or (info.column is not None and info.encoding != "text"):
        # of the values that are in sight, those that are not named stay
        info = lattice.forget_values(replace(info, dtype=None))
    elif new is None and _covers(table, info):
        info = _mapped(info, table)
    else:
        info = lattice.forget_values(replace(info, dtype=None))
    result = provenance.derive(receiver, info)
    if call.get("inplace", None, False) is True:
        for key in frame_columns.named(receiver):
            call.context.heap.delete(receiver, key)
    if call.get("inplace", None, False) is True:
        assignment.set_info(call.context.heap, receiver, result.info)
        return None
    return result


def _covers(table: Value, info: ArrayInfo) -> bool:
    """Whether a dict may have all values of a column as its keys."""
    if info.column is None or not isinstance(table, DictValue) or not isinstance(table.items, Mapping):
        return True
    return info.classes is not None and sum(isinstance(key, str) for key in table.items) >= info.classes


def _mapped(info: ArrayInfo, table: Value) -> ArrayInfo:
    """A column through a dict."""
    if isinstance(table, DictValue) and isinstance(table.items, Mapping) and table.items:
        given = list(table.items.values())
        if all(isinstance(one, (int, float)) for one in given):
            low, high = float(min(given)), float(max(given))
            found = lattice.ranged(info, low, high, bounds_attained=True)
            distinct = {number(one) for one in given}
            if all(isinstance(one, int) for one in given) and distinct == {float(i) for i in range(len(distinct))}:
                found = replace(found, encoding="integer", classes=len(distinct) if len(distinct) > 1 else None)
            return replace(found, dtype="int64" if all(isinstance(one, int) for one in given) else "float64")
    return lattice.forget_values(replace(info, dtype=None))


@method("array", "map", for_each_option=False)
def mapped(call: Call) -> Value:
    """series.map(dict or function)"""
    receiver: ArrayObject = call.receiver
    table = call.get("arg", 0, call.get("func"))
    if isinstance(table, DictValue):
        return provenance.derive(receiver, _mapped(receiver.info, table))
    return _applied(call, receiver, table)


def _applied(call: Call, receiver: ArrayObject, function_: Value) -> Value:
    shape = receiver.info.shape
    if isinstance(function_, (str, type(None), Unknown)):
        return provenance.derive(receiver, lattice.forget_values(replace(receiver.info, dtype=None)))
    whole = shape is not None and len(shape) == 2
    cell = frame_columns.cell_of(receiver)
    sample: Value = ArrayObject(replace(receiver.info, shape=(shape[0],)) if whole and shape else cell, frame=whole)
    result = conversion.as_array(call.context.call(function_, (sample,), {}, call.node))
    if result is None and (provenance.derivation_of(receiver) or ("",))[0] == "groupby":
        return call.unknown("what a function makes of each group")  # any object
    if result is None:
        unknown = lattice.forget_values(replace(receiver.info, dtype=None))
        # what is made of one entry may be an array
        return provenance.derive(receiver, unknown) if whole else frame_columns.of_cells(replace(unknown, shape=None))
    inner = result.info
    if inner.shape == () or whole:
        return ArrayObject(replace(inner, shape=shape), frame=True)
    return frame_columns.of_cells(inner)


@method("array", "apply", "applymap", "transform_columns", for_each_option=False)
def apply(call: Call) -> Value:
    """A function of each value or column."""
    return _applied(call, call.receiver, call.get("func", 0))


@method("array", "describe")
def describe(call: Call) -> Value:
    """A table of mean, deviation, minimum, maximum of each column."""
    return ArrayObject(lattice.UNKNOWN, derived_from=("describe", call.receiver), frame=True)


@function("pandas.get_dummies")
def get_dummies(call: Call) -> Value:
    """A series becomes one-hot; a frame's texts become marks among its numbers."""
    found = conversion.as_array(call.get("data", 0))
    info = lattice.UNKNOWN if found is None else found.info
    shape = info.shape
    if shape is not None and len(shape) == 1:
        classes = info.classes if info.encoding in ("integer", "text") else None
        first = call.get("drop_first", None, False)
        if first is False:
            made = lattice.labels_of(info, "one-hot", classes, (shape[0], classes), "bool")
            return ArrayObject(lattice.with_step(made, "encode", "get_dummies", call.location), frame=True)
        return ArrayObject(ArrayInfo(shape=(shape[0], None), low=0.0, high=1.0), frame=True)
    rows = shape[0] if shape else None
    made = lattice.forget_values(replace(info, shape=(rows, None), dtype=None))
    result = ArrayObject(made, frame=True)
    if found is not None:
        marked = items(call.get("columns", 5))
        texts = {
            key
            for key, one in frame_columns.named(found).items()
            if one.info.encoding == "text" or one.info.dtype is None
        }
        lost = texts if marked is None else {frame_columns.column_key(name) for name in marked}
        frame_columns.copy_columns(found, result)
        for key in lost:
            result.state.pop(key, None)
        whole = frame_columns.all_named(found)
        plain = set(call.kwargs) <= {"data", "columns", "dtype", "prefix", "prefix_sep"} and len(call.args) < 2
        if whole is not None and lost <= set(whole) and plain and (marked is not None or not call.has("columns")):
            result.state["info"] = _with_marks(frame_columns.named(result), [whole[key].info for key in lost], made)
    return result


def _with_marks(left: Mapping[str, ArrayObject], marked: Sequence[ArrayInfo], made: ArrayInfo) -> ArrayInfo:
    """The facts of a frame some of whose columns became one mark of 0 or 1 for each class."""
    marks = ArrayInfo(shape=(made.shape[0] if made.shape else None,), dtype="bool", low=0.0, high=1.0)
    counts = [info.classes for info in marked]
    width = None if None in counts else len(left) + sum(count for count in counts if count is not None)
    infos = [*(column.info for column in left.values()), *([replace(marks, bounds_attained=True)] if marked else ())]
    together = columns.joined(infos)
    return replace(
        together,
        shape=(marks.shape[0] if marks.shape else None, width),
        mean=None,
        std=None,
        dtype=None,
        origin=made.origin,
        origin_place=made.origin_place,
    )


def _classes_of(info: ArrayInfo) -> int | None:
    """How many different values there surely are."""
    return info.classes if info.encoding in ("integer", "text") else None


@function("pandas.factorize")
def factorize(call: Call) -> Value:
    """Class numbers and the classes."""
    found = conversion.surely_array(call.get("values", 0))
    order = found.info.sorted_by_class
    made = lattice.labels(
        "integer",
        _classes_of(found.info),
        found.info.shape,
        "int64",
        found.info.split,
        samples=found.info.samples,
        sorted_by_class=order,
    )
    return ArrayObject(lattice.with_step(made, "encode", "factorize", call.location)), ArrayObject(
        ArrayInfo(shape=(None,))
    )


@method("array", "factorize")
def factorize_method(call: Call) -> Value:
    """series.factorize()"""
    info = call.receiver.info
    made = lattice.labels_of(info, "integer", _classes_of(info), info.shape, "int64")
    return ArrayObject(lattice.with_step(made, "encode", "factorize", call.location)), ArrayObject(
        ArrayInfo(shape=(None,))
    )


def _infos(arrays: Sequence[ArrayObject]) -> list[ArrayInfo]:
    return [array.info for array in arrays]


@function("pandas.concat")
def concat(call: Call) -> Value:
    """Frames below or beside each other."""
    parts = call.get("objs", 0)
    raw = parts.state["items"] if isinstance(parts, ListValue) else parts
    flat, counted = sequences.flat_items(raw)
    found = [part for part in (conversion.as_array(item) for item in flat) if part is not None]
    if not found or len(found) != len(flat):
        return ArrayObject(ArrayInfo(shape=(None, None)), frame=True)
    axis = call.get("axis", 1, 0)
    joined = lattice.gathered(
        [part.info for part in found] if counted else (), () if counted else _infos(found), many=False
    )
    shape = joined.shape
    if shape is not None:
        if axis in (1, "columns"):
            widths = [1 if len(part.info.shape or ()) == 1 else (part.info.shape or (None, None))[-1] for part in found]
            total = None if None in widths or not counted else sum(width for width in widths if width is not None)
            shape = (shape[0], total)
        else:
            shape = (None, *shape[1:])
    elif axis in (1, "columns"):
        shape = (None, None)
    if axis in (1, "columns"):
        joined = replace(joined, encoding=None, classes=None, sorted_by_class=False)
    elif axis not in (0, "index"):
        joined = lattice.unattained(joined)
    result = ArrayObject(replace(joined, shape=shape), frame=True)
    if axis in (0, "index"):
        for key in found[0].state:
            columns = [part.state.get(key) for part in found]
            same = [column for column in columns if isinstance(column, ArrayObject)]
            if key.startswith("[") and len(same) == len(columns):
                result.state[key] = ArrayObject(concatenated(same, 0, counted), frame=True)
    return result


@method(
    "array",
    "append_rows",
    "merge",
    "join",
    "groupby",
    "pivot",
    "pivot_table",
    "melt",
    "stack",
    "unstack",
    "resample",
    "rolling",
    "ewm",
    "agg",
    "aggregate",
    "shift",
    "rank",
    "cut",
    "explode",
    "extract",
    "select_dtypes",
    "where",
    "mask",
    "assign",
    "insert",
    "combine_first",
    "expanding",
)
def something_else(call: Call) -> Value:
    """Frames that are not followed."""
    receiver: ArrayObject = call.receiver
    name = call.name.rsplit(".", 1)[-1]
    keeps = name in {"shift", "where", "mask", "rank"}
    if name == "insert":
        assignment.set_info(
            call.context.heap, receiver, lattice.forget_values(replace(receiver.info, shape=(None, None)))
        )
        return None
    info = lattice.forget_values(replace(receiver.info, shape=receiver.info.shape if keeps else None, dtype=None))
    if name == "groupby":
        return ArrayObject(info, derived_from=(name, receiver), frame=True)
    return provenance.derive(receiver, info)


@method("array", "filter")
def filtered(call: Call) -> Value:
    """`df.filter(["a", "b"])` is `df[["a", "b"]]`; what matches a pattern is not followed."""
    names = call.get("items", 0)
    if isinstance(names, ListValue) and set(call.kwargs) <= {"items"} and len(call.args) <= 1:
        return indexing.subscript(call.receiver, names, call.location)
    return something_else(call)


@function(
    "pandas.merge",
    "pandas.cut",
    "pandas.qcut",
    "pandas.to_numeric",
    "pandas.to_datetime",
    "pandas.pivot_table",
    "pandas.melt",
)
def something(call: Call) -> Value:
    """Frames that are not followed."""
    found = conversion.as_array(call.args[0]) if call.args else None
    shape = found.info.shape if found is not None and call.name.endswith(("to_numeric", "to_datetime")) else None
    return ArrayObject(ArrayInfo(shape=shape), frame=True)


@method("array", "info", "plot", "hist", "boxplot", "scatter")
def nothing(call: Call) -> Value:
    """Gives None."""
    return None


@method("array", "iterrows", "itertuples", "iteritems")
def rows(call: Call) -> Value:
    """Rows in turn."""
    from kerasrules.interpreter.values import Dataset

    info = call.receiver.info
    width = info.shape[1] if info.shape is not None and len(info.shape) == 2 else None
    row = ArrayObject(replace(lattice.forget_values(info), shape=(width,)), frame=True)
    index = call.unknown("a row's number")
    return Dataset(
        row if call.name.endswith("itertuples") else (index, row), batched=False, location=call.location, origin="rows"
    )


@attribute("array", "name", "empty", "is_unique")
def about(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """Things about a frame."""
    return Unknown("a property of unavailable data", location)
