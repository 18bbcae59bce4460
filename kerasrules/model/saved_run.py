"""What a notebook shows of its last run: which cells ended well, and which of them ran the program's functions."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.model.locations import Location
from kerasrules.model.record import record


@record(frozen=True)
class FunctionRuns:
    """A function of the program, from its first line to its last, with the numbers of the cells that call it."""

    body: Location
    cells: frozenset[int]

    def holds(self, place: Location) -> bool:
        """Whether a place is in the function."""
        body = self.body
        same = (body.path, body.cell) == (place.path, place.cell)
        return same and body.start <= place.start and place.end <= body.end


@record(frozen=True)
class SavedRun:
    """The run whose outputs were saved.

    ended_well: of the cells that ran, by number, whether they did so without an error.
    functions: those of the notebook, called or not, and those of its modules that it calls.
    """

    path: str
    ended_well: Mapping[int, bool]
    functions: tuple[FunctionRuns, ...] = ()

    def passed(self, place: Location) -> bool | None:
        """Whether the code at a place ran without an error: False if it, or a cell that it was called from, raised.

        None where it did not run. An error counts for its whole cell.
        """
        around = [one for one in self.functions if one.holds(place)]
        if around:
            cells = max(around, key=lambda one: one.body.start).cells
        elif place.path == self.path and place.cell is not None:
            cells = frozenset({place.cell})
        else:
            return None
        ends = [self.ended_well[cell] for cell in cells if cell in self.ended_well]
        return all(ends) if ends else None
