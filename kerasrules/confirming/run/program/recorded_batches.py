"""The batches that a loop of the program gives to `train_on_batch`, taken down until there are enough."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from kerasrules.confirming.given.sampling import MOST_SAMPLES
from kerasrules.confirming.plan.targets import Values
from kerasrules.confirming.run.program.array_structures import as_arrays, leaves, mapped
from kerasrules.confirming.run.program.drawn_samples import MOST_BYTES
from kerasrules.confirming.run.program.recorded_weights import RecordedWeights, TrainingStart

MOST_SECONDS = 15.0


class RecordedBatches:
    """What one model is trained on, from its first batch on. Each batch is copied: the program may fill it anew."""

    def __init__(self, model: Any, recorded: RecordedWeights) -> None:
        self.model = model
        self.start = TrainingStart(model, recorded)
        self._batches: list[tuple[Any, Any, Any]] = []
        self._class_weight: Any = None
        self._samples = self._repeated = self._bytes = self._calls = 0
        self._known: set[int] = set()
        self._deadline = time.monotonic() + MOST_SECONDS

    def add(self, given: Mapping[str, Any]) -> None:
        """Take down those samples of a batch that were not there before. Raises DataError."""
        x, y, weights = as_arrays(given.get("x")), given.get("y"), given.get("sample_weight")
        y = None if y is None else as_arrays(y)
        self._class_weight = given.get("class_weight") or self._class_weight
        if not self._calls:
            self.start.build(x)
        self._calls += 1
        arrays = [*leaves(x), *(leaves(y) if y is not None else [])]
        if not all(array.ndim for array in arrays):
            return
        new = self._new_rows(arrays)
        self._samples += len(new)
        self._repeated += len(arrays[0]) - len(new)
        if len(new):
            self._bytes += sum(array.nbytes for array in arrays)
            weights = None if weights is None else np.asarray(weights)[new]
            self._batches.append((_rows(x, new), None if y is None else _rows(y, new), weights))

    def _new_rows(self, arrays: list[Values]) -> Values:
        """The samples of a batch that no batch before had."""
        new = []
        for row in range(len(arrays[0])):
            mark = hash(tuple(array[row].tobytes() for array in arrays if row < len(array)))
            if mark not in self._known:
                self._known.add(mark)
                new.append(row)
        return np.array(new, dtype="int64")

    @property
    def enough(self) -> bool:
        """Whether there are as many as are used."""
        late = time.monotonic() > self._deadline
        again = self._repeated >= max(self._samples, 1)  # all were seen twice: no new ones are to come
        return late or again or self._samples >= MOST_SAMPLES or self._bytes >= MOST_BYTES

    @property
    def steps(self) -> int | None:
        """How many the program makes in all; None where its loop was not seen to its end."""
        return None if self.enough else self._calls

    def given(self) -> dict[str, Any]:
        """The same as arguments of fit."""
        weighted = any(weights is not None for _, _, weights in self._batches)
        batches: list[tuple[Any, ...]] = []
        for x, y, weights in self._batches:
            if y is None:
                batches.append((x,))
            elif weighted:
                count = len(leaves(x)[0])
                batches.append((x, y, np.ones(count) if weights is None else np.asarray(weights)))
            else:
                batches.append((x, y))
        return {"x": iter(batches), "class_weight": self._class_weight}


def _rows(structure: Any, rows: Values) -> Any:
    """A copy of some samples."""
    return mapped(lambda array: array[rows], structure)
