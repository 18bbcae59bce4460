"""Models with a `train_step` of their own: read with a batch of the data that fit gets."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.array_domain.iteration import iterate_element
from kerasrules.interpreter.structures import tensors_in
from kerasrules.interpreter.values import (
    ArrayObject,
    Bound,
    Dataset,
    Function,
    KerasModel,
    ListValue,
    Value,
)
from kerasrules.model.network import Tensor
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class OwnTrainSteps:
    """Runs steps of the program's own, and finds those that leave the loss to compile."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._given: tuple[Value, ...] = ()
        """The inputs and labels of the step that is read."""

    def by_fit(self, model: KerasModel, x: Value, y: Value, node: ast.AST) -> None:
        """Read a step when fit calls it for the first time; later calls do the same with other batches."""
        ctx = self.ctx
        instance = model.instance
        step = None if instance is None else instance.cls.find("train_step")
        if not isinstance(step, Function) or id(step.node) in ctx.functions.entered:
            return
        data = self._batch(x, y)
        if data is None:
            return
        parameters = step.node.args
        # on JAX, the weights come before the data
        state = (ctx.gradients.weights_of(model), *(ctx.unknown("other state of a step", node) for _ in range(3)))
        given = (state, data) if len(parameters.posonlyargs) + len(parameters.args) == 3 else (data,)
        outer, self._given = self._given, tuple(data) if isinstance(data, tuple) else (data,)
        try:
            with ctx.stack.survives():
                ctx.calls.call(Bound(step, instance), Arguments(given), node)
        finally:
            self._given = outer

    @staticmethod
    def _batch(x: Value, y: Value) -> Value | None:
        """What fit gives to a step; None where that is not known."""
        if isinstance(x, Dataset):
            element = iterate_element(x)
            if isinstance(element, ListValue) and isinstance(element.items, tuple):
                element = element.items
            parts = element if isinstance(element, tuple) else (element,)
            return element if x.batched and all(isinstance(part, ArrayObject) for part in parts) else None
        arrays = tuple(_some(one) for one in (x, y) if isinstance(one, ArrayObject))
        if not isinstance(x, ArrayObject) or not (y is None or isinstance(y, ArrayObject)):
            return None
        return arrays if len(arrays) == 2 else arrays[0]

    def note_compiled_loss(self, model: KerasModel, name: str, arguments: Arguments) -> None:
        """A step that gives labels and output to compile's loss as they are."""
        ctx = self.ctx
        given = arguments.by_name(("y", "y_pred") if name == "compiled_loss" else ("x", "y", "y_pred"))
        labels, prediction = given.get("y", given.get("y_true")), tensors_in(given.get("y_pred"))
        calls = [tensor.node.call_path[0] if tensor.node.call_path else None for tensor in prediction]
        own = all(call is not None and call.class_name == model.class_name for call in calls)
        inputs = [None if call is None else ctx.events.model_inputs.get(call) for call in calls]
        if prediction and own and self._is_untouched(labels) and all(map(self._is_untouched, inputs)):
            ctx.heap.set(model, KerasModel.standard_loss, True)

    def _is_untouched(self, value: Value) -> bool:
        """Whether this is what fit gave to the step."""
        if isinstance(value, Unknown):
            return value.reason.startswith("the parameter ")
        if isinstance(value, Tensor):
            value = value.node.array
            return any(isinstance(one, ArrayObject) and one.info is value for one in self._given)
        return any(value is one for one in self._given)


def _some(array: ArrayObject) -> ArrayObject:
    """Some of the samples, however many."""
    shape = array.info.shape
    return ArrayObject(replace(array.info, shape=None if not shape else (None, *shape[1:])))
