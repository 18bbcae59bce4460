"""Files as they are stored, line by line, read when they are asked for: what reports show and fingerprints hash."""

from __future__ import annotations

from collections.abc import Sequence

from kerasrules.source.load import decode, read_bytes
from kerasrules.source.regular_files import read_regular
from kerasrules.source.source import MAX_SOURCE_BYTES, SourceError, SourceSkipped, split_lines


class SourceTexts:
    """Lines by path and cell. `texts` holds what cannot be read from disk: standard input."""

    def __init__(self, texts: dict[str, str] | None = None) -> None:
        self._texts = texts or {}
        self._lines: dict[tuple[str, int | None], Sequence[str]] = {}

    def line(self, path: str, cell: int | None, number: int) -> str | None:
        """One line as written, or None where there is none to show."""
        lines = self.lines(path, cell)
        return lines[number - 1] if 1 <= number <= len(lines) else None

    def lines(self, path: str, cell: int | None) -> Sequence[str]:
        """All lines of a file, or of a notebook's cell, as written; none where there are none to show."""
        if (path, None) not in self._lines:
            self._read(path)
        return self._lines.get((path, cell), ())

    def text(self, path: str) -> str | None:
        """The file's text as it is stored, or None where it cannot be read."""
        text = self._texts.get(path)
        if text is None:
            try:
                text = decode(read_bytes(path), path)
            except (SourceError, SourceSkipped):
                return None
        return text

    def _read(self, path: str) -> None:
        text = self.text(path)
        if text is None:
            self._lines[path, None] = _what_can_be_read(path)
            return
        self._lines[path, None] = split_lines(text.removeprefix("\ufeff"))
        if path.endswith(".ipynb"):
            from kerasrules.source.notebook.cells import code_cells

            try:
                self._lines.update(((path, cell.number), split_lines(cell.code)) for cell in code_cells(text, path))
            except (SourceError, SourceSkipped):
                return


def _what_can_be_read(path: str) -> Sequence[str]:
    """The lines of a file with a byte that is not a text, for the report that points at that byte."""
    try:
        text = read_regular(path, MAX_SOURCE_BYTES).decode("utf-8", "replace")
        return () if "\0" in text else split_lines(text)
    except OSError:
        return ()
