"""Places for programs that look at files as they are stored: in a notebook, the lines of its JSON.

A viewer of code scanning, a merge request or a diff knows nothing of cells. It gets the line of the file that the
cell's line is stored in, and the message says which cell it is for the reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasrules.model.locations import FileRange, Location
from kerasrules.model.record import replace
from kerasrules.source.line_index import LineIndex
from kerasrules.source.source_texts import SourceTexts

if TYPE_CHECKING:
    from kerasrules.source.notebook.offsets import NotebookText


class FilePositions:
    """Where places stand in files as they are stored."""

    def __init__(self, texts: SourceTexts) -> None:
        self._texts = texts
        self._notebooks: dict[str, tuple[NotebookText, LineIndex] | None] = {}

    def range_of(self, location: Location) -> FileRange:
        """The lines and columns of a place; of one in a notebook that cannot be found again, the file's first line."""
        start, end = location.start, location.end
        if location.cell is None:
            return FileRange(start.line, start.column, end.line, end.column)
        found = self._notebook(location.path)
        if found is not None:
            notebook, lines = found
            first = notebook.offset(location.cell, start.line, start.column)
            last = notebook.offset(location.cell, end.line, end.column, end=end != start)
            if first is not None and last is not None:
                return FileRange(*lines.position(first), *lines.position(last))
        return FileRange(1, 1, 1, 1)

    def byte_range_of(self, location: Location) -> FileRange:
        """The same with columns that count bytes of UTF-8."""
        return self.in_bytes(location.path, self.range_of(location))

    def in_bytes(self, path: str, found: FileRange) -> FileRange:
        """The range of a file with columns that count bytes of UTF-8."""
        lines = self._texts.lines(path, None)

        def column(line: int, characters: int) -> int:
            text = lines[line - 1][: characters - 1] if line <= len(lines) else ""
            return characters + len(text.encode("utf-8", "replace")) - len(text)

        return replace(
            found, column=column(found.line, found.column), end_column=column(found.end_line, found.end_column)
        )

    def _notebook(self, path: str) -> tuple[NotebookText, LineIndex] | None:
        if path not in self._notebooks:
            from kerasrules.source.notebook.offsets import NotebookText

            text = self._texts.text(path)
            try:
                self._notebooks[path] = None if text is None else (NotebookText(text), LineIndex(text))
            except (ValueError, IndexError):
                self._notebooks[path] = None
        return self._notebooks[path]
