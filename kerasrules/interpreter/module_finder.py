"""Files of the same repository that the program imports, found on disk and parsed on demand."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from kerasrules.model.unknown import Unknown
from kerasrules.source import disk
from kerasrules.source.module_paths import ModulePaths
from kerasrules.source.reading_root import ReadingRoot
from kerasrules.source.regular_files import read_regular

if TYPE_CHECKING:
    from kerasrules.source.source import Source


MAX_MODULES = 64
"""Files that are read for the sake of one; more are treated as unknown."""


MAX_BYTES = 600_000


MAX_PARSED = 300
"""Parsed modules that are kept for the next file of the same process."""


_NAMED = 3
"""Modules outside of the root that are named in a notice."""


_WRITTEN = "%%writefile "


def _shown(path: str) -> str:
    """The path as the user would write it: relative to the current directory where it is below it."""
    here = os.getcwd().rstrip(os.sep) + os.sep
    return path[len(here) :] if path.startswith(here) else path


@lru_cache(maxsize=MAX_PARSED)
def _parsed(path: str, _changed: int, _size: int) -> Source:
    """A file's tree as of that time. Of a large repository those stay that were imported last."""
    from kerasrules.source.load import from_file

    return from_file(_shown(path))


_SAVES = (b".save(", b"save_model(", b"ModelCheckpoint(")


_LISTS = (b"__all__ = [", b"__all__ = (")
_COMPUTES_LIST = (b"__all__ +", b"__all__.", b".__all__", b"dir()", b"globals()")
"""Signs that not all names that `import *` gives are written out."""


def _contains(path: str, texts: tuple[bytes, ...]) -> bool:
    """Whether a file contains the first of some texts, and one of the others."""
    data = _text(path)
    return texts[0] in data and any(text in data for text in texts[1:])


def _text(path: str) -> bytes:
    """What stands in a file; nothing where it is too large or cannot be read."""
    disk.reads(path)
    try:
        return read_regular(path, MAX_BYTES)
    except OSError:
        return b""


class ModuleFinder:
    """Finds a module's file by import name, as Python would with the repository's folders on its path."""

    def __init__(
        self, root: ReadingRoot, written: Mapping[str, Source] = MappingProxyType({}), alone: bool = False
    ) -> None:
        self.loaded = 0
        self._alone = alone
        """Whether nothing on disk is looked at."""
        self._paths = ModulePaths(root)
        self._written = {_WRITTEN + name: source for name, source in written.items()}
        """The modules that the cells of a notebook write, by what stands for their path."""
        self._texts: dict[str, bytes] = {}
        """What stands in files that were looked at without being parsed."""

    @property
    def refused(self) -> Unknown | None:
        """What was not read for being outside of the root."""
        names = [*self._paths.refused]
        if not names:
            return None
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        listed = f"{', '.join(names[:_NAMED])}{more}"
        return Unknown(f"not read, because it is outside of {self._paths.root.path}: {listed}")

    def find(self, name: str, level: int, importer: str) -> str | None:
        """The file of module `name` imported (with `level` leading dots) by the file `importer`."""
        if self._written and not level:
            ends = (_WRITTEN + name, f".{name}")  # a folder above may be on the path that Python searches
            written = next((path for path in self._written if path == ends[0] or path.endswith(ends[1])), None)
            if written is not None:
                return written
        return None if self._alone else self._paths.find(name, level, importer)

    def may_bind(self, module: str, level: int, importer: str, name: str) -> bool:
        """Whether `from module import *` may bind a name, as the module's text tells."""
        path = self.find(module, level, importer)
        if path is None or path in self._written:
            return True
        if path not in self._texts:
            self._texts[path] = _text(path)
        text, wanted = self._texts[path], name.encode()
        listed = any(start in text for start in _LISTS) and not any(part in text for part in _COMPUTES_LIST)
        quoted = [mark + wanted + mark for mark in (b'"', b"'")]
        names = quoted if listed else [wanted, b"import *", b"globals()"]
        if any(part in text for part in names):
            return True
        return os.path.basename(path) == "__init__.py" and self._paths.find(name, 1, path) is not None

    def program_that_saves(self, path: str, importer: str) -> Source | None:
        """The only program beside this one that saves a model under a path, as the text of both tells."""
        if self._alone or importer in ("-", "<stdin>", "") or importer in self._written:
            return None
        folder = os.path.dirname(os.path.abspath(importer))
        name = os.path.basename(path).encode()
        own = os.path.abspath(importer)
        others = (one for one in self._programs(folder) if one != own and self._paths.root.holds(one))
        found = [one for one in others if _contains(one, (name, *_SAVES))]
        return self.load(found[0]) if len(found) == 1 and found[0].endswith(".py") else None

    @staticmethod
    def _programs(folder: str) -> list[str]:
        return [os.path.join(folder, name) for name in disk.programs_in(folder)[:MAX_MODULES]]

    def load(self, path: str) -> Source | None:
        """The parsed file, or None where it cannot be read or the bound is reached."""
        from kerasrules.source.source import SourceError, SourceSkipped

        if path in self._written:
            return self._written[path]
        if self.loaded >= MAX_MODULES:
            return None
        disk.reads(path)
        try:
            status = os.stat(path)
            if status.st_size > MAX_BYTES:
                return None
            self.loaded += 1
            return _parsed(path, status.st_mtime_ns, status.st_size)
        except (OSError, SourceError, SourceSkipped):
            return None
