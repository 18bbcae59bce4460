"""Where something stands in the source."""

from __future__ import annotations

from kerasrules.model.record import record


@record(frozen=True, order=True)
class Position:
    """A place between characters: both 1-based, columns count characters (code points)."""

    line: int
    column: int


@record(frozen=True)
class Location:
    """A stretch of source. `cell` is the 1-based number of the notebook's cell, whose lines `start` and `end` count."""

    path: str
    start: Position
    end: Position
    cell: int | None = None


@record(frozen=True)
class FileRange:
    """A stretch of a file as it is stored: 1-based, the end exclusive, columns in characters."""

    line: int
    column: int
    end_line: int
    end_column: int
