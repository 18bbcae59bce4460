"""Shapes of products of tensors."""

from __future__ import annotations

from kerasrules.keras_api.operations.call import OpCall, only
from kerasrules.keras_api.shapes.dimensions import BuildError, Number
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.keras_api.shapes.merging import broadcast, broadcast_size
from kerasrules.model.data import Shape


def matmul(call: OpCall) -> Inference:
    """A product of matrices, batched over the leading axes."""
    operands = call.operands()
    if len(operands) != 2 or operands[0].shape is None or operands[1].shape is None:
        return only(None)
    left, right = operands[0].shape, operands[1].shape
    if call.argument(2, "transpose_a", default=False) and len(left) >= 2:
        left = (*left[:-2], left[-1], left[-2])
    if call.argument(3, "transpose_b", default=False) and len(right) >= 2:
        right = (*right[:-2], right[-1], right[-2])
    return only(matrix_product(left, right))


def matrix_product(left: Shape, right: Shape) -> Shape | None:
    """As numpy.matmul. Raises BuildError where the inner sizes differ."""
    if not left or not right:
        return None
    if len(left) == 1:
        joined = matrix_product((1, *left), right)
        return None if joined is None else (*joined[:-2], joined[-1])
    if len(right) == 1:
        joined = matrix_product(left, (*right, 1))
        return None if joined is None else joined[:-1]
    inner = left[-1], right[-2]
    if None not in inner and inner[0] != inner[1]:
        raise BuildError(
            "Inner dimensions (`x1.shape[-1]` and `x2.shape[-2]`) must be equal, but received "
            f"`x1.shape={left}` and `x2.shape={right}`."
        )
    return (*broadcast(left[:-2], right[:-2]), left[-2], right[-1])


def dot(call: OpCall) -> Inference:
    """numpy's and Keras' dot: the last axis with the last but one."""
    operands = call.operands()
    if len(operands) != 2 or operands[0].shape is None or operands[1].shape is None:
        return only(None)
    left, right = operands[0].shape, operands[1].shape
    if len(left) < 2 or len(right) < 2:
        return only(matrix_product(left, right) if len(right) < 2 else None)
    inner = left[-1], right[-2]
    if None not in inner and inner[0] != inner[1]:
        raise BuildError(f"Dimensions must be equal, but are {inner[0]} and {inner[1]} for shapes {left} and {right}.")
    return only((*left[:-1], *right[:-2], right[-1]))


def einsum(call: OpCall) -> Inference:
    """einsum with an explicit equation."""
    equation = call.args[0] if call.args else None
    operands = call.operands()
    if not isinstance(equation, str) or "->" not in equation or "." in equation:
        return only(None)
    left, output = equation.replace(" ", "").split("->")
    terms = left.split(",")
    if len(terms) != len(operands):
        return only(None)
    sizes: dict[str, Number] = {}
    for term, operand in zip(terms, operands, strict=True):
        if operand.shape is None:
            continue
        if len(term) != len(operand.shape):
            raise BuildError(f"Equation '{equation}' expects rank {len(term)}, but received shape {operand.shape}.")
        for letter, size in zip(term, operand.shape, strict=True):
            try:
                sizes[letter] = broadcast_size(sizes.get(letter), size)
            except BuildError:
                raise BuildError(
                    f"Expected dimension {sizes[letter]} at axis '{letter}' of equation '{equation}' but got {size}."
                ) from None
    return only(tuple(sizes.get(letter) for letter in output))
