"""The samples that the program itself gives to fit, where its text tells them: with what the rules find in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from kerasrules.confirm.plan.data_plan import DataPlan
from kerasrules.confirm.plan.model_plan import ModelPlan
from kerasrules.confirm.plan.targets import DataError, Values, infer_targets
from kerasrules.confirm.run import samples
from kerasrules.confirm.run.loading import LoadedData, fitted
from kerasrules.confirm.run.own_arrays import NotOwn, ProgramArrays
from kerasrules.confirm.run.samples import PROGRAM
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location, Position
from kerasrules.model.record import record


@record(frozen=True)
class ProgramText:
    """A program as one text. cells: of a notebook, the number of each with the line that it begins at."""

    text: str
    cells: tuple[tuple[int, int], ...] = ()

    def place(self, location: Location) -> Location:
        """Where in the text a location is that counts the lines of its cell."""
        before = next((first - 1 for number, first in self.cells if number == location.cell), 0)
        start, end = location.start, location.end
        moved = Position(start.line + before, start.column), Position(end.line + before, end.column)
        return Location(location.path, *moved)


class OwnSamples:
    """Those of each of a program's models with their data."""

    def __init__(self, program: ProgramText, plans: Sequence[DataPlan]) -> None:
        self._program = program
        fits = dict.fromkeys(program.place(data.location) for data in plans if data.location is not None)
        self._arrays = ProgramArrays(program.text, list(fits))

    def of(self, plan: ModelPlan, data: DataPlan, seed: int) -> LoadedData:
        """The samples that the program makes, or loads from the cache of Keras.

        Raises NotOwn where they are not wholly known, or are not those that were recovered.
        """
        if data.location is None:
            raise NotOwn
        found = self._arrays.of(self._program.place(data.location), len(plan.inputs), len(plan.outputs))
        pairs = [(array, data.input(index)) for index, array in enumerate(found.x)]
        pairs += [(array, data.target(index)) for index, array in enumerate(found.y)]
        if not all(_agrees(array, known, found.thinned) for array, known in pairs):
            raise NotOwn
        return _loaded(plan, data, [_native(x) for x in found.x], [_native(y) for y in found.y], found.thinned, seed)


def _loaded(
    plan: ModelPlan, data: DataPlan, xs: list[Values], ys: list[Values], thinned: bool, seed: int
) -> LoadedData:
    known = data.input(0)
    named = re.search(r"keras\.datasets\.\w+", known.origin or "") if known is not None else None
    origin = f"{named[0]} in the cache" if named else "the program"
    try:
        samples.check(xs, ys, origin)
        encodings = [one.encoding if one is not None else None for one in map(data.target, range(len(ys)))]
        targets = [
            infer_targets(y, plan.losses[index].name, encoding, plan.positions(index))
            for index, (y, encoding) in enumerate(zip(ys, encodings, strict=True))
        ]
    except DataError:
        raise NotOwn from None
    loaded = fitted(plan, data, xs, targets, origin, [], seed)
    loaded.samples.source = PROGRAM
    if thinned:
        loaded.samples.total = None
    return loaded


def _native(array: Values) -> Values:
    return (
        array.astype("float32")
        if array.dtype == np.float64
        else array.astype(array.dtype.newbyteorder("="), copy=False)
    )


def _agrees(array: Values, known: ArrayInfo | None, thinned: bool) -> bool:
    """Whether an array is what was recovered of it, as far as that goes. thinned: it has fewer samples."""
    if known is None:
        return True
    fits = known.shape is None or (
        len(known.shape) == array.ndim
        and all(
            size in (None, real) or (thinned and axis == 0)
            for axis, (size, real) in enumerate(zip(known.shape, array.shape, strict=True))
        )
    )
    if not array.size:
        return False
    low, high = float(array.min()), float(array.max())
    slack = 1e-4 * (1 + abs(low) + abs(high))
    above = known.low is None or low >= known.low - slack
    return fits and above and (known.high is None or high <= known.high + slack)
