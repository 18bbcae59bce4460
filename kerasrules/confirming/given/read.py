"""A path that the user names, read according to its kind."""

from __future__ import annotations

import os
import stat

from kerasrules.confirming.given.arrays import read_npy, read_npz
from kerasrules.confirming.given.folders import read_folder
from kerasrules.confirming.given.given_tables import read_table
from kerasrules.confirming.given.hdf import read_hdf
from kerasrules.confirming.given.raw import RawData
from kerasrules.confirming.given.usable_arrays import check
from kerasrules.confirming.given.vocabulary import Vocabulary
from kerasrules.confirming.given.wanted import Wanted
from kerasrules.confirming.plan.request import DataFile
from kerasrules.confirming.plan.targets import DataError, Values

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
    found.notes += number_words(found.x, wanted)
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


def number_words(xs: list[Values], wanted: Wanted) -> list[str]:
    """Put the numbers of their words in the place of texts, for an input that takes those; notes of that."""
    notes = []
    for place, (array, given) in enumerate(zip(xs, wanted.inputs, strict=True)):
        if array.dtype.kind in "US" and given.words is not None and array.size == len(array):
            texts = [str(text) for text in array.reshape(-1)]
            xs[place], note = Vocabulary.of(texts, given.words).padded(texts, given.width)
            notes.append(note)
    return notes


def _native(array: Values) -> Values:
    """Numbers in this machine's own form, no wider than the backends know."""
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        return array.astype("float64")
    return array.astype(array.dtype.newbyteorder("="), copy=False)
