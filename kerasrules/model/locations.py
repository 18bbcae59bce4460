"""Where something stands in the source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Position:
    """A place between characters: both 1-based, columns count characters (code points)."""

    line: int
    column: int


@dataclass(frozen=True)
class Location:
    """A stretch of source. `cell` is the 1-based number of the notebook's cell, whose lines `start` and `end` count."""

    path: str
    start: Position
    end: Position
    cell: int | None = None
