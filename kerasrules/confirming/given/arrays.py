"""Arrays of NumPy: .npz archives, read from start to end, and .npy files, row by row."""

from __future__ import annotations

import math
import os
import zipfile
import zlib
from collections.abc import Sequence
from typing import IO, Any, NamedTuple

import numpy as np

from kerasrules.confirming.given.array_names import chosen
from kerasrules.confirming.given.raw import RawData, objects, rejected, same_count, usable
from kerasrules.confirming.given.sampling import sample_count, spread_rows
from kerasrules.confirming.given.wanted import Wanted
from kerasrules.confirming.plan.targets import DataError, Values

_UNREADABLE = (OSError, ValueError, EOFError, KeyError, RuntimeError, SyntaxError, zipfile.BadZipFile, zlib.error)
"""What numpy and zipfile raise for files that are broken, encrypted or something else."""
_CHUNK = 16 * 2**20
_SMALL = 64 * 2**20
"""An array of no more bytes is read whole."""
_MOST_TAKEN = 512 * 2**20
"""Bytes of the samples that are taken of one array."""
_LONG = 4 * 2**30
_MOST_PACKED = 200
"""So many times its bytes in the archive a long array may have; numbers that were measured are far from that."""


def read_npz(path: str, names: Sequence[str], wanted: Wanted) -> RawData:
    """The arrays of an archive. Raises DataError."""
    try:
        with open(path, "rb") as stream:
            if stream.read(6) == b"\x93NUMPY":
                raise DataError(f"{path} contains one array; save x and y together with numpy.savez")
        with zipfile.ZipFile(path) as archive:
            members = {name.removesuffix(".npy"): name for name in archive.namelist()}
            asked = chosen(path, names, list(members), wanted)
            headers = [_header(archive, members[name], name, path) for name in asked]
            rows, total = _rows(path, headers)
            arrays = [_streamed(archive, members[name], name, path, rows) for name in asked]
    except _UNREADABLE as error:
        raise DataError(f"{path} is not a readable .npz file: {rejected(error)}") from None
    inputs = len(wanted.inputs)
    return RawData(arrays[:inputs], arrays[inputs:], total)


class ArrayHeader(NamedTuple):
    """Shape, whether columns stand one after the other, and type."""

    shape: tuple[int, ...]
    in_columns: bool
    dtype: np.dtype[Any]

    @property
    def size(self) -> int:
        """Bytes of all values."""
        return math.prod(self.shape) * self.dtype.itemsize


def _header(archive: zipfile.ZipFile, member: str, name: str, path: str) -> ArrayHeader:
    """That of an array in an archive, which must be there in full, and not be packed beyond measure."""
    with archive.open(member) as stream:
        header = read_header(stream, name, path)
    info = archive.getinfo(member)
    if header.size > info.file_size:
        raise DataError(f"{path} is not a readable .npz file: {name} ends too early")
    if header.size > _LONG and info.file_size > _MOST_PACKED * info.compress_size:
        raise DataError(f"{name} in {path} unpacks to {info.file_size / 1e9:.1f} GB of almost the same values")
    return header


def _rows(names: str, headers: Sequence[ArrayHeader]) -> tuple[Values, int]:
    """The rows to take of arrays that belong together, and how many there are. Raises DataError."""
    total = same_count(names, [header.shape[0] if header.shape else 0 for header in headers])
    rows = spread_rows(total, min(sample_count(total, header.shape[1:]) for header in headers))
    for header in headers:
        if header.size > _SMALL and header.size // max(1, total) * len(rows) > _MOST_TAKEN:
            raise DataError(f"the samples in {names} are too large: one has the shape {header.shape[1:]}")
    return rows, total


