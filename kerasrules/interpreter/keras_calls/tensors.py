"""Tensors of the graph: functions, methods and attributes."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.event_log import DECODERS
from kerasrules.interpreter.input_flow import value_of
from kerasrules.interpreter.keras_calls.added_weights import note_setting, weight_info
from kerasrules.interpreter.values import ArrayObject, Instance, KerasModel, Value
from kerasrules.keras_api import activations
from kerasrules.keras_api.applications import preprocessing_mode
from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Tensor
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


_SHAPE_FUNCTIONS = frozenset({"shape", "int_shape", "get_shape", "shape_as_list"})


_ROOTS = ("tensorflow.", "keras.", "numpy.", "tensorflow_addons.", "jax.", "math.", "scipy.")


_OF_ARRAYS = ("numpy.", "math.", "scipy.")
"""Their functions are for arrays and numbers: a tensor without values they refuse."""


_IDLE_METHODS = frozenset({"numpy", "set_shape", "assert_has_rank", "assert_is_compatible_with"})


_OPERATION_NAMES = {
    "reduce_mean": "mean",
    "reduce_sum": "sum",
    "reduce_max": "max",
    "truediv": "divide",
    "div": "divide",
}


class Tensors:
    """What libraries' functions and methods make of tensors."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def call_function(self, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A library function called on tensors of the graph."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        last = name.rpartition(".")[2]
        if last in _SHAPE_FUNCTIONS and args:
            return ctx.branches.for_each_option(args[0], lambda one: self._shape_value(one, node))
        if name == "keras.backend.ndim" and args and isinstance(args[0], Tensor):
            return self.attribute(args[0], "ndim", node)
        if last in DECODERS and args:
            self.note_decoding(last, args[0], args, kwargs, node)
        if last in ("is_keras_tensor", "is_tensor"):
            return True
        if last in ("name_scope", "assert_equal", "print", "Assert"):
            return None
        if name.endswith("preprocess_input"):
            module = name.split(".")[-2]
            mode = preprocessing_mode(module)
            value = ctx.graph.operation("preprocess_input", args, kwargs, node)
            if isinstance(value, Tensor):
                value.node.layer.config["family"] = mode if mode is not None else Unknown("the operation")  # type: ignore[index]
                value.node.layer.config["module"] = module  # type: ignore[index]
            return value
        note_setting(ctx, last, arguments, node)
        if not name.startswith(_ROOTS):
            return ctx.calls.opaque(ctx.unknown(f"the result of {name}", node), arguments, node)
        if last == "map_structure" and args:
            return ctx.calls.opaque(ctx.unknown(name, node), arguments, node)
        if last in ("stop_gradient", "identity", "ensure_shape", "convert_to_tensor", "constant") and args:
            last = "identity" if last in ("convert_to_tensor", "constant") else last
        last = activations.canonical_activation(last) or _OPERATION_NAMES.get(last, last)
        made = ctx.graph.operation(last, args, kwargs, node)
        if name.startswith(_OF_ARRAYS) and isinstance(made, Tensor):
            made.node.layer.config["library"] = name.partition(".")[0]  # type: ignore[index]
        if name.startswith("numpy.") and ctx.tape.depth:
            return ctx.graph.operation("numpy", (made,), {}, node)  # an array, which the tape does not follow
        return made

    def call_method(self, receiver: Tensor, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A method of a tensor of the graph."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        if name in ("get_shape", "shape"):
            return self.attribute(receiver, "shape", node)
        if name in DECODERS:
            self.note_decoding(name, receiver, args, kwargs, node)
        if name == "backward":
            ctx.gradients.backward(receiver, node)
            return None
        if name == "detach":
            return ctx.graph.operation("stop_gradient", (receiver,), {}, node)
        if name in ("cpu", "to", "cuda"):
            return receiver
        if name == "numpy" and ctx.tape.depth:
            return ctx.graph.operation("numpy", (receiver,), {}, node)  # the gradient ends here
        if name == "numpy":
            given = value_of(receiver)
            if given is not None:
                return ArrayObject(given)  # data that a model for augmentation, or an operation, changed
            made = self._prediction(receiver)
            if made is not None:
                info = replace(made, origin="the model's predictions", origin_place=ctx.location(node), predicted=True)
                return ArrayObject(info)
        if name in _IDLE_METHODS:
            return ctx.unknown(f"the result of {name}", node)
        return ctx.graph.operation(name, (receiver, *args), kwargs, node)

    def note_decoding(
        self, kind: str, value: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> None:
        """What a model gave where it was called, turned into classes."""
        made = self._prediction(value)
        if made is not None:
            prediction = ArrayObject(made)
            given = tuple(prediction if one is value else one for one in args)
            self.ctx.events.note_decoding(kind, prediction, given, kwargs, self.ctx.location(node))

    def _prediction(self, value: Value) -> ArrayInfo | None:
        """What is known of the values of a tensor as an array, where a model that was called gave it."""
        if isinstance(value, Tensor) and value.node.layer.class_name == "stop_gradient":
            value = value.node.inputs[0][0]  # PyTorch's detach, before it becomes an array
        if not isinstance(value, Tensor) or self.ctx.stack.call_path or len(value.node.call_path) == 0:
            return None
        subject = value.node.call_path[0].subject
        model = subject.model if isinstance(subject, Instance) else subject
        return (
            ArrayInfo(shape=value.shape, predictor=model)
            if isinstance(model, KerasModel) and value.index == 0
            else None
        )

    def attribute(self, value: Tensor, name: str, node: ast.AST) -> Value:
        """An attribute of a tensor of the graph."""
        ctx = self.ctx
        if name in ("shape", "_keras_shape"):
            if value.shape is None:
                return ctx.unknown("the shape of an unknown tensor", node)
            # Keras gives None for the batch axis, and where the input is declared so; behind layers it may be not known
            declared = value.node.layer.kind == "input"
            return tuple(
                ctx.unknown("an unknown dimension", node) if size is None and axis and not declared else size
                for axis, size in enumerate(value.shape)
            )
        if name in ("ndim", "rank"):
            return ctx.unknown("the rank", node) if value.shape is None else len(value.shape)
        if name == "dtype":
            return value.dtype or ctx.unknown("the dtype of a tensor", node)
        if name == "name":
            return value.node.layer.name or ctx.unknown("the name of a tensor", node)
        if name == "T":
            return ctx.graph.operation("transpose", (value,), {}, node)
        from kerasrules.interpreter.values import Method

        return Method(value, name)

    def _shape_value(self, value: Value, node: ast.AST) -> Value:
        ctx = self.ctx
        weight = weight_info(value)
        if weight is not None and weight.shape is not None:
            return weight.shape
        if isinstance(value, Tensor) and value.shape is not None:
            return tuple(ctx.unknown("an unknown dimension", node) if size is None else size for size in value.shape)
        return ctx.unknown("the shape of an unknown tensor", node)
