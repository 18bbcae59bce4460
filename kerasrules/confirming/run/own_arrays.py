"""The arrays that a program itself makes, or loads from the cache of Keras, for its fit: computed, not run."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.evaluated_values import UNKNOWN, NotKnown
from kerasrules.confirming.own_data.evaluation import Evaluation
from kerasrules.confirming.own_data.known_values import SamplePairs
from kerasrules.confirming.own_data.own_columns import ColumnValue
from kerasrules.confirming.own_data.own_tables import TableValue
from kerasrules.confirming.own_data.program_files import ProgramFiles
from kerasrules.confirming.plan.targets import Values
from kerasrules.model.locations import Location
from kerasrules.model.record import record


@record(frozen=True)
class OwnArrays:
    """Inputs and targets. thinned: they may be a part of a large data set, of `total` samples where that is known.

    files: the names of those that they were read from.
    """

    x: list[Values]
    y: list[Values]
    thinned: bool = False
    files: tuple[str, ...] = ()
    total: int | None = None


class NotOwn(Exception):
    """There are none. missing: a built-in data set that they would be of, if it were in the cache."""

    def __init__(self, missing: str | None = None) -> None:
        super().__init__(missing)
        self.missing = missing


class ProgramArrays:
    """What the fit calls at these places of a program's text are given."""

    def __init__(self, text: str, fits: Sequence[Location], files: ProgramFiles | None = None) -> None:
        try:
            tree = ast.parse(text)
            calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        except (SyntaxError, ValueError, RecursionError):
            tree, calls = ast.Module([], []), []
        targets = [next((call for call in calls if _is_at(call, fit)), None) for fit in fits]
        self._calls = dict(zip(fits, targets, strict=True))
        self._files = files or ProgramFiles("", enabled=False)
        self._evaluation = Evaluation(tree, [target for target in targets if target is not None], self._files)
        self._evaluation.run()

    @property
    def draws(self) -> bool:
        """Whether the program draws random numbers."""
        return self._evaluation.draws

    def of(self, fit: Location, inputs: int, outputs: int) -> OwnArrays:
        """Inputs and targets of one of the calls. Raises NotOwn where they are not wholly known."""
        known, call = self._evaluation, self._calls[fit]
        if call is None or call not in known.found:
            raise NotOwn(known.missing)
        x, y = known.found[call]
        total = None
        if isinstance(x, SamplePairs):
            total = x.total
            if len(x.parts) != 2 or y is not None:
                raise NotOwn(known.missing)
            x, y = x.parts
        try:
            thinned = bool(known.datasets.thinned) or self._files.is_thinned or total is not None
            return OwnArrays(_several(x, inputs), _several(y, outputs), thinned, tuple(self._files.used), total)
        except (NotKnown, ValueError, TypeError):
            raise NotOwn(known.missing) from None


def _is_at(node: ast.Call, place: Location) -> bool:
    return (node.lineno, node.col_offset + 1) == (place.start.line, place.start.column) and (
        node.end_lineno == place.end.line
    )


def _several(value: Any, count: int) -> list[Values]:
    """One array for each input or output."""
    if value is UNKNOWN or value is None or isinstance(value, (str, int, float, dict)):
        raise NotKnown
    is_list = isinstance(value, (list, tuple))
    holds_one = is_list and len(value) == 1 and isinstance(value[0], (np.ndarray, TableValue, ColumnValue))
    parts = list(value) if holds_one or (count > 1 and is_list) else [value]
    if any(part is UNKNOWN for part in parts):
        raise NotKnown
    found = [_array(one) for one in parts]
    if len(found) != count or any(one.ndim == 0 or one.dtype.kind not in "iufbU" for one in found):
        raise NotKnown
    if not all(one.dtype.kind == "U" or np.isfinite(one).all() for one in found):
        raise NotKnown
    return found


def _array(value: Any) -> Values:
    array = value.values if isinstance(value, (TableValue, ColumnValue)) else np.asarray(value)
    if array.dtype.kind == "O":
        return array.astype(str if all(isinstance(one, str) for one in array.flat) else "float64")
    return array
