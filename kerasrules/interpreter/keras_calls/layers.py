"""Layers of Keras: made, called, changed, looked into."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.eval.bindings import constants_of
from kerasrules.interpreter.eval.call_syntax import argument_locations
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.keras_calls.activations import activation_of
from kerasrules.interpreter.keras_calls.refused_layers import (
    misplaced_tensor,
    on_a_tensor,
    refused_inputs,
    refused_values,
)
from kerasrules.interpreter.structures import all_items, is_tensors, tensors_in
from kerasrules.interpreter.values import (
    MISSING,
    WEIGHTS,
    Dataset,
    DictValue,
    ExternalName,
    Function,
    Instance,
    KerasModel,
    LayerConfig,
    LayerObject,
    ListValue,
    Method,
    Partial,
    Value,
    plain,
)
from kerasrules.keras_api import keras_one, shapes, signatures
from kerasrules.keras_api.data_format import PUTS_CHANNELS_FIRST
from kerasrules.keras_api.layer_traits import Family, of_family
from kerasrules.keras_api.refused.layer_arguments import dropped_names, is_made, newly_refused_layer, refused_layer
from kerasrules.model.network import Alternatives, EnclosingCall, Layer, Node, Tensor
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context

_MERGING = of_family(Family.MERGING)
_SIZES = frozenset({"units", "filters", "input_dim", "output_dim", "n"})
"""Arguments that count what a layer holds or repeats, of which there is at least one."""
_SHAPES = frozenset({"shape", "input_shape", "batch_shape", "batch_input_shape"})
"""Arguments in which None is a size like others."""


class Layers:
    """What layers do."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._configs: dict[Layer, LayerConfig] = {}
        """The arguments of layers that were changed after they were made."""
        self._objects: dict[Layer, LayerObject] = {}
        """The objects of layers that were made by the program."""
        self._puts_channels_first: dict[str, bool] = {}
        """For files, by path, whether they tell layers to have channels first."""

    def create(self, class_name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A layer object of a class of keras.layers; for Flatten(x), which Keras refuses, the output that was meant."""
        misplaced = misplaced_tensor(class_name, arguments)
        if misplaced is None:
            return self.make(class_name, arguments, node)
        self.ctx.note_refusal(class_name, on_a_tensor(class_name), self.ctx.location(node))
        others, tensor = misplaced
        return self.call(self.make(class_name, others, node), Arguments((tensor,)), node)

    def make(self, class_name: str, arguments: Arguments, node: ast.AST, atrous: bool = False) -> LayerObject:
        """A layer object of a class of keras.layers. atrous: the one for such convolutions that Keras 1 had."""
        ctx = self.ctx
        signature = signatures.LAYERS[class_name]
        positional = len(arguments.args)
        old = ctx.keras_one.layer(class_name, arguments, node, atrous)
        arguments, locations = old or (arguments, argument_locations(ctx, signature, node))
        args, kwargs = arguments.args, arguments.kwargs
        bound = signatures.bind(signature, args, kwargs)
        given = {parameter.name for parameter, _ in zip(signature.positional, args, strict=False)} | set(kwargs)
        config: dict[str, object] = {}
        inner: Value = None
        for name, value in bound.items():
            if name in given:
                if name in ("activation", "recurrent_activation"):
                    config[name] = activation_of(value)
                elif isinstance(value, LayerObject):
                    config[name] = value.layer
                    inner = value
                elif isinstance(value, (KerasModel, Instance)):
                    config[name] = Layer("custom", type(value).__name__, ctx.location(node))
                    inner = value
                elif isinstance(value, (Function, Partial)) or (class_name == "Lambda" and name == "function"):
                    config[name] = Unknown("a function")
                    inner = value
                else:
                    config[name] = _written(plain(value), name, signature, node) if name in _SIZES else plain(value)
            elif arguments.incomplete:
                config[name] = ctx.unknown(f"the argument {name} is passed through **", node)
            elif name in ("activation", "recurrent_activation"):
                config[name] = activation_of(value)
            else:
                config[name] = value
        ctx.keras_one.note_image(config.get("shape", config.get("input_shape")))
        if "data_format" in signature and config.get("data_format") is None:
            config["data_format"] = self._data_format(class_name, node)
        elif isinstance(order := config.get("data_format"), str):
            config["data_format"] = order.lower()  # as Keras reads it
        title = config.get("name")
        certain = {name: _written(config[name], name, signature, node) for name in given if name in config}
        if any(config[name] is not value for name, value in certain.items()) and not ctx.supposes:
            config |= certain
        reason = refused_layer(
            class_name,
            len(args),
            {name: plain(value) for name, value in kwargs.items()},
            {name: _written(plain(bound[name]), name, signature, node) for name in given if name in bound},
            not arguments.incomplete,
            not ctx.events.registers_names,
        )
        passed = {name: bound[name] for name in given if name in bound}
        reason = refused_values(class_name, args, passed) or reason
        later = reason is not None and is_made(class_name, config, reason)
        ctx.note_refusal(class_name, reason, ctx.location(node), later=later)
        newly = newly_refused_layer(class_name, config, given, not arguments.incomplete)
        if newly is None and not ctx.events.registers_names:
            newly = dropped_names({name: plain(value) for name, value in passed.items()})
        later = newly is not None and is_made(class_name, config, newly)
        ctx.note_refusal(class_name, newly, ctx.location(node), newly=True, later=later)
        if keras_one.has_input_size_first(class_name, [plain(value) for value in args]):
            config["units"] = plain(args[1])
        ctx.graph.layers_made += 1
        layer = Layer(
            "layer",
            class_name,
            ctx.location(node),
            config,
            locations,
            title if isinstance(title, str) else None,
            positional,
            constants_of(ctx, node, tuple(parameter.name for parameter in signature.positional)),
        )
        made = self._objects[layer] = LayerObject(layer, inner)
        ctx.running_calls.note_layer(made)
        return made

    def object_of(self, layer: Layer) -> LayerObject:
        """The object that the program holds of a layer of the graph."""
        return self._objects.setdefault(layer, LayerObject(layer))

    def _data_format(self, class_name: str, node: ast.AST) -> str | Unknown | None:
        """Where images have their channels by default, if not last."""
        default = self.ctx.events.data_format
        if self.ctx.keras_one.reads and class_name.endswith("1D"):
            return None  # it had no choice there
        if self.ctx.keras_one.declares_channels_first and not self.ctx.supposes:
            default = None  # the user may have set it for all programs
        if default is None or (default == "channels_last" and self._may_be_set_elsewhere()):
            return self.ctx.unknown("the image data format", node)
        return None if default == "channels_last" else default

    def _may_be_set_elsewhere(self) -> bool:
        """Whether other layers of a function that nobody calls here have channels first: who calls it may set that."""
        source, runs = self.ctx.stack.source, self.ctx.stack.began == 0
        if runs:
            return False
        if source.path not in self._puts_channels_first:
            self._puts_channels_first[source.path] = (
                "channels_first" in source.text and re.search(PUTS_CHANNELS_FIRST, source.text) is not None
            )
        return self._puts_channels_first[source.path] and not self.ctx.events.sets_data_format

    def change(self, layer: LayerObject, name: str, new: Value) -> None:
        """`layer.activation = …`: what was made is changed."""
        heap = self.ctx.heap
        config = self._configs.setdefault(layer.layer, LayerConfig(layer.layer))
        if heap.in_branch:
            heap.write(config, name, Unknown(f"{name} is changed in a branch or a loop"))
        else:
            heap.write(config, name, activation_of(new) if name == "activation" else plain(new))

    def call(self, layer: LayerObject, arguments: Arguments, node: ast.AST) -> Value:
        """A Keras layer called on tensors."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        first = None if args else next((key for key in ("inputs", "query", "x") if key in kwargs), None)
        values = list(args[:1]) if args else [kwargs[first]] if first is not None else []
        # by name in any order; Keras' own is query, value, key
        named = sorted(kwargs.items(), key=lambda item: item[0] == "key")
        others: list[tuple[str | None, Value]] = [(None, value) for value in args[1:]]
        others += [(name, value) for name, value in named if name not in (first, "inputs", "x")]
        extra = [(name, value) for name, value in others if tensors_in(value)]
        if not values:
            return ctx.unknown("a layer called without inputs", node)
        if len(args) > 1 and layer.layer.class_name in _MERGING and all(isinstance(one, Tensor) for one in args[:2]):
            ctx.note_refusal(
                f"the call of {layer.layer.class_name}", "its inputs must be passed as one list", ctx.location(node)
            )
        if layer.layer.kind == "layer":
            reason = refused_inputs(layer.layer.class_name, values[0])
            ctx.note_refusal(f"the call of {layer.layer.class_name}", reason, ctx.location(node))
        if layer.layer.class_name == "Lambda":
            return self._call_lambda(layer, values[0], kwargs, node)
        if isinstance(layer.wrapped, (KerasModel, Instance)):
            return ctx.graph.opaque_layer(layer.layer.class_name, (values[0], *(value for _, value in extra)), node)
        inputs: list[Alternatives] = []
        roles: list[str | None] = []
        for name, value in ((None, values[0]), *extra):
            inputs.extend(ctx.graph.inputs_of(value, node))
            roles += [name] * (len(inputs) - len(roles))
        if isinstance(values[0], Dataset):
            return ctx.unknown("a layer called on a dataset", node)
        made = ctx.graph.make_node(layer.layer, tuple(inputs), ctx.location(node))
        made.roles = tuple(roles) if any(roles) else ()
        constant = {key: value for key, value in kwargs.items() if isinstance(value, (bool, int, str, Unknown))}
        if constant:
            made.call_arguments = constant
        return ctx.graph.result(made)

    def _call_lambda(self, layer: LayerObject, value: Value, kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        ctx = self.ctx
        arguments = layer.layer.config.get("arguments")
        extra = (
            {key: item for key, item in arguments.items() if isinstance(key, str)}
            if isinstance(arguments, dict)
            else {}
        )
        before = len(ctx.graph.nodes)
        outer = ctx.stack.call_path
        ctx.stack.call_path = (*outer, EnclosingCall("Lambda", layer.layer.name, ctx.location(node), layer.layer))
        try:
            result = (
                ctx.calls.call(layer.wrapped, Arguments((value,), extra), node)
                if layer.wrapped is not None
                else MISSING
            )
        finally:
            ctx.stack.call_path = outer
        if is_tensors(result) and result is not value:
            return result
        del ctx.graph.nodes[before:]
        return ctx.graph.opaque_layer("Lambda", (value,), node)

    def attribute(self, value: LayerObject, name: str, node: ast.AST) -> Value:
        """An attribute of a Keras layer."""
        ctx = self.ctx
        if name == "trainable":
            return ctx.training.trainable_of(value, node, value.layer.config.get("trainable", True))
        if name in value.state:
            return value.state[name]
        if value.layer.kind == "backbone" and name in ("output", "input"):
            return value.output_inside()  # type: ignore[attr-defined]
        made = self._own_call(value) if name in ("output", "input", "output_shape", "input_shape") else None
        if name == "output":
            return ctx.graph.result(made) if made else ctx.unknown("the output of a layer that was not called", node)
        if name == "input" and made is not None:
            return join(tuple(made.inputs[0])) if made.inputs else ctx.unknown("no input", node)
        if name == "output_shape" and made is not None:
            return made.outputs[0].shape or ctx.unknown("a shape", node)
        if name == "input_shape" and made is not None and len(made.inputs) == 1:
            start = made.inputs[0][0]
            return (start.shape if isinstance(start, Tensor) else None) or ctx.unknown("a shape", node)
        if name == "__class__":
            return ExternalName(f"keras.layers.{value.layer.class_name}")
        if name == "name":
            return value.layer.name or ctx.unknown("the name assigned by Keras", node)
        if name in ("cell", "forward_layer", "backward_layer", "layer") and isinstance(value.wrapped, LayerObject):
            return value.wrapped
        if name in value.layer.config:
            known = value.layer.config[name]
            return (
                ListValue(tuple(known))
                if isinstance(known, list)
                else known
                if not isinstance(known, dict)
                else DictValue(known)
            )
        if name in WEIGHTS:
            return ctx.gradients.weights_of(value, name)
        return Method(value, name)

    def _own_call(self, value: LayerObject) -> Node | None:
        """The call that Keras remembers of a layer: the latest that is no part of a call of a model around it."""
        graph = self.ctx.graph
        calls = graph.calls_of.get(value.layer, [])
        if all(call.call_path for call in calls):
            # a Sequential calls its layers when it is built
            for model in self.ctx.models.made:
                if model.form == "sequential" and value in all_items(model.layers):
                    self.ctx.model_graph.ends(model)
            calls = graph.calls_of.get(value.layer, [])
        nesting = min((len(call.call_path) for call in calls), default=0)
        return next((call for call in reversed(calls) if len(call.call_path) == nesting), None)

    def call_method(self, receiver: LayerObject, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A method of a Keras layer."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        if name in ("__call__", "call"):
            return self.call(receiver, arguments, node)
        if name == "adapt":
            data = args[0] if args else kwargs.get("data")
            ctx.events.note_fitting(receiver.layer.class_name, "adapt", data, receiver, ctx.location(node))
            return None
        if name == "from_config":
            return ctx.unknown("a layer from a config", node)
        if name in ("build", "set_weights"):
            return None
        if name == "compute_output_shape" and args and isinstance(args[0], tuple):
            given = tuple(size if isinstance(size, int) else None for size in args[0])
            inferred = shapes.infer(receiver.layer.class_name, receiver.layer.config, (given,))
            return inferred.outputs[0] or ctx.unknown("a shape", node)
        if tensors_in(args):
            return ctx.graph.opaque_layer(receiver.layer.class_name, args, node)
        return ctx.unknown(f"the result of {name}", node)

    def call_functional(self, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """`keras.layers.add([a, b])` and its like; behind the inputs stand the arguments of the layer."""
        args, kwargs = arguments.args, arguments.kwargs
        of_layer = Arguments(args[1:], {k: v for k, v in kwargs.items() if k != "inputs"}, arguments.incomplete)
        if name == "dot" and not of_layer.has("axes", 0):  # the function has a default, the class has none
            of_layer = Arguments((), {"axes": -1, **of_layer.kwargs}, of_layer.incomplete)
        layer = self.make(signatures.LAYER_FUNCTIONS[name], of_layer, node)
        inputs = args[:1] if args else (kwargs.get("inputs"),)
        return self.call(layer, Arguments(inputs), node)


def _is_spelled(value: object, written: ast.expr | None) -> bool:
    """Whether a constant is written, or a tuple whose parts that are None are."""
    if value == ():
        return isinstance(written, (ast.Tuple, ast.List))
    if isinstance(value, tuple):
        pairs = zip(value, written.elts, strict=False) if isinstance(written, ast.Tuple) else ()
        return [isinstance(one, ast.Constant) for part, one in pairs if part is None] == [True] * value.count(None)
    return isinstance(written, ast.Constant) and written.value == value


def _written(value: object, name: str, signature: signatures.Signature, node: ast.AST) -> object:
    """The value of an argument; None, 0 and () only where they are written: elsewhere they may stand for what follows.

    A default that nobody uses is None, and the number of classes is 0 until they are read.
    """
    has_none = isinstance(value, tuple) and None in value and name not in _SHAPES
    is_set = value is not None and value != () and (isinstance(value, bool) or value != 0) and not has_none
    if is_set or not isinstance(node, ast.Call):
        return value
    positions = [parameter.name for parameter in signature.positional]
    given = dict(zip(positions, node.args, strict=False)) | {keyword.arg: keyword.value for keyword in node.keywords}
    written = given.get(name)
    return value if _is_spelled(value, written) else Unknown(f"{value}, until it is set perhaps")
