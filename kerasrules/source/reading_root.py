"""The folder that reading stays in: a program leads to no file outside of it, by whatever name or link."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property

from kerasrules.source import disk

_PROJECT = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt")
"""What stands in the top folder of a project that is in no repository."""


class ReadingRoot:
    """The root for one program, found when it is first asked for.

    It is the top of the program's git repository. Where there is none, it is the widest folder that the user gives,
    with the project that it belongs to (`folders_given`); without that, the project of the program, or else the folder
    that its package is in.

    folders: those that the user gives.
    """

    def __init__(self, program: str, folders: tuple[str, ...] = ()) -> None:
        self._own = os.path.dirname(os.path.abspath(program))
        self._folders = folders
        self._held: dict[str, bool] = {self._own: True}

    @cached_property
    def path(self) -> str:
        """The root without links."""
        folder = disk.real_path(self._own)
        repository = _nearest(folder, (".git",))
        if repository is not None:
            return repository
        given = [one for one in self._folders if is_below(folder, one)]
        return min(given, key=len) if given else _project_of(folder) or _above_package(folder)

    def holds(self, path: str) -> bool:
        """Whether a file or folder is in the root, with all links followed."""
        if path not in self._held:
            self._held[path] = is_below(disk.real_path(path), self.path)
        return self._held[path]


def folders_given(paths: Iterable[str], *, with_current: bool = True) -> tuple[str, ...]:
    """The folders that the user gives, each with the project that it belongs to, without links.

    They are those among the paths, and the current one as the place that programs run in. The home folder and the top
    of the file system are given only by name.
    """
    named = {os.path.realpath(path) for path in paths if os.path.isdir(path)}
    here = os.path.realpath(os.curdir)
    if with_current and not _is_too_wide(here):
        named.add(here)
    found = {_project_of(one) or one for one in named}
    return tuple(sorted(one for one in found if not any(is_below(one, other) for other in found - {one})))


def _project_of(folder: str) -> str | None:
    """The nearest folder upwards in which a project stands."""
    project = _nearest(folder, _PROJECT)
    return None if project is None or _is_too_wide(project) else project


def _nearest(folder: str, names: tuple[str, ...]) -> str | None:
    """The first folder upwards that has one of these names in it."""
    while not any(disk.exists(os.path.join(folder, name)) for name in names):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def _above_package(folder: str) -> str:
    """The first folder upwards that is no package."""
    while disk.exists(os.path.join(folder, "__init__.py")) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    return folder


def is_below(path: str, folder: str) -> bool:
    """Whether a path is that of the folder or of something in it. Both are whole paths without links."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _is_too_wide(folder: str) -> bool:
    return folder in (os.path.dirname(folder), os.path.realpath(os.path.expanduser("~")))
