"""Shapes of functions that take items out of tensors, or make axes of them."""

from __future__ import annotations

from kerasrules.keras_api.operations.call import OpCall, Operand, constant_shape, only
from kerasrules.keras_api.shapes.dimensions import BuildError, Number, as_whole, axis_index, rank_unknown
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import Shape
from kerasrules.model.unknown import Unknown


def getitem(call: OpCall) -> Inference:
    """x[index] with constants, slices, None and Ellipsis."""
    shape = call.first()
    index = call.argument(1, "key", "index")
    if shape is None:
        return only(None)
    items = list(index) if isinstance(index, tuple) else [index]
    if any(isinstance(item, Unknown | Operand | list | tuple) for item in items):
        return only(None)
    taken = sum(1 for item in items if item is not None and item is not Ellipsis)
    if taken > len(shape):
        raise BuildError(f"Too many indices for array of rank {len(shape)}. Received: indices={index}, shape={shape}")
    if Ellipsis not in items:
        items.append(Ellipsis)
    result: list[Number] = []
    position = 0
    for item in items:
        if item is None:
            result.append(1)
        elif item is Ellipsis:
            skipped = len(shape) - taken
            result += shape[position : position + skipped]
            position += skipped
        else:
            result += indexed(shape[position], item)
            position += 1
    return only(tuple(result))


def indexed(size: Number, item: object) -> list[Number]:
    """One axis after indexing with an integer or a slice."""
    if not isinstance(item, slice):
        return []
    parts = (item.start, item.stop, item.step)
    if parts == (None, None, None):
        return [size]
    if any(part is not None and as_whole(part) is None for part in parts) or size is None:
        return [None]
    return [len(range(*item.indices(size)))]


def gather(call: OpCall) -> Inference:
    """gather, take and embedding_lookup: items of one axis by index."""
    items = call.argument(0, "params", "x", "reference")
    indices = call.argument(1, "indices", "ids")
    axis = call.kwargs.get("axis", call.args[2] if call.name == "take" and len(call.args) > 2 else 0)
    if not isinstance(items, Operand) or items.shape is None or call.kwargs.get("batch_dims"):
        return only(None)
    found: Shape | None = None
    if isinstance(indices, Operand):
        found = indices.shape
    elif not isinstance(indices, Unknown):
        found = constant_shape(indices)
    location = axis_index(axis, len(items.shape)) if axis is not None else None
    if found is None or location is None:
        return only(None)
    return only((*items.shape[:location], *found, *items.shape[location + 1 :]))


def one_hot(call: OpCall) -> Inference:
    """An axis for the classes."""
    shape = call.first()
    depth = as_whole(call.argument(1, "depth", "num_classes"))
    if shape is None:
        return only(None)
    location = axis_index(call.kwargs.get("axis", -1), len(shape) + 1)
    return only(rank_unknown(len(shape) + 1) if location is None else (*shape[:location], depth, *shape[location:]))


def top_k(call: OpCall) -> Inference:
    """Values and their positions."""
    shape, count = call.first(), as_whole(call.argument(1, "k", default=1))
    result = None if shape is None else (*shape[:-1], count)
    return Inference((result, result), 0)
