"""The graph of a model: the tensors that it begins and ends with."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.structures import all_items, tensors_in
from kerasrules.interpreter.values import (
    BranchItems,
    DictValue,
    InputShape,
    Instance,
    KerasModel,
    LayerObject,
    ListValue,
    LoopItems,
    Union,
    Value,
)
from kerasrules.keras_api.declared_input import application_input, declared_shape
from kerasrules.model.data import Shape
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Node, Tensor
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class ModelGraph:
    """Builds and walks the graphs of models."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._ends: dict[tuple[KerasModel, int, int], tuple[tuple[Value, ...], Value, tuple[Value, Value]]] = {}
        """What `ends` found for a model with these layers, built on this; both are kept, so that their ids last."""
        self._input_tensors: dict[LayerObject, Tensor] = {}
        """The tensors of `InputLayer` objects."""

    def ends(self, model: KerasModel, layers: tuple[Value, ...] | None = None) -> tuple[Value, Value]:
        """The input and output tensors of a model (each a tensor, a tuple, a dict or unknown), built where need be.

        layers: those that it had when it was compiled, where these are asked for.
        """
        ctx = self.ctx
        if model.form == "functional":
            return model.inputs, model.outputs
        layers = model.layers if layers is None else layers
        built_on = model.built_on
        key = (model, id(layers), id(built_on))
        known = self._ends.get(key)
        if known is not None:
            return known[2]
        endless = Unknown("the model contains itself", model.location)
        self._ends[key] = layers, built_on, (endless, endless)
        at = SyntheticNode(model.location)
        outer, model_current = ctx.stack.call_path, ctx.stack.source
        ctx.stack.call_path = ()
        try:
            with ctx.stack.survives():
                inputs, outputs = self._run_through(model, layers, at)
        finally:
            ctx.stack.call_path, ctx.stack.source = outer, model_current
        self._ends[key] = layers, built_on, (inputs, outputs)
        return inputs, outputs

    def _run_through(self, model: KerasModel, layers: tuple[Value, ...], at: ast.AST) -> tuple[Value, Value]:
        if model.form == "sequential":
            return self._sequential_ends(model, layers, at)
        if model.backbone is not None:
            return self._application_ends(model.backbone, model.input_tensor, at)
        if model.form == "subclass" and model.instance is not None:
            return self._subclass_ends(model, model.instance, at)
        unknown = Unknown("the model was loaded", model.location)
        return unknown, unknown

    def _sequential_ends(self, model: KerasModel, items: tuple[Value, ...], at: ast.AST) -> tuple[Value, Value]:
        first = items[0] if items else None
        if isinstance(first, Tensor):
            return first, self.run_layers(items[1:], first, at)
        if isinstance(first, LayerObject) and first.layer.class_name == "InputLayer":
            tensor = self.input_layer(first, at)
            return tensor, self.run_layers(items[1:], tensor, at)
        if isinstance(first, KerasModel) and len(self.leaves(first.inputs)) > 1:
            # Keras 1: a list of layers that begins with merged models has the inputs of all of them
            return first.inputs, self.run_layers(items[1:], first.outputs, at)
        tensor = self._first_input(model, first, at)
        return tensor, self.run_layers(items, tensor, at)

    def _first_input(self, model: KerasModel, first: Value, at: ast.AST) -> Tensor:
        """The input of a Sequential model: as its first layer declares it, else as it was built."""
        graph = self.ctx.graph
        shape: Shape | None = None
        if isinstance(first, LayerObject):
            shape = declared_shape(first.layer)
        elif isinstance(first, KerasModel):
            shape = self._declared_input(first)
        built = self.ctx.deferred_build.of(model) if shape is None else None
        given = built.arguments.args[0] if built is not None else None
        if built is None or not isinstance(given, InputShape):
            return graph.input_tensor(shape, at)
        return graph.input_tensor(given.shape, SyntheticNode(built.location), built_by=built.method)

    def _declared_input(self, model: KerasModel) -> Shape | None:
        """The shape that a model declares for its input, perhaps in a model that it begins with."""
        seen: set[KerasModel] = set()
        while model.form == "sequential" and model not in seen:
            seen.add(model)
            first = model.layers[0] if model.layers else None
            if isinstance(first, LayerObject):
                return declared_shape(first.layer)
            if isinstance(first, Tensor):
                return first.shape
            if not isinstance(first, KerasModel):
                return None
            model = first
        if model in seen or model.form == "subclass":
            return None
        tensor = self.ends(model)[0]
        return tensor.shape if isinstance(tensor, Tensor) else None

    def _subclass_ends(self, model: KerasModel, instance: Instance, at: ast.AST) -> tuple[Value, Value]:
        """The inputs that the model was built on, and what its `call` makes of them."""
        built = self.ctx.deferred_build.of(model)
        if built is None:
            inputs: Value = self.ctx.graph.input_tensor(None, at)
            return inputs, self.ctx.model_calls.inline(instance, Arguments((inputs,)), at)
        place = SyntheticNode(built.location)

        def tensors(value: Value) -> Value:
            if isinstance(value, InputShape):
                return self.ctx.graph.input_tensor(value.shape, place, built_by=built.method)
            if isinstance(value, tuple):
                return tuple(tensors(item) for item in value)
            if isinstance(value, ListValue):
                return ListValue(tuple(tensors(item) for item in value.state["items"]))
            return DictValue({key: tensors(item) for key, item in value.items.items()})

        args = tuple(tensors(value) for value in built.arguments.args)
        kwargs = {key: tensors(value) for key, value in built.arguments.kwargs.items()}
        return (*args, *kwargs.values()), self.ctx.model_calls.inline(instance, Arguments(args, kwargs), at)

    def input_layer(self, layer: LayerObject, at: ast.AST) -> Tensor:
        """The tensor of an `InputLayer` object."""
        known = self._input_tensors.get(layer)
        if known is None:
            known = self.ctx.graph.input_tensor(declared_shape(layer.layer), at, layer.layer.name)
            self._input_tensors[layer] = known
        return known

    def run_layers(self, items: tuple[Value, ...], value: Value, at: ast.AST) -> Value:
        """Push a value through a list of layers."""
        ctx = self.ctx
        for item in items:
            if isinstance(item, BranchItems):
                value = join(tuple(self.run_layers(run, value, at) for run in item.options))
            elif isinstance(item, LoopItems):
                value = self.run_layers(item.items, value, at)
            elif isinstance(item, LayerObject):
                if item.layer.class_name == "InputLayer":
                    continue
                value = ctx.layers.call(item, Arguments((value,)), SyntheticNode(item.layer.location))
            elif isinstance(item, (KerasModel, Instance)):
                value = ctx.calls.call(item, Arguments((value,)), at)
            elif isinstance(item, Union):
                value = join(tuple(self.run_layers((option,), value, at) for option in item.options))
            elif isinstance(item, Tensor):
                continue
            else:
                value = ctx.graph.operation("unknown", (value,), {}, at, kind="unknown")
        return value

    def _application_ends(self, layer: Layer, tensor: Value, at: ast.AST) -> tuple[Value, Value]:
        ctx = self.ctx
        if not tensors_in(tensor):
            tensor = ctx.graph.input_tensor(application_input(layer), at)
        made = ctx.graph.make_node(layer, (ctx.graph.alternatives(tensor, at),), layer.location)
        return tensor, ctx.graph.result(made)

    def layers_of(self, owner: Value) -> list[Layer]:
        """The layers that an object with `trainable` holds."""
        if isinstance(owner, LayerObject):
            return [owner.layer]
        model = owner.model if isinstance(owner, Instance) else owner
        if not isinstance(model, KerasModel):
            return []
        if model.backbone is not None:
            return [model.backbone]
        return list({node.layer: None for node in ordered(tensors_in(self.ends(model)[1]), set())})

    def leaves(self, value: Value) -> list[Value]:
        """The parts of a structure of tensors; Choices stay whole."""
        self.ctx.budget.tick()
        if isinstance(value, tuple):
            return [part for item in value for part in self.leaves(item)]
        if isinstance(value, ListValue):
            items = value.state["items"]
            return (
                [part for item in all_items(items) for part in self.leaves(item)]
                if isinstance(items, tuple)
                else [items]
            )
        if isinstance(value, DictValue):
            items = value.items
            return (
                [items]
                if isinstance(items, Unknown)
                else [part for item in items.values() for part in self.leaves(item)]
            )
        return [] if value is None else [value]


class SyntheticNode(ast.AST):
    """A syntax node that stands at a place, for what the source does not write as a call."""

    def __init__(self, location: Location) -> None:
        super().__init__()
        self._kerasrules_location = location


def ordered(outputs: list[Tensor], stop: set[Tensor]) -> list[Node]:
    """The nodes that lead to these tensors, each after those that feed it; not beyond the tensors in `stop`."""
    done: dict[Node, None] = {}
    seen: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(tensor.node, False) for tensor in reversed(outputs)]
    while stack:
        made, ready = stack.pop()
        if ready:
            done[made] = None
            continue
        if made in seen:
            continue
        seen.add(made)
        stack.append((made, True))
        if any(tensor in stop for tensor in made.outputs):
            continue
        for alternatives in reversed(made.inputs):
            for tensor in reversed(alternatives):
                if isinstance(tensor, Tensor) and tensor.node not in seen:
                    stack.append((tensor.node, False))
    return list(done)
