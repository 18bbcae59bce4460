"""The loss of a compiled model of Keras, by Keras' own name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasrules.keras_api.losses import CLASSES, canonical_loss


def compiled_loss(model: Any, index: int) -> tuple[str, bool, dict[str, object]] | None:
    """Name, whether it takes logits, and arguments of the loss of an output; None for a loss that is not Keras' own."""
    given = getattr(model, "loss", None)
    if isinstance(given, Mapping):
        names = list(getattr(model, "output_names", [])) or list(given)
        given = given.get(names[index]) if index < len(names) else None
    elif isinstance(given, (list, tuple)):
        given = given[index] if index < len(given) else None
    if isinstance(given, str):
        named = canonical_loss(given)
        return None if named is None else (named, False, {})
    is_keras = type(given).__module__.startswith(("keras.", "tf_keras."))
    named = CLASSES.get(type(given).__name__) if is_keras else None
    if given is not None and named is not None:
        config = dict(given.get_config())
        return named, bool(config.pop("from_logits", False)), config
    function = canonical_loss(getattr(given, "__name__", ""))
    if function is not None and getattr(given, "__module__", "").startswith(("keras.", "tf_keras.")):
        return function, False, {}
    return None
