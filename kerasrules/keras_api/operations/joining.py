"""Shapes of functions that put tensors together and take them apart."""

from __future__ import annotations

from kerasrules.keras_api.operations.call import OpCall, only, tensor_list
from kerasrules.keras_api.shapes.dimensions import BuildError, as_whole, axis_index, plus, rank_unknown
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.keras_api.shapes.merging import concatenated
from kerasrules.model.unknown import Unknown

MANY_OUTPUTS = 4096
"""More outputs than this are not made one by one."""


def concat(call: OpCall) -> Inference:
    """concat and concatenate, whose default axis differs: tf.concat asks for it, numpy's is 0, Keras' backend's -1."""
    shapes = tensor_list(call)
    axis = call.argument(1, "axis")
    if shapes is None:
        return only(None)
    if isinstance(axis, Unknown):
        return only(rank_unknown(len(shapes[0])))
    return only(concatenated(shapes, axis, call.name))


def stack(call: OpCall) -> Inference:
    """Equal tensors along a new axis."""
    shapes = tensor_list(call)
    if shapes is None:
        return only(None)
    if len({len(shape) for shape in shapes}) > 1:
        raise BuildError(f"All tensors passed to `stack` must have the same rank. Received shapes {shapes}")
    rank = len(shapes[0])
    merged = []
    for sizes in zip(*shapes, strict=True):
        known = {size for size in sizes if size is not None}
        if len(known) > 1:
            raise BuildError(f"All tensors passed to `stack` must have the same shape. Received shapes {shapes}")
        merged.append(known.pop() if known else None)
    location = axis_index(call.argument(1, "axis", default=0), rank + 1)
    if location is None:
        return only(rank_unknown(rank + 1))
    return only((*merged[:location], len(shapes), *merged[location:]))


def unstack(call: OpCall) -> Inference:
    """One output per item of an axis."""
    shape = call.first()
    count = as_whole(call.argument(1, "num", default=None))
    location = None if shape is None else axis_index(call.argument(2, "axis", default=0), len(shape))
    if shape is not None and location is not None and shape[location] is not None:
        count = shape[location]
    if count is not None and count > MANY_OUTPUTS:
        return Inference((None,), 0)
    if shape is None or location is None:
        return Inference((None,) * (count or 1), 0)
    rest = (*shape[:location], *shape[location + 1 :])
    return Inference((rest,) * (count or 1), 0)


def split(call: OpCall) -> Inference:
    """Equal parts by number; parts by list, which is of sizes in TensorFlow and of positions in Keras and numpy."""
    shape = call.first()
    parts = call.argument(1, "num_or_size_splits", "indices_or_sections", "num_split")
    location = None if shape is None else axis_index(call.argument(2, "axis", default=0), len(shape))
    count = as_whole(parts)
    if count is not None and count > MANY_OUTPUTS:
        return Inference((None,), 0)
    if shape is None or location is None:
        return Inference((None,) * (count or 1), 0)
    size = shape[location]
    if count is not None:
        if count <= 0 or (size is not None and size % count):
            raise BuildError(f"`x` cannot be split into {count} equal parts along axis {location}. Received {shape}.")
        part = None if size is None else size // count
        return Inference(((*shape[:location], part, *shape[location + 1 :]),) * count, 0)
    items = [as_whole(item) for item in parts] if isinstance(parts, tuple | list) else None
    if items is None or size is None or plus(*items) != size:
        return Inference((None,), 0)
    return Inference(tuple((*shape[:location], item, *shape[location + 1 :]) for item in items), 0)
