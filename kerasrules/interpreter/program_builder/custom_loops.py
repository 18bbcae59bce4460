"""Hand-written training loops as trainings: each loss with the model, the data and the optimizer that it meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasrules.interpreter import input_flow as reaching_inputs
from kerasrules.interpreter.events import GradientEvent, LossEvent, UpdateEvent
from kerasrules.interpreter.keras_calls.model_graph import ordered
from kerasrules.interpreter.output_layer import head_of
from kerasrules.interpreter.program_builder.differentiated import Differentiated
from kerasrules.interpreter.program_builder.fit_data import as_targets
from kerasrules.interpreter.program_builder.fits import FitBuilder
from kerasrules.interpreter.program_builder.models import ModelBuilder
from kerasrules.interpreter.program_builder.own_layers import with_own_layers
from kerasrules.interpreter.values import ArrayObject, Instance, KerasModel, OptimizerObject, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.network import EnclosingCall, Layer, Model, Tensor
from kerasrules.model.record import record, replace
from kerasrules.model.training import Fit, Optimizer, OutputLoss, Training
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


@record(frozen=True, eq=False)
class _TrainedPrediction:
    """A prediction that is trained: the loss that judges it, the call of the model that it came out of."""

    prediction: Tensor
    loss: LossEvent | None
    call: EnclosingCall | None
    gradients: list[GradientEvent]


class LoopBuilder:
    """Makes a `Training` of each loss that a program computes and differentiates itself."""

    def __init__(self, ctx: Context, models: ModelBuilder, fits: FitBuilder) -> None:
        self.ctx = ctx
        self.models, self.fits = models, fits
        self._trained: set[EnclosingCall | None] = set()
        """Calls of models whose output is trained."""
        self._used: dict[KerasModel, tuple[Fit, ...]] = {}

    def trainings(self) -> list[Training]:
        """One for each loss, and for each prediction that is trained by what is no known loss."""
        events = self.ctx.events
        reached = [
            Differentiated(
                gradient, {id(one.result.node): one for one in events.losses if isinstance(one.result, Tensor)}
            )
            for gradient in events.gradients
        ]
        steps: list[_TrainedPrediction] = []
        losses = [*events.losses, *(loss for one in reached for loss in one.squared_errors)]
        gradients_of = {id(loss): [one.event for one in reached if loss in one.losses] for loss in losses}
        judged = {id(loss.prediction.node) for loss in losses if gradients_of[id(loss)]}
        for loss in losses:
            gradients = gradients_of[id(loss)]
            # of what is differentiated elsewhere; a loss beside one that is differentiated here is only shown
            elsewhere = loss.recorded and not gradients and id(loss.prediction.node) not in judged
            if elsewhere or any(map(_trains, gradients)):
                steps.append(_TrainedPrediction(loss.prediction, loss, _outermost(loss.prediction), gradients))
        self._trained.update(step.call for step in steps)
        for one in reached:
            for prediction in one.predictions if _trains(one.event) else ():
                call = _outermost(prediction)
                if call is not None and call not in self._trained:
                    self._trained.add(call)
                    steps.append(_TrainedPrediction(prediction, None, call, [one.event]))
        return [self._training(step) for step in steps]

    def _training(self, step: _TrainedPrediction) -> Training:
        prediction, loss, call, gradients = step.prediction, step.loss, step.call, step.gradients
        head = head_of((prediction,))
        location = prediction.node.location if loss is None else loss.location
        owner = model_of_call(call)
        model = (
            Unknown("the model of the custom loop is unknown", location) if owner is None else self.models.model(owner)
        )
        updates = self._updates(gradients, owner)
        optimizers = list(dict.fromkeys(update.optimizer for update in updates))
        optimizer: Optimizer | Unknown | None = None
        if len(optimizers) == 1:
            only = optimizers[0]
            optimizer = only.optimizer if isinstance(only, OptimizerObject) else only
        elif optimizers:
            optimizer = Unknown("one of several optimizers", location)
        pair = OutputLoss(
            head,
            Unknown("a loss that the program computes itself", location) if loss is None else loss.loss,
            direct=loss is not None and isinstance(loss.y, ArrayObject),
        )
        return Training(
            location,
            model,
            (pair,),
            metrics=tuple(dict.fromkeys(one for one, given in self.ctx.events.metric_updates if given is prediction)),
            optimizer=optimizer,
            fits=(self._fit(step, model, location), *self._uses(owner, model)),
            custom_loop=True,
            order=0 if loss is None else loss.order,
            trainable=with_own_layers(
                self._trainable(owner, updates, gradients), self.ctx.training.own_trainable_now(), model
            ),
        )

    def _fit(self, step: _TrainedPrediction, model: Model | Unknown, location: Location) -> Fit:
        """What the model was given in this step."""
        prediction, loss, call = step.prediction, step.loss, step.call
        y = self.fits.arrays(loss.y) if loss is not None and isinstance(loss.y, ArrayObject) else ()
        x: tuple[ArrayInfo | Unknown, ...] = ()
        if isinstance(model, Model) and call is not None:
            x = self.fits.arrays(self.ctx.events.model_inputs.get(call))
            arrivals = self.fits.arrivals(model, x)
            if arrivals:
                return Fit("loop", location, x, as_targets(y, x), reaching_inputs=arrivals)
        if not x:
            x = tuple(node.array for node in ordered([prediction], set()) if node.array is not None)
        fit = Fit("loop", location, x, as_targets(y, x))
        if isinstance(model, Model):
            fit = replace(fit, reaching_inputs=reaching_inputs.arrivals_of_tensor(prediction))
        return fit

    def _uses(self, owner: KerasModel | None, model: Model | Unknown) -> tuple[Fit, ...]:
        """What the model is given where it is evaluated, predicts, or is called outside of the training step."""
        if owner is None or not isinstance(model, Model):
            return ()
        found = self._used.get(owner)
        if found is None:
            events = self.ctx.events
            own = [one for one in events.fits if one.model is owner and one.method in ("evaluate", "predict")]
            fits = [self.fits.fit(one, model) for one in own]
            calls = [one for one in events.model_inputs.items() if model_of_call(one[0]) is owner]
            # what is tried on a model before it is trained may be anything
            first = next((index for index, (call, _) in enumerate(calls) if call in self._trained), len(calls))
            for call, given in calls[first:]:
                if call not in self._trained and call not in events.recorded_calls:
                    x = self.fits.arrays(given) if _is_real(given) else ()
                    arrivals = self.fits.arrivals(model, x)
                    if arrivals:
                        fits.append(Fit("call", call.location, x, (), reaching_inputs=arrivals))
            found = self._used[owner] = tuple(fits)
        return found

    def _updates(self, gradients: list[GradientEvent], owner: KerasModel | None) -> list[UpdateEvent]:
        """The updates by these gradients; where they cannot be told apart, those of the model's weights."""
        targets = {id(target) for gradient in gradients for target in gradient.targets}
        exact = [one for one in self.ctx.events.updates if targets & set(map(id, one.targets))]
        if exact:
            return exact
        return [one for one in self.ctx.events.updates if not one.targets and owner is not None and owner in one.owners]

    def _trainable(
        self, owner: KerasModel | None, updates: list[UpdateEvent], gradients: list[GradientEvent]
    ) -> dict[Layer, bool | Unknown]:
        """Which layers of the model the step changes, where that is not all of them."""
        found: dict[Layer, bool | Unknown] = {}
        for update in updates:
            found.update(update.trainable)
        owners = [one for gradient in gradients for one in gradient.owners]
        layers = [self.ctx.model_graph.layers_of(one) for one in owners]
        sure = all(layers) and owners and not any(gradient.others for gradient in gradients)
        if owner is not None and sure and owner not in owners:
            changed = {layer for part in layers for layer in part}
            found.update((layer, False) for layer in self.ctx.model_graph.layers_of(owner) if layer not in changed)
        return found


def _is_real(value: Value) -> bool:
    """Whether these are data, and not one number everywhere as is used to build a model."""
    info = value.info if isinstance(value, ArrayObject) else None
    return info is not None and info.origin is not None and (info.low is None or info.low != info.high)


def _trains(gradient: GradientEvent) -> bool:
    """Whether weights of a model may be among what the gradient is taken with respect to."""
    return bool(gradient.owners) or gradient.others


def model_of_call(call: EnclosingCall | None) -> KerasModel | None:
    """The model that is called, where it is one."""
    subject = None if call is None else call.subject
    found = subject.model if isinstance(subject, Instance) else subject
    return found if isinstance(found, KerasModel) else None


def _outermost(tensor: Tensor) -> EnclosingCall | None:
    """The call of a model or layer that a prediction came out of, which may have been reshaped or activated since."""
    node = tensor.node
    for _ in range(20):
        if node.call_path:
            return node.call_path[0]
        if node.layer.kind != "op" or len(node.inputs) != 1 or len(node.inputs[0]) != 1:
            return None
        source = node.inputs[0][0]
        if not isinstance(source, Tensor):
            return None
        node = source.node
    return None
