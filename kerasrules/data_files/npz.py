"""Archives of arrays: the names in an .npz file, and a sample of each array."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib

from kerasrules.data_files import npy
from kerasrules.data_files.npy import StoredArray
from kerasrules.data_files.opening import NotReadable
from kerasrules.model.record import record

_MAX_DIRECTORY = 1 << 18
"""So large a list of contents is read."""
_MAX_ARRAYS = 64
_END = b"PK\x05\x06"
_TAIL = 65_557


@record(frozen=True)
class StoredArrays:
    """The arrays of an archive by name; None for one that cannot be looked at."""

    arrays: tuple[tuple[str, StoredArray | None], ...]


def read(descriptor: int) -> StoredArrays:
    """Look at an archive. Raises NotReadable."""
    _check_directory(descriptor)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
                if len(members) > _MAX_ARRAYS:
                    raise NotReadable("holds too many arrays")
                return StoredArrays(
                    tuple((member.filename.removesuffix(".npy"), _member(archive, member)) for member in members)
                )
        except _BROKEN:
            raise NotReadable("is not an archive of arrays") from None


_BROKEN = (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, zlib.error)
"""What zipfile raises for files that are broken, encrypted or something else."""


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> StoredArray | None:
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or not member.filename.endswith(".npy"):
        return None
    try:
        with archive.open(member) as stream:
            return npy.read(stream.read)
    except (NotReadable, *_BROKEN):
        return None


def _check_directory(descriptor: int) -> None:
    """Refuse an archive whose list of contents is long: all of it would be read. Raises NotReadable."""
    size = os.fstat(descriptor).st_size
    os.lseek(descriptor, max(0, size - _TAIL), os.SEEK_SET)
    tail = os.read(descriptor, _TAIL)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise NotReadable("is not an archive of arrays")
    entries, length = struct.unpack("<10xHI", tail[at : at + 16])
    if entries > _MAX_ARRAYS or length > _MAX_DIRECTORY:
        raise NotReadable("holds too many arrays")
    os.lseek(descriptor, 0, os.SEEK_SET)
