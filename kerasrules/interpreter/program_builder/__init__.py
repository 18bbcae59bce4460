"""What the interpreter noted, put together as a `Program`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from kerasrules.interpreter.budget import BudgetExceeded
from kerasrules.interpreter.program_builder.custom_loops import LoopBuilder
from kerasrules.interpreter.program_builder.data_events import row_swaps
from kerasrules.interpreter.program_builder.fits import FitBuilder
from kerasrules.interpreter.program_builder.generated_and_real import generated_and_real
from kerasrules.interpreter.program_builder.layers_in_calls import layers_in_calls
from kerasrules.interpreter.program_builder.lost_gradients import lost_gradient
from kerasrules.interpreter.program_builder.models import ModelBuilder
from kerasrules.interpreter.program_builder.saved_runs import saved_run
from kerasrules.interpreter.program_builder.swapped_losses import swapped_losses
from kerasrules.interpreter.program_builder.trainings import TrainingBuilder
from kerasrules.interpreter.values import KerasModel
from kerasrules.model.data_flow import RepeatedBatch
from kerasrules.model.network import Model
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, LostGradient, PredictionDecoding, TrainableChange, Training, WeightLoad
from kerasrules.model.unknown import Unknown
from kerasrules.source.legacy_keras import imports_legacy_keras
from kerasrules.source.test_modules import is_test

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


_Part = TypeVar("_Part")


class ProgramBuilder:
    """Makes models and trainings of what was noted."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.models = ModelBuilder(ctx)
        self.fits = FitBuilder(ctx)
        self.trainings = TrainingBuilder(ctx, self.models, self.fits)
        self.loops = LoopBuilder(ctx, self.models, self.fits)

    def program(self) -> Program:
        """The whole program."""
        ctx = self.ctx
        trainings: list[Training] = []
        for record in ctx.events.compiles:
            trainings.extend(self._bounded(lambda record=record: self.trainings.training(record)))  # type: ignore[misc]
        models = [
            made
            for model in list(ctx.models.made)
            for made in self._bounded(lambda model=model: [self.models.model(model)])  # type: ignore[misc]
        ]
        trainings.extend(self._bounded(self.loops.trainings))
        uncompiled, changes = self._bounded(self._uncompiled), self._bounded(self._changes)
        generated = self._bounded(lambda: list(generated_and_real(ctx)))
        return Program(
            path=ctx.source.path,
            models=tuple(models),
            trainings=tuple(trainings),
            nodes=tuple(ctx.graph.nodes),
            notices=tuple(filter(None, (*ctx.events.notices, ctx.imports.finder.refused))),
            uncompiled=tuple(uncompiled),
            unknown_calls=frozenset(ctx.events.unknown_calls),
            expected_errors=frozenset(ctx.events.expected_errors),
            trainable_changes=tuple(changes),
            weight_loads=tuple(self._bounded(self._weight_loads)),
            uses=tuple(ctx.events.api_uses),
            prediction_decodings=tuple(self._decodings()),
            estimator_fits=tuple(ctx.events.estimator_fits),
            pairwise_differences=tuple(ctx.events.pairwise_differences),
            generated_and_real=tuple(generated),
            splits=tuple(ctx.events.splits),
            tuner_objectives=tuple(ctx.events.tuner_objectives),
            refused_calls=tuple(ctx.events.refused_calls),
            swapped_losses=tuple(self._bounded(lambda: list(swapped_losses(ctx)))),
            lost_gradients=tuple(self._bounded(self._lost_gradients)),
            row_swaps=row_swaps(ctx.events.swaps),
            repeated_batches=tuple(self._bounded(self._repeated_batches)),
            misnamed_splits=tuple(ctx.events.misnamed_splits),
            single_turn_loops=tuple(ctx.events.single_turns),
            layers_in_calls=tuple(self._bounded(lambda: list(layers_in_calls(ctx)))),
            data_files=ctx.data_file_uses,
            taught=tuple(ctx.taught),
            teaching_problems=tuple(ctx.taught_values.problems),
            is_incomplete=ctx.source.is_incomplete,
            is_test=is_test(ctx.source),
            keras_one=ctx.keras_one.reads,
            legacy_keras=imports_legacy_keras(ctx.source),
            python_two=ctx.source.python_two,
            chooses_new_backend=ctx.source.chooses_new_backend,
            took_default=ctx.took_default,
            supposed=ctx.supposed,
            saved_run=saved_run(ctx.source, ctx.functions.calling_cells),
        )

    def _lost_gradients(self) -> list[LostGradient]:
        events, layers_of, calls_of = self.ctx.events, self.ctx.model_graph.layers_of, self.ctx.graph.calls_of
        found = (lost_gradient(event, layers_of, calls_of) for event in events.gradients)
        empty = (LostGradient(event.location, "empty") for event in events.updates if event.empty)
        return [*(one for one in found if one is not None), *empty]

    def _repeated_batches(self) -> list[RepeatedBatch]:
        generators, classes = self.ctx.functions.generators, self.ctx.classes.with_items
        if not generators and not classes:  # as in most programs, for which the module is not loaded
            return []
        from kerasrules.interpreter.program_builder.repeated_batches import repeated_batches

        return list(repeated_batches(generators, classes))

    def _bounded(self, make: Callable[[], list[_Part]]) -> list[_Part]:
        """A part of the program; one that takes too much work is omitted, with a notice."""
        ctx = self.ctx
        try:
            return make()
        except (BudgetExceeded, RecursionError):
            if not ctx.events.notices:
                ctx.events.notices.append(Unknown("a model is too large to analyze; the rest of the file was checked"))
            return []

    def _uncompiled(self) -> list[tuple[Model, Fit]]:
        """fit calls that no compile precedes, of models whose whole life until then is in sight."""
        found: list[tuple[Model, Fit]] = []
        for call in self.ctx.events.fits:
            model = call.model
            if isinstance(model, KerasModel) and model.form != "unknown" and call.in_sight:
                made = self.models.model(model)
                found.append((made, self.fits.fit(call, made)))
        if found and (self.ctx.events.is_excerpt or self.ctx.source.has_gaps):
            return []  # the compile may be in what is missing
        return found

    def _changes(self) -> list[TrainableChange]:
        ctx = self.ctx
        return [
            TrainableChange(
                change.location,
                change.value,
                frozenset(ctx.model_graph.layers_of(change.owner)),
                change.order,
                bool(getattr(change.owner, "part", False)),
            )
            for change in ctx.events.trainable_sets
        ]

    def _weight_loads(self) -> list[WeightLoad]:
        layers_of = self.ctx.model_graph.layers_of
        return [WeightLoad(frozenset(layers_of(one.model)), one.order) for one in self.ctx.events.weights_loaded]

    def _decodings(self) -> list[PredictionDecoding]:
        return [
            PredictionDecoding(
                one.kind,
                one.detail,
                one.location,
                self.models.model(one.model)
                if isinstance(one.model, KerasModel)
                else Unknown("the model", one.location),
                one.order,
                one.size,
            )
            for one in self.ctx.events.decodings
        ]
