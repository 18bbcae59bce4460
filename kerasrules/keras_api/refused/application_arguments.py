"""Networks of keras.applications that Keras refuses to make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kerasrules.keras_api.applications import APPLICATIONS
from kerasrules.model.unknown import Unknown

_SIDES: Mapping[str, frozenset[int]] = {
    "MobileNet": frozenset({128, 160, 192, 224}),
    "MobileNetV2": frozenset({96, 128, 160, 192, 224}),
}
"""There are pretrained weights with the classifier for images of several sizes."""


def refused_application(class_name: str, config: Mapping[str, object]) -> str | None:
    """Why a network cannot be made with these arguments; defaults included."""
    application = APPLICATIONS.get(class_name)
    if application is None or config.get("input_tensor") is not None:
        return None
    top, weights = config.get("include_top", True), config.get("weights", "imagenet")
    whole = top is True and weights == "imagenet"
    classes = config.get("classes", 1000)
    if whole and isinstance(classes, int) and classes != 1000:
        return f"the pretrained classifier has 1000 classes, not {classes}, unless include_top=False"
    shape = config.get("input_shape")
    if not isinstance(shape, (tuple, list)) or any(isinstance(size, Unknown) for size in shape):
        return None
    if len(shape) != 3:
        return f"input_shape must have three numbers, not {len(shape)}"
    if whole and application.size is not None and "3" in application.generations:
        sides = _SIDES.get(class_name, frozenset({application.size}))
        if shape[2] != 3 or shape[0] != shape[1] or shape[0] not in sides:
            size = application.size
            return f"the pretrained classifier needs input_shape=({size}, {size}, 3), unless include_top=False"
    return _size(shape, application.min_size) or _channels(shape, weights)


def _size(shape: Sequence[object], least: int) -> str | None:
    sides = [size for size in shape[:2] if isinstance(size, int)]
    return f"the input must be at least {least} x {least}" if sides and min(sides) < least else None


def _channels(shape: Sequence[object], weights: object) -> str | None:
    if weights == "imagenet" and isinstance(shape[2], int) and shape[2] != 3:
        return f"its pretrained weights need 3 channels, not {shape[2]}"
    return None
