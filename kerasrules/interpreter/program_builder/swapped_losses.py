"""Cross-entropies whose two arguments have changed places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kerasrules.interpreter.keras_calls.model_graph import SyntheticNode
from kerasrules.interpreter.structures import each_given
from kerasrules.interpreter.values import Bound, Function, Value
from kerasrules.keras_api.losses import CROSS_ENTROPIES
from kerasrules.model.network import Node, Tensor
from kerasrules.model.training import LossForm, SwappedLoss

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context
    from kerasrules.interpreter.program_builder.own_losses import TensorReading


def swapped_losses(ctx: Context) -> Iterator[SwappedLoss]:
    """Those of loss functions that compile is given, and those that the program computes itself."""
    yield from (SwappedLoss(loss) for loss in ctx.events.swapped_losses)
    seen: set[int] = set()
    for event in ctx.events.compiles:
        for function in each_given(event.loss):
            if isinstance(function, (Function, Bound)) and id(function) not in seen:
                seen.add(id(function))
                yield from _of_function(_read(ctx, function, SyntheticNode(event.loss_location or event.location)))


def _read(ctx: Context, function: Function | Bound, at: SyntheticNode) -> TensorReading:
    """Call a loss function of the program. Most programs have none, and what reads them is not loaded for these."""
    from kerasrules.interpreter.program_builder.own_losses import apart, read_on_tensors

    with apart(ctx, []):
        return read_on_tensors(ctx, function, [ctx.graph.input_tensor(None, at)], at)


def _of_function(read: TensorReading) -> Iterator[SwappedLoss]:
    """None where another has them in their places: a loss may add both directions on purpose."""
    labels, output = read.labels.node, read.outputs[0].node
    swapped: list[SwappedLoss] = []
    for call in read.calls:
        if call.loss.name not in CROSS_ENTROPIES:
            continue
        targets, predictions = (_ends(value, labels, output) for value in (call.y, call.prediction))
        if output in predictions and labels in targets:
            return
        if targets == {output} and predictions == {labels}:
            swapped.append(SwappedLoss(call.loss, call.form is LossForm.ELEMENTWISE))
    yield from swapped


def _ends(value: Value, labels: Node, output: Node) -> set[Node]:
    """Which of the two a value is computed from."""
    todo = [value.node] if isinstance(value, Tensor) else []
    seen: set[Node] = set()
    while todo:
        node = todo.pop()
        if node not in seen and node.layer.class_name not in ("ones_like", "zeros_like"):
            seen.add(node)
            inputs = (one for alternatives in node.inputs for one in alternatives)
            todo.extend(one.node for one in inputs if isinstance(one, Tensor))
    return seen & {labels, output}
