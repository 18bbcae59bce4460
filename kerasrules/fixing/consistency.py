"""Whether a line that makes several layers, in a loop or in a function that is called again, makes them alike.

An edit of that line changes all of them, so it is only right where it is right for each.
"""

from __future__ import annotations

from kerasrules.fixing.fix_context import FixContext
from kerasrules.model.locations import Location
from kerasrules.model.network import Node, Tensor
from kerasrules.model.unknown import Unknown
from kerasrules.source.patches import CannotFix

SHAPES = ("input_shape", "batch_input_shape", "batch_shape", "input_dim")
"""Arguments by which the first layer of a model says what it gets."""


def check_same_role(context: FixContext, call: Location, argument: str) -> None:
    """Raise CannotFix where a call makes layers that differ in this argument, or hidden ones and heads."""
    roles = {
        (any(map(context.ends_model, context.nodes_of(layer))), repr(layer.config.get(argument)))
        for layer in context.layers(call)
    }
    if len(roles) > 1:
        raise CannotFix("the line creates several layers, and the fix would not be right for each of them")


def check_same_neighbours(context: FixContext, call: Location) -> None:
    """Raise CannotFix where a call makes layers that stand between different others, or one that is used again."""
    nodes = context.nodes(call)
    if not nodes:
        raise CannotFix("it is unknown where the layer is used")
    if len({_neighbours(context, node) for node in nodes}) > 1:
        raise CannotFix("the line creates several layers, or the layer is used several times in different positions")


def declares_input(context: FixContext, call: Location) -> bool:
    """Whether the layer made by a call tells the model the shape of its input."""
    models = {model.location for model in context.program.models}  # where an input stands that nobody wrote
    return any(
        isinstance(tensor, Tensor) and tensor.node.layer.kind == "input" and tensor.node.location in {*models, call}
        for node in context.nodes(call)
        if node.layer.kind == "layer" and not node.layer.arguments.keys().isdisjoint(SHAPES)
        for alternatives in node.inputs
        for tensor in alternatives
    )


def _neighbours(context: FixContext, node: Node) -> tuple[bool, frozenset[str], frozenset[str]]:
    before = frozenset(
        "unknown" if isinstance(tensor, Unknown) else tensor.node.layer.class_name
        for alternatives in node.inputs
        for tensor in alternatives
    )
    after = frozenset(consumer.layer.class_name for consumer in node.consumers)
    return context.ends_model(node), before, after
