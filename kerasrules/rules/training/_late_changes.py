"""What `trainable` is at a training call, against what it was when the model was compiled."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.network import Layer, Model
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.training import Fit, TrainableChange, Training
from kerasrules.model.unknown import Unknown


@record(frozen=True)
class LateChange:
    """`change` after the compile of `training` turned layers on or off that `fit` trains or should train.

    recompiled: another model with these layers was compiled between the change and the call.
    trained_before: a training call came between the compile and the change.
    """

    training: Training
    fit: Fit
    change: TrainableChange
    recompiled: bool
    trained_before: bool


def late_changes(program: Program) -> Iterator[LateChange]:
    """Every training call before which `trainable` was changed without another compile of the same model."""
    for training in program.trainings:
        model = training.model
        if isinstance(model, Unknown) or training.custom_loop:
            continue
        layers = _weights(model)
        for fit in training.fits:
            change = _last_change(program, training, fit, layers) if fit.trains else None
            if change is not None:
                yield LateChange(
                    training,
                    fit,
                    change,
                    any(
                        change.order < other.order < fit.order and _weights(other.model) & change.layers
                        for other in program.trainings
                        if other is not training and not isinstance(other.model, Unknown)
                    ),
                    any(training.order < one.order < change.order for one in training.fits if one.trains),
                )


def _weights(model: Model | Unknown) -> frozenset[Layer]:
    """The layers of a model that have weights."""
    if isinstance(model, Unknown):
        return frozenset()
    return frozenset(node.layer for node in model.nodes if node.layer.kind == "backbone" or (node.parameters or 0) > 0)


def _last_change(program: Program, training: Training, fit: Fit, layers: frozenset[Layer]) -> TrainableChange | None:
    """The first change after compile that still holds at the call and differs from what compile saw."""
    state: dict[Layer, TrainableChange] = {}
    for change in sorted(program.trainable_changes, key=lambda one: one.order):
        if training.order < change.order < fit.order:
            for layer in change.layers & layers:
                # a part of a backbone that is set again leaves the rest as it was
                if not (change.partly and layer in state):
                    state[layer] = change
    differing = [
        change
        for layer, change in state.items()
        if isinstance(change.value, bool)
        and isinstance(before := training.trainable.get(layer, True), bool)
        and before != change.value
    ]
    return min(differing, key=lambda one: one.order) if differing else None
