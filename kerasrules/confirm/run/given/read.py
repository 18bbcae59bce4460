"""A path that the user names, read according to its kind."""

from __future__ import annotations

import os
import stat

from kerasrules.confirm.plan.request import DataFile
from kerasrules.confirm.plan.targets import DataError, Values
from kerasrules.confirm.run.given.arrays import read_npy, read_npz
from kerasrules.confirm.run.given.folders import read_folder
from kerasrules.confirm.run.given.given_tables import read_table
from kerasrules.confirm.run.given.hdf import read_hdf
from kerasrules.confirm.run.given.raw import RawData
from kerasrules.confirm.run.given.vocabulary import Vocabulary
from kerasrules.confirm.run.given.wanted import Wanted
from kerasrules.confirm.run.samples import check

_HDF = (".h5", ".hdf5", ".hdf")


def read(data: DataFile, wanted: Wanted) -> RawData:
    """Samples of what the user names, as they are in it. Raises DataError."""
    for path in data.paths:
        _check_kind(path)
    lower = data.path.lower()
    if os.path.isdir(data.path):
        found = read_folder(data.path, wanted)
    elif lower.endswith(".npy"):
        found = read_npy(data.paths, wanted)
    elif lower.endswith(_HDF):
        found = read_hdf(data.path, data.names, wanted)
    elif lower.endswith(".npz"):
        found = read_npz(data.path, data.names, wanted)
    else:
        found = read_table(data.path, data.target, wanted)
    _number_words(found, wanted)
    check(found.x, found.y, data.words)
    found.x, found.y = [_native(x) for x in found.x], [_native(y) for y in found.y]
    return found


def _check_kind(path: str) -> None:
    """Raise DataError for what is neither a file nor a folder: a pipe would be waited for."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        raise DataError(f"no such file: {path}") from None
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise DataError(f"{path} is neither a file nor a folder")


def _number_words(found: RawData, wanted: Wanted) -> None:
    """Texts as the numbers of their words, for an input that takes those."""
    for place, (array, given) in enumerate(zip(found.x, wanted.inputs, strict=True)):
        if array.dtype.kind in "US" and given.words is not None and array.size == len(array):
            texts = [str(text) for text in array.reshape(-1)]
            found.x[place], note = Vocabulary.of(texts, given.words).padded(texts, given.width)
            found.notes.append(note)


def _native(array: Values) -> Values:
    """Numbers in this machine's own form, no wider than the backends know."""
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        return array.astype("float64")
    return array.astype(array.dtype.newbyteorder("="), copy=False)
