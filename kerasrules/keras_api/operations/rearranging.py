"""Shapes of functions that move values, add axes or take them away."""

from __future__ import annotations

from kerasrules.keras_api.operations.call import OpCall, Operand, only, target_shape
from kerasrules.keras_api.shapes.dimensions import (
    BuildError,
    Number,
    as_whole,
    axis_index,
    axis_indices,
    plus,
    product,
    rank_unknown,
    times,
)
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.keras_api.shapes.reshaping import resized
from kerasrules.model.unknown import Unknown


def reshape(call: OpCall) -> Inference:
    """reshape, the batch axis included."""
    target = target_shape(call.argument(1, "newshape", "shape"))
    shape = call.first()
    if target is None:
        return only(None)
    if shape is None:
        return only(tuple(None if size == -1 else size for size in target))
    return only(resized(shape, target, "newshape"))


def transpose(call: OpCall) -> Inference:
    """transpose and permute_dimensions."""
    shape = call.first()
    given = call.argument(1, "perm", "axes", "pattern", default=None)
    if shape is None or isinstance(given, Unknown | Operand):
        return only(None if shape is None else rank_unknown(len(shape)))
    if given is None:
        return only(shape[::-1])
    locations = axis_indices(given, len(shape))
    if locations is None:
        return only(rank_unknown(len(shape)))
    if sorted(locations) != list(range(len(shape))):
        raise BuildError(f"`axes` must be a permutation of the input's dimensions. Received axes={given} for {shape}.")
    return only(tuple(shape[index] for index in locations))


def swapaxes(call: OpCall) -> Inference:
    """swapaxes."""
    shape = call.first()
    if shape is None:
        return only(None)
    one = axis_index(call.argument(1, "axis1"), len(shape))
    other = axis_index(call.argument(2, "axis2"), len(shape))
    if one is None or other is None:
        return only(rank_unknown(len(shape)))
    sizes = list(shape)
    sizes[one], sizes[other] = sizes[other], sizes[one]
    return only(tuple(sizes))


def moveaxis(call: OpCall) -> Inference:
    """moveaxis: only the rank is told."""
    shape = call.first()
    return only(None if shape is None else rank_unknown(len(shape)))


def expand_dims(call: OpCall) -> Inference:
    """An axis of size 1 more."""
    shape, axis = call.first(), call.axis()
    if shape is None:
        return only(None)
    if axis is None and call.name == "expand_dims":
        axis = -1
    location = axis_index(axis, len(shape) + 1)
    return only(rank_unknown(len(shape) + 1) if location is None else (*shape[:location], 1, *shape[location:]))


def squeeze(call: OpCall) -> Inference:
    """Axes of size 1 less."""
    shape, axis = call.first(), call.axis()
    if shape is None or isinstance(axis, Unknown):
        return only(None)
    if axis is None:
        return only(None if None in shape else tuple(size for size in shape if size != 1))
    locations = axis_indices(axis, len(shape))
    if locations is None:
        return only(None)
    for location in locations:
        if shape[location] not in (1, None):
            raise BuildError(f"Cannot squeeze axis {location}, because the dimension is not 1. Received shape {shape}.")
    return only(tuple(size for index, size in enumerate(shape) if index not in locations))


def flatten(call: OpCall) -> Inference:
    """All axes in one."""
    shape = call.first()
    return only((None if shape is None else product(shape),))


def batch_flatten(call: OpCall) -> Inference:
    """All axes but the batch in one."""
    shape = call.first()
    return only(None if shape is None else (shape[0], product(shape[1:])))


def tile(call: OpCall) -> Inference:
    """Each axis repeated as a whole."""
    shape = call.first()
    counts = target_shape(call.argument(1, "multiples", "repeats", "reps", "n"))
    if shape is None or counts is None or len(counts) != len(shape):
        return only(None if shape is None else rank_unknown(len(shape)))
    return only(tuple(times(size, count) for size, count in zip(shape, counts, strict=True)))


def repeat(call: OpCall) -> Inference:
    """Each item of one axis repeated."""
    shape = call.first()
    axis = call.argument(2, "axis", default=None)
    if shape is None or axis is None or isinstance(axis, Unknown):
        return only(None)
    location = axis_index(axis, len(shape))
    if location is None:
        return only(rank_unknown(len(shape)))
    count = as_whole(call.argument(1, "repeats", "rep"))
    return only((*shape[:location], times(shape[location], count), *shape[location + 1 :]))


def broadcast_to(call: OpCall) -> Inference:
    """The shape asked for."""
    target = target_shape(call.argument(1, "shape"))
    return only(target)


def pad(call: OpCall) -> Inference:
    """Two numbers per axis."""
    shape = call.first()
    widths = call.argument(1, "pad_width", "paddings")
    if shape is None:
        return only(None)
    if not isinstance(widths, tuple | list) or len(widths) != len(shape):
        return only(rank_unknown(len(shape)))
    sizes: list[Number] = []
    for size, both in zip(shape, widths, strict=True):
        known = isinstance(both, tuple | list) and len(both) == 2
        sizes.append(plus(size, *(as_whole(item) for item in both)) if known else None)
    return only(tuple(sizes))


def image_resize(call: OpCall) -> Inference:
    """Images of another size, channels last."""
    shape = call.first()
    size = target_shape(call.argument(1, "size"))
    if shape is None or len(shape) not in (3, 4) or call.kwargs.get("data_format") == "channels_first":
        return only(None if shape is None else rank_unknown(len(shape)))
    rows, columns = size if size is not None and len(size) == 2 else (None, None)
    return only((*shape[:-3], rows, columns, shape[-1]))


def depth_to_space(call: OpCall) -> Inference:
    """Channels spread over space."""
    shape, block = call.first(), as_whole(call.argument(1, "block_size"))
    if shape is None or len(shape) != 4 or block is None:
        return only(None if shape is None else rank_unknown(len(shape)))
    channels = None if shape[3] is None else shape[3] // block**2
    return only((shape[0], times(shape[1], block), times(shape[2], block), channels))


def space_to_depth(call: OpCall) -> Inference:
    """Space gathered into channels."""
    shape, block = call.first(), as_whole(call.argument(1, "block_size"))
    if shape is None or len(shape) != 4 or not block:
        return only(None if shape is None else rank_unknown(len(shape)))
    rows, columns = (None if size is None else size // block for size in shape[1:3])
    return only((shape[0], rows, columns, times(shape[3], block, block)))
