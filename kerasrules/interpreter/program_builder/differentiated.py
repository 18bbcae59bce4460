"""What a gradient was taken of: the losses of Keras in it, squared errors that are written out, other predictions."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.interpreter.events import GradientEvent, LossEvent
from kerasrules.interpreter.keras_calls.training_calls import COMPILED_LOSS
from kerasrules.interpreter.values import ArrayObject
from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Node, Tensor
from kerasrules.model.training import Loss
from kerasrules.model.unknown import EITHER


class Differentiated:
    """The parts of what one gradient was taken of."""

    def __init__(self, event: GradientEvent, losses: Mapping[int, LossEvent]) -> None:
        self.event = event
        self.losses: list[LossEvent] = []
        self.squared_errors: list[LossEvent] = []
        self.predictions: list[Tensor] = []
        """Outputs of models and layers that come in by another way than a known loss."""
        stack = list(reversed(event.targets))
        seen: set[int] = set()
        while stack:
            tensor = stack.pop()
            node = tensor.node
            if id(node) in seen:
                continue
            seen.add(id(node))
            if id(node) in losses:
                self.losses.append(losses[id(node)])
                continue
            if node.call_path or node.layer.kind in ("layer", "backbone", "custom"):
                self.predictions.append(tensor)
                continue
            if node.layer.class_name == COMPILED_LOSS:
                continue
            error = _error(node)
            if error is not None:
                self.squared_errors.append(error)
                continue
            stack.extend(one for alternatives in node.inputs for one in alternatives if isinstance(one, Tensor))
        self.losses.extend(self.squared_errors)


def _error(node: Node) -> LossEvent | None:
    """A squared or absolute difference of labels and a prediction, as the mean of which it is a loss."""
    layer = node.layer
    if layer.kind != "op":
        return None
    args = layer.config.get("args", ())
    if not isinstance(args, tuple):
        return None
    if layer.class_name == "squared_difference":
        return _of_difference(node, node, "mean_squared_error")
    squared = layer.class_name == "square" or (layer.class_name in ("power", "pow") and len(args) > 1 and args[1] == 2)
    if not squared and layer.class_name not in ("abs", "absolute"):
        return None
    if len(node.inputs) != 1 or len(node.inputs[0]) != 1:
        return None
    inner = node.inputs[0][0]
    if not isinstance(inner, Tensor) or inner.node.layer.kind != "op" or inner.node.layer.class_name != "subtract":
        return None
    return _of_difference(node, inner.node, "mean_squared_error" if squared else "mean_absolute_error")


def _of_difference(node: Node, difference: Node, name: str) -> LossEvent | None:
    """The loss, if one side of the difference alone comes from a network."""
    args = difference.layer.config.get("args", ())
    if difference.call_path or not isinstance(args, tuple) or len(args) != 2 or len(difference.inputs) != 1:
        return None
    prediction = difference.inputs[0][0] if len(difference.inputs[0]) == 1 else None
    if not isinstance(prediction, Tensor):
        return None
    label = next((one for one in args if not isinstance(one, Tensor) and one is not EITHER), None)
    if label is None or isinstance(label, (int, float)):
        return None
    loss = Loss(name, False, node.location, name, bare_difference=difference.location)
    y = ArrayObject(label) if isinstance(label, ArrayInfo) else label
    return LossEvent(loss, y, prediction, node.location)
