"""pandas: frames and series. A frame's values are not in sight; its columns are, where the program computes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kerasrules.interpreter.array_domain import (
    assignment,
    columns,
    conversion,
    frame_columns,
    indexing,
    lattice,
    provenance,
    sequences,
)
from kerasrules.interpreter.libraries.common import items, number, origin
from kerasrules.interpreter.libraries.elementwise import cast_to
from kerasrules.interpreter.libraries.registry import Call, HandlerContext, attribute, function, method
from kerasrules.interpreter.libraries.shaping import concatenated
from kerasrules.interpreter.values import ArrayObject, DictValue, ListValue, Value
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

_READERS = ("csv", "table", "excel", "json", "parquet", "feather", "pickle", "hdf", "sql", "sql_query", "fwf")


@function(*(f"pandas.read_{name}" for name in _READERS), "pandas.json_normalize", "seaborn.load_dataset")
def read(call: Call) -> Value:
    """A frame from a file."""
    path = call.args[0] if call.args else call.kwargs.get("filepath_or_buffer")
    shown = f" {path}" if isinstance(path, str) and len(path) <= 60 else ""
    kept = items(call.get("usecols"))
    shape: Shape = (None, None if kept is None else len(kept))
    short = call.name.rsplit(".", 1)[-1]
    return ArrayObject(origin(ArrayInfo(shape=shape), f"{short} of the file{shown}", call.location), frame=True)


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
    return columns.carry(value, made, lambda column: column)


@method("array", "to_numpy", "as_matrix", "toarray", "todense", "to_list", "to_frame", "numpy_array")
def to_numpy(call: Call) -> Value:
    """The frame (or sparse matrix) as an array."""
    receiver: ArrayObject = call.receiver
    info = receiver.info
    if call.name.endswith("to_frame"):
        shape = info.shape
        return provenance.derive(receiver, replace(info, shape=(shape[0], 1) if shape else (None, 1)), frame=True)
    result = provenance.derive(receiver, info, frame=False, keep_derivation=True)
    columns.carry(receiver, result, lambda column: column)
    dtype = call.get("dtype", 0) if call.name.endswith("to_numpy") else None
    return result if dtype is None else cast_to(call, result, dtype)


@attribute("array", "iloc", "loc", "iat", "at", "ix")
def located(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """df.iloc[...] and df.loc[...] are subscripts of the frame itself."""
    return value


@attribute("array", "columns", "index")
def axis_names(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """Names of columns or rows; how many where that is known."""
    shape = value.info.shape
    size = shape[1] if shape is not None and len(shape) == 2 else None
    return ArrayObject(ArrayInfo(shape=(size,), dtype="object"))


@attribute("array", "cat", "str", "dt")
def accessor(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """Accessors: their methods are those of the series."""
    return value


@attribute("array", "codes")
def codes(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """series.cat.codes: class numbers."""
    info = value.info
    made = lattice.labels("integer", None, info.shape, "int8", info.split, sorted_by_class=info.sorted_by_class)
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
    smaller = replace(info, shape=shape)
    left = frame_columns.remaining(receiver, gone, smaller) if by_column else smaller
    result = provenance.derive(receiver, frame_columns.without_columns(receiver, gone) or left)
    frame_columns.copy_columns(receiver, result)
    for name in gone:
        result.state.pop(frame_columns.column_key(name), None)
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
    mixed = call.name.rsplit(".", 1)[-1] in {"sample", "take", "nlargest", "nsmallest"}
    return _kept(call, lambda info: lattice.rebatched(lattice.shuffled(info) if mixed else info), mixed=mixed)


@method(
    "array",
    "fillna",
    "ffill",
    "bfill",
    "interpolate",
    "reset_index",
    "set_index",
    "sort_values",
    "sort_index",
    "rename",
    "infer_objects",
    "reindex",
    "convert_dtypes",
    "squeeze_frame",
    "asfreq",
    "rename_axis",
    "set_axis",
)
def same_values(call: Call) -> Value:
    """About the same values."""

    def change(info: ArrayInfo) -> ArrayInfo:
        name = call.name.rsplit(".", 1)[-1]
        if name in {"reset_index", "set_index"} and info.shape and call.get("drop", None, False) is not True:
            return replace(info, shape=(info.shape[0], None))
        return info

    return _kept(call, change, mixed=call.name.endswith(("sort_values", "sort_index", "reindex")))


def _kept(call: Call, change: Callable[[ArrayInfo], ArrayInfo], *, mixed: bool = False) -> Value:
    receiver: ArrayObject = call.receiver
    result = provenance.derive(receiver, change(receiver.info))
    frame_columns.copy_columns(
        receiver, result, lambda info: replace(lattice.shuffled(info) if mixed else info, shape=(None,))
    )
    if call.get("inplace", None, False) is True:
        assignment.set_info(call.context.heap, receiver, result.info, provenance.derivation_of(receiver))
        for key in [key for key in receiver.state if key.startswith("[")] if mixed else ():
            call.context.heap.write(receiver, key, result.state[key])
        return None
    return result


@method("array", "replace")
def replaced(call: Call) -> Value:
    """Other values for some."""
    receiver: ArrayObject = call.receiver
    result = provenance.derive(receiver, _mapped(receiver.info, call.get("to_replace", 0)))
    if call.get("inplace", None, False) is True:
        assignment.set_info(call.context.heap, receiver, result.info)
        return None
    return result


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
        return provenance.derive(receiver, lattice.forget_values(replace(receiver.info, dtype=None)))
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
        classes = info.classes if info.encoding == "integer" else None
        first = call.get("drop_first", None, False)
        if first is False:
            made = lattice.labels(
                "one-hot", classes, (shape[0], classes), "bool", info.split, sorted_by_class=info.sorted_by_class
            )
            return ArrayObject(lattice.with_step(made, "encode", "get_dummies", call.location), frame=True)
        return ArrayObject(ArrayInfo(shape=(shape[0], None), low=0.0, high=1.0), frame=True)
    rows = shape[0] if shape else None
    made = lattice.forget_values(replace(info, shape=(rows, None), dtype=None))
    result = ArrayObject(made, frame=True)
    if found is not None:
        gone = items(call.get("columns", 5)) or ()
        frame_columns.copy_columns(found, result)
        for name in gone:
            result.state.pop(frame_columns.column_key(name), None)
    return result


@function("pandas.factorize")
def factorize(call: Call) -> Value:
    """Class numbers and the classes."""
    found = conversion.surely_array(call.get("values", 0))
    order = found.info.sorted_by_class
    made = lattice.labels("integer", None, found.info.shape, "int64", found.info.split, sorted_by_class=order)
    return ArrayObject(lattice.with_step(made, "encode", "factorize", call.location)), ArrayObject(
        ArrayInfo(shape=(None,))
    )


@method("array", "factorize")
def factorize_method(call: Call) -> Value:
    """series.factorize()"""
    info = call.receiver.info
    made = lattice.labels("integer", None, info.shape, "int64", info.split, sorted_by_class=info.sorted_by_class)
    return ArrayObject(lattice.with_step(made, "encode", "factorize", call.location)), ArrayObject(
        ArrayInfo(shape=(None,))
    )


@function("pandas.concat")
def concat(call: Call) -> Value:
    """Frames below or beside each other."""
    parts = call.get("objs", 0)
    raw = parts.state["items"] if isinstance(parts, ListValue) else parts
    flat, counted = sequences.flat_items(raw)
    found = [part for part in (conversion.as_array(item) for item in flat) if part is not None]
    if not found or len(found) != len(flat):
        return ArrayObject(ArrayInfo(shape=(None, None)), frame=True)
    joined = lattice.join_all(part.info for part in found)
    axis = call.get("axis", 1, 0)
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
        joined = replace(joined, encoding=None, classes=None)
    result = ArrayObject(replace(joined, shape=shape, bounds_attained=False), frame=True)
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
    "filter",
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


@method("array", "info", "to_csv", "to_excel", "to_pickle", "plot", "hist", "boxplot", "scatter", "to_sql", "to_json")
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
