"""Paths as seen from a folder."""

from __future__ import annotations

import os
from types import ModuleType


def relative_path(path: str, folder: str = "", flavour: ModuleType = os.path) -> str:
    """The path from a folder on; the whole path where no way leads there, as from one drive of Windows to another.

    folder: the current one where it is empty. flavour: the paths' own language, `ntpath` for those of Windows.
    """
    try:
        return str(flavour.relpath(path, folder or flavour.curdir))
    except ValueError:  # another drive, or a share
        return str(flavour.abspath(path))


def relative_name(path: str, folder: str = "", flavour: ModuleType = os.path) -> str:
    """The same with `/` between its parts, as patterns and files that travel have it."""
    return relative_path(path, folder, flavour).replace(flavour.sep, "/")


def is_outside(name: str, flavour: ModuleType = os.path) -> bool:
    """Whether such a name leads out of its folder."""
    return name.split("/", 1)[0] == ".." or bool(flavour.isabs(name))
