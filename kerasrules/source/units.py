"""A program as it is edited: a script is one unit, a notebook has one for each code cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kerasrules.source.line_index import LineIndex
from kerasrules.source.patches import CannotFix
from kerasrules.source.source import Source

_LINE_END = re.compile("\r\n|\r|\n")
_INDENTATION = re.compile(r"[ \t\f]*")
_BOM = "\ufeff"


class Unit:
    """A script, or one code cell of a notebook.

    number: the cell's number, 0 for a script. text: as written. lines: what was read of it, line for line: those that
    are IPython's and not Python's are masked.
    """

    def __init__(self, number: int, text: str, lines: list[str]) -> None:
        self.number = number
        self.text = text
        self.lines = lines
        self._index = LineIndex(text)

    @property
    def code(self) -> str:
        """What was read, as one text."""
        return "\n".join(self.lines)

    def is_python(self, start: int, end: int) -> bool:
        """Whether the lines of a stretch were read as they stand, nothing in them masked."""
        first, last = (self._index.position(offset)[0] for offset in (start, end))
        return all(self.line(line) == self.lines[line - 1] for line in range(first, last + 1))

    @property
    def size(self) -> int:
        """How many lines the text has."""
        return len(self._index)

    @property
    def newline(self) -> str:
        """How this text ends its lines."""
        match = _LINE_END.search(self.text)
        return match.group() if match else "\n"

    def offset(self, line: int, column: int) -> int:
        """Where a position is in the text. Raises CannotFix for a line that is not in it."""
        if not 1 <= line <= len(self._index):
            raise CannotFix("the text has changed since it was checked")
        return self._index.offset(line, column)

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self._index.span(self._index.position(offset)[0])[0]

    def line_end(self, offset: int) -> int:
        """Where the line of an offset ends, without its line end."""
        return self._index.span(self._index.position(offset)[0])[1]

    def after_line(self, offset: int) -> int:
        """Where the next line begins; the end of the text where there is none."""
        end = self.line_end(offset)
        following = _LINE_END.match(self.text, end)
        return following.end() if following else end

    def indentation(self, offset: int) -> str:
        """The white space that the line of an offset starts with."""
        match = _INDENTATION.match(self.text, self.line_start(offset))
        return match.group() if match else ""

    def line(self, line: int) -> str:
        """One line as written, without its line end."""
        start, end = self._index.span(line)
        return self.text[start:end]


def units_of(text: str, source: Source) -> Iterator[Unit]:
    """The units of a file's text, from the Source that was read of it, in order; of a notebook those that were read."""
    if not source.path.endswith(".ipynb"):
        yield Unit(0, text.removeprefix(_BOM), source.lines)
        return
    from kerasrules.source.notebook.cells import code_cells

    written = {cell.number: cell.code for cell in code_cells(text.removeprefix(_BOM), source.path)}
    ends = [cell.first_line - 1 for cell in source.cells[1:]] + [len(source.lines)]
    for cell, end in zip(source.cells, ends, strict=True):
        yield Unit(cell.number, written[cell.number], source.lines[cell.first_line - 1 : end])
