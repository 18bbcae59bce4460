"""HDF5 files: arrays by name, read row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from kerasrules.confirming.given.array_names import chosen
from kerasrules.confirming.given.raw import RawData, objects, rejected, same_count, usable
from kerasrules.confirming.given.sampling import sample_count, spread_rows
from kerasrules.confirming.given.wanted import Wanted
from kerasrules.confirming.plan.targets import DataError, Values

_CACHE = 32 * 2**20
_MOST = 500
"""So many arrays are listed."""


def read_hdf(path: str, names: Sequence[str], wanted: Wanted) -> RawData:
    """The arrays of a file. Raises DataError."""
    try:
        import h5py
    except ImportError:
        raise DataError(f"{path} needs h5py, which is not installed: pip install h5py") from None
    try:
        with h5py.File(path, "r", rdcc_nbytes=_CACHE) as file:
            there = dict(_datasets(h5py, file, ""))
            asked = chosen(path, [name.strip("/") for name in names], list(there), wanted)
            arrays = [_plain(there[name], name, path) for name in asked]
            total = same_count(path, [array.shape[0] for array in arrays])
            rows = spread_rows(total, min(sample_count(total, array.shape[1:]) for array in arrays))
            taken = [_rows(h5py, array, rows, name, path) for array, name in zip(arrays, asked, strict=True)]
    except (OSError, RuntimeError, KeyError, ValueError, TypeError) as error:
        raise DataError(f"{path} is not a readable HDF5 file: {rejected(error)}") from None
    return RawData(taken[: len(wanted.inputs)], taken[len(wanted.inputs) :], total)


def _datasets(h5py: Any, group: Any, before: str) -> Iterator[tuple[str, Any]]:
    """The arrays of a group and of those in it; links to other files are not followed."""
    for name in list(group)[:_MOST]:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            continue
        one = group[name]
        if isinstance(one, h5py.Dataset):
            yield before + name, one
        elif before.count("/") < 4:
            yield from _datasets(h5py, one, f"{before}{name}/")


def _plain(array: Any, name: str, path: str) -> Any:
    if array.is_virtual or array.external:
        raise DataError(f"{name} in {path} lies in another file; name that one")
    if not array.shape:
        raise DataError(f"{name} in {path} is a single value, not one for each sample")
    if array.dtype.names is not None:
        raise DataError(f"{name} in {path} is a table of records; save its fields as arrays of their own")
    return array


def _rows(h5py: Any, array: Any, rows: Values, name: str, path: str) -> Values:
    if array.dtype.hasobject:
        if h5py.check_string_dtype(array.dtype) is None:
            raise objects(name, path)
        array = array.asstr()
        return np.array([array[int(row)] for row in rows])
    if array.size * array.dtype.itemsize <= _CACHE:
        return usable(array[...][rows], name, path)
    taken = np.empty((len(rows), *array.shape[1:]), array.dtype)
    for place, row in enumerate(rows):
        taken[place] = array[int(row)]
    return usable(taken, name, path)
