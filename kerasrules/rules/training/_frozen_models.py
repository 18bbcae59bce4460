"""Models of which every layer is frozen when fit trains them."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import classes_with
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Model
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.training import Fit, Training
from kerasrules.rules.graph import unwrap

_WITH_WEIGHTS = classes_with(lambda traits: traits.weights)


@record(frozen=True)
class FrozenFit:
    """A training call. places: where its model's layers were frozen."""

    fit: Fit
    places: tuple[Location, ...]


def frozen_fits(program: Program) -> Iterator[FrozenFit]:
    """Calls of fit that can change no weight; what is set between compile and fit, other rules judge."""
    for training in program.trainings:
        layers = None if training.custom_loop else _layers_with_weights(training.model)
        if not layers or not all(_is_frozen(program, training, layer) for layer in layers):
            continue
        for fit in training.fits:
            if fit.trains and not _is_changed(program, training, fit):
                yield FrozenFit(fit, tuple(dict.fromkeys(_places(program, training, layers))))


def _layers_with_weights(model: object) -> frozenset[Layer] | None:
    """The layers that have weights; None where some of them are not known."""
    if not isinstance(model, Model) or not model.complete or model.custom_train_step:
        return None
    if any(node.layer.kind not in ("layer", "op", "input", "backbone") for node in model.nodes):
        return None
    return frozenset(
        node.layer
        for node in model.nodes
        if node.layer.kind == "backbone"
        or node.layer.takes_weight
        or unwrap(node.layer).class_name in _WITH_WEIGHTS
        or node.parameters
    )


def _is_frozen(program: Program, training: Training, layer: Layer) -> bool:
    if unwrap(layer).config.get("trainable") is False:
        return True
    # a backbone of which some layers were frozen learns with the others
    changes = [change for change in program.trainable_changes if layer in change.layers]
    whole = any(change.value is False and not change.partly for change in changes)
    return whole and training.trainable.get(layer, True) is False


def _is_changed(program: Program, training: Training, fit: Fit) -> bool:
    return any(training.order < change.order < fit.order for change in program.trainable_changes)


def _places(program: Program, training: Training, layers: frozenset[Layer]) -> Iterator[Location]:
    for change in program.trainable_changes:
        if change.order < training.order and change.value is False and change.layers & layers:
            yield change.location
    yield from (unwrap(layer).location for layer in layers if unwrap(layer).config.get("trainable") is False)
