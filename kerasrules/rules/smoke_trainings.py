"""Trainings that try whether a program runs: there is nothing to learn, and hardly any time for it."""

from __future__ import annotations

from kerasrules.model.data import ArrayInfo
from kerasrules.model.made_up_data import is_random
from kerasrules.model.network import Layer, Model
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Training

TRIAL_EPOCHS = 3
"""So few epochs are a trial of the program, not a training."""


def is_noise(fit: Fit) -> bool:
    """Whether there is nothing to learn: targets that are random, and not made from the inputs."""
    sources = {array.origin_place for array in fit.x if isinstance(array, ArrayInfo)}
    return any(
        isinstance(target, ArrayInfo) and is_random(target) and target.origin_place not in sources for target in fit.y
    )


def only_tried(program: Program) -> frozenset[Layer]:
    """The layers of models that are trained on noise for a few epochs, and on nothing else in sight."""
    tried: set[Layer] = set()
    trained: set[Layer] = set()
    for training in program.trainings:
        if isinstance(training.model, Model):
            (tried if _is_trial(training) else trained).update(node.layer for node in training.model.nodes)
    return frozenset(tried - trained)


def _is_trial(training: Training) -> bool:
    fits = [fit for fit in training.fits if fit.trains]
    return bool(fits) and not training.escapes and all(is_noise(fit) and _is_short(fit) for fit in fits)


def _is_short(fit: Fit) -> bool:
    epochs = fit.arguments.get("epochs", 1)
    return type(epochs) is int and epochs <= TRIAL_EPOCHS and not fit.in_loop


def is_in_earnest(fit: Fit) -> bool:
    """Whether a call of fit is meant to train: for more epochs than a trial, and on more than noise."""
    epochs = fit.arguments.get("epochs")
    return fit.method == "fit" and type(epochs) is int and epochs > TRIAL_EPOCHS and not is_noise(fit)