def read_header(stream: IO[bytes], name: str, path: str) -> ArrayHeader:
    """What stands before the values of an array. Raises DataError."""
    try:
        version = np.lib.format.read_magic(stream)
        reading = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, in_columns, dtype = reading(stream)
    except ValueError as error:
        raise DataError(f"{name} in {path} cannot be read: {rejected(error)}") from None
    if dtype.hasobject:
        raise objects(name, path)
    if dtype.kind == "V":
        raise DataError(f"{name} in {path} is an array of records; save its fields as arrays of their own")
    if any(size < 0 for size in shape) or math.prod(shape) * dtype.itemsize > 2**60:
        raise DataError(f"{name} in {path} cannot be read: its shape is {shape}")
    return ArrayHeader(shape, in_columns, dtype)


def _streamed(archive: zipfile.ZipFile, member: str, name: str, path: str, rows: Values) -> Values:
    """Some rows of an array, which is read from its start to its end."""
    with archive.open(member) as stream:
        header = read_header(stream, name, path)
        (shape, in_columns, dtype), size = header, header.size
        if size <= _SMALL:
            data = stream.read(size)
            if len(data) < size:
                raise DataError(f"{path} is not a readable .npz file: {name} ends too early")
            whole = _whole(data, shape, in_columns, dtype)
            return usable(whole[rows] if whole.ndim else whole, name, path)
        if in_columns:
            raise _by_columns(name, path)
        each = size // shape[0]
        taken = np.empty((len(rows), *shape[1:]), dtype)
        at = 0
        step = max(1, _CHUNK // max(1, each))
        for start in range(0, shape[0], step):
            data = stream.read(min(step, shape[0] - start) * each)
            chunk = np.frombuffer(data, dtype).reshape(-1, *shape[1:])
            inside = rows[at : at + np.searchsorted(rows[at:], start + len(chunk))]
            taken[at : at + len(inside)] = chunk[inside - start]
            at += len(inside)
        return usable(taken, name, path)


def read_npy(paths: Sequence[str], wanted: Wanted) -> RawData:
    """One array from each file, inputs first. Raises DataError."""
    count = len(wanted.inputs) + wanted.outputs
    if len(paths) != count:
        raise DataError(
            f"an .npy file holds one array, and the model has {wanted.counted}: give {count} files,"
            " as in --data x.npy,y.npy"
        )
    headers = [_checked_header(path) for path in paths]
    rows, total = _rows(" and ".join(paths), headers)
    arrays = [_picked(path, rows) for path in paths]
    return RawData(arrays[: len(wanted.inputs)], arrays[len(wanted.inputs) :], total)


def _checked_header(path: str) -> ArrayHeader:
    try:
        with open(path, "rb") as stream:
            header = read_header(stream, "the array", path)
            there = os.fstat(stream.fileno()).st_size - stream.tell()
    except _UNREADABLE as error:
        raise DataError(f"{path} is not a readable .npy file: {rejected(error)}") from None
    if not header.shape:
        raise DataError(f"{path} holds a single number, not one for each sample")
    if there < header.size:
        raise DataError(f"{path} is not a readable .npy file: it ends too early")
    return header


def _picked(path: str, rows: Values) -> Values:
    """Some rows of an array, each read where it stands: a mapped file would count as memory of the process."""
    try:
        with open(path, "rb") as stream:
            header = read_header(stream, "the array", path)
            (shape, in_columns, dtype), start, size = header, stream.tell(), header.size
            if size <= _SMALL:
                return _whole(stream.read(size), shape, in_columns, dtype)[rows]
            if in_columns:
                raise _by_columns("the array", path)
            each = size // shape[0]
            taken = np.empty((len(rows), *shape[1:]), dtype)
            for place, row in enumerate(rows):
                stream.seek(start + int(row) * each)
                taken[place] = np.frombuffer(stream.read(each), dtype).reshape(shape[1:])
    except _UNREADABLE as error:
        raise DataError(f"{path} cannot be read: {rejected(error)}") from None
    return usable(taken, "the array", path)


def _whole(data: bytes, shape: Sequence[int], in_columns: bool, dtype: np.dtype[Any]) -> Values:
    return np.frombuffer(data, dtype).reshape(shape, order="F" if in_columns else "C")


def _by_columns(name: str, path: str) -> DataError:
    return DataError(f"{name} in {path} is stored column by column; save numpy.ascontiguousarray of it")
