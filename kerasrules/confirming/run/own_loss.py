"""A loss function of the program, as Keras calls it, from the operations that were read of it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from kerasrules.confirming.plan.model_plan import FormulaPlan, FormulaStep, LossPlan, Numbers, Slot
from kerasrules.confirming.run.keras_ops import functions
from kerasrules.model.training import LossForm

Step = Callable[..., Any]


def own_loss(plan: FormulaPlan, make_loss: Callable[[LossPlan], Any]) -> Any:
    """The Keras loss object. make_loss: makes the losses of Keras that it has in it."""
    import keras

    compute = formula(plan, make_loss)

    class RebuiltLoss(keras.losses.Loss):  # type: ignore[misc]
        """The loss, on labels from which a last axis of one may have been taken when they were read."""

        def call(self, y_true: Any, y_pred: Any) -> Any:
            if len(y_true.shape) == len(y_pred.shape) - 1 and y_pred.shape[-1] == 1:
                if plan.squeezes:
                    y_pred = keras.ops.squeeze(y_pred, axis=-1)
                else:
                    y_true = keras.ops.expand_dims(y_true, axis=-1)
            return compute(y_true, y_pred)

    return RebuiltLoss(name="rebuilt_loss")


def formula(plan: FormulaPlan, make_loss: Callable[[LossPlan], Any]) -> Callable[[Any, Any], Any]:
    """The function of labels and output."""
    import keras

    known = functions()
    steps = [(_made(step, make_loss) if step.loss is not None else known[step.function], step) for step in plan.steps]

    def given(value: object, tensors: Sequence[Any]) -> Any:
        if isinstance(value, Numbers):
            return keras.ops.convert_to_tensor(value.rows, tensors[1].dtype)
        return tensors[value.index] if isinstance(value, Slot) else value

    def compute(labels: Any, output: Any) -> Any:
        tensors = [labels, output]
        for function, step in steps:
            tensors.append(function(*(given(one, tensors) for one in step.args)))
        return tensors[plan.result]

    return compute


def _made(step: FormulaStep, make_loss: Callable[[LossPlan], Any]) -> Step:
    """A loss of Keras in the form in which the program calls it."""
    import keras

    assert step.loss is not None
    loss = step.loss
    if step.form is LossForm.OBJECT:
        made: Step = make_loss(loss)
        return made
    module, given = (keras.ops, {}) if step.form is LossForm.ELEMENTWISE else (keras.losses, dict(loss.config))
    function = getattr(module, loss.name)
    known = inspect.signature(function).parameters
    given = {name: value for name, value in given.items() if name in known}
    if loss.from_logits:
        given["from_logits"] = True
    return lambda labels, output: function(labels, output, **given)
