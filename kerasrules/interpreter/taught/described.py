"""Descriptions of values into values of the interpreter."""

from __future__ import annotations

from kerasrules.interpreter.values import ArrayObject, Dataset, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.teaching import TaughtConstant, TaughtDataset, TaughtValue


def value_of(taught: TaughtValue, origin: str, location: Location | None) -> Value:
    """A new value that is as described. origin: where this is said, in words for the user."""
    if isinstance(taught, TaughtConstant):
        return taught.value
    if isinstance(taught, ArrayInfo):
        return ArrayObject(replace(taught, origin=origin, origin_place=location))
    if isinstance(taught, TaughtDataset):
        return Dataset(
            value_of(taught.element, origin, location),
            batched=taught.batched,
            repeated=None,
            location=location,
            origin=origin,
        )
    return tuple(value_of(part, origin, location) for part in taught)
