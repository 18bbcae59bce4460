"""Models: made in each of Keras' ways."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.eval.call_syntax import argument_locations
from kerasrules.interpreter.keras_calls.activations import activation_of
from kerasrules.interpreter.keras_calls.missing_parentheses import instead_of_layer, method_of_class
from kerasrules.interpreter.structures import parts_of, tensors_in
from kerasrules.interpreter.values import (
    BranchItems,
    Instance,
    KerasModel,
    LayerObject,
    ListValue,
    LoopItems,
    Union,
    Value,
    plain,
)
from kerasrules.keras_api import applications, signatures
from kerasrules.keras_api.refused.application_arguments import refused_application
from kerasrules.keras_api.refused.layer_arguments import refused_name
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Tensor

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class Models:
    """Makes models."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.made: list[KerasModel] = []
        """All models, in the order in which they were made."""

    def make_sequential(self, arguments: Arguments, node: ast.AST) -> Value:
        """`Sequential([...])`."""
        args, kwargs = arguments.args, arguments.kwargs
        name = kwargs.get("name", args[1] if len(args) > 1 else None)
        model = KerasModel("sequential", "Sequential", self.ctx.location(node), name if isinstance(name, str) else None)
        given = args[0] if args else kwargs.get("layers")
        if isinstance(given, (LayerObject, KerasModel, Instance, Tensor)):
            reason = "its layers must be passed as one list"
            self.ctx.note_refusal("Sequential", reason, self.ctx.location(node), newly=len(args) < 3)
        self.ctx.note_refusal("Sequential", refused_name(name), self.ctx.location(node), newly=True)
        layers = self._layer_list(given, node)
        for layer in layers:
            self.ctx.note_refusal("Sequential", instead_of_layer(layer), self.ctx.location(node))
        self.ctx.heap.set(model, KerasModel.layers, layers)
        self.add(model)
        return model

    def note_unbound(self, class_name: str, method: str, arguments: Arguments, location: Location) -> None:
        """A method of the class, such as `Sequential.add`, which needs a model as its first argument."""
        reason = method_of_class(class_name, method, arguments)
        self.ctx.note_refusal(method, reason, location, by="Python", once=True)

    def _layer_list(self, given: Value, node: ast.AST) -> tuple[Value, ...]:
        if given is None:
            return ()
        if isinstance(given, ListValue):
            items = given.state["items"]
            return tuple(items) if isinstance(items, tuple) else (items,)
        if isinstance(given, tuple):
            return given
        if isinstance(given, Union) and all(isinstance(option, (ListValue, tuple)) for option in given.options):
            return (BranchItems(tuple(self._layer_list(option, node) for option in given.options)),)
        return (self.ctx.unknown("the list of layers is unknown", node),)

    def add(self, model: KerasModel) -> None:
        """Note a model that was made."""
        self.made.append(model)
        nodes = self.ctx.graph.nodes
        model.made_after = nodes[-1] if nodes else None
        self.ctx.graph.layers_made += 1

    def make_functional(self, arguments: Arguments, node: ast.AST) -> Value:
        """`Model(inputs, outputs)`."""
        kwargs = arguments.kwargs
        name = kwargs.get("name")
        model = KerasModel("functional", "Model", self.ctx.location(node), name if isinstance(name, str) else None)
        self._set_ends(model, arguments, node)
        reason = _one_sided(arguments) or disconnected(model.inputs, model.outputs)
        for one in parts_of(model.outputs) if not isinstance(model.outputs, Union) else ():
            if isinstance(one, LayerObject) and one.layer.kind == "layer":
                reason = f"its output is a layer, {one.layer.class_name}, that is not called on a tensor"
        self.ctx.note_refusal("Model", reason, self.ctx.location(node))
        self.ctx.note_refusal("Model", refused_name(name), self.ctx.location(node), newly=True)
        self.add(model)
        return model

    def _set_ends(self, model: KerasModel, arguments: Arguments, node: ast.AST) -> None:
        args, kwargs = arguments.args, arguments.kwargs
        inputs = kwargs.get("inputs", kwargs.get("input", args[0] if args else None))
        outputs = kwargs.get("outputs", kwargs.get("output", args[1] if len(args) > 1 else None))
        self.ctx.heap.set(model, KerasModel.inputs, inputs)
        self.ctx.heap.set(model, KerasModel.outputs, outputs)

    def make_application(self, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A backbone of keras.applications."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        application = applications.APPLICATIONS[name]
        bound = signatures.bind(application.signature, args, kwargs)
        given = {p.name for p, _ in zip(application.signature.positional, args, strict=False)} | set(kwargs)
        config: dict[str, object] = {}
        for key, value in bound.items():
            if arguments.incomplete and key not in given:
                config[key] = ctx.unknown(f"the argument {key} is passed through **", node)
            elif key == "classifier_activation":
                config[key] = activation_of(value)
            else:
                config[key] = plain(value)
        ctx.keras_one.note_image(config.get("input_shape"))
        if ctx.events.data_format == "channels_last" and (not ctx.keras_one.declares_channels_first or ctx.supposes):
            ctx.note_refusal(name, refused_application(name, config), ctx.location(node))
        if ctx.events.data_format != "channels_last":
            config["data_format"] = ctx.events.data_format
        model = KerasModel("application", name, ctx.location(node))
        tensor = bound.get("input_tensor")
        if tensor is not None:
            config["input_tensor"] = None
        layer = Layer(
            "backbone", name, ctx.location(node), config, argument_locations(ctx, application.signature, node), name
        )
        model.backbone, model.input_tensor = layer, tensor
        self.add(model)
        return model

    def base_init(self, instance: Instance, arguments: Arguments, node: ast.AST) -> None:
        """`super().__init__(…)` of a class that derives from one of Keras'."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        name = kwargs.get("name")
        if isinstance(name, str):
            ctx.heap.write(instance, "name", name)
        if "trainable" in kwargs and instance.keras == "layer" and kwargs["trainable"] is not True:
            instance.set_attribute(ctx, "trainable", kwargs["trainable"], node)
        model = instance.model
        if not isinstance(model, KerasModel):
            return
        if isinstance(name, str):
            ctx.heap.set(model, KerasModel.name, name)
        if model.form == "sequential":
            given = args[0] if args else kwargs.get("layers")
            if given is not None:
                ctx.heap.set(model, KerasModel.layers, self._layer_list(given, node))
        elif "outputs" in kwargs or "inputs" in kwargs or (len(args) >= 2 and tensors_in(args[1])):
            ctx.heap.set(model, KerasModel.form, "functional")
            self._set_ends(model, arguments, node)


def _one_sided(arguments: Arguments) -> str | None:
    """Why a model of tensors cannot be made: its inputs or its outputs are not passed."""
    kwargs = arguments.kwargs
    inputs, outputs = bool(arguments.args) or "inputs" in kwargs, len(arguments.args) > 1 or "outputs" in kwargs
    if arguments.incomplete or inputs == outputs or "input" in kwargs or "output" in kwargs:
        return None
    given = arguments.args[0] if arguments.args else kwargs["inputs" if inputs else "outputs"]
    return f"{'outputs' if inputs else 'inputs'} are not passed" if tensors_in(given) else None


def disconnected(inputs: Value, outputs: Value) -> str | None:
    """Why a model between these tensors cannot be made: an output needs an input that is none of the model's."""
    given, todo = set(tensors_in(inputs)), list(tensors_in(outputs))
    if not given or len(given) < _count(inputs) or _may_be_others(inputs):
        return None
    if any(tensor.node.layer.kind == "op" for tensor in given):
        return None  # a branch that is not taken: `model.input + [mask]` where there is one input
    seen: set[Tensor] = set()
    while todo and len(seen) < 5000:
        tensor = todo.pop()
        if tensor in seen or tensor in given:
            continue
        seen.add(tensor)
        made = tensor.node
        if made.layer.kind == "unknown":
            return None  # what code out of sight makes of tensors may be a model, with an input of its own
        if made.layer.kind == "input" and made.layer.class_name == "InputLayer" and made.array is None:
            return "an output depends on an input that is not among the model's inputs"
        # where one of several tensors arrives, the others may never be there
        for alternatives in made.inputs:
            if len(alternatives) == 1 and isinstance(alternatives[0], Tensor):
                todo.append(alternatives[0])
    return None


def _count(value: Value) -> int:
    """How many inputs a structure surely has; more than can be found where a part of it is unknown."""
    if isinstance(value, ListValue):
        value = value.state["items"]
    if isinstance(value, tuple):
        return sum(1 if isinstance(item, Tensor) else 5000 for item in value)
    return 1 if isinstance(value, Tensor) else 5000


def _may_be_others(inputs: Value) -> bool:
    """Whether a branch decides on inputs."""
    if isinstance(inputs, ListValue):
        inputs = inputs.state["items"]
    if isinstance(inputs, tuple):
        return any(isinstance(item, (BranchItems, LoopItems)) or _may_be_others(item) for item in inputs)
    return isinstance(inputs, Union)
