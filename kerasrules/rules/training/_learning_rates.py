"""What is wrong with the learning rate of an optimizer."""

from __future__ import annotations

from kerasrules.keras_api.optimizers import ADAPTIVE
from kerasrules.model.data import ArrayInfo
from kerasrules.model.findings import Severity
from kerasrules.model.locations import Location
from kerasrules.model.network import Model
from kerasrules.model.training import KerasObject, Optimizer, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import count_of_layers, is_single_layer
from kerasrules.rules.phrasing import number

HIGH, HIGH_OF_SGD = 0.1, 1.0
_LOW = {"SGD": 1e-7, **dict.fromkeys(ADAPTIVE, 1e-7)}
USUAL = {"SGD": "0.01", "Adadelta": "1.0", **dict.fromkeys(ADAPTIVE, "0.001")}
_SLOW = 0.001
"""Adadelta's default in Keras: a thousandth of the steps that its authors take."""
_INVERSE_DECAY = 0.1
_DECAY = 0.05
"""So large a share of the weights, taken in each step, more than doubled the loss where it was measured."""
_FEW_STEPS = 100
_UNSCALED = 50.0
"""Numbers beyond this make gradients so large that SGD learns with a rate that is tiny for others."""


def source_of_rate(optimizer: Optimizer) -> Location:
    """Where the rate stands: the schedule that holds it, else the optimizer."""
    schedule = optimizer.config.get("learning_rate")
    return (
        schedule.location if isinstance(schedule, KerasObject) and schedule.location is not None else optimizer.location
    )


def fault(
    training: Training, optimizer: Optimizer, high: float = HIGH, high_of_sgd: float = HIGH_OF_SGD
) -> tuple[Severity, str] | tuple[Severity, str, str] | None:
    """What is wrong, how gravely, and what to do where that is not another learning rate.

    high, high_of_sgd: rates from which on they are too high, for Adam and its like and for SGD.
    """
    rate, name = optimizer.learning_rate, optimizer.class_name
    if isinstance(rate, Unknown):
        return None
    if rate < 0:
        return Severity.ERROR, f"{name} with a learning rate of {rate:g} moves the weights so that the loss grows"
    decay = _fault_of_decay(optimizer, rate)
    if decay is not None:
        return Severity.WARNING, *decay
    if name == "Adadelta" and rate <= _SLOW and not may_be_changed(training):
        default = ", the default since Keras 2.4 (1.0 before)," if rate == _SLOW else ""
        return Severity.INFO, (
            f"Adadelta with a learning rate of {rate:g}{default} learns very slowly. It was designed for a rate of 1.0"
        )
    if name not in _LOW:
        return None
    adaptive = name in ADAPTIVE
    if rate >= (high if adaptive else high_of_sgd):
        extreme = adaptive and rate >= 1
        if is_single_layer(training.model) or not (extreme or _is_deep(training.model)):
            return None
        consequence = (
            "moves every weight by about that much in each step, many times the size of initial weights"
            if adaptive
            else "usually makes training diverge"
        )
        severity = Severity.ERROR if extreme else Severity.WARNING
        return severity, f"{name} with a learning rate of {number(rate)} {consequence}"
    scheduled = source_of_rate(optimizer) != optimizer.location
    if rate <= _LOW[name] and not scheduled and not may_be_changed(training):
        if name == "SGD" and rate > 0 and _has_large_gradients(training):
            return None
        effect = "does not learn" if rate == 0 else "learns next to nothing in any realistic number of steps"
        return Severity.WARNING, f"{name} with a learning rate of {rate:g} {effect}"
    return None


def _fault_of_decay(optimizer: Optimizer, rate: float) -> tuple[str, str] | None:
    """What is wrong with a weight decay, or with a schedule that ends training soon after it began."""
    decay = optimizer.config.get("weight_decay")
    if isinstance(decay, (int, float)) and rate * decay >= _DECAY:
        share = number(100 * min(rate * decay, 1.0))
        return (
            f"{optimizer.class_name} with a learning rate of {number(rate)} and a weight decay of {number(decay)} takes"
            f" {share}% off every weight in each step",
            "use a weight decay of 0.004 or less",
        )
    schedule = optimizer.config.get("learning_rate")
    if not isinstance(schedule, KerasObject):
        return None
    steps, factor = schedule.config.get("decay_steps"), schedule.config.get("decay_rate")
    if not isinstance(steps, (int, float)) or not isinstance(factor, (int, float)) or steps <= 0 or factor < 0:
        return None
    if schedule.class_name == "ExponentialDecay" and factor < 1:
        # all steps together move the weights as far as so many at the first rate
        lost = 1 - factor ** (1 / steps) if factor > 0 else 1 / steps
        if not lost:  # it takes more steps than a float can tell apart
            return None
        worth = 1 / lost
        if worth < _FEW_STEPS:
            return (
                f"{schedule.class_name} multiplies the learning rate by {number(factor)} every"
                f" {'step' if steps == 1 else f'{steps} steps'}, so that all steps together move the weights about as"
                f" far as {worth:.0f} steps at the first rate",
                "count decay_steps in batches, not in epochs, and choose as many as training takes",
            )
    if schedule.class_name == "InverseTimeDecay" and factor / steps >= _INVERSE_DECAY:
        return (
            f"{schedule.class_name} divides the learning rate by {number(1 + factor * _FEW_STEPS / steps)} within the"
            f" first {_FEW_STEPS} steps",
            "count decay_steps in batches, not in epochs, and choose as many as training takes",
        )
    return None


def _has_large_gradients(training: Training) -> bool:
    """Whether plain steps of a tiny rate may well be large: of data that are not scaled, or of a scaled output."""
    model = training.model
    nodes = () if isinstance(model, Unknown) else model.nodes
    if any(node.layer.class_name in ("Lambda", "multiply") for node in nodes):
        return True
    arrays = [array for fit in training.fits for array in (*fit.x, *fit.y) if isinstance(array, ArrayInfo)]
    return any(abs(bound) > _UNSCALED for array in arrays for bound in (array.low, array.high) if bound is not None)


def _is_deep(model: Model | Unknown) -> bool:
    """Whether the model is known to have several layers with weights."""
    if isinstance(model, Unknown):
        return False
    return count_of_layers(model) > 1 or any(node.layer.kind == "backbone" for node in model.nodes)


def may_be_changed(training: Training) -> bool:
    """Whether a callback may set another rate, or the program trains out of sight."""
    if training.escapes or training.custom_loop or not training.fits:
        return True
    for fit in training.fits:
        callbacks = fit.arguments.get("callbacks", ())
        items = callbacks if isinstance(callbacks, (list, tuple)) else () if callbacks is None else (callbacks,)
        if fit.incomplete:
            return True
        if any(not isinstance(item, KerasObject) or item.class_name == "LearningRateScheduler" for item in items):
            return True
    return False
