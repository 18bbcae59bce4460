"""A text under repair: its lines stay, and every column can be traced back to the text as written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kerasrules.source.line_index import LineIndex
from kerasrules.source.source import ColumnMap, split_lines


class Edit(NamedTuple):
    """The characters from `start` up to `end` of a text become `text`. Neither contains a line end."""

    start: int
    end: int
    text: str


class PastedText:
    """columns: of the lines whose length has changed, by line number from 1."""

    def __init__(self, text: str) -> None:
        # "\r" and "\n" at the ends of two lines would be one line end where all between them is removed
        self.text = "\n".join(split_lines(text))
        self.columns: dict[int, ColumnMap] = {}

    def apply(self, edits: Iterable[Edit]) -> list[int]:
        """Make the edits that change something, within a line, and do not overlap an earlier one; their lines."""
        text = self.text
        index = LineIndex(text)
        parts: list[str] = []
        changed: dict[int, list[Edit]] = {}
        at = 0
        for edit in sorted(set(edits)):
            replaced = text[edit.start : edit.end]
            if edit.start < at or replaced == edit.text or "\n" in replaced:
                continue
            parts += (text[at : edit.start], edit.text)
            at = edit.end
            line, _ = index.position(edit.start)
            changed.setdefault(line, []).append(edit)
        for line, of_line in changed.items():
            if line in self.columns or any(len(edit.text) != edit.end - edit.start for edit in of_line):
                start, end = index.span(line)
                self.columns[line] = self._moved(
                    line, end - start, [e._replace(start=e.start - start, end=e.end - start) for e in of_line]
                )
        self.text = "".join([*parts, text[at:]])
        return list(changed)

    def _moved(self, line: int, length: int, edits: Iterable[Edit]) -> ColumnMap:
        """The columns of a line after edits whose offsets count from the line's start."""
        before = self.columns.get(line) or ColumnMap(list(range(length + 1)), list(range(1, length + 1)))
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for edit in edits:
            starts += before.starts[at : edit.start]
            ends += before.ends[at : edit.start]
            if edit.end - edit.start == len(edit.text):
                starts += before.starts[edit.start : edit.end]
                ends += before.ends[edit.start : edit.end]
            else:
                first = before.starts[edit.start]
                last = before.ends[edit.end - 1] if edit.end > edit.start else first
                starts += [first] * len(edit.text)
                ends += [last] * len(edit.text)
            at = edit.end
        return ColumnMap(starts + before.starts[at:], ends + before.ends[at:])


class TextLine(NamedTuple):
    """A line of a text, without its line end, and its offset."""

    start: int
    text: str

    @property
    def indent(self) -> int:
        """How many white space characters it begins with."""
        return len(self.text) - len(self.text.lstrip(" \t\f"))


def lines_of(text: str) -> Iterator[TextLine]:
    """The lines of a text as Python counts them."""
    index = LineIndex(text)
    for number in range(1, len(index) + 1):
        start, end = index.span(number)
        yield TextLine(start, text[start:end])
