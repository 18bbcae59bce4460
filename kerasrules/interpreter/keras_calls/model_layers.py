"""The layers of a model as Keras counts them: `model.layers`, `model.get_layer(…)`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.structures import all_items, tensors_in
from kerasrules.interpreter.values import (
    BranchItems,
    Instance,
    KerasModel,
    LayerObject,
    ListValue,
    LoopItems,
    Value,
)
from kerasrules.model.network import EnclosingCall, Layer, Node, Tensor
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


_UNCOUNTED = BranchItems(((),))
"""An item of a list that stands for none: from here on the numbers of the others are not sure."""


class ModelLayers:
    """Lists the layers of models."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def of(self, model: KerasModel, node: ast.AST) -> Value:
        """`model.layers`: an `InputLayer` counts in functional models and not in a Sequential, a model in it as one."""
        if model.form == "sequential":
            items = model.layers
            return OwnLayers(model, items[1:] if items and _is_input(items[0]) else items)
        if model.form == "functional":
            return OwnLayers(model, self._of_graph(tensors_in(model.inputs), tensors_in(model.outputs)))
        if model.backbone is not None:
            return ListValue((LoopItems((BackboneInnerLayer(model, model.backbone),)),))
        return self.ctx.unknown("the layers of an unknown model", node)

    def end_earlier(self, model: KerasModel) -> bool:
        """`model.outputs = [model.layers[-1].output]` where layers were popped: a Sequential ends with what is left."""
        if not model.popped or model.form != "sequential":
            return False
        self.ctx.heap.set(model, KerasModel.layers, model.layers[: -model.popped])
        self.ctx.heap.set(model, KerasModel.popped, 0)
        return True

    def _of_graph(self, inputs: list[Tensor], outputs: list[Tensor]) -> tuple[Value, ...]:
        # a model may be made while another's `call` runs: only what is called inside of its graph is a part of a part
        depth = min((len(tensor.node.call_path) for tensor in inputs), default=0)
        graph = _GraphOrder(set(inputs), depth)
        for tensor in outputs:
            graph.visit(tensor)
        items = tuple(item for key in graph.in_order() for item in self._items(key, graph, inputs))
        return items if graph.is_certain else (LoopItems(items),) if items else ()

    def _items(self, key: object, graph: _GraphOrder, inputs: list[Tensor]) -> tuple[Value, ...]:
        """What stands in the list for a layer, model or operation of the graph."""
        made = graph.first_node[key]
        if isinstance(key, (KerasModel, Instance)):
            return (key,)
        if key is not made.layer:  # a Lambda
            known = self.ctx.layers.object_of(key) if isinstance(key, Layer) else None
            return (Unknown("a layer of unknown code", made.location) if known is None else known,)
        start = next((tensor for tensor in made.outputs if tensor in inputs), None)
        if start is not None or made.layer.kind == "input":
            return (InputView(start or made.outputs[0]),)
        if made.layer.kind == "backbone":
            models = self.ctx.models.made
            base = next((model for model in models if model.backbone is made.layer), None)
            return () if base is None else (LoopItems((BackboneInnerLayer(base, made.layer),)),)
        if made.layer.kind in ("layer", "custom"):
            return (self.ctx.layers.object_of(made.layer),)
        if made.layer.kind == "op":
            return (_UNCOUNTED,)  # Keras 2 makes a layer of it, Keras 3 does not
        return (LoopItems((Unknown("a layer of unknown code", made.location),)),)

    def get(self, model: KerasModel, arguments: Arguments, node: ast.AST) -> Value:
        """`model.get_layer(name)`, `model.get_layer(index=…)`."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        name = kwargs.get("name", args[0] if args and isinstance(args[0], str) else None)
        index = kwargs.get("index", args[1] if len(args) > 1 else args[0] if args and type(args[0]) is int else None)
        layers = self.of(model, node)
        if isinstance(name, str) and isinstance(layers, ListValue):
            for item in all_items(layers.state["items"]):
                if _name(item) == name:
                    return item
        if type(index) is int and isinstance(layers, ListValue):
            return layers.item(ctx, index, node)
        if model.backbone is not None:
            return BackboneInnerLayer(model, model.backbone)
        return ctx.unknown("a layer of the model", node)


class OwnLayers(ListValue):
    """`model.layers`. Before the Keras of TensorFlow 2 it was the model's own list, and today it is a copy."""

    __slots__ = ("model",)

    def __init__(self, model: KerasModel, items: tuple[Value, ...]) -> None:
        super().__init__(items[: -model.popped] if model.popped else items)
        self.model = model

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """What a list does; `pop` also takes the last layer off the model's own list."""
        if name == "pop" and arguments.args in ((), (-1,)):
            ctx.keras_one.pops_layers = True
            if ctx.keras_one.keeps_own_layers:
                ctx.heap.set(self.model, KerasModel.popped, self.model.popped + 1)
        return super().call_method(ctx, name, arguments, node)


