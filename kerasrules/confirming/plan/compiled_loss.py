"""The loss of a compiled model of Keras, by Keras' own name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasrules.keras_api.losses import CLASSES, canonical_loss
from kerasrules.model.locations import Location
from kerasrules.model.training import Loss
from kerasrules.model.unknown import Unknown

_KERAS = ("keras.", "tf_keras.")


def compiled_loss(model: Any, index: int, location: Location) -> Loss | Unknown:
    """The loss of an output; Unknown for one that is not Keras' own. location: what is told of it as its place."""
    given = getattr(model, "loss", None)
    if isinstance(given, Mapping):
        names = list(getattr(model, "output_names", [])) or list(given)
        given = given.get(names[index]) if index < len(names) else None
    elif isinstance(given, (list, tuple)):
        given = given[index] if index < len(given) else None
    if isinstance(given, str):
        name = canonical_loss(given)
        return Loss(name, False, location, given) if name else Unknown(f"the loss {given!r}")
    spelling = type(given).__name__
    name = CLASSES.get(spelling)
    if given is not None and name is not None and type(given).__module__.startswith(_KERAS):
        config = dict(given.get_config())
        return Loss(name, bool(config.pop("from_logits", False)), location, spelling, config)
    named = canonical_loss(getattr(given, "__name__", ""))
    if named is not None and getattr(given, "__module__", "").startswith(_KERAS):
        return Loss(named, False, location, named)
    return Unknown("the loss is a custom loss of the program", location)
