"""pandas: frames from files. A table that lies in the repository is looked at."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.interpreter.array_domain import columns, frame_columns
from kerasrules.interpreter.array_domain.dtypes import dtype_name
from kerasrules.interpreter.libraries.common import from_file, items
from kerasrules.interpreter.libraries.elementwise import cast_to
from kerasrules.interpreter.libraries.registry import Call, function, method
from kerasrules.interpreter.values import ArrayObject, DictValue, Value
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.record import replace

_READERS = ("excel", "json", "parquet", "feather", "pickle", "hdf", "sql", "sql_query", "fwf")


@function(*(f"pandas.read_{name}" for name in _READERS), "pandas.json_normalize", "seaborn.load_dataset")
def read(call: Call) -> Value:
    """A frame from a file that is not looked at."""
    return _unseen(call)


@function("pandas.read_csv", "pandas.read_table")
def read_csv(call: Call) -> Value:
    """A frame from a table of text."""
    from kerasrules.interpreter.array_domain import measured
    from kerasrules.interpreter.delimited_arguments import labels, of_pandas

    path, reader = call.get("filepath_or_buffer", 0), call.name.rpartition(".")[2]
    files = call.context.data_files
    name = path if isinstance(path, str) else None
    dialect = of_pandas(call)
    if dialect is None:
        files.note_unread(name or "", reader, call.location)
        return _unseen(call)
    found = files.table(name, reader, call.location, dialect)
    if found is None:
        return _unseen(call)
    frame = measured.frame_of(*found, _origin(call))
    dates = call.get("parse_dates")
    named = labels(dates)
    if dates is not None and not isinstance(dates, bool) and named is None:
        return _unseen(call)
    for one in named or ():
        _forget(frame, one)
    return _with_dtypes(call, frame)


def _origin(call: Call) -> ArrayInfo:
    path = call.args[0] if call.args else call.kwargs.get("filepath_or_buffer")
    shown = f" {path}" if isinstance(path, str) and len(path) <= 60 else ""
    return from_file(ArrayInfo(), f"{call.name.rpartition('.')[2]} of the file{shown}", call.location)


def _unseen(call: Call) -> ArrayObject:
    kept = items(call.get("usecols"))
    shape: Shape = (None, None if kept is None else len(kept))
    return ArrayObject(replace(_origin(call), shape=shape), frame=True)


def _forget(frame: ArrayObject, name: str | int) -> None:
    """A column that is read as dates."""
    key = frame_columns.column_key(name)
    old = frame.state.get(key)
    if isinstance(old, ArrayObject):
        frame.state[key] = ArrayObject(ArrayInfo(shape=old.info.shape, dtype="object"), frame=True)
        _regather(frame)


def _regather(frame: ArrayObject) -> None:
    """State the facts of a frame that was just made anew, after its columns were changed one by one."""
    found = frame_columns.named(frame)
    frame.state["info"] = frame_columns.of_named(found, frame.info)
    columns.note(frame, [column.info for column in found.values()])


def _with_dtypes(call: Call, frame: ArrayObject) -> Value:
    """The frame with the number types that the call asks for."""
    wanted = call.get("dtype")
    if wanted is None:
        return frame
    table = wanted.items if isinstance(wanted, DictValue) else None
    if not isinstance(table, Mapping) and dtype_name(wanted) is None:
        return _unseen(call)
    for key, old in frame_columns.named(frame).items():
        dtype = wanted
        if isinstance(table, Mapping):
            dtype = next((one for name, one in table.items() if frame_columns.column_key(name) == key), None)
        changed = old if dtype is None else cast_to(call, old, dtype)
        if isinstance(changed, ArrayObject):
            frame.state[key] = changed
    _regather(frame)
    return frame


@method("array", "to_csv", "to_excel", "to_pickle", "to_sql", "to_json")
def write(call: Call) -> Value:
    """Writes a file: what lies there now is of another run."""
    call.context.data_files.note_written(call.args[0] if call.args else call.kwargs.get("path_or_buf"))
    return None
