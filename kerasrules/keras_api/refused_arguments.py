"""Arguments with which Keras 3 refuses to make a layer, an optimizer or an application, before any tensor is there."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kerasrules.keras_api.applications import APPLICATIONS
from kerasrules.keras_api.signatures import LAYERS, REQUIRED
from kerasrules.model.network import Layer
from kerasrules.model.unknown import Unknown

_CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")


def refused_layer(layer: Layer, keywords: Collection[str]) -> str | None:
    """Why a layer cannot be made. keywords: the names with which the call passes arguments."""
    signature = LAYERS.get(layer.class_name)
    if signature is None or not set(keywords) <= layer.config.keys():
        return None
    by_position = [parameter.name for parameter in signature.positional[: layer.positional]]
    twice = next((name for name in by_position if name in keywords), None)
    if twice is not None:
        return f"{twice} is passed twice, by position and by name"
    given = {*by_position, *keywords}
    # arguments that ** passes on are unknown, and so is whether one is missing
    if any(
        isinstance(layer.config.get(parameter.name), Unknown)
        and layer.config[parameter.name] is not parameter.default
        and parameter.name not in given
        for parameter in signature.parameters
    ):
        return None
    for parameter in signature.parameters:
        if parameter.default is REQUIRED and parameter.name not in layer.config:
            return f"the argument {parameter.name} is missing"
    units = layer.config.get("units")
    if layer.class_name == "Dense" and isinstance(units, (float, str)):
        return f"units must be a positive integer, not {units!r}"
    return None


def refused_optimizer(class_name: str, config: Mapping[str, object]) -> str | None:
    """Why an optimizer cannot be made."""
    momentum = config.get("momentum")
    if class_name == "SGD" and isinstance(momentum, (int, float)):
        if not isinstance(momentum, float):
            return f"momentum must be a float, but {momentum!r} is an integer"
        if not 0 <= momentum <= 1:
            return f"momentum must be between 0 and 1, not {momentum}"
    clips = [name for name in _CLIPS if isinstance(config.get(name), (int, float))]
    if len(clips) > 1:
        return f"only one of {', '.join(clips)} can be set"
    return None


def refused_application(class_name: str, config: Mapping[str, object]) -> str | None:
    """Why a network of keras.applications cannot be made for an input of this shape."""
    application, shape = APPLICATIONS.get(class_name), config.get("input_shape")
    if application is None or not isinstance(shape, (tuple, list)) or config.get("input_tensor") is not None:
        return None
    if any(isinstance(size, Unknown) for size in shape):
        return None
    top, pretrained = config.get("include_top", True), config.get("weights", "imagenet") == "imagenet"
    if len(shape) != 3:
        return f"input_shape must have three numbers, not {len(shape)}"
    sides, least = [size for size in shape[:2] if isinstance(size, int)], application.min_size
    if top is False and sides and min(sides) < least:
        return f"the input must be at least {least} x {least}"
    if top is False and pretrained and isinstance(shape[2], int) and shape[2] != 3:
        return f"its pretrained weights need 3 channels, not {shape[2]}"
    return None
