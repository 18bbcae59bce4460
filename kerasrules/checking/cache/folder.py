"""The folder of a cache: made, recognized, kept small, removed."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator

from kerasrules.source.regular_files import read_regular

_TAG = "CACHEDIR.TAG"
_TAG_TEXT = """\
Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by kerasrules.
# For information about cache directory tags, see https://bford.info/cachedir/
"""
_IGNORE = ".gitignore"
_IGNORE_TEXT = "# Created by kerasrules.\n*\n"

_VERSION = r"\d[\w.+]*-[0-9a-f]{16}"
_ENTRY = r"[0-9a-f]{32}(?:\.\d+\.tmp)?"

DAY = 24 * 60 * 60
MAX_AGE = 30 * DAY
"""Entries that no run used for so long are removed."""
MAX_BYTES = 500_000_000
"""All entries of a folder take no more than this; then those that were not used for the longest time go."""


def is_switched_off() -> bool:
    """Whether the environment says that no results are to be used or kept."""
    return bool(os.environ.get("KERASRULES_NO_CACHE"))


def from_environment() -> str | None:
    """The folder that the environment names for all projects."""
    named = os.environ.get("KERASRULES_CACHE_DIR")
    return os.path.realpath(named) if named else None


def prepare(folder: str) -> bool:
    """Make the folder, or see that it is ours. False where it is neither there nor can be made.

    A folder that is not empty and not marked as ours is left alone, and so is a link: they lead to what is somebody
    else's.
    """
    if os.path.islink(folder):
        return False
    try:
        if not os.path.isdir(folder):
            os.makedirs(folder)
        if not is_ours(folder):
            if os.listdir(folder):
                return False
            for name, text in ((_TAG, _TAG_TEXT), (_IGNORE, _IGNORE_TEXT)):
                with open(os.path.join(folder, name), "x", encoding="utf-8") as file:
                    file.write(text)
    except OSError:
        return is_ours(folder)  # another run may have made it meanwhile
    return True


def is_ours(folder: str) -> bool:
    """Whether a folder is marked as a cache of kerasrules."""
    try:
        return read_regular(os.path.join(folder, _TAG), 2 * len(_TAG_TEXT)).decode() == _TAG_TEXT
    except (OSError, UnicodeDecodeError):
        return False


def tidy(folder: str, *, now: bool = False) -> None:
    """Remove entries that are old or too many, once a day or `now`."""
    tag = os.path.join(folder, _TAG)
    with contextlib.suppress(OSError):
        if not is_ours(folder) or not (now or time.time() - os.stat(tag).st_mtime > DAY):
            return
        os.utime(tag)
        _remove_oldest(folder)


def _remove_oldest(folder: str) -> None:
    found: list[tuple[float, int, str]] = []
    for path in _entries(folder):
        with contextlib.suppress(OSError):
            status = os.stat(path)
            found.append((status.st_mtime, status.st_size, path))
    found.sort(reverse=True)
    left = MAX_BYTES
    oldest = time.time() - MAX_AGE
    for used, size, path in found:
        left -= size
        if left < 0 or used < oldest:
            with contextlib.suppress(OSError):
                os.unlink(path)
    for version in _versions(folder):
        with contextlib.suppress(OSError):
            os.rmdir(version)  # where it is empty now


def clean(folder: str) -> bool:
    """Remove a cache, if it is one; False where there is none. Only what a cache holds is removed. Raises OSError."""
    if os.path.islink(folder) or not is_ours(folder):
        return False
    for path in _entries(folder):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
    for version in _versions(folder):
        with contextlib.suppress(FileNotFoundError):
            os.rmdir(version)
    for name in (_IGNORE, _TAG):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(folder, name))
    os.rmdir(folder)
    return True


def _versions(folder: str) -> list[str]:
    with os.scandir(folder) as entries:
        return [e.path for e in entries if re.fullmatch(_VERSION, e.name) and e.is_dir(follow_symlinks=False)]


def _entries(folder: str) -> Iterator[str]:
    for version in _versions(folder):
        with os.scandir(version) as entries:
            yield from [e.path for e in entries if re.fullmatch(_ENTRY, e.name) and not e.is_dir(follow_symlinks=False)]
