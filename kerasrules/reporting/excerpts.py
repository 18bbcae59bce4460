"""The lines of source that a report shows, read again when they are needed."""

from __future__ import annotations

from collections.abc import Sequence

from kerasrules.sources import SourceError, SourceSkipped, decode, read_bytes, split_lines


class Excerpts:
    """Lines by path and cell. `texts` holds what cannot be read from disk: standard input."""

    def __init__(self, texts: dict[str, str] | None = None) -> None:
        self._texts = texts or {}
        self._lines: dict[tuple[str, int | None], Sequence[str]] = {}

    def line(self, path: str, cell: int | None, number: int) -> str | None:
        """One line as written, or None where there is none to show."""
        key = (path, cell)
        if key not in self._lines:
            self._lines[key] = self._read(path, cell)
        lines = self._lines[key]
        return lines[number - 1] if 1 <= number <= len(lines) else None

    def _read(self, path: str, cell: int | None) -> Sequence[str]:
        text = self._texts.get(path)
        if text is None:
            try:
                text = decode(read_bytes(path), path)
            except (SourceError, SourceSkipped):
                return _what_can_be_read(path)
        if cell is None:
            return split_lines(text.removeprefix("\ufeff"))
        from kerasrules.notebooks import code_cells

        try:
            return next((split_lines(code) for number, code in code_cells(text, path) if number == cell), ())
        except (SourceError, SourceSkipped):
            return ()


def _what_can_be_read(path: str) -> Sequence[str]:
    """The lines of a file with a byte that is no text, for the report that points at that byte."""
    try:
        with open(path, encoding="utf-8", errors="replace", newline="") as file:
            return split_lines(file.read(1_000_000))
    except OSError:
        return ()
