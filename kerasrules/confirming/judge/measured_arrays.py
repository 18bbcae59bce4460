"""Arrays at hand as the facts that rules judge."""

from __future__ import annotations

import numpy as np

from kerasrules.confirming.plan.targets import CLASSES, Targets, Values
from kerasrules.model.data import ArrayInfo, SampleSpread


def measured_input(array: Values, origin: str) -> ArrayInfo:
    """An input of shape (samples, …). origin: where it is from, in words for the user."""
    if array.dtype.kind not in "iuf":
        return ArrayInfo(array.shape, str(array.dtype), origin=origin)
    values = array.astype("float64")
    return ArrayInfo(
        array.shape,
        str(array.dtype),
        low=float(values.min()),
        high=float(values.max()),
        bounds_attained=True,
        mean=float(values.mean()),
        std=float(values.std()),
        sample_spread=_sample_spread(values),
        origin=origin,
    )


def _sample_spread(values: Values) -> SampleSpread | None:
    """None where a sample is a row of a table, whose values are of different kinds."""
    if values.ndim <= 2:
        return None
    inner = tuple(range(1, values.ndim - 1))
    between = values.mean(axis=inner).std(axis=0)
    return SampleSpread(float(np.median(values.std(axis=inner))), float(np.median(between)))


def measured_targets(targets: Targets, units: int | None, origin: str) -> ArrayInfo:
    """The targets of an output with so many units, as fit gets them."""
    values, classes = targets.values, targets.classes
    shape: tuple[int, ...] = values.shape
    if targets.kind == CLASSES and targets.encoding == "one-hot":
        width = targets.width or max(classes, units or 1)
        return ArrayInfo((*shape, width), low=0.0, high=1.0, encoding="one-hot", classes=width, origin=origin)
    # a sample may lack classes: their number tells something only if there are more than the model has units for
    known = classes if targets.encoding != "integer" or units is None or classes > units else None
    return ArrayInfo(
        shape,
        low=float(values.min()),
        high=float(values.max()),
        bounds_attained=True,
        encoding=targets.encoding,
        classes=known or None,
        origin=origin,
    )
