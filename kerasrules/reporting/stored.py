"""Places for programs that look at files as they are stored: in a notebook, the lines of its JSON.

A viewer of code scanning, a merge request or a diff knows nothing of cells. It gets the line of the file that the
cell's line is stored in, and the message says which cell it is for the reader.
"""

from __future__ import annotations

from typing import NamedTuple

from kerasrules.findings import Finding
from kerasrules.notebook_text import NotebookText
from kerasrules.places import Place
from kerasrules.reporting.excerpts import Excerpts


class Stretch(NamedTuple):
    """A stretch of a file, 1-based, the end exclusive, columns in characters."""

    line: int
    column: int
    end_line: int
    end_column: int


class Stored:
    """Where places stand in files as they are stored."""

    def __init__(self, excerpts: Excerpts) -> None:
        self._excerpts = excerpts
        self._notebooks: dict[str, NotebookText | None] = {}

    def stretch(self, place: Place) -> Stretch:
        """The lines and columns of a place; of one in a notebook that cannot be found again, the file's first line."""
        start, end = place.start, place.end
        if place.cell is None:
            return Stretch(start.line, start.column, end.line, end.column)
        notebook = self._notebook(place.path)
        if notebook is not None:
            first = notebook.offset(place.cell, start.line, start.column)
            last = notebook.offset(place.cell, end.line, end.column, end=end != start)
            if first is not None and last is not None:
                return Stretch(*notebook.position(first), *notebook.position(last))
        return Stretch(1, 1, 1, 1)

    def bytes_stretch(self, place: Place) -> Stretch:
        """The same with columns that count bytes of UTF-8."""
        found = self.stretch(place)
        lines = self._excerpts.lines(place.path, None)

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
    place = finding.place
    where = f" (cell {place.cell}, line {place.start.line})" if place.cell is not None else ""
    return clean(finding.message.strip()) + where


def clean(text: str) -> str:
    """Text without what no encoding has: file names can hold bytes that are no characters."""
    return text.encode("utf-8", "replace").decode("utf-8")
