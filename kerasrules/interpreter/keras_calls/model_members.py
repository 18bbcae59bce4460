"""Attributes and methods of models."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.keras_calls.model_graph import ordered
from kerasrules.interpreter.structures import all_items, tensors_in
from kerasrules.interpreter.values import (
    MISSING,
    Instance,
    KerasModel,
    LayerObject,
    ListValue,
    LoopItems,
    Method,
    Value,
    plain,
)
from kerasrules.model.network import Layer, Node, Tensor
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
        "get_config",
        "to_json",
    ]
)


class ModelMembers:
    """What models have and do."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def attribute(self, model: KerasModel, receiver: Value, name: str, node: ast.AST) -> Value:
        """An attribute of a model that Keras gives; `receiver` is the model or the program's own object."""
        ctx = self.ctx
        if name in ("trainable", "optimizer", "loss") and name in receiver.state:
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
            return self._layers(model, node)
        if name == "name":
            return model.name or ctx.unknown("the name assigned by Keras", node)
        if name == "trainable":
            return True
        if name in (
            "history",
            "metrics_names",
            "optimizer",
            "loss",
            "weights",
            "trainable_variables",
            "trainable_weights",
            "variables",
            "non_trainable_weights",
            "metrics",
            "stop_training",
            "losses",
        ):
            return ctx.unknown(f"the {name} of a model", node)
        return Method(receiver, name)

    def _layers(self, model: KerasModel, node: ast.AST) -> Value:
        if model.form == "sequential":
            items = model.layers
            if items and isinstance(items[0], Tensor):
                items = items[1:]
            return ListValue(items)
        if model.form == "functional":
            found: list[Value] = []
            for made in ordered(tensors_in(model.outputs), set()):
                if made.layer.kind in ("layer", "backbone") and not any(
                    isinstance(one, LayerObject) and one.layer is made.layer for one in found
                ):
                    found.append(LayerObject(made.layer))
            return ListValue(tuple(found))
        if model.backbone is not None:
            return ListValue((LoopItems((BackboneInnerLayer(model, model.backbone),)),))
        return self.ctx.unknown("the layers of an unknown model", node)

    def call_method(self, receiver: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A method of a model (or layer) that Keras gives."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        model = receiver if isinstance(receiver, KerasModel) else receiver.model
        if name == "super.__init__":
            ctx.models.base_init(receiver, arguments, node)
            return None
        name = name.removeprefix("super.")
        if not isinstance(model, KerasModel):
            return self._layer_instance_method(receiver, name, arguments, node)
        if name == "add" and args and model.form in ("sequential", "unknown"):
            ctx.heap.set(model, KerasModel.layers, (*model.layers, args[0]))
            return None
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
                ctx.heap.set(model, KerasModel.input_shape, shape)
            return None
        if name == "get_layer":
            return self._get_layer(model, arguments, node)
        verb = ctx.training.call_method(model, receiver, name, arguments, node)
        if verb is not MISSING:
            return verb
        if name in _IDLE:
            return ctx.unknown(f"the result of {name}", node)
        if name in ("get_weights", "get_config"):
            return ctx.unknown(f"the result of {name}", node)
        if tensors_in(arguments.values):
            return ctx.calls.opaque(ctx.unknown(f"the result of {name}", node), arguments, node)
        return ctx.unknown(f"the result of {name}", node)

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

    def _get_layer(self, model: KerasModel, arguments: Arguments, node: ast.AST) -> Value:
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        name = kwargs.get("name", args[0] if args and isinstance(args[0], str) else None)
        index = kwargs.get("index", args[1] if len(args) > 1 else args[0] if args and type(args[0]) is int else None)
        if isinstance(name, str):
            if model.form == "sequential":
                for item in all_items(model.layers):
                    if isinstance(item, LayerObject) and item.layer.name == name:
                        ctx.model_graph.ends(model)
                        return item
                    if isinstance(item, (KerasModel,)) and item.name == name:
                        return item
            elif model.form == "functional":
                for made in ordered(tensors_in(model.outputs), set()):
                    if made.layer.name == name:
                        return LayerObject(made.layer) if made.layer.kind != "input" else InputView(made)
        if type(index) is int:
            layers = self._layers(model, node)
            items = layers.items if isinstance(layers, ListValue) else None
            if isinstance(items, tuple) and -len(items) <= index < len(items) and model.form == "sequential":
                ctx.model_graph.ends(model)
                return items[index]
        if model.backbone is not None:
            return BackboneInnerLayer(model, model.backbone)
        return ctx.unknown("a layer of the model", node)


class InputView(LayerObject):
    """The layer behind a `keras.Input`."""

    __slots__ = ()

    def __init__(self, made: Node) -> None:
        super().__init__(made.layer)
        self.state = {"output": made.outputs[0], "input": made.outputs[0]}


class BackboneInnerLayer(LayerObject):
    """A layer inside a backbone, which one is unknown: its output is somewhere in there."""

    __slots__ = ("model", "part")

    def __init__(self, model: KerasModel, backbone: Layer, part: bool = False) -> None:
        super().__init__(backbone)
        self.model = model
        # `for layer in base.layers: layer.trainable = False` is `base.trainable = False`
        if not part:
            self.state, self.born = model.state, model.born
        self.part = part
        """One of a slice of the layers."""

    def slice(self) -> BackboneInnerLayer:
        """One of some of the layers."""
        return BackboneInnerLayer(self.model, self.layer, True)

    def output_inside(self) -> Tensor:
        """A tensor that comes out of the middle of the backbone."""
        made = Node(Layer("unknown", self.layer.class_name, self.layer.location), (), self.layer.location)
        made.outputs.append(Tensor(made))
        return made.outputs[0]
