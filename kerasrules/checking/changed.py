"""What of a run has to do with changes: the files to check, and the findings to report."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kerasrules.checking.git import GitChanges, whole_path
from kerasrules.checking.prefilter import imported_modules
from kerasrules.source.load import decode, read_bytes
from kerasrules.source.notebook.cells import code_cells
from kerasrules.source.reading_root import ReadingRoot
from kerasrules.source.source import SourceError, SourceSkipped

if TYPE_CHECKING:
    from kerasrules.checking.settings import Settings
    from kerasrules.model.findings import Finding
    from kerasrules.model.locations import Location

Files = Sequence[tuple[str, "Settings"]]


def changed_files(files: Files, changes: GitChanges) -> list[tuple[str, Settings]]:
    """The files that differ, and those that import a module that differs, directly or through other modules.

    A model in a module that changed is judged where it is trained.
    """
    whole = {path: whole_path(path) for path, _ in files}
    wanted = {path for path in whole if whole[path] in changes.files}
    new = {path for path in changes.files if path.endswith(".py")}
    while new:
        found = {path for path in whole.keys() - wanted if _imports_any(path, new)}
        wanted |= found
        new = {whole[path] for path in found if path.endswith(".py")}
    return [(path, settings) for path, settings in files if path in wanted]


def _imports_any(path: str, modules: set[str]) -> bool:
    names = {_name_of(module).encode() for module in modules}
    try:
        data = read_bytes(path)
        # `from . import build` does not name the package
        if not any(name in data for name in names) and re.search(rb"\bfrom\s+\.+\s*import\b", data) is None:
            return False
        if path.endswith(".ipynb"):
            data = "\n".join(cell.code for cell in code_cells(decode(data, path), path)).encode("utf-8", "replace")
    except (SourceError, SourceSkipped):
        return False
    return any(whole_path(module) in modules for module in imported_modules(data, path, ReadingRoot(path)))


def _name_of(module: str) -> str:
    folder, name = os.path.split(module)
    return os.path.basename(folder) if name == "__init__.py" else name.removesuffix(".py")


class ChangedLines:
    """Which findings are about lines that differ, also with one of their related locations.

    In a notebook all lines of a cell differ whose code is not that of a cell of the revision: its file changes with
    every run.
    """

    def __init__(self, changes: GitChanges) -> None:
        self._changes = changes
        self._differ: dict[str, Callable[[Location], bool]] = {}

    def of(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings about changed lines. Raises GitError."""
        return [finding for finding in findings if any(map(self._is_changed, _locations(finding)))]

    def _is_changed(self, location: Location) -> bool:
        if location.path not in self._differ:
            path = whole_path(location.path)
            if path not in self._changes.files:
                self._differ[location.path] = lambda _: False
            elif path.endswith(".ipynb"):
                self._differ[location.path] = self._of_notebook(path)
            else:
                self._differ[location.path] = self._of_script(path)
        return self._differ[location.path](location)

    def _of_script(self, path: str) -> Callable[[Location], bool]:
        changed = self._changes.lines(path)
        return lambda at: any(at.start.line < lines.stop and lines.start <= at.end.line for lines in changed)

    def _of_notebook(self, path: str) -> Callable[[Location], bool]:
        old = set(_cells(self._changes.content(path) or b"", path).values())
        try:
            new = _cells(read_bytes(path), path)
        except (SourceError, SourceSkipped):
            new = {}
        return lambda at: at.cell is None or new.get(at.cell) not in old


def _cells(data: bytes, path: str) -> Mapping[int, str]:
    """The code of each cell; none where it is no notebook."""
    try:
        return {cell.number: cell.code for cell in code_cells(decode(data, path), path)}
    except (SourceError, SourceSkipped):
        return {}


def _locations(finding: Finding) -> Iterator[Location]:
    yield finding.location
    for related in finding.related:
        yield related.location
