"""Trainings as rules see them: compile calls with their losses, metrics and fits, and custom loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasrules.interpreter import input_flow as reaching_inputs
from kerasrules.interpreter.events import CompileEvent
from kerasrules.interpreter.keras_calls.model_graph import ordered
from kerasrules.interpreter.output_layer import head_of
from kerasrules.interpreter.program_builder.fits import FitBuilder
from kerasrules.interpreter.program_builder.losses import LossBuilder
from kerasrules.interpreter.program_builder.metrics import MetricBuilder
from kerasrules.interpreter.program_builder.models import ModelBuilder
from kerasrules.interpreter.values import ArrayObject, Instance, KerasModel, OptimizerObject, Value, options
from kerasrules.model.network import Model, Tensor
from kerasrules.model.record import replace
from kerasrules.model.training import Fit, Optimizer, OutputLoss, Training
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class TrainingBuilder:
    """Makes a `Training` of each compile call."""

    def __init__(self, ctx: Context, models: ModelBuilder, fits: FitBuilder) -> None:
        self.ctx = ctx
        self.models, self.fits = models, fits
        self.losses, self.metrics = LossBuilder(ctx), MetricBuilder()

    def training(self, record: CompileEvent) -> list[Training]:
        """One training for each model that the compiled object may be."""
        made: list[Training] = []
        for option in options(record.model):
            if isinstance(option, Instance):
                option = option.model or option
            model: Model | Unknown
            if isinstance(option, KerasModel):
                model = self.models.model(option, record.layers)
            else:
                model = (
                    option if isinstance(option, Unknown) else Unknown("the compiled model is unknown", record.location)
                )
            made.append(self._one_training(record, option, model))
        return made

    def _one_training(self, record: CompileEvent, value: Value, model: Model | Unknown) -> Training:
        optimizer: Value = None
        found = [
            self.ctx.optimizers.value(one, record.optimizer_location or record.location)
            for one in options(record.optimizer)
        ]
        optimizer = found[0] if len(found) == 1 else Unknown("the optimizer depends on a branch", record.location)
        known_optimizer: Optimizer | Unknown | None
        if isinstance(optimizer, OptimizerObject):
            known_optimizer = optimizer.optimizer
        else:
            known_optimizer = optimizer
        output_losses = self.losses.output_losses(record, model)
        fits = tuple(self.fits.fit(call, model) for call in record.fits)
        escapes = isinstance(value, KerasModel) and value.escaped
        unknown = tuple(part for pair in output_losses for part in (pair.head, pair.loss) if isinstance(part, Unknown))
        return Training(
            location=record.location,
            model=model,
            output_losses=tuple(output_losses),
            metrics=tuple(
                self.metrics.metrics(
                    record.metrics,
                    record.metrics_location or record.location,
                    model.output_names if isinstance(model, Model) else (),
                )
            ),
            optimizer=known_optimizer,
            fits=fits,
            escapes=escapes,
            unknown=unknown,
            order=record.order,
            trainable=record.trainable,
            arguments=record.locations,
        )

    def loops(self) -> list[Training]:
        """Losses that a custom loop computes."""
        trainings: list[Training] = []
        for call in self.ctx.events.losses:
            head = head_of((call.prediction,))
            model = self._owner(call.prediction)
            y = self.fits.arrays(call.y) if isinstance(call.y, ArrayObject) else ()
            sources = [node.array for node in ordered([call.prediction], set()) if node.array is not None]
            fit = Fit("loop", call.location, tuple(sources), y)
            if isinstance(model, Model):
                fit = replace(fit, reaching_inputs=reaching_inputs.arrivals_of_tensor(call.prediction))
            trainings.append(
                Training(
                    call.location,
                    model,
                    (OutputLoss(head, call.loss, direct=isinstance(call.y, ArrayObject)),),
                    fits=(fit,),
                    custom_loop=True,
                )
            )
        return trainings

    def _owner(self, tensor: Tensor) -> Model | Unknown:
        """The model that a prediction came out of."""
        if tensor.node.call_path:
            owner = tensor.node.call_path[0]
            for (model, _), made in self.models.made.items():
                if model.class_name == owner.class_name and model.name == owner.name:
                    return made
        return Unknown("the model of the custom loop is unknown", tensor.node.location)
