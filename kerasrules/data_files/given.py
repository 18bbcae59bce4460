"""A data file that the user names by hand."""

from __future__ import annotations

import os

from kerasrules.data_files import delimited, npy, npz
from kerasrules.data_files.opening import NotReadable, opened_by_name, read_at_most
from kerasrules.model.data_files import GivenData

_ARRAYS = (".npy", ".npz")


def problem_of(given: GivenData) -> str | None:
    """What is wrong with it, in words for the user; None where it can be looked at."""
    path = given.path
    if not os.path.exists(path):
        return f"no such file: {path}"
    if given.target is not None and path.endswith(_ARRAYS):
        return f"--target names a column of a table, and {path} is none"
    try:
        with opened_by_name(path) as descriptor:
            if path.endswith(".npz"):
                npz.read(descriptor)
                return None
            if path.endswith(".npy"):
                npy.read(lambda size: read_at_most(descriptor, size))
                return None
            data = read_at_most(descriptor, delimited.MAX_BYTES + 1)
            start, is_whole = data[: delimited.MAX_BYTES], len(data) <= delimited.MAX_BYTES
            table = delimited.read(start, is_whole, delimited.likely_dialect(start))
    except NotReadable as error:
        return f"{path} {error}"
    names = [str(column.name) for column in table.columns]
    if given.target is not None and given.target not in names:
        return f"{path} has no column {given.target!r} (it has {', '.join(names[:12])})"
    return None
