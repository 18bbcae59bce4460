"""How many updates of its weights a model gets."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import ArrayInfo, DataInfo
from kerasrules.model.network import Layer, Model
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Training
from kerasrules.rules.heads import batch_size

_LOADING = frozenset({"load_weights", "set_weights", "load_model", "model_from_json", "from_pretrained"})


def loads_weights(program: Program) -> bool:
    """Whether networks of the program may start with weights that were trained before."""
    return any(use.name.rpartition(".")[2] in _LOADING for use in program.uses)


def updates_of(program: Program, training: Training) -> int | None:
    """The updates by all training calls of the model, also after other compiles; None where one is not known.

    Models that share layers count as one.
    """
    model = training.model
    if not isinstance(model, Model):
        return None
    layers = _layers(model)
    if not layers:
        return None
    related = [
        other for other in program.trainings if not isinstance(other.model, Model) or layers & _layers(other.model)
    ]
    if any(other.custom_loop or other.escapes or not isinstance(other.model, Model) for other in related):
        return None
    counts = [_updates(fit) for other in related for fit in other.fits if fit.trains]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _layers(model: Model) -> frozenset[Layer]:
    return frozenset(node.layer for node in model.nodes if node.layer.kind != "input")


def _updates(fit: Fit) -> int | None:
    """The updates of one call that runs once."""
    epochs, first = (_number(fit, name, default) for name, default in (("epochs", 1), ("initial_epoch", 0)))
    steps = _steps_per_epoch(fit)
    if fit.method != "fit" or fit.in_loop or fit.incomplete or epochs is None or first is None or steps is None:
        return None
    if steps < 0:
        return None  # Keras does not begin
    return max(epochs - first, 0) * steps


def _steps_per_epoch(fit: Fit) -> int | None:
    data, batch = fit.arguments.get("x"), batch_size(fit)
    if fit.arguments.get("steps_per_epoch") is not None:
        return _number(fit, "steps_per_epoch", None)
    if isinstance(data, DataInfo):
        return data.cardinality if data.batched and data.repeated is False else None
    samples = next(_samples(fit), None)
    held_out = fit.arguments.get("validation_split", 0)
    if samples is None or batch is None or batch < 1 or not isinstance(held_out, (int, float)):
        return None
    if not 0 <= held_out < 1:
        return None
    return -(-int(samples * (1 - held_out)) // batch)


def _samples(fit: Fit) -> Iterator[int]:
    for array in (*fit.x, *fit.y):
        if isinstance(array, ArrayInfo) and array.shape and array.shape[0] is not None:
            yield array.shape[0]


def _number(fit: Fit, name: str, default: int | None) -> int | None:
    value = fit.arguments.get(name, default)
    return value if type(value) is int else None
