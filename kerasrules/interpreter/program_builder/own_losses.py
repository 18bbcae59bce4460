"""What a loss function of the program does with the output: whether a gradient gets there, and what else it uses."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.events import LossEvent
from kerasrules.interpreter.program_builder.gradient_search import GradientSearch
from kerasrules.interpreter.values import Value, options
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Node, Tensor
from kerasrules.model.training import LostGradient

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context

_GRAPH_MODE = frozenset({"disable_eager_execution", "disable_v2_behavior"})
"""Who calls one of these trains with a TensorFlow that computes losses in the graph of the model."""


@contextmanager
def apart(ctx: Context, calls: list[LossEvent]) -> Iterator[list[Node]]:
    """Call loss functions whose nodes are not part of the network: in the end they are in the list that this gives.

    calls: gets the losses of Keras that they call.
    """
    outer, outer_nodes = ctx.losses.sink, len(ctx.graph.nodes)
    ctx.losses.sink = calls
    own: list[Node] = []
    try:
        yield own
    finally:
        ctx.losses.sink = outer
        own += ctx.graph.nodes[outer_nodes:]
        for node in own:
            for alternatives in node.inputs:
                for tensor in alternatives:
                    if isinstance(tensor, Tensor) and node in tensor.node.consumers:
                        tensor.node.consumers.remove(node)
        del ctx.graph.nodes[outer_nodes:]


def faults_of_loss(
    ctx: Context, function: Value, title: str | None, outputs: Sequence[Value], location: Location, at: ast.AST
) -> LostGradient | None:
    """Why no gradient of a loss reaches the output, None where one may reach it; notes if it uses other tensors.

    It is called on tensors alone here, so that what it makes of the labels is no unknown value.
    """
    given = [output for output in outputs if isinstance(output, Tensor)]
    with apart(ctx, []) as own:
        labels = ctx.graph.input_tensor(None, at)
        results = [ctx.calls.call(function, Arguments((labels, output)), at) for output in given]
    made = {id(node) for node in own}
    if (used := _symbolic_operand(results, given, made)) is not None:
        _note(ctx, title, *used)
    search = GradientSearch(location, lambda node: id(node) not in made and node.array is None, unrelated="unused")
    found: list[LostGradient] = []
    for one in (one for result in results for one in options(result)):
        lost = search.lost((one,)) if isinstance(one, Tensor) else None
        if lost is None:
            return None
        found.append(lost)
    return found[0] if found else None


def _note(ctx: Context, title: str | None, location: Location, layer: Layer) -> None:
    if any(use.name.rpartition(".")[2] in _GRAPH_MODE for use in ctx.events.api_uses):
        return
    words = {"input": "an input of the model", "layer": f"the output of {layer.class_name}"}
    reason = f"it computes with {words.get(layer.kind, 'a tensor of the model')}, which has no values there"
    ctx.note_refusal(f"the loss {title or 'function'}", reason, location, newly=True)


def _symbolic_operand(
    results: Sequence[Value], outputs: Sequence[Tensor], made: set[int]
) -> tuple[Location, Layer] | None:
    """Where a loss computes with a tensor of the network that it is not given, and that tensor's layer."""
    given = {id(tensor) for tensor in outputs}
    todo = [one.node for result in results for one in options(result) if isinstance(one, Tensor)]
    seen: set[int] = set()
    while todo:
        node = todo.pop()
        if id(node) in seen or id(node) not in made:
            continue
        seen.add(id(node))
        for tensor in (one for alternatives in node.inputs for one in alternatives if isinstance(one, Tensor)):
            if id(tensor.node) in made:
                todo.append(tensor.node)
            elif id(tensor) not in given and _is_symbolic(tensor):
                return node.location, tensor.node.layer
    return None


def _is_symbolic(tensor: Tensor) -> bool:
    """Whether a tensor surely is one of a network's graph, and not what a layer made of data."""
    todo, seen, begins = [tensor.node], set[int](), False
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.layer.kind == "input":
            if node.array is not None or node.built_by is not None:
                return False
            begins = True
        todo.extend(one.node for alternatives in node.inputs for one in alternatives if isinstance(one, Tensor))
    return begins