class _GraphOrder:
    """The layers between tensors in the order of Keras: deepest first, and those of one depth as they are met.

    Keras' `map_graph` walks from the outputs to the inputs. A layer is as deep as the longest way from its deepest call
    to an output. What is called inside of a nested model is met and counted as that model.
    """

    def __init__(self, stop: set[Tensor], nesting: int) -> None:
        self.stop = stop
        self.nesting = nesting
        self.is_certain = True
        """Whether each input of a layer is one certain tensor."""
        self.first_node: dict[object, Node] = {}
        """Of each layer, model or operation the node at which it was met first; in the order of meeting."""
        self._finished: dict[Node, list[Node]] = {}
        """The nodes that were walked, those near the inputs first, each with the nodes that feed it."""

    def visit(self, output: Tensor) -> None:
        """Walk from an output to the inputs."""
        stack: list[tuple[Node, list[Node] | None]] = [(output.node, None)]
        while stack:
            node, parents = stack.pop()
            if parents is not None:
                self._finished.setdefault(node, parents)
                continue
            if node in self._finished:
                continue
            self.first_node.setdefault(self._key(node), node)
            parents = self._parents(node)
            stack.append((node, parents))
            stack += [(one, None) for one in reversed(parents) if one not in self._finished]

    def _parents(self, node: Node) -> list[Node]:
        if any(tensor in self.stop for tensor in node.outputs):
            return []
        found: list[Node] = []
        for alternatives in node.inputs:
            self.is_certain = self.is_certain and len(alternatives) == 1 and isinstance(alternatives[0], Tensor)
            found += [tensor.node for tensor in alternatives if isinstance(tensor, Tensor)]
        return found

    def _key(self, node: Node) -> object:
        """What Keras counts for a node: the nested model or layer of the program around it, or its own layer."""
        call = self._call(node)
        return node.layer if call is None else call if call.subject is None else call.subject

    def _call(self, node: Node) -> EnclosingCall | None:
        """The call of a nested model or layer of the program that a node came from."""
        return node.call_path[self.nesting] if len(node.call_path) > self.nesting else None

    def in_order(self) -> list[object]:
        """The layers, models and operations in the order of `model.layers`."""
        depths: dict[Node, int] = {}
        deepest: dict[object, int] = {}
        for node, parents in reversed(self._finished.items()):
            key, call = self._key(node), self._call(node)
            depth = max(depths.get(node, 0), deepest.get(key, 0))
            depths[node] = deepest[key] = depth
            for parent in parents:
                # a step inside of a nested model is none of this graph
                step = 0 if call is not None and self._call(parent) is call else 1
                depths[parent] = max(depths.get(parent, 0), depth + step)
        met = {key: number for number, key in enumerate(self.first_node)}
        return sorted(met, key=lambda key: (-deepest.get(key, 0), met[key]))


def _is_input(item: Value) -> bool:
    return isinstance(item, Tensor) or (isinstance(item, LayerObject) and item.layer.class_name == "InputLayer")


def _name(item: Value) -> Value:
    if isinstance(item, LayerObject):
        return item.layer.name
    return item.name if isinstance(item, KerasModel) else item.state.get("name") if isinstance(item, Instance) else None


class InputView(LayerObject):
    """The layer behind a `keras.Input`."""

    __slots__ = ()

    def __init__(self, tensor: Tensor) -> None:
        super().__init__(tensor.node.layer)
        self.state = {"output": tensor, "input": tensor}


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
