"""Layers that are created with what is no argument of theirs: a tensor, or a class in place of a layer."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.keras_calls.missing_parentheses import instead_of_layer, instead_of_tensor
from kerasrules.interpreter.structures import tensors_in
from kerasrules.interpreter.values import ExternalName, Function, LayerObject, ListValue, Value
from kerasrules.keras_api.layer_traits import RECURRENT, TRAITS, WRAPPERS
from kerasrules.keras_api.refused.tensor_arguments import KEEPING_ARGUMENTS, OF_ONE_TENSOR
from kerasrules.model.network import Tensor
from kerasrules.model.record import replace

_AROUND_A_LAYER = WRAPPERS | {"Bidirectional"}


def refused_values(class_name: str, args: tuple[Value, ...], bound: Mapping[str, Value]) -> str | None:
    """Why a layer cannot be made of these values."""
    if class_name not in TRAITS:
        return None
    if class_name not in KEEPING_ARGUMENTS and any(map(_is_tensors, args)):
        return on_a_tensor(class_name)
    return _wrapped(class_name, bound["layer"]) if class_name in _AROUND_A_LAYER and "layer" in bound else None


def on_a_tensor(class_name: str) -> str:
    """What is wrong with Flatten(x)."""
    return f"it receives a tensor, on which the layer must be called: {class_name}(...)(x)"


def misplaced_tensor(class_name: str, arguments: Arguments) -> tuple[Arguments, Value] | None:
    """The arguments without the last one by position, and that one, where it is a tensor: Flatten(x), Dense(3, x)."""
    args = arguments.args
    if class_name not in TRAITS or class_name in KEEPING_ARGUMENTS or not args or not _is_tensors(args[-1]):
        return None
    return replace(arguments, args=args[:-1]), args[-1]


def refused_inputs(class_name: str, value: Value) -> str | None:
    """Why a layer cannot be called on this value."""
    if isinstance(value, LayerObject):
        return instead_of_tensor(value)
    items = value.items if isinstance(value, ListValue) else value
    if class_name not in OF_ONE_TENSOR or not isinstance(items, tuple) or len(items) < 2:
        return None
    tensors = all(isinstance(item, Tensor) for item in items)
    return f"it takes one tensor, not a list of {len(items)}" if tensors else None


def _is_tensors(value: Value) -> bool:
    if isinstance(value, Tensor):
        return True
    items = value.items if isinstance(value, ListValue) else value
    return isinstance(items, tuple) and len(tensors_in(items)) == len(items) > 0


def _wrapped(class_name: str, inner: Value) -> str | None:
    """What is wrong with the layer inside."""
    if isinstance(inner, ExternalName):
        return instead_of_layer(inner)
    if isinstance(inner, Function):
        return "it needs a layer, not a function"
    if inner is None or isinstance(inner, (str, int, float)):
        return f"it needs a layer, not {inner!r}"
    if class_name == "Bidirectional" and isinstance(inner, LayerObject):
        name = inner.layer.class_name
        if inner.layer.kind == "layer" and name in TRAITS and name not in RECURRENT:
            return f"it needs a recurrent layer, not {name}"
    return None
