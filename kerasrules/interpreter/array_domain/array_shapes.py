"""Shapes of arrays: joined, broadcast, reshaped, reduced. An unknown dimension is None, so is a shape."""

from __future__ import annotations

from kerasrules.model.data import Shape


def join_shapes(left: Shape | None, right: Shape | None) -> Shape | None:
    """What holds for both shapes."""
    if left is None or right is None or len(left) != len(right):
        return None
    return tuple(a if a == b else None for a, b in zip(left, right, strict=False))


def broadcast(left: Shape | None, right: Shape | None) -> Shape | None:
    """The shape of an elementwise result; None also where the shapes cannot be combined."""
    if left is None or right is None:
        return None
    size = max(len(left), len(right))
    a = (1,) * (size - len(left)) + tuple(left)
    b = (1,) * (size - len(right)) + tuple(right)
    result: list[int | None] = []
    for m, n in zip(a, b, strict=False):
        if m == n or n == 1:
            result.append(m)
        elif m == 1 or m is None:
            result.append(n)
        elif n is None:
            result.append(m)
        else:
            return None
    return tuple(result)


def matmul_shape(left: Shape | None, right: Shape | None) -> Shape | None:
    """The shape of `left @ right` for matrices and stacks of them."""
    if left is None or right is None or len(left) < 2 or len(right) < 2:
        return None
    batch = broadcast(left[:-2], right[:-2])
    return None if batch is None else (*batch, left[-2], right[-1])


def count(shape: Shape) -> int | None:
    """Number of values, where every dimension is known."""
    total = 1
    for size in shape:
        if size is None:
            return None
        total *= size
    return total


def reshaped(shape: Shape | None, target: Shape | None) -> Shape | None:
    """`target` with its -1 worked out."""
    if target is None:
        return None
    locations = [index for index, size in enumerate(target) if size == -1]
    if not locations:
        return target
    if len(locations) > 1:
        return None
    rest = [size for size in target if size != -1]
    missing: int | None = None
    if shape is not None and None not in rest:
        known = count(tuple(rest))
        total = count(shape)
        if total is not None and known and total % known == 0:
            missing = total // known
    return tuple(missing if size == -1 else size for size in target)


def reduced(shape: Shape | None, axis: object, keepdims: bool = False) -> Shape | None:
    """The shape after a reduction along `axis` (None for all, an int, or a tuple of them)."""
    if axis is None:
        return () if not keepdims else None if shape is None else (1,) * len(shape)
    if shape is None:
        return None
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in axes):
        return None
    gone = {one % len(shape) for one in axes if -len(shape) <= one < len(shape)} if shape else set()
    if keepdims:
        return tuple(1 if index in gone else size for index, size in enumerate(shape))
    return tuple(size for index, size in enumerate(shape) if index not in gone)
