"""Layers that join several tensors, and the broadcasting that they and operators share."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.shapes.dimensions import (
    BuildError,
    Config,
    Inputs,
    Number,
    ShapeFunction,
    as_whole,
    axis_index,
    plus,
    value,
)
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import Shape


def broadcast_size(left: Number, right: Number) -> Number:
    """One axis of a broadcast. Raises BuildError where the sizes do not fit."""
    if left == 1:
        return right
    if right == 1:
        return left
    if left is None or right is None:
        # An unknown size must be 1 or equal to the other.
        return left if right is None else right
    if left != right:
        raise BuildError("Inputs have incompatible shapes.")
    return left


def broadcast(left: Shape, right: Shape) -> Shape:
    """The shape of an elementwise operation, ranks aligned at the end. Raises BuildError where they do not fit."""
    if len(left) < len(right):
        left, right = right, left
    lead = left[: len(left) - len(right)]
    try:
        return (*lead, *map(broadcast_size, left[len(lead) :], right))
    except BuildError:
        raise BuildError(f"Inputs have incompatible shapes. Received shapes {left} and {right}") from None


def elementwise(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Add, Multiply and their kin: the batch axis is kept apart, the others broadcast."""
    if class_name == "Subtract" and inputs and len(inputs) != 2:
        raise BuildError(f"A `Subtract` layer should be called on exactly 2 inputs. Received {len(inputs)} inputs.")
    if not inputs or any(shape is None for shape in inputs):
        return Inference((None,), 0)
    shapes = [shape for shape in inputs if shape is not None]
    batches = {shape[0] for shape in shapes if shape} - {None}
    if len(batches) > 1:
        raise BuildError(f"Cannot merge tensors with different batch sizes. Received tensors with shapes {shapes}")
    result = shapes[0][1:]
    for shape in shapes[1:]:
        result = merged(result, shape[1:])
    return Inference(((batches.pop() if batches else None, *result),), 0)


def merged(left: Shape, right: Shape) -> Shape:
    """`broadcast` as merge layers have it: unlike operators they do not infer an unknown size from the other side."""
    rank = max(len(left), len(right))
    padded = [(1,) * (rank - len(shape)) + shape for shape in (left, right)]
    sizes = zip(broadcast(left, right), *padded, strict=True)
    lead = rank - min(len(left), len(right))
    return tuple(
        None if index >= lead and None in (one, other) else size for index, (size, one, other) in enumerate(sizes)
    )


def concatenated(shapes: list[Shape], axis: object, what: str) -> Shape:
    """Shapes joined along an axis. Raises BuildError where the others differ."""
    ranks = {len(shape) for shape in shapes}
    if len(ranks) > 1:
        raise BuildError(
            f"A `{what}` layer requires inputs with matching shapes except for the concatenation axis. "
            f"Received: input_shape={shapes}"
        )
    rank = ranks.pop()
    location = axis_index(axis, rank)
    if location is None:
        return (None,) * rank
    result: list[Number] = []
    for index in range(rank):
        sizes = [shape[index] for shape in shapes]
        if index == location:
            result.append(plus(*sizes))
            continue
        known = {size for size in sizes if size is not None}
        if len(known) > 1:
            raise BuildError(
                f"A `{what}` layer requires inputs with matching shapes except for the concatenation axis. "
                f"Received: input_shape={shapes}"
            )
        result.append(sizes[0])
    return tuple(result)


def concatenate(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Concatenate."""
    if not inputs or any(shape is None for shape in inputs):
        return Inference((None,), 0)
    shapes = [shape for shape in inputs if shape is not None]
    return Inference((concatenated(shapes, value(config, "axis", -1), class_name),), 0)


def dot(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Dot: a batched product over one axis of each."""
    if len(inputs) != 2:
        raise BuildError(f"A `Dot` layer should be called on a list of 2 inputs. Received {len(inputs)}.")
    left, right = inputs
    if left is None or right is None:
        return Inference((None,), 0)
    axes = value(config, "axes")
    pair = axes if isinstance(axes, tuple | list) else (axes, axes)
    if len(pair) != 2:
        raise BuildError(f"Invalid format for argument `axes`: it should contain two elements. Received: axes={axes}")
    rank = max(len(left) + len(right) - 3, 2)
    if as_whole(pair[0]) is None or as_whole(pair[1]) is None:
        return Inference(((None,) * rank,), 0)
    one, other = axis_index(pair[0], len(left)), axis_index(pair[1], len(right))
    if one is None or other is None:
        return Inference(((None,) * rank,), 0)
    sizes = left[one], right[other]
    if None not in sizes and sizes[0] != sizes[1]:
        raise BuildError(
            f"Incompatible input shapes: axis values {sizes[0]} (at axis {one}) != {sizes[1]} (at axis {other}). "
            f"Full input shapes: {left}, {right}"
        )
    rest = [size for index, size in enumerate(right) if index != other][1:]
    result = [size for index, size in enumerate(left) if index != one] + rest
    return Inference((tuple(result) if len(result) != 1 else (result[0], 1),), 0)


FUNCTIONS: Mapping[str, ShapeFunction] = {
    **dict.fromkeys(("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"), elementwise),
    "Concatenate": concatenate,
    "Dot": dot,
}


def makes_table(left: Shape | None, right: Shape | None) -> bool:
    """Whether an elementwise operation pairs each value of one array with each of the other: (n,) with (n, 1)."""
    if left is None or right is None or sorted((len(left), len(right))) != [1, 2]:
        return False
    flat, column = sorted((left, right), key=len)
    return column[1] == 1 and column[0] != 1 and flat[0] != 1
