"""Arrays of numpy: the header of an .npy file and a sample of its numbers. Pickled objects are never loaded."""

from __future__ import annotations

import ast
import struct
from collections.abc import Callable

from kerasrules.data_files.measured_column import MeasuredColumn, of_floats, of_integers
from kerasrules.data_files.opening import NotReadable
from kerasrules.model.record import record

MAX_BYTES = 1 << 20
"""So much of the numbers is read. An array that is no larger is known as a whole."""
_MAX_HEADER = 65_536
_MAX_RANK = 32

Read = Callable[[int], bytes]
"""Gives the next bytes of a file, up to so many."""

_CODES = {
    "b1": "?",
    "i1": "b",
    "i2": "h",
    "i4": "i",
    "i8": "q",
    "u1": "B",
    "u2": "H",
    "u4": "I",
    "u8": "Q",
    "f2": "e",
    "f4": "f",
    "f8": "d",
}
_NAMES = {"b": "bool", "i": "int", "u": "uint", "f": "float"}


@record(frozen=True)
class StoredArray:
    """An array in a file. dtype: as numpy names it, None for one that is not followed.

    values: measured where they are numbers. columns: of a table that is no larger than a sample, one by one.
    is_whole: all values were looked at.
    """

    shape: tuple[int, ...]
    dtype: str | None
    values: MeasuredColumn | None = None
    columns: tuple[MeasuredColumn, ...] = ()
    is_whole: bool = False
    looked_at: int = 0


def read(next_bytes: Read) -> StoredArray:
    """Look at an array. Raises NotReadable."""
    shape, kind, in_columns = _header(next_bytes)
    order, code = kind[:1], _CODES.get(kind[1:])
    if code is None:
        return StoredArray(shape, None)
    dtype = "bool" if kind[1:] == "b1" else f"{_NAMES[kind[1]]}{8 * int(kind[2:])}"
    size = struct.calcsize("=" + code)
    count = 1
    for length in shape:
        count *= length
    data = next_bytes(min(count * size, MAX_BYTES))
    there = len(data) // size
    if there < min(count, MAX_BYTES // size):
        raise NotReadable("is shorter than its header says")
    numbers = struct.unpack(f"{'>' if order == '>' else '<'}{there}{code}", data[: there * size])
    values = _measured(0, numbers, dtype)
    width = shape[-1] if len(shape) == 2 else 0
    columns: tuple[MeasuredColumn, ...] = ()
    whole = there == count
    if whole and 1 < width <= _MAX_COLUMNS and count:
        step = [numbers[c * shape[0] : (c + 1) * shape[0]] if in_columns else numbers[c::width] for c in range(width)]
        columns = tuple(_measured(index, column, dtype) for index, column in enumerate(step))
    return StoredArray(shape, dtype, values, columns, whole, there)


_MAX_COLUMNS = 1_024


def _measured(name: int, numbers: tuple[float, ...], dtype: str) -> MeasuredColumn:
    if dtype.startswith("float"):
        return of_floats(name, numbers, len(numbers))
    found = of_integers(name, [int(number) for number in numbers])
    # beyond 64 bits with a sign there are no numbers in a table, but there are in an array
    return MeasuredColumn(name, "int", float(min(numbers)), float(max(numbers))) if found.kind == "text" else found


def _header(next_bytes: Read) -> tuple[tuple[int, ...], str, bool]:
    """Shape, type and whether columns are stored one after the other."""
    start = next_bytes(8)
    if start[:6] != b"\x93NUMPY" or len(start) < 8:
        pointer = start.startswith(b"version")
        raise NotReadable("is a pointer of Git LFS" if pointer else "is not an array of numpy")
    wide = start[6] > 1
    length = next_bytes(4 if wide else 2)
    if len(length) < (4 if wide else 2):
        raise NotReadable("ends in its header")
    (size,) = struct.unpack("<I" if wide else "<H", length)
    if size > _MAX_HEADER:
        raise NotReadable("has a header that is too long")
    text = next_bytes(size).decode("latin-1")
    try:
        header = ast.literal_eval(text.strip())
        kind, in_columns, shape = header["descr"], header["fortran_order"], header["shape"]
    except (ValueError, SyntaxError, KeyError, TypeError, MemoryError, RecursionError):
        raise NotReadable("has a header that is not understood") from None
    fits = isinstance(shape, tuple) and len(shape) <= _MAX_RANK
    if not fits or not all(type(length) is int and 0 <= length < 2**48 for length in shape):
        raise NotReadable("has a header that is not understood")
    if isinstance(kind, str) and kind.lstrip("<>|=") == "O":
        raise NotReadable("holds Python objects, which are not loaded", always=True)
    return shape, kind if isinstance(kind, str) else "?", in_columns is True
