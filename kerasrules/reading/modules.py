"""Files of the same repository that the program imports, found on disk and parsed on demand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kerasrules.sources import Source

MAX_MODULES = 40
"""Files that are read for the sake of one; more are treated as unknown."""
MAX_BYTES = 600_000
_MAX_LEVELS = 8
MAX_PARSED = 300
"""Parsed modules that are kept for the next file of the same process."""
_parsed: dict[tuple[str, int, int], Source] = {}


def _shown(path: Path) -> str:
    """The path as the user would write it: relative to the current directory where it is below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


class Modules:
    """Finds a module's file by import name, as Python would with the repository's folders on its path."""

    def __init__(self) -> None:
        self.loaded = 0

    def find(self, name: str, level: int, importer: str) -> Path | None:
        """The file of module `name` imported (with `level` leading dots) by the file `importer`."""
        if importer in ("-", "<stdin>", ""):
            return None
        folder = Path(importer).absolute().parent
        if level:
            for _ in range(level - 1):
                folder = folder.parent
            return self._in(folder, name)
        parts = Path(importer).absolute().parents
        for index, parent in enumerate(parts):
            if index > _MAX_LEVELS:
                return None
            found = self._in(parent, name)
            if found is not None:
                return found
            if (parent / ".git").exists() or (parent / "pyproject.toml").exists() or (parent / "setup.py").exists():
                source = parent / "src"
                return self._in(source, name) if source.is_dir() else None
        return None

    @staticmethod
    def _in(folder: Path, name: str) -> Path | None:
        base = folder.joinpath(*name.split(".")) if name else folder
        for candidate in (base.with_name(base.name + ".py") if name else base / "__init__.py", base / "__init__.py"):
            try:
                if candidate.is_file():
                    return candidate
            except OSError:
                return None
        return None

    def load(self, path: Path) -> Source | None:
        """The parsed file, or None where it cannot be read or the bound is reached."""
        from kerasrules.sources import SourceError, SourceSkipped, from_file

        if self.loaded >= MAX_MODULES:
            return None
        try:
            status = path.stat()
            if status.st_size > MAX_BYTES:
                return None
            self.loaded += 1
            key = str(path), status.st_mtime_ns, status.st_size
            if key not in _parsed:
                if len(_parsed) >= MAX_PARSED:
                    _parsed.clear()
                _parsed[key] = from_file(_shown(path))
            return _parsed[key]
        except (OSError, SourceError, SourceSkipped):
            return None
