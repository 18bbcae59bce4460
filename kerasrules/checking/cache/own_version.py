"""What tells this kerasrules, and the Python that runs it, from others."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache

from kerasrules.source.disk import digest
from kerasrules.version import __version__

FORMAT = 1
"""Counts up where entries are written in another way."""

PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@cache
def own_version() -> str | None:
    """Such as 0.1.0-3f2a…; None where it cannot be told.

    An installed package has a list of its files with their hashes. A checkout that is worked on has none, and there the
    times and sizes of all files count.
    """
    try:
        source = _installed(PACKAGE, __version__) or "\n".join(sorted(_files(PACKAGE)))
    except OSError:
        return None
    python = (sys.implementation.cache_tag, sys.version, sys.platform)
    told = repr((FORMAT, python, source)).encode("utf-8", "surrogatepass")
    return f"{__version__}-{digest(told)[:16]}"


def _installed(package: str, version: str) -> str | None:
    """What the installer wrote of the files of the package, without those that Python makes of them."""
    name = os.path.basename(package)
    try:
        with open(os.path.join(f"{package}-{version}.dist-info", "RECORD"), encoding="utf-8") as file:
            lines = [line for line in file if line.startswith(f"{name}/") and ".pyc," not in line]
    except (OSError, UnicodeDecodeError):
        return None
    return "".join(sorted(lines)) or None


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            else:
                status = entry.stat()
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
