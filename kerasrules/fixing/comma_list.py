"""Items between brackets, separated by commas: one inserted or removed, in the layout that the others have.

Arguments of a call, elements of a list and names of an import are all such items.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kerasrules.fixing.editable_program import EditableUnit
from kerasrules.fixing.syntax import Span
from kerasrules.model.record import record
from kerasrules.source.patches import CannotFix, Patch

LONGEST_LINE = 100
"""Where items stand on lines of their own, one that would make its line longer gets a line."""

_GAP = re.compile(r"#[^\r\n]*|,")


@record(frozen=True)
class CommaList:
    """The items, where the text between the brackets begins, and where it ends."""

    unit: EditableUnit
    spans: Sequence[Span]
    begin: int
    end: int

    def append(self, new: str) -> list[Patch]:
        """Put an item at the end."""
        if not self.spans:
            return [self._patch(self.begin, self.begin, new)]
        start, end = self.spans[-1]
        comma = self._comma(len(self.spans) - 1)
        on_own_line = self._leads(start)
        at = self.unit.line_end(end if comma is None else comma)
        if on_own_line and at < self.end:
            line = self.unit.newline + self.unit.indentation(start) + new + ("," if comma is not None else "")
            if comma is None and at == end:
                return [self._patch(end, end, "," + line)]
            return [*([self._patch(end, end, ",")] if comma is None else []), self._patch(at, at, line)]
        if on_own_line and end - self.unit.line_start(end) + len(new) + 3 > LONGEST_LINE:
            return [self._patch(end, end, "," + self.unit.newline + self.unit.indentation(start) + new)]
        return [self._patch(end, end, ", " + new)]

    def insert(self, index: int, new: str) -> list[Patch]:
        """Put an item before the one at `index`; at the end where there is none."""
        if index >= len(self.spans):
            return self.append(new)
        start = self.spans[index][0]
        between = self.unit.newline + self.unit.indentation(start) if self._leads(start) else " "
        return [self._patch(start, start, f"{new},{between}")]

    def remove(self, index: int) -> list[Patch]:
        """Take an item out. Raises CannotFix where a comment would go with it."""
        start, end = self.spans[index]
        comma = self._comma(index)
        behind = end if comma is None else comma + 1
        if self.unit.tree.comments(start, behind):
            raise CannotFix("the code to remove contains a comment")
        rest = self.unit.text[behind : self.unit.line_end(behind)]
        if self._leads(start) and not rest.strip():
            return [self._patch(self.unit.line_start(start), self.unit.after_line(behind), "")]
        if self._leads(start) and rest.lstrip().startswith("#"):
            return [self._patch(start, behind + len(rest) - len(rest.lstrip()), "")]
        if index > 0:
            before = self.spans[index - 1][1]
            if not self.unit.tree.comments(before, start):
                return [self._patch(before, end, "")]
        elif len(self.spans) > 1:
            following = self.spans[1][0]
            if not self.unit.tree.comments(behind, following):
                return [self._patch(start, following, "")]
        return [self._patch(start, behind, "")]

    def _leads(self, start: int) -> bool:
        """Whether an item is the first on its line."""
        return not self.unit.text[self.unit.line_start(start) : start].strip()

    def _comma(self, index: int) -> int | None:
        end = self.spans[index + 1][0] if index + 1 < len(self.spans) else self.end
        commas = (m.start() for m in _GAP.finditer(self.unit.text, self.spans[index][1], end) if m.group() == ",")
        return next(commas, None)

    def _patch(self, start: int, end: int, text: str) -> Patch:
        return Patch(self.unit.number, start, end, text)
