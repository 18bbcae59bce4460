"""What a loss function of the program does with the output: whether a gradient gets there, and what else it uses."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.events import LossEvent
from kerasrules.interpreter.program_builder.gradient_search import GradientSearch
from kerasrules.interpreter.values import MISSING, Class, Instance, Value, options
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Node, Tensor
from kerasrules.model.record import field, record
from kerasrules.model.training import InnerLoss, LossFormula, LostGradient

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


@record(eq=False)
class TensorReading:
    """What a loss function does on tensors alone, so that what it makes of the labels is no unknown value.

    results: of each of the outputs. made: its operations, by id.
    """

    labels: Tensor
    outputs: list[Tensor]
    results: list[Value]
    made: set[int]
    calls: list[LossEvent] = field(default_factory=list)


def read_on_tensors(ctx: Context, function: Value, outputs: Sequence[Value], at: ast.AST) -> TensorReading:
    """Call a loss function on labels and each output as tensors."""
    given = [output for output in outputs if isinstance(output, Tensor)]
    calls: list[LossEvent] = []
    with apart(ctx, calls) as own:
        labels = ctx.graph.input_tensor(None, at)
        results = [ctx.calls.call(function, Arguments((labels, output)), at) for output in given]
    return TensorReading(labels, given, results, {id(node) for node in own}, calls)


def formula_of(read: TensorReading, function: Value, title: str | None) -> LossFormula | None:
    """What a loss function, or an object of a class of losses, computes, where that is one formula of one output."""
    of_class = isinstance(function, Instance)
    if len(read.outputs) != 1 or not isinstance(read.results[0], Tensor) or (of_class and not _averages(function.cls)):
        return None
    inner = [InnerLoss(call.loss, call.form, call.result) for call in read.calls if isinstance(call.result, Tensor)]
    return LossFormula(
        title or "function", read.labels, read.outputs[0], read.results[0], tuple(inner), is_function=not of_class
    )


def _averages(cls: Class) -> bool:
    """Whether Keras surely takes the mean of what `call` of this class of losses gives."""
    bases = [base for one in cls.order() for base in one.bases if not isinstance(base, Class)]
    if [getattr(base, "name", None) for base in bases] != ["keras.losses.Loss"] or cls.find("__call__") is not MISSING:
        return False
    return not any(_may_set_reduction(node) for one in cls.order() for node in ast.walk(one.node))


def _may_set_reduction(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "__init__":
        # the order of the arguments is another one in earlier versions
        return bool(node.args) or any(keyword.arg != "name" for keyword in node.keywords)
    return isinstance(node, ast.Attribute) and node.attr == "reduction" and isinstance(node.ctx, ast.Store)


def faults_of_loss(ctx: Context, read: TensorReading, title: str | None, location: Location) -> LostGradient | None:
    """Why no gradient of a loss reaches the output, None where one may reach it; notes if it uses other tensors."""
    made = read.made
    if (used := _symbolic_operand(read.results, read.outputs, made)) is not None:
        _note(ctx, title, *used)
    search = GradientSearch(location, lambda node: id(node) not in made and node.array is None, unrelated="unused")
    found: list[LostGradient] = []
    for one in (one for result in read.results for one in options(result)):
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
