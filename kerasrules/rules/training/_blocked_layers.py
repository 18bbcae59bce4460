"""Layers of a model that training cannot change: an operation between them and every output has no gradient."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import WEIGHTED
from kerasrules.keras_api.operations.gradient_stops import ends_gradient
from kerasrules.model.network import Layer, Model, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.training import Training
from kerasrules.rules.graph import ancestors, is_class, unwrap

_LEARNING = WEIGHTED - {"DenseFeatures"}
"""DenseFeatures has weights for some columns only."""
_LOOKUPS = frozenset({"Embedding"})
_MEANT = frozenset({"stop_gradient"})
"""Who writes this wants no gradient."""


@record(frozen=True)
class Blocked:
    """step: what lets no gradient through. layers: those before it that get none in any training of the program."""

    step: Node
    layers: tuple[Layer, ...]


def blocked_layers(program: Program) -> Iterator[Blocked]:
    """Layers that no training of the program reaches, by the step that comes first behind them."""
    left = {layer for training in program.trainings for layer in _learning(training)}
    left |= {layer for change in program.trainable_changes if change.value is not True for layer in change.layers}
    for training in filter(_is_judged, program.trainings):
        assert isinstance(training.model, Model)
        for step in filter(_blocks, training.model.nodes):
            before = (node.layer for node in ancestors(step))
            found = dict.fromkeys(layer for layer in before if layer not in left and _learns(layer))
            if found:
                left |= found.keys()
                yield Blocked(step, tuple(reversed(found)))


def _is_judged(training: Training) -> bool:
    model = training.model
    return (
        isinstance(model, Model)
        and model.complete
        and not (training.custom_loop or model.custom_train_step or model.custom_compute_loss)
        and any(fit.trains for fit in training.fits)
        and all(node.layer.kind in ("layer", "op", "input") for node in model.nodes)
    )


def _learning(training: Training) -> Iterator[Layer]:
    """What gets a gradient from an output, as far as is known."""
    if isinstance(training.model, Model):
        tensors = (tensor for alternatives in training.model.outputs for tensor in alternatives)
        ends = [tensor.node for tensor in tensors if isinstance(tensor, Tensor)]
        yield from (node.layer for node in (*ends, *ancestors(*ends, ends=_blocks)))


def _blocks(node: Node) -> bool:
    layer = node.layer
    if layer.kind == "op":
        return ends_gradient(layer) and layer.class_name not in _MEANT
    return is_class(layer, _LOOKUPS)


def _learns(layer: Layer) -> bool:
    """Whether it has weights that nothing but the loss changes: a penalty shrinks them, and statistics move."""
    inner = unwrap(layer)
    if any(one.config.get("trainable") is False for one in (layer, inner)) or inner.class_name not in _LEARNING:
        return False
    return all(value is None for name, value in inner.config.items() if name.endswith("regularizer"))
