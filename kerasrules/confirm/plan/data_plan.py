"""What the program feeds its model, as far as it was recovered."""

from __future__ import annotations

from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import record, replace
from kerasrules.model.training import Training
from kerasrules.model.unknown import Unknown


@record(frozen=True)
class DataPlan:
    """One ArrayInfo or None per input and output, and where the first training call is."""

    x: tuple[ArrayInfo | None, ...] = ()
    y: tuple[ArrayInfo | None, ...] = ()
    location: Location | None = None

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
    return DataPlan(tuple(map(_without_predictor, fit.x)), tuple(map(_without_predictor, fit.y)), fit.location)


def _without_predictor(array: ArrayInfo | Unknown) -> ArrayInfo | None:
    """Nothing that refers back to the program goes to the worker."""
    return None if isinstance(array, Unknown) else replace(array, predictor=None, samples=None)
