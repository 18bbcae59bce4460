"""Cross-entropies whose two arguments have changed places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kerasrules.interpreter.keras_calls.model_graph import SyntheticNode
from kerasrules.interpreter.program_builder.own_losses import TensorReading, apart, read_on_tensors
from kerasrules.interpreter.values import Bound, DictValue, Function, ListValue, Value
from kerasrules.keras_api.losses import CROSS_ENTROPIES
from kerasrules.model.network import Node, Tensor
from kerasrules.model.training import LossForm, SwappedLoss
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


def swapped_losses(ctx: Context) -> Iterator[SwappedLoss]:
    """Those of loss functions that compile is given, and those that the program computes itself."""
    yield from (SwappedLoss(loss) for loss in ctx.events.swapped_losses)
    seen: set[int] = set()
    for event in ctx.events.compiles:
        for function in _functions(event.loss):
            if id(function) not in seen:
                seen.add(id(function))
                at = SyntheticNode(event.loss_location or event.location)
                with apart(ctx, []):
                    read = read_on_tensors(ctx, function, [ctx.graph.input_tensor(None, at)], at)
                yield from _of_function(read, function)


def _functions(given: Value) -> Iterator[Function | Bound]:
    """The functions of the program among the losses of a call of compile."""
    if isinstance(given, DictValue):
        given = () if isinstance(given.items, Unknown) else tuple(given.items.values())
    if isinstance(given, ListValue):
        given = given.items if isinstance(given.items, tuple) else ()
    for one in given if isinstance(given, tuple) else (given,):
        if isinstance(one, (Function, Bound)):
            yield one


def _of_function(read: TensorReading, function: Function | Bound) -> Iterator[SwappedLoss]:
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
            swapped.append(SwappedLoss(call.loss, function.name, call.form is LossForm.ELEMENTWISE))
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
