"""The shape of a model's input as its first layer or its backbone declares it."""

from __future__ import annotations

from collections.abc import Container

from kerasrules.keras_api.layer_traits import RECURRENT
from kerasrules.model.data import Shape
from kerasrules.model.network import Layer
from kerasrules.model.unknown import Unknown

DECLARING = ("batch_input_shape", "input_shape", "input_dim")
"""Arguments by which a first layer declares the input of its model; Embedding's input_dim is its vocabulary."""


def begins_model(class_name: str, arguments: Container[str]) -> bool:
    """Whether a layer of this class with these arguments is surely the first of a model."""
    return class_name in ("Input", "InputLayer", "Embedding") or any(name in arguments for name in DECLARING)


def declared_shape(layer: Layer) -> Shape | None:
    """The shape that a first layer declares: input_shape, batch_input_shape, input_dim, shape."""
    config = layer.config
    if layer.kind == "backbone":
        return None
    size = config.get("input_dim")
    length = config.get("input_length")
    in_steps = layer.class_name in RECURRENT or ("input_length" in config and layer.class_name != "Embedding")
    if isinstance(size, int) and in_steps:
        # as Keras 1 and 2 read it, beside an input_shape too: the width of each step
        return (None, length if isinstance(length, int) else None, size)
    for key, batched in (("batch_input_shape", True), ("batch_shape", True), ("input_shape", False), ("shape", False)):
        given = config.get(key)
        if isinstance(given, int) and not isinstance(given, bool):
            given = (given,)
        if isinstance(given, (tuple, list)) and all(size is None or isinstance(size, (int, Unknown)) for size in given):
            sizes = tuple(size if isinstance(size, int) else None for size in given)
            if batched:
                return sizes
            batch = config.get("batch_size")
            return (batch if isinstance(batch, int) else None, *sizes)
    if isinstance(size, int) and layer.class_name != "Embedding":
        return (None, size)
    if layer.class_name == "Embedding":
        return (None, length) if isinstance(length, int) else (None, None)
    return None


def application_input(layer: Layer) -> Shape | None:
    """The input of a backbone, as its arguments say."""
    given = layer.config.get("input_shape")
    if isinstance(given, (tuple, list)) and len(given) == 3:
        return (None, *(size if isinstance(size, int) else None for size in given))
    if layer.config.get("data_format", "channels_last") != "channels_last":
        return None
    return (None, None, None, 3) if given is None and layer.config.get("include_top") is False else None
