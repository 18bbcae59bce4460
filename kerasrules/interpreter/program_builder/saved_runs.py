"""What the saved outputs of a notebook show, and which of its cells ran which functions."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from kerasrules.model.locations import Location
from kerasrules.model.saved_run import FunctionRuns, SavedRun
from kerasrules.source.syntax_nodes import walk

if TYPE_CHECKING:
    from kerasrules.source.source import Source


def saved_run(source: Source, calling_cells: Mapping[Location, Collection[int]]) -> SavedRun | None:
    """The last run of a notebook; None where no output of it was saved.

    calling_cells: the cells that call a function, by the function's place.
    """
    if not source.ended_well:
        return None
    defined = (source.location(one) for one in walk(source.tree) if isinstance(one, _FUNCTIONS))
    places = dict.fromkeys((*defined, *calling_cells))
    functions = tuple(FunctionRuns(place, frozenset(calling_cells.get(place, ()))) for place in places)
    return SavedRun(source.path, source.ended_well, functions)


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
