"""Gradients that reach none of the weights that a training step takes them of."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kerasrules.interpreter.events import GradientEvent
from kerasrules.interpreter.keras_calls.gradient_steps import WITH_WEIGHTS
from kerasrules.interpreter.program_builder.gradient_search import OPAQUE, GradientSearch, is_opaque
from kerasrules.interpreter.values import Value
from kerasrules.model.network import Layer, Node
from kerasrules.model.training import LostGradient


def lost_gradient(
    event: GradientEvent, layers_of: Callable[[Value], list[Layer]], calls_of: Mapping[Layer, list[Node]]
) -> LostGradient | None:
    """Why none of the weights gets a gradient; None where one may get it."""
    if event.of_all:
        return GradientSearch(event.location, _learns, event.recorded, unrelated=None).lost(event.targets)
    if event.others or not event.owners:
        return None
    if event.frozen is not None:
        return LostGradient(event.location, "frozen", event.frozen)
    layers: set[Layer] = set()
    for owner in event.owners:
        held = layers_of(owner)
        if not held or any(layer.kind in OPAQUE for layer in held):
            return None
        learning = [layer for layer in held if layer.kind in ("layer", "backbone") or layer.takes_weight]
        if not learning:
            return None  # what it learns with is out of sight
        layers.update(learning)
    # each call makes an operation anew
    of_its_own = any(layer.takes_weight for layer in layers)
    search = GradientSearch(
        event.location, lambda node: node.layer in layers or (of_its_own and node.layer.takes_weight), event.recorded
    )
    found = search.lost(event.targets)
    if found is not None and found.why == "unrelated" and _is_used_out_of_sight(layers, calls_of):
        return None
    return found


def _learns(node: Node) -> bool:
    layer = node.layer
    if layer.kind == "layer":
        return layer.class_name in WITH_WEIGHTS
    return layer.kind == "backbone" or layer.takes_weight


def _is_used_out_of_sight(layers: set[Layer], calls_of: Mapping[Layer, list[Node]]) -> bool:
    """Whether what the layers give goes where it is not followed, as into the weights of another model."""
    todo = [node for layer in layers for node in calls_of.get(layer, ())]
    seen: set[int] = set()
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if is_opaque(node):
            return True
        todo.extend(node.consumers)
    return False
