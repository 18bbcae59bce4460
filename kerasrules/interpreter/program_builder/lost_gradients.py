"""Gradients that reach none of the weights that a training step takes them of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kerasrules.interpreter.events import GradientEvent
from kerasrules.interpreter.keras_calls.gradient_steps import WITH_WEIGHTS
from kerasrules.interpreter.values import Value
from kerasrules.keras_api import losses
from kerasrules.keras_api.operations.gradient_stops import ends_gradient
from kerasrules.model.network import Layer, Node, Tensor
from kerasrules.model.training import LostGradient
from kerasrules.model.unknown import Unknown

_OPAQUE = frozenset({"custom", "unknown", "escape", "loop"})
"""Kinds of nodes that may use weights out of sight; the losses of Keras, which are "unknown" to rules, do not."""
_LOSSES = frozenset(losses.LOSSES.values()) | frozenset(losses.LOGIT_FUNCTIONS.values())


def lost_gradient(
    event: GradientEvent, layers_of: Callable[[Value], list[Layer]], calls_of: Mapping[Layer, list[Node]]
) -> LostGradient | None:
    """Why none of the weights gets a gradient; None where one may get it."""
    if event.of_all:
        return _Search(event, None).result()
    if event.others or not event.owners:
        return None
    if event.frozen is not None:
        return LostGradient(event.location, "frozen", event.frozen)
    layers: set[Layer] = set()
    for owner in event.owners:
        held = layers_of(owner)
        if not held or any(layer.kind in _OPAQUE for layer in held):
            return None
        layers.update(layer for layer in held if layer.kind in ("layer", "backbone"))
    found = _Search(event, layers).result()
    if found is not None and found.why == "unrelated" and _is_used_out_of_sight(layers, calls_of):
        return None
    return found


def _is_used_out_of_sight(layers: set[Layer], calls_of: Mapping[Layer, list[Node]]) -> bool:
    """Whether what the layers give goes where it is not followed, as into the weights of another model."""
    todo = [node for layer in layers for node in calls_of.get(layer, ())]
    seen: set[int] = set()
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if _is_opaque(node):
            return True
        todo.extend(node.consumers)
    return False


class _Search:
    """From what is differentiated back to the weights. layers: those with the weights; None: any."""

    def __init__(self, event: GradientEvent, layers: set[Layer] | None) -> None:
        self.event, self.layers = event, layers

    def result(self) -> LostGradient | None:
        """The first obstacle on the ways to the weights; None where there is a way without, or one is not known."""
        lost: LostGradient | None = None
        # nodes are seen first without an obstacle behind them, as far as there is such a way
        todo: list[tuple[Node, LostGradient | None]] = [(one.node, None) for one in self.event.targets]
        blocked: list[tuple[Node, LostGradient]] = []
        seen: set[int] = set()
        unknown = False
        while todo or blocked:
            node, obstacle = todo.pop() if todo else blocked.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if _is_opaque(node):
                # what an obstacle is in front of may be anything
                if obstacle is None:
                    return None
                unknown = True
            obstacle = obstacle or self._obstacle(node)
            if self._has_weights(node.layer):
                if obstacle is None:
                    return None
                lost = lost or obstacle
            for tensor in _inputs(node):
                if isinstance(tensor, Unknown):
                    if obstacle is None:
                        return None
                    unknown = True
                elif obstacle is None:
                    todo.append((tensor.node, None))
                else:
                    blocked.append((tensor.node, obstacle))
        return lost or (None if unknown or self.event.of_all else LostGradient(self.event.location, "unrelated"))

    def _has_weights(self, layer: Layer) -> bool:
        if self.layers is not None:
            return layer in self.layers
        return layer.kind == "backbone" or (layer.kind == "layer" and layer.class_name in WITH_WEIGHTS)

    def _obstacle(self, node: Node) -> LostGradient | None:
        """What at this node keeps a gradient from going further back."""
        if node.layer.kind == "input":
            return None
        if node.without_gradient or (self.event.recorded and not node.recorded):
            calls = [call for call in node.call_path if call.location is not None]
            return LostGradient(self.event.location, "unrecorded", calls[0].location if calls else node.location)
        if node.layer.kind == "op" and ends_gradient(node.layer):
            return LostGradient(self.event.location, "blocked", node.location, node.layer.class_name)
        return None


def _inputs(node: Node) -> Iterator[Tensor | Unknown]:
    for alternatives in node.inputs:
        yield from alternatives


def _is_opaque(node: Node) -> bool:
    """Whether the node may depend on weights that its inputs do not show."""
    layer = node.layer
    if layer.kind in _OPAQUE:
        return layer.class_name not in _LOSSES
    args, kwargs = layer.config.get("args", ()), layer.config.get("kwargs", {})
    given = [*(args if isinstance(args, tuple) else (args,)), *(kwargs.values() if isinstance(kwargs, dict) else ())]
    return layer.kind == "op" and any(isinstance(value, Unknown) for value in given)
