"""Shapes of functions that work on each element, and of those that tell nothing but a rank."""

from __future__ import annotations

from kerasrules.keras_api.operations.call import OpCall, Operand, constant_shape, found_operands, only
from kerasrules.keras_api.shapes.dimensions import rank_unknown
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.keras_api.shapes.merging import broadcast
from kerasrules.model.data import Shape
from kerasrules.model.unknown import Unknown


def same(call: OpCall) -> Inference:
    """Functions that work on each element, or along an axis without changing it."""
    return only(call.first())


def elementwise(call: OpCall) -> Inference:
    """Functions of two or more tensors or constants that broadcast."""
    result: Shape = ()
    for item in [*call.args, *call.kwargs.values()]:
        if isinstance(item, tuple | list) and call.name in {"add_n", "accumulate_n"}:
            shapes = [operand.shape for operand in found_operands(item)]
        elif isinstance(item, Operand):
            shapes = [item.shape]
        elif isinstance(item, Unknown):
            shapes = [None]
        elif isinstance(item, tuple | list):
            shapes = [constant_shape(item)]
        else:
            shapes = [()]
        for shape in shapes:
            if shape is None:
                return only(None)
            result = broadcast(result, shape)
    return only(result)


def same_rank(call: OpCall) -> Inference:
    """Functions of which only the rank is told."""
    shape = call.first()
    return only(None if shape is None else rank_unknown(len(shape)))


def own_shape(call: OpCall) -> Inference:
    """shape, int_shape: a vector as long as the rank."""
    shape = call.first()
    return only((None if shape is None else len(shape),))


def scalar(call: OpCall) -> Inference:
    """size, rank."""
    return only(())
