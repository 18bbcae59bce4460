"""Where the modules lie that a program imports."""

from __future__ import annotations

import os

from kerasrules.source import disk
from kerasrules.source.reading_root import ReadingRoot

_MAX_LEVELS = 8


_TOPS = (".git", "pyproject.toml", "setup.py")
"""What stands in the top folder of a repository."""


def top_above(folder: str) -> str | None:
    """The top folder of the repository that a folder is in, or None where nothing tells it."""
    for _ in range(_MAX_LEVELS + 1):
        if any(disk.exists(os.path.join(folder, name)) for name in _TOPS):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return None


class ModulePaths:
    """Finds a module's file by import name, as Python would with the repository's folders on its path.

    root: what is outside of it is not looked at.
    """

    def __init__(self, root: ReadingRoot) -> None:
        self.root = root
        self.refused: dict[str, None] = {}
        """What imports lead to outside of the root, as they name it."""
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
            return self._in(folder, name, level)
        for _ in range(_MAX_LEVELS + 1):
            found = self._in(folder, name)
            if found is not None:
                return found
            if self._holds_any(folder, _TOPS):
                source = os.path.join(folder, "src")
                return self._in(source, name) if disk.is_folder(source) else None
            above = os.path.dirname(folder)
            if above == folder or not self.root.holds(above):
                return None
            folder = above
        return None

    def _holds_any(self, folder: str, names: tuple[str, ...]) -> bool:
        """Whether a folder has any of these names: each import of each library is looked for in all folders above."""
        if folder not in self._entries:
            self._entries[folder] = disk.names_in(folder)
        return disk.holds_any(folder, names, self._entries[folder])

    def _in(self, folder: str, name: str, level: int = 0) -> str | None:
        """The file of a module in a folder. level: of the import that leads there, to name it."""
        if not self.root.holds(folder):
            self.refused["." * level + name] = None
            return None
        if name:
            first = name.partition(".")[0]
            if not self._holds_any(folder, (first, f"{first}.py")):
                return None
        base = os.path.join(folder, *name.split(".")) if name else folder
        package = os.path.join(base, "__init__.py")
        candidates = (f"{base}.py", package) if name else (package,)
        found = next((candidate for candidate in candidates if disk.is_file(candidate)), None)
        if found is None or self.root.holds(found):
            return found
        self.refused["." * level + name] = None
        return None
