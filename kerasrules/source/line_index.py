"""The lines of a text as Python counts them, and positions in it as offsets."""

from __future__ import annotations

import re
from bisect import bisect_right

_LINE_END = "\r\n|\r|\n"


class LineIndex:
    """Where each line of a text begins and ends. Lines and columns count from 1, offsets from 0."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        self._ends: list[int] = []
        for match in re.finditer(_LINE_END, text):
            self._ends.append(match.start())
            self._starts.append(match.end())
        self._ends.append(len(text))

    def __len__(self) -> int:
        return len(self._starts)

    def offset(self, line: int, column: int) -> int:
        """The offset of a position; of one beyond its line's end or beyond the text, that end."""
        index = min(max(line, 1), len(self)) - 1
        return min(self._starts[index] + max(column, 1) - 1, self._ends[index])

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, line: int) -> tuple[int, int]:
        """Where a line begins and ends, without its line end."""
        return self._starts[line - 1], self._ends[line - 1]
