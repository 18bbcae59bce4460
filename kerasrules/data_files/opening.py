"""Files below a folder, opened so that nothing outside of it can be read: no link, no `..`, only regular files."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_ANCHORED = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW") and hasattr(os, "O_DIRECTORY")
_QUICK = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that takes the place of a file between two looks must not hold the analysis up."""


class NotReadable(Exception):
    """Why a file was not read, as a phrase that completes "…, which …": "is not here", "is not a regular file".

    always: it would not be read in any other copy of the repository either.
    """

    def __init__(self, reason: str, *, always: bool = False) -> None:
        super().__init__(reason)
        self.always = always


def parts_of(name: str) -> tuple[str, ...]:
    """The names along a relative path. Raises NotReadable for one that may lead elsewhere."""
    if "://" in name:
        raise NotReadable("is not a file", always=True)
    if os.path.isabs(name) or name.startswith(("/", "~")) or os.path.splitdrive(name)[0]:
        raise NotReadable("is named by an absolute path", always=True)
    parts = tuple(part for part in name.replace(os.sep, "/").split("/") if part not in ("", "."))
    if ".." in parts:
        raise NotReadable("is named by a path with ..", always=True)
    if not parts or len(parts) > 32 or any("\0" in part or len(part) > 255 for part in parts):
        raise NotReadable("is not here")
    return parts


def kind_below(folder: str, parts: tuple[str, ...]) -> str | None:
    """What lies there: "file", "folder", "other" (links too, also along the way), or None."""
    here = folder
    for number, part in enumerate(parts):
        here = os.path.join(here, part)
        try:
            mode = os.lstat(here).st_mode
        except (OSError, ValueError):
            return None
        if not stat.S_ISDIR(mode) and number < len(parts) - 1:
            return "other" if stat.S_ISLNK(mode) else None
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"


@contextmanager
def opened(folder: str, parts: tuple[str, ...]) -> Iterator[int]:
    """The descriptor of a regular file below a folder. Raises NotReadable."""
    if kind_below(folder, parts) != "file":
        raise NotReadable("is not a regular file")

    def opening() -> int:
        return _descend(folder, parts) if _ANCHORED else os.open(os.path.join(folder, *parts), _QUICK)

    with _held(opening) as descriptor:
        _require_regular(descriptor)
        yield descriptor


@contextmanager
def opened_folder(folder: str, parts: tuple[str, ...]) -> Iterator[int | str]:
    """A folder below a folder, as `os.scandir` takes it. Raises NotReadable."""
    if kind_below(folder, parts) != "folder":
        raise NotReadable("is not a folder")
    if not _ANCHORED or os.scandir not in os.supports_fd:
        yield os.path.join(folder, *parts)
        return
    with _held(lambda: _descend(folder, parts, os.O_DIRECTORY)) as descriptor:
        yield descriptor


@contextmanager
def opened_by_name(path: str) -> Iterator[int]:
    """The descriptor of a regular file that the user names, wherever it lies. Raises NotReadable."""
    with _held(lambda: os.open(path, os.O_RDONLY | _QUICK), (OSError, ValueError)) as descriptor:
        _require_regular(descriptor)
        yield descriptor


@contextmanager
def _held(opening: Callable[[], int], errors: tuple[type[Exception], ...] = (OSError,)) -> Iterator[int]:
    """A descriptor that is closed in the end; these errors, also in its use, become NotReadable."""
    descriptor = -1
    try:
        descriptor = opening()
        yield descriptor
    except errors:
        raise NotReadable("cannot be opened") from None
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _require_regular(descriptor: int) -> None:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise NotReadable("is not a regular file")


def _descend(folder: str, parts: tuple[str, ...], last: int = 0) -> int:
    """Open one name after the other, each in the folder before it: none may have become a link meanwhile."""
    here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | _QUICK)
    for number, part in enumerate(parts):
        above = here
        kind = os.O_DIRECTORY if number < len(parts) - 1 else last
        try:
            here = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | kind | _QUICK, dir_fd=above)
        finally:
            os.close(above)
    return here


def read_at_most(descriptor: int, size: int) -> bytes:
    """The next bytes of a file, up to so many."""
    chunks = []
    while size > 0:
        chunk = os.read(descriptor, min(size, 1 << 20))
        if not chunk:
            break
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)
