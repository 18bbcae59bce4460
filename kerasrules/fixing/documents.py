"""A program as it is edited: one text, or a notebook's cells, each with its offsets and its syntax tree."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from kerasrules.model.locations import Location
from kerasrules.source.patches import CannotFix, Patch, patched
from kerasrules.source.source import Source, split_lines

if TYPE_CHECKING:
    from kerasrules.fixing.syntax import Tree

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_BOM = "\ufeff"


class Unit:
    """A script, or one code cell of a notebook.

    text: as written. code: what was read of it, the same lines: those that are IPython's and not Python's are masked.
    """

    def __init__(self, number: int, text: str, code: str) -> None:
        self.number = number
        self.text = text
        self.code = code
        self._starts: list[int] = []
        self._ends: list[int] = []
        for match in _LINE.finditer(text):
            self._starts.append(match.start())
            self._ends.append(match.end(1))
            if not match.group(2):
                break

    @cached_property
    def tree(self) -> Tree:
        """The concrete syntax tree, parsed once."""
        from kerasrules.fixing.syntax import Tree

        return Tree(self)

    def is_python(self, start: int, end: int) -> bool:
        """Whether the lines of a stretch were read as they stand, nothing in them masked."""
        first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end) - 1
        masked = split_lines(self.code)
        return all(
            self.text[self._starts[n] : self._ends[n]].replace("\u00a0", " ") == masked[n].replace("\u00a0", " ")
            for n in range(first, last + 1)
        )

    @property
    def newline(self) -> str:
        """How this text ends its lines."""
        match = re.search("\r\n|\r|\n", self.text)
        return match.group() if match else "\n"

    def offset(self, line: int, column: int) -> int:
        """Where a position is in the text. Raises `Refused` for one that is not in it."""
        if not 1 <= line <= len(self._starts):
            raise CannotFix("the text has changed since it was checked")
        return min(self._starts[line - 1] + column - 1, self._ends[line - 1])

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def line_end(self, offset: int) -> int:
        """Where the line of an offset ends, without its line end."""
        return self._ends[bisect_right(self._starts, offset) - 1]

    def after_line(self, offset: int) -> int:
        """Where the next line begins; the end of the text where there is none."""
        end = self.line_end(offset)
        following = re.compile("\r\n|\r|\n").match(self.text, end)
        return following.end() if following else end

    def indentation(self, offset: int) -> str:
        """The white space that the line of an offset begins with."""
        start = self.line_start(offset)
        match = re.compile(r"[ \t\f]*").match(self.text, start)
        return match.group() if match else ""


class Document:
    """A script or notebook with its units, from the text and from the Source that was read of it."""

    def __init__(self, text: str, source: Source) -> None:
        self.source = source
        self._text = text
        self._units = {unit.number: unit for unit in _units(text, source)}

    def unit(self, location: Location) -> Unit:
        """The unit that a place is in. Raises `Refused` where it is in another file."""
        if location.path != self.source.path:
            raise CannotFix(f"what is to be changed is in another file, {location.path}")
        unit = self._units.get(location.cell or 0)
        if unit is None:
            raise CannotFix("the text has changed since it was checked")
        return unit

    @property
    def units(self) -> Iterable[Unit]:
        """All units in order."""
        return self._units.values()

    def offset(self, location: Location) -> int | None:
        """The start of a place as an offset in its unit; None for one in another file."""
        try:
            return self.unit(location).offset(location.start.line, location.start.column)
        except CannotFix:
            return None

    def with_patches(self, patches: Iterable[Patch]) -> str:
        """The whole text with all patches made."""
        by_unit: dict[int, list[Patch]] = {}
        for patch in patches:
            by_unit.setdefault(patch.unit, []).append(patch)
        if self.source.path.endswith(".ipynb"):
            from kerasrules.source.notebook.edit import rewritten

            return rewritten(self._text, by_unit)
        unit = self._units[0]
        return self._text[: len(self._text) - len(unit.text)] + patched(unit.text, by_unit.get(0, ()))


def _units(text: str, source: Source) -> Iterable[Unit]:
    if not source.path.endswith(".ipynb"):
        plain = text.removeprefix(_BOM)
        yield Unit(0, plain, source.text)
        return
    from kerasrules.source.notebook.parse import code_cells

    written = dict(code_cells(text.removeprefix(_BOM), source.path))
    ends = [cell.first_line - 1 for cell in source.cells[1:]] + [len(source.lines)]
    for cell, end in zip(source.cells, ends, strict=True):
        yield Unit(cell.number, written[cell.number], "\n".join(source.lines[cell.first_line - 1 : end]))
