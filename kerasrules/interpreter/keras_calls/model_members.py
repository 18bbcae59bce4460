"""Attributes and methods of models."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.keras_calls.added_weights import added_weight
from kerasrules.interpreter.keras_calls.missing_parentheses import instead_of_layer
from kerasrules.interpreter.structures import tensors_in
from kerasrules.interpreter.values import (
    MISSING,
    WEIGHTS,
    Instance,
    KerasModel,
    ListValue,
    Method,
    Value,
    plain,
)
from kerasrules.model.network import Tensor
from kerasrules.model.program import ApiUse
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


_IDLE = frozenset(
    [
        "summary",
        "save",
        "save_weights",
        "load_weights",
        "set_weights",
        "build",
        "reset_states",
        "reset_metrics",
        "make_predict_function",
        "make_train_function",
        "plot_model",
        "export",
        "count_params",
    ]
)


_PASSING = frozenset({"to", "train", "eval", "cuda", "cpu", "float"})
"""Methods that a model has on PyTorch, and that return it."""


class ModelMembers:
    """What models have and do."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def attribute(self, model: KerasModel, receiver: Value, name: str, node: ast.AST) -> Value:
        """An attribute of a model that Keras gives; `receiver` is the model or the program's own object."""
        ctx = self.ctx
        if name == "trainable":
            return ctx.training.trainable_of(receiver, node)
        if name in ("optimizer", "loss") and name in receiver.state:
            return receiver.state[name]
        if name in receiver.state and name not in ("layers", "compiled"):
            return receiver.state[name]
        if name in ("input", "inputs", "output", "outputs"):
            inputs, outputs = ctx.model_graph.ends(model)
            value = inputs if name.startswith("input") else outputs
            if name.endswith("s"):
                return ListValue(tuple(ctx.model_graph.leaves(value)))
            if isinstance(value, ListValue) and isinstance(value.items, tuple) and len(value.items) == 1:
                return value.items[0]
            return value if value is not None else ctx.unknown(f"the {name} of the model", node)
        if name in ("input_shape", "output_shape"):
            value = ctx.model_graph.ends(model)[0 if name == "input_shape" else 1]
            flat = ctx.model_graph.leaves(value)
            if len(flat) == 1 and isinstance(flat[0], Tensor) and flat[0].shape is not None:
                return flat[0].shape
            return ctx.unknown(f"the {name}", node)
        if name == "layers":
            return ctx.model_layers.of(model, node)
        if name == "name":
            return model.name or ctx.unknown("the name assigned by Keras", node)
        if name in WEIGHTS:
            return ctx.gradients.weights_of(model, name)
        if name == "optimizer":
            return ctx.training.optimizer_of(model, node)
        if name == "loss":
            return ctx.training.loss_of(model, node)
        if name in (
            "history",
            "metrics_names",
            "non_trainable_weights",
            "non_trainable_variables",
            "metrics",
            "stop_training",
            "losses",
        ):
            return ctx.unknown(f"the {name} of a model", node)
        return Method(receiver, name)

    def call_method(self, receiver: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A method of a model (or layer) that Keras gives."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        model = receiver if isinstance(receiver, KerasModel) else receiver.model
        if name == "super.__init__":
            ctx.models.base_init(receiver, arguments, node)
            return None
        name = name.removeprefix("super.")
        if name in ("add_weight", "add_variable"):
            return added_weight(ctx, receiver, arguments, node)
        if name == "add_loss":
            ctx.events.note_use(ApiUse("method", name, ctx.location(node)))
        if not isinstance(model, KerasModel):
            return self._layer_instance_method(receiver, name, arguments, node)
        if name == "add" and args and model.form in ("sequential", "unknown"):
            ctx.note_refusal("add", instead_of_layer(args[0]), ctx.location(node))
            ctx.heap.set(model, KerasModel.layers, (*model.layers, args[0]))
            ctx.heap.set(model, KerasModel.popped, 0)
            return None
        if name == "add" and model.form in ("functional", "application"):
            # what follows means another model than this one
            reason = "this model was made with the functional API, and only a Sequential model has add"
            if not isinstance(model.outputs, Unknown):
                ctx.note_refusal("add", reason, ctx.location(node))
            lost = ctx.unknown("what the model is after add, which it does not have", node)
            ctx.heap.set(model, KerasModel.form, "functional")
            ctx.heap.set(model, KerasModel.outputs, lost)
            return lost
        if name == "add" and kwargs:
            ctx.heap.set(model, KerasModel.layers, (*model.layers, next(iter(kwargs.values()))))
            return None
        if name == "pop" and model.form == "sequential":
            items = model.layers
            ctx.heap.set(model, KerasModel.layers, items[:-1])
            return None
        if name in ("__call__", "call"):
            if isinstance(receiver, Instance):
                return ctx.model_calls.call_instance(receiver, arguments, node)
            return ctx.model_calls.call_model(model, arguments, node)
        if name == "build" and (args or kwargs):
            given = plain(args[0] if args else kwargs.get("input_shape"))
            if (
                isinstance(given, (tuple, list))
                and given
                and all(size is None or isinstance(size, (int, Unknown)) for size in given)
            ):
                shape = tuple(size if isinstance(size, int) else None for size in given)
                ctx.deferred_build.by_shape(model, shape, node)
            return None
        if name in _PASSING:
            return receiver
        if name == "parameters":
            return ctx.gradients.weights_of(model)
        if name == "stateless_call":
            return self._stateless_call(receiver, arguments, node)
        if name == "get_layer":
            return ctx.model_layers.get(model, arguments, node)
        verb = ctx.training.call_method(model, receiver, name, arguments, node)
        if verb is not MISSING:
            return verb
        if name == "save":
            ctx.model_copies.note_saved(model, args[0] if args else kwargs.get("filepath"))
        if name in ("get_config", "to_json") and model.instance is None:
            return ctx.model_copies.configuration(model, node)
        if name in _IDLE:
            return ctx.unknown(f"the result of {name}", node)
        if name in ("get_weights", "get_config"):
            return ctx.unknown(f"the result of {name}", node)
        if tensors_in(arguments.values):
            return ctx.calls.opaque(ctx.unknown(f"the result of {name}", node), arguments, node)
        return ctx.unknown(f"the result of {name}", node)

    def _stateless_call(self, receiver: Value, arguments: Arguments, node: ast.AST) -> Value:
        """`model.stateless_call(weights, other weights, x)`: the output, and the other weights afterwards."""
        ctx = self.ctx
        names = ("trainable_variables", "non_trainable_variables", "return_losses")
        own = {key: value for key, value in arguments.kwargs.items() if key not in names}
        output = ctx.calls.call(receiver, Arguments(arguments.args[2:], own, arguments.incomplete), node)
        state = arguments.get("non_trainable_variables", 1)
        losses = arguments.kwargs.get("return_losses", False)
        return (output, state, ctx.unknown("the losses of layers", node)) if losses is True else (output, state)

    def _layer_instance_method(self, receiver: Instance, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A method that Keras' Layer gives to the program's own layer."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        if name == "__call__":
            return ctx.model_calls.call_instance(receiver, arguments, node)
        if name == "call" and tensors_in(arguments.values):
            # super().call(x) of a layer of keras.layers
            return ctx.graph.opaque_layer(receiver.cls.name, args or tuple(kwargs.values()), node)
        if tensors_in(arguments.values):
            return ctx.graph.opaque_layer(receiver.cls.name, arguments.values, node)
        return ctx.unknown(f"the result of {name}", node)
