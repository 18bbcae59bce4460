"""Trainings as rules see them: compile calls with their losses, metrics and fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasrules.interpreter.events import CompileEvent
from kerasrules.interpreter.program_builder.fits import FitBuilder
from kerasrules.interpreter.program_builder.losses import LossBuilder
from kerasrules.interpreter.program_builder.metrics import MetricBuilder
from kerasrules.interpreter.program_builder.models import ModelBuilder
from kerasrules.interpreter.program_builder.own_layers import with_own_layers
from kerasrules.interpreter.values import Instance, KerasModel, OptimizerObject, Value, options, plain
from kerasrules.model.network import Model
from kerasrules.model.training import Optimizer, Training
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
            loaded=record.loaded,
            unknown=unknown,
            order=record.order,
            trainable=with_own_layers(record.trainable, record.own_trainable, model),
            arguments=record.locations,
            without_loss=record.without_loss,
            loss_weights=plain(record.loss_weights),
        )
