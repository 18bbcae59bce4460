"""What the program feeds its model, as far as it was recovered."""

from __future__ import annotations

from collections.abc import Sequence

from kerasrules.model.data import ArrayInfo, DataInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import record, replace
from kerasrules.model.training import Fit, Training
from kerasrules.model.unknown import Unknown


@record(frozen=True)
class Duration:
    """How long the first training call trains. samples: of its arrays, as far as known. share: that is trained on."""

    epochs: int
    batches: int | None
    batch_size: int
    samples: int | None
    share: float

    def steps(self, samples: int | None) -> int | None:
        """All steps. samples: how many there are if the program does not tell."""
        known = self.samples or samples
        batches = self.batches
        if batches is None and known is not None:
            batches = max(1, -(-int(known * self.share) // self.batch_size))
        return None if batches is None else self.epochs * batches


@record(frozen=True)
class DataPlan:
    """One ArrayInfo or None per input and output, where the first training call is, and how long it trains.

    duration None: there is no such call, or its epochs are unknown.
    """

    x: tuple[ArrayInfo | None, ...] = ()
    y: tuple[ArrayInfo | None, ...] = ()
    location: Location | None = None
    duration: Duration | None = None

    def input(self, index: int) -> ArrayInfo | None:
        """What is known of an input."""
        return self.x[index] if index < len(self.x) else None

    def target(self, index: int) -> ArrayInfo | None:
        """What is known of the targets of an output."""
        return self.y[index] if index < len(self.y) else None


def plan_data(training: Training) -> DataPlan:
    """What is known of the data that the first training call gives."""
    fit = next((fit for fit in training.fits if fit.trains), None)
    if fit is None:
        return DataPlan()
    x, y = (tuple(map(_without_predictor, arrays)) for arrays in (fit.x, fit.y))
    return DataPlan(x, y, fit.location, _duration(fit, x))


def _duration(fit: Fit, x: Sequence[ArrayInfo | None]) -> Duration | None:
    given = fit.arguments
    epochs, batches = given.get("epochs", 1), given.get("steps_per_epoch")
    split = given.get("validation_split") or 0.0
    is_plain = fit.method == "fit" and not fit.incomplete and not fit.in_loop
    if not is_plain or not _is_count(epochs) or not (batches is None or _is_count(batches)):
        return None
    if not isinstance(split, (int, float)) or not 0 <= split < 1:
        return None
    known = x[0].shape if x and x[0] is not None else None
    data = given.get("x")
    size = given.get("batch_size") or 32
    if isinstance(data, DataInfo):
        size = data.batch_size or 0
        if batches is None and not data.repeated and data.batched:
            batches = data.cardinality
    if not _is_count(size):
        return None
    assert isinstance(epochs, int)
    assert isinstance(size, int)
    return Duration(epochs, batches if isinstance(batches, int) else None, size, known[0] if known else None, 1 - split)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _without_predictor(array: ArrayInfo | Unknown) -> ArrayInfo | None:
    """Nothing that refers back to the program goes to the worker."""
    return None if isinstance(array, Unknown) else replace(array, predictor=None, samples=None)
