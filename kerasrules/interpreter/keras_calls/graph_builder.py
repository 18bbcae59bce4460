"""The graph: what is called on tensors becomes nodes with inferred shapes."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kerasrules.interpreter.array_domain.written_numbers import with_numbers
from kerasrules.interpreter.keras_calls.added_weights import computed, weight_info
from kerasrules.interpreter.structures import all_items, tensors_in
from kerasrules.interpreter.values import (
    ArrayObject,
    BranchItems,
    DictValue,
    ListValue,
    LoopItems,
    Union,
    Value,
    options,
    plain,
)
from kerasrules.keras_api import shapes
from kerasrules.keras_api.applications import backbone_output
from kerasrules.keras_api.operations import infer_op
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.network import Alternatives, Layer, Node, Tensor
from kerasrules.model.unknown import EITHER, Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class GraphBuilder:
    """Nodes of the graph."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.nodes: list[Node] = []
        self.calls_of: dict[Layer, list[Node]] = {}
        self._data_inputs: dict[tuple[int, int], tuple[ArrayObject, ArrayInfo, Tensor]] = {}
        """The input node of each array that a model was called on, as it was then."""
        self.layers_made = 0
        """Layers and models made so far: tells whether a loop builds anything."""

    @property
    def progress(self) -> tuple[int, int]:
        """Grows with each node, layer and model: where it stays as it is, nothing of a network was built."""
        return len(self.nodes), self.layers_made

    def alternatives(self, value: Value, node: ast.AST) -> Alternatives:
        """What may arrive at one input."""
        ctx = self.ctx
        found: list[Tensor | Unknown] = []
        for option in options(value):
            if isinstance(option, Tensor):
                found.append(option)
            elif isinstance(option, ArrayObject):
                found.append(self.input_of(option, node))
            elif isinstance(option, Unknown):
                found.append(option)
            elif option is not None or len(options(value)) == 1:
                found.append(ctx.unknown("something that is not a tensor", node))
        return tuple(found) or (ctx.unknown("nothing", node),)

    def inputs_of(self, value: Value, node: ast.AST) -> list[Alternatives]:
        """The inputs that an argument of a layer stands for: one, or those of a list or dict of tensors."""
        ctx = self.ctx
        ctx.budget.tick()
        if isinstance(value, ListValue):
            value = all_items(value.state["items"]) or ctx.unknown("an unknown list", node)
        if isinstance(value, Union) and all(isinstance(option, (ListValue, tuple)) for option in value.options):
            columns = [self.inputs_of(option, node) for option in value.options]
            if len({len(column) for column in columns}) == 1:
                return [tuple(t for part in parts for t in part) for parts in zip(*columns, strict=False)]
            return [(ctx.unknown("inputs that depend on a branch", node),)]
        if isinstance(value, tuple):
            found: list[Alternatives] = []
            for item in value:
                if isinstance(item, (LoopItems, BranchItems)):
                    found.extend(self.inputs_of(all_items((item,)), node))
                else:
                    found.extend(self.inputs_of(item, node))
            return found
        if isinstance(value, DictValue) and not isinstance(value.items, Unknown):
            return [part for item in value.items.values() for part in self.inputs_of(item, node)]
        return [self.alternatives(value, node)]

    def input_of(self, array: ArrayObject, node: ast.AST) -> Tensor:
        """An input node that carries data (a model called on an array)."""
        ctx = self.ctx
        info = array.info
        known = self._data_inputs.get((id(array), id(info)))
        if known is not None:
            return known[2]
        made = Node(Layer("input", "data", ctx.location(node)), (), ctx.location(node))
        made.array = info
        tensor = Tensor(made, 0, info.shape, info.dtype)
        made.outputs.append(tensor)
        self._data_inputs[id(array), id(info)] = array, info, tensor
        return tensor

    def input_tensor(
        self,
        shape: Shape | None,
        node: ast.AST,
        name: str | None = None,
        dtype: str | None = None,
        built_by: str | None = None,
    ) -> Tensor:
        """A `keras.Input`, or what a model that has none is built on."""
        ctx = self.ctx
        layer = Layer("input", "InputLayer", ctx.location(node), {"shape": shape}, {}, name)
        made = Node(layer, (), ctx.location(node), ctx.stack.call_path)
        made.parameters, made.built_by = 0, built_by
        tensor = Tensor(made, 0, shape, dtype)
        made.outputs.append(tensor)
        self.nodes.append(made)
        return tensor

    def make_node(self, layer: Layer, inputs: tuple[Alternatives, ...], location: Location) -> Node:
        """A node with its outputs' shapes, registered with whoever feeds it."""
        ctx = self.ctx
        made = Node(layer, inputs, location, ctx.stack.call_path, recorded=ctx.tape.depth > 0)
        made.without_gradient, made.conditions = ctx.tape.paused > 0, ctx.stack.conditions
        shapes_in = tuple(_shape(alternatives) for alternatives in inputs)
        inferred = self._infer(layer, inputs, shapes_in)
        # what a try block catches may be meant: tutorials show errors so
        made.parameters, made.error = inferred.parameters, None if ctx.stack.expects_misfits else inferred.error
        dtype = next((t.dtype for a in inputs for t in a if isinstance(t, Tensor)), None)
        made.outputs = [Tensor(made, index, shape, dtype) for index, shape in enumerate(inferred.outputs or (None,))]
        for alternatives in inputs:
            for tensor in alternatives:
                if isinstance(tensor, Tensor) and made not in tensor.node.consumers:
                    tensor.node.consumers.append(made)
        self.nodes.append(made)
        self.calls_of.setdefault(layer, []).append(made)
        return made

    def _infer(self, layer: Layer, inputs: tuple[Alternatives, ...], shapes_in: tuple[Shape | None, ...]) -> Inference:
        if layer.kind == "layer":
            return shapes.infer(layer.class_name, layer.config, shapes_in)
        if layer.kind == "op":
            args: Any = layer.config.get("args", ())
            kwargs: Any = layer.config.get("kwargs", {})
            return infer_op(layer.class_name, args, kwargs, shapes_in)
        if layer.kind == "backbone":
            return backbone_output(layer.class_name, layer.config, shapes_in)
        return Inference((None,))

    @staticmethod
    def result(made: Node) -> Value:
        """What the call returns: a tensor, or a tuple of them."""
        return made.outputs[0] if len(made.outputs) == 1 else tuple(made.outputs)

    def output(self, tensor: Tensor, index: int) -> Value:
        """The `index`-th of several outputs of a node whose outputs are unknown one by one."""
        node = tensor.node
        if tensor.index == 0 and node.layer.kind in ("unknown", "custom", "op", "layer", "loop"):
            while len(node.outputs) <= index:
                node.outputs.append(Tensor(node, len(node.outputs)))
            return node.outputs[index]
        return self.operation("getitem", (tensor, index), {}, ast.Pass())

    def operation(
        self,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        node: ast.AST,
        kind: str = "op",
        reason: str | None = None,
    ) -> Value:
        """A function of tensors, as a node of the graph; of weights alone, a value. reason: why it is unknown."""
        ctx = self.ctx
        inputs: list[Alternatives] = []

        def collect(value: Value, depth: int = 0) -> Any:
            if isinstance(value, Tensor) or (
                isinstance(value, Union) and any(isinstance(o, Tensor) for o in value.options)
            ):
                found = self.alternatives(value, node)
                inputs.append(found)
                return found[0] if len(found) == 1 else EITHER
            if isinstance(value, (tuple, ListValue)) and depth < 3:
                items = value if isinstance(value, tuple) else value.state["items"]
                collected = tuple(collect(item, depth + 1) for item in all_items(items))
                open_ended = not isinstance(items, tuple) or any(
                    isinstance(item, (LoopItems, BranchItems)) for item in items
                )
                return ctx.unknown("a list whose length is unknown", node) if open_ended else collected
            if isinstance(value, DictValue) and depth < 3 and not isinstance(value.items, Unknown):
                return {key: collect(item, depth + 1) for key, item in value.items.items()}
            if isinstance(value, ArrayObject):
                return with_numbers(value)
            weight = weight_info(value)
            return plain(value) if weight is None else weight

        given, named = tuple(collect(arg) for arg in args), {key: collect(value) for key, value in kwargs.items()}
        config: dict[str, Any] = {"args": given, "kwargs": named}
        if reason is not None:
            config["reason"] = reason
        if not inputs:
            made = computed(ctx, name, given, named, node)
            return made or ctx.unknown(f"the result of {name}", node)
        layer = Layer(kind, name, ctx.location(node), config)
        return self.result(self.make_node(layer, tuple(inputs), ctx.location(node)))

    def opaque_layer(self, class_name: str, values: tuple[Value, ...], node: ast.AST, kind: str = "custom") -> Value:
        """A layer whose inside is unknown."""
        ctx = self.ctx
        inputs = [part for value in values for part in self.inputs_of(value, node)]
        return self.result(
            self.make_node(Layer(kind, class_name, ctx.location(node)), tuple(inputs), ctx.location(node))
        )

    def let_go(self, value: Value, node: ast.AST) -> None:
        """Tensors that go where they are not followed: to code that is not in sight, under a key that is unknown."""
        location = self.ctx.location(node)
        for tensor in tensors_in(value):
            tensor.node.consumers.append(Node(Layer("escape", "escape", location), ((tensor,),), location))


def _shape(alternatives: Alternatives) -> Shape | None:
    """The shape that all alternatives have; dimensions in which they differ are None."""
    found: Shape | None = None
    for tensor in alternatives:
        if not isinstance(tensor, Tensor) or tensor.shape is None:
            return None
        if found is None:
            found = tensor.shape
        elif len(found) != len(tensor.shape):
            return None
        else:
            found = tuple(a if a == b else None for a, b in zip(found, tensor.shape, strict=False))
    return found
