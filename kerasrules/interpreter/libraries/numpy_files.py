"""numpy: arrays from files. Those that lie in the repository are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasrules.interpreter.array_domain import lattice
from kerasrules.interpreter.array_domain.dtypes import dtype_name
from kerasrules.interpreter.libraries.common import from_file, integer
from kerasrules.interpreter.libraries.elementwise import cast_to
from kerasrules.interpreter.libraries.registry import Call, HandlerContext, attribute, function, method
from kerasrules.interpreter.values import ArrayObject, LibraryObject, ListValue, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.data_files.npy import StoredArray
    from kerasrules.data_files.npz import StoredArrays

_ARCHIVE = "numpy.lib.npyio.NpzFile"


def _file_name(value: Value) -> str:
    return f" {value}" if isinstance(value, str) and len(value) <= 60 else ""


@function("numpy.load")
def load(call: Call) -> Value:
    """np.load: an array (of an .npz several, by name); nothing is known but its origin where it is not here."""
    path = call.get("file", 0)
    files = call.context.data_files
    info = from_file(lattice.UNKNOWN, f"the file{_file_name(path)}", call.location)
    if isinstance(path, str) and path.endswith(".npz"):
        found = files.arrays(path, "load", call.location)
        return LibraryObject(_ARCHIVE, {"file": path, "content": found}, call.location)
    name = path if isinstance(path, str) else None
    array = files.array(name, "load", call.location) if name is None or name.endswith(".npy") else None
    return ArrayObject(info) if array is None else _stored(*array, info, "array")


@method(_ARCHIVE, "__getitem__", "get")
def npz_item(call: Call) -> Value:
    """An array of an .npz file."""
    receiver: LibraryObject = call.receiver
    name = call.args[0] if call.args else None
    text = f"the file{_file_name(receiver.config['file'])}"
    if isinstance(name, str):
        text += f"[{name!r}]"
    info = from_file(lattice.UNKNOWN, text, call.location)
    content: tuple[StoredArrays, str] | None = receiver.config["content"]
    if content is None or not isinstance(name, str):
        return ArrayObject(info)
    array = dict(content[0].arrays).get(name)
    return ArrayObject(info) if array is None else _stored(array, content[1], info, f"array {name!r}")


def _stored(array: StoredArray, path: str, info: ArrayInfo, words: str) -> ArrayObject:
    from kerasrules.interpreter.array_domain import measured

    return measured.stored(array, path, info, words)


@attribute(_ARCHIVE, "files")
def npz_files(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
    """The names in an .npz file."""
    content: tuple[StoredArrays, str] | None = value.config["content"]
    if content is None:
        return ListValue(Unknown("the names in an unavailable file", location))
    return ListValue(tuple(name for name, _ in content[0].arrays))


@function("numpy.loadtxt", "numpy.genfromtxt")
def from_table(call: Call) -> Value:
    """Arrays from tables of text."""
    from kerasrules.interpreter.array_domain import measured
    from kerasrules.interpreter.delimited_arguments import of_numpy

    path = call.get("fname", 0)
    info = from_file(ArrayInfo(), f"the file{_file_name(path)}", call.location)
    reader, files = call.name.rpartition(".")[2], call.context.data_files
    dtype = call.get("dtype", 1)
    found = None
    name = path if isinstance(path, str) else None
    if (dialect := of_numpy(call)) is None:
        files.note_unread(name or "", reader, call.location)
    elif dtype is None or dtype_name(dtype) is not None:
        found = files.table(name, reader, call.location, dialect)
    if found is None:
        return _unseen_table(call, info)
    array = measured.numbers_of(*found, info)
    if integer(call.get("usecols")) is not None:
        array = ArrayObject(replace(array.info, shape=array.info.shape[:1] if array.info.shape else None))
    return array if dtype is None else cast_to(call, array, dtype)


def _unseen_table(call: Call, info: ArrayInfo) -> ArrayObject:
    columns = call.get("usecols")
    # a file with one column gives a vector
    several = call.has("delimiter") or (columns is not None and integer(columns) is None)
    shape = (None,) if isinstance(columns, int) else (None, None) if several else None
    return ArrayObject(replace(info, shape=shape, dtype=dtype_name(call.get("dtype", 1)) or "float64"))


@function("numpy.fromfile", "numpy.frombuffer", "numpy.memmap", "numpy.fromstring")
def from_bytes(call: Call) -> Value:
    """Arrays from bytes."""
    return ArrayObject(ArrayInfo(shape=(None,), dtype=dtype_name(call.get("dtype", 1))))


@function("numpy.save", "numpy.savez", "numpy.savez_compressed", "numpy.savetxt")
def save(call: Call) -> Value:
    """Writes a file: what lies there now is of another run."""
    name = call.get("file", 0, call.get("fname"))
    suffix = {"save": ".npy", "savetxt": ""}.get(call.name.rpartition(".")[2], ".npz")
    if isinstance(name, str):
        call.context.data_files.note_written(name if name.endswith(suffix) else name + suffix)
    return None
