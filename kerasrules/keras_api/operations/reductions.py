"""Shapes of functions that take axes together."""

from __future__ import annotations

from kerasrules.keras_api.operations.call import OpCall, Operand, only
from kerasrules.keras_api.shapes.dimensions import axis_indices
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import Shape
from kerasrules.model.unknown import Unknown


def reduction(call: OpCall) -> Inference:
    """reduce_mean, sum, max, …: over an axis, several, or all."""
    shape, axis, keep = call.first(), call.axis(), call.keepdims()
    return only(reduced(shape, axis, keep))


def reduced(shape: Shape | None, axis: object, keep: object) -> Shape | None:
    """A shape without the reduced axes, or with size 1 there."""
    if shape is None or isinstance(axis, Unknown | Operand) or not isinstance(keep, bool | int):
        return None
    if axis is None:
        return (1,) * len(shape) if keep else ()
    locations = axis_indices(axis, len(shape))
    if locations is None:
        return None
    if keep:
        return tuple(1 if index in locations else size for index, size in enumerate(shape))
    return tuple(size for index, size in enumerate(shape) if index not in locations)


def position_of_extreme(call: OpCall) -> Inference:
    """argmax and argmin, whose default axis differs between modules."""
    axis = call.argument(1, "axis", "dimension")
    if axis is None or isinstance(axis, Unknown):
        return only(None)
    return only(reduced(call.first(), axis, call.keepdims()))


def moments(call: OpCall) -> Inference:
    """Mean and variance."""
    shape = reduced(call.first(), call.axis(), call.keepdims(3))
    return Inference((shape, shape), 0)
