"""Where the lines of a checked text have gone since: findings move along with them until the next check."""

from __future__ import annotations

from collections.abc import Sequence

from kerasrules.model.locations import Location, Position
from kerasrules.model.record import replace


class LineMap:
    """For each line of the present text, the number (from 0) that it had in the checked one; None for a changed one."""

    def __init__(self, lines: int) -> None:
        self._origins: list[int | None] = list(range(lines))
        self._present: dict[int, int] | None = None

    def splice(self, first: int, old: Sequence[str], new: Sequence[str]) -> None:
        """The lines `old`, from number `first` on, became the lines `new`. Both come without their ends."""
        most = min(len(old), len(new))
        before = next((i for i in range(most) if old[i] != new[i]), most)
        after = next((i for i in range(most - before) if old[-1 - i] != new[-1 - i]), most - before)
        last = first + len(old)
        kept = self._origins[last - after : last]
        changed: list[int | None] = [None] * (len(new) - before - after)
        self._origins[first + before : last] = changed + kept
        self._present = None

    def location(self, location: Location) -> Location | None:
        """Where a place of the checked text is now; None where one of its lines was changed, or lines came between."""
        if self._present is None:
            self._present = {origin: line for line, origin in enumerate(self._origins) if origin is not None}
        start = self._present.get(location.start.line - 1)
        if start is None:
            return None
        shift = start + 1 - location.start.line
        for line in range(location.start.line, location.end.line):
            if self._present.get(line) != line + shift:
                return None
        if shift == 0:
            return location
        return replace(location, start=_down(location.start, shift), end=_down(location.end, shift))


def _down(position: Position, lines: int) -> Position:
    return Position(position.line + lines, position.column)
