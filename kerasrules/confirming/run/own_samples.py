"""The samples that the program itself gives to fit, where its text tells them: with what the rules find in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from kerasrules.confirming.given.read import number_words
from kerasrules.confirming.given.usable_arrays import check
from kerasrules.confirming.given.wanted import wanted_by
from kerasrules.confirming.judge.least_skill import LEAST_SKILL
from kerasrules.confirming.own_data.program_files import ProgramFiles
from kerasrules.confirming.plan.data_plan import DataPlan
from kerasrules.confirming.plan.model_plan import ModelPlan
from kerasrules.confirming.plan.targets import DataError, Values, infer_targets
from kerasrules.confirming.run import reference
from kerasrules.confirming.run.loading import LoadedData, fitted
from kerasrules.confirming.run.own_arrays import NotOwn, OwnArrays, ProgramArrays
from kerasrules.confirming.run.samples import FILE, PROGRAM, Samples
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location, Position
from kerasrules.model.record import record, replace


@record(frozen=True)
class ProgramText:
    """A program as one text. cells: of a notebook, the number of each with the line that it begins at.

    path: of its file. reads_files: whether it may read files beside it, as the settings say. folders: those that the
    user gives.
    """

    text: str
    cells: tuple[tuple[int, int], ...] = ()
    path: str = ""
    reads_files: bool = False
    folders: tuple[str, ...] = ()

    def place(self, location: Location) -> Location:
        """Where in the text a location is that counts the lines of its cell."""
        before = next((first - 1 for number, first in self.cells if number == location.cell), 0)
        start, end = location.start, location.end
        moved = Position(start.line + before, start.column), Position(end.line + before, end.column)
        return Location(location.path, *moved)


@record(frozen=True)
class LaterSamples:
    """The program's own samples, to be read where TensorFlow is."""

    program: ProgramText

    def of(self, plan: ModelPlan, data: DataPlan, seed: int) -> LoadedData | None:
        """Those of a model; None where they are not known."""
        try:
            return OwnSamples(self.program, [data]).of(plan, data, seed)
        except NotOwn:
            return None


class OwnSamples:
    """Those of each of a program's models with their data.

    given: a file or folder that the user names; it stands for the program's own of that name.
    """

    def __init__(self, program: ProgramText, plans: Sequence[DataPlan], given: str | None = None) -> None:
        self._program = program
        fits = dict.fromkeys(program.place(data.location) for data in plans if data.location is not None)
        self._given = given
        self._files = ProgramFiles(program.path, enabled=program.reads_files, given=given, folders=program.folders)
        self._arrays = ProgramArrays(program.text, list(fits), self._files)

    @property
    def needs_worker(self) -> bool:
        """Whether there are images that only TensorFlow can read here."""
        return self._files.needs_tensorflow

    def later(self) -> LaterSamples:
        """The same for the process that has TensorFlow."""
        return LaterSamples(self._program)

    def of(self, plan: ModelPlan, data: DataPlan, seed: int) -> LoadedData:
        """The samples that the program makes, or loads from the cache of Keras.

        Raises NotOwn where they are not wholly known, or are not those that were recovered.
        """
        if data.location is None or plan.chose_outputs:
            raise NotOwn
        found = self._arrays.of(self._program.place(data.location), len(plan.inputs), len(plan.outputs))
        pairs = [(array, data.input(index)) for index, array in enumerate(found.x)]
        pairs += [(array, data.target(index)) for index, array in enumerate(found.y)]
        if not all(_agrees(array, known, found.thinned) for array, known in pairs):
            raise NotOwn
        loaded = _loaded(plan, data, found, seed, self._given)
        if self._arrays.draws and not found.files and _is_noise(loaded.samples, seed):
            raise NotOwn
        return loaded


def _is_noise(known: Samples, seed: int) -> bool:
    """Whether nothing can be learned of the samples: random labels stand for data that are not there."""
    found = [reference.learn(known, False, seed, output) for output in range(len(known.y))]
    return all(one is not None and one.deciding < LEAST_SKILL for one in found)


def _loaded(plan: ModelPlan, data: DataPlan, found: OwnArrays, seed: int, given: str | None) -> LoadedData:
    known = data.input(0)
    named = re.search(r"keras\.datasets\.\w+", known.origin or "") if known is not None else None
    origin = f"{named[0]} in the cache" if named else " and ".join(found.files) or "the program"
    notes = [f"{origin} went in as the program reads and changes it"] if found.files else []
    xs, ys = [_native(x) for x in found.x], [_native(y) for y in found.y]
    try:
        notes += number_words(xs, wanted_by(plan, data.x))
        check(xs, ys, origin)
        encodings = [one.encoding if one is not None else None for one in map(data.target, range(len(ys)))]
        targets = [
            infer_targets(y, plan.losses[index].name, encoding, plan.positions(index))
            for index, (y, encoding) in enumerate(zip(ys, encodings, strict=True))
        ]
    except DataError:
        raise NotOwn from None
    loaded = fitted(plan, data, xs, targets, origin, notes, seed, found.total)
    loaded.samples.source = FILE if given in found.files else PROGRAM
    if found.thinned and found.total is None:
        loaded.samples.total = None
    return replace(loaded, files=found.files)


def _native(array: Values) -> Values:
    return (
        array.astype("float32")
        if array.dtype == np.float64
        else array.astype(array.dtype.newbyteorder("="), copy=False)
    )


def _agrees(array: Values, known: ArrayInfo | None, thinned: bool) -> bool:
    """Whether an array is what was recovered of it, as far as that goes. thinned: it has fewer samples."""
    if known is None or array.dtype.kind not in "iufb":
        return True
    shape, sizes = known.shape, array.shape
    if shape is not None and len(shape) != len(sizes):  # a column may have an axis of its own
        shape, sizes = _without_column(shape), _without_column(sizes)
    fits = shape is None or (
        len(shape) == len(sizes)
        and all(
            size in (None, real) or (thinned and axis == 0)
            for axis, (size, real) in enumerate(zip(shape, sizes, strict=True))
        )
    )
    if not array.size:
        return False
    low, high = float(array.min()), float(array.max())
    slack = 1e-4 * (1 + abs(low) + abs(high))
    above = known.low is None or low >= known.low - slack
    return fits and above and (known.high is None or high <= known.high + slack)


def _without_column(shape: tuple[_Size, ...]) -> tuple[_Size, ...]:
    return shape[:-1] if len(shape) == 2 and shape[1] in (1, None) else shape


_Size = TypeVar("_Size", int, "int | None")
