"""Where the modules lie that a program imports."""

from __future__ import annotations

import os
from functools import lru_cache

_MAX_LEVELS = 8


_TOPS = (".git", "pyproject.toml", "setup.py")
"""What stands in the top folder of a repository."""


@lru_cache(maxsize=256)
def _listed(folder: str, _changed: int) -> frozenset[str]:
    """The names in a folder as it was at that time."""
    return frozenset(os.listdir(folder))


def top_above(folder: str) -> str | None:
    """The top folder of the repository that a folder is in, or None where nothing tells it."""
    for _ in range(_MAX_LEVELS + 1):
        if any(os.path.lexists(os.path.join(folder, name)) for name in _TOPS):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return None


class ModulePaths:
    """Finds a module's file by import name, as Python would with the repository's folders on its path."""

    def __init__(self) -> None:
        self._entries: dict[str, frozenset[str]] = {}
        """What is in the folders that were looked into."""
        self._found: dict[tuple[str, int, str], str | None] = {}
        """What was looked for: a program asks for the same few modules each time that it uses them."""

    def find(self, name: str, level: int, importer: str) -> str | None:
        """The file of module `name` imported (with `level` leading dots) by the file `importer`."""
        asked = name, level, importer
        if asked not in self._found:
            self._found[asked] = self._search(name, level, importer)
        return self._found[asked]

    def _search(self, name: str, level: int, importer: str) -> str | None:
        if importer in ("-", "<stdin>", ""):
            return None
        folder = os.path.dirname(os.path.abspath(importer))
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            return self._in(folder, name)
        for _ in range(_MAX_LEVELS + 1):
            found = self._in(folder, name)
            if found is not None:
                return found
            if not self._names_in(folder).isdisjoint(_TOPS):
                source = os.path.join(folder, "src")
                return self._in(source, name) if os.path.isdir(source) else None
            above = os.path.dirname(folder)
            if above == folder:
                return None
            folder = above
        return None

    def _names_in(self, folder: str) -> frozenset[str]:
        """The names in a folder: each import of each library is looked for in all folders above."""
        if folder not in self._entries:
            try:
                self._entries[folder] = _listed(folder, os.stat(folder).st_mtime_ns)
            except OSError:
                self._entries[folder] = frozenset()
        return self._entries[folder]

    def _in(self, folder: str, name: str) -> str | None:
        if name:
            first = name.partition(".")[0]
            if self._names_in(folder).isdisjoint((first, f"{first}.py")):
                return None
        base = os.path.join(folder, *name.split(".")) if name else folder
        package = os.path.join(base, "__init__.py")
        candidates = (f"{base}.py", package) if name else (package,)
        return next((candidate for candidate in candidates if os.path.isfile(candidate)), None)
