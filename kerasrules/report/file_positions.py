"""Places for programs that look at files as they are stored: in a notebook, the lines of its JSON.

A viewer of code scanning, a merge request or a diff knows nothing of cells. It gets the line of the file that the
cell's line is stored in, and the message says which cell it is for the reader.
"""

from __future__ import annotations

from typing import NamedTuple

from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.report.excerpts import Excerpts
from kerasrules.source.notebook.offsets import NotebookText


class Stretch(NamedTuple):
    """A stretch of a file, 1-based, the end exclusive, columns in characters."""

    line: int
    column: int
    end_line: int
    end_column: int


class FilePositions:
    """Where places stand in files as they are stored."""

    def __init__(self, excerpts: Excerpts) -> None:
        self._excerpts = excerpts
        self._notebooks: dict[str, NotebookText | None] = {}

    def stretch(self, location: Location) -> Stretch:
        """The lines and columns of a place; of one in a notebook that cannot be found again, the file's first line."""
        start, end = location.start, location.end
        if location.cell is None:
            return Stretch(start.line, start.column, end.line, end.column)
        notebook = self._notebook(location.path)
        if notebook is not None:
            first = notebook.offset(location.cell, start.line, start.column)
            last = notebook.offset(location.cell, end.line, end.column, end=end != start)
            if first is not None and last is not None:
                return Stretch(*notebook.position(first), *notebook.position(last))
        return Stretch(1, 1, 1, 1)

    def bytes_stretch(self, location: Location) -> Stretch:
        """The same with columns that count bytes of UTF-8."""
        found = self.stretch(location)
        lines = self._excerpts.lines(location.path, None)

        def column(line: int, characters: int) -> int:
            text = lines[line - 1][: characters - 1] if line <= len(lines) else ""
            return characters + len(text.encode("utf-8", "replace")) - len(text)

        return found._replace(
            column=column(found.line, found.column), end_column=column(found.end_line, found.end_column)
        )

    def _notebook(self, path: str) -> NotebookText | None:
        if path not in self._notebooks:
            text = self._excerpts.text(path)
            try:
                self._notebooks[path] = None if text is None else NotebookText(text)
            except (ValueError, IndexError):
                self._notebooks[path] = None
        return self._notebooks[path]


def message(finding: Finding) -> str:
    """What the finding says, with the cell's number and line where it stands in a notebook."""
    location = finding.location
    where = f" (cell {location.cell}, line {location.start.line})" if location.cell is not None else ""
    return clean(finding.message.strip()) + where


def clean(text: str) -> str:
    """Text without what no encoding has: file names can hold bytes that are no characters."""
    return text.encode("utf-8", "replace").decode("utf-8")
