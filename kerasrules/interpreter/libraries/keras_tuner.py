"""Keras Tuner: what a search compares models by."""

from __future__ import annotations

from kerasrules.interpreter.libraries.keras_network import last_name, parts_of
from kerasrules.interpreter.libraries.registry import Call, builder
from kerasrules.interpreter.values import MISSING, LibraryObject, ListValue, Value
from kerasrules.model.training import TunerObjective

_OBJECTIVE = "keras_tuner.Objective"
_TUNERS = ("RandomSearch", "Hyperband", "BayesianOptimization", "GridSearch")


@builder("keras_tuner.", "kerastuner.")
def tuner(call: Call) -> Value:
    """A tuner is not followed: only what it is to improve is noted."""
    name = last_name(call)
    if name == "Objective":
        return LibraryObject(_OBJECTIVE, {"name": call.get("name", 0)}, call.location)
    if name in _TUNERS or name.removesuffix("Oracle") in _TUNERS:
        _note(call, call.get("objective", None if name.endswith("Oracle") else 1))
    return MISSING


def _note(call: Call, objective: Value) -> None:
    """Each objective with its name, where that is known."""
    parts = objective.items if isinstance(objective, ListValue) else (objective,)
    for part in parts if isinstance(parts, tuple) else ():
        quantity = part.config["name"] if isinstance(part, LibraryObject) and part.cls == _OBJECTIVE else part
        if isinstance(quantity, str):
            location = part.location if isinstance(part, LibraryObject) else None
            parts_of(call).events.tuner_objectives.append(TunerObjective(quantity, location or call.location))
