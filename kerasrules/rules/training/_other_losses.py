"""Losses that a model has besides that of compile."""

from __future__ import annotations

from kerasrules.model.network import Layer, Model
from kerasrules.model.program import Program
from kerasrules.model.training import Training


def adds_losses(program: Program) -> bool:
    """Whether the program may add losses of its own to any model."""
    return any(use.name.rpartition(".")[2] == "add_loss" for use in program.uses)


def has_no_other_loss(training: Training) -> bool:
    """Whether the model surely has no loss of its own."""
    model = training.model
    if not isinstance(model, Model) or not model.complete or model.kind not in ("sequential", "functional", "subclass"):
        return False
    if model.custom_train_step or model.custom_compute_loss:
        return False
    return all(_is_plain(node.layer) and not node.call_path for node in model.nodes)


def _is_plain(layer: Layer) -> bool:
    """Whether this is an operation, a layer of Keras without regularizer, or a network of keras.applications."""
    if layer.kind == "backbone":
        return True  # none of them has a regularizer
    inner = layer.config.get("layer")
    if layer.kind not in ("layer", "op", "input") or layer.class_name in ("Lambda", "ActivityRegularization"):
        return False
    plain = all(value is None for name, value in layer.config.items() if name.endswith("regularizer"))
    return plain and (inner is None or (isinstance(inner, Layer) and _is_plain(inner)))
