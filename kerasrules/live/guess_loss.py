"""The loss of a model that answers the same for every sample, as well as that can be done."""

from __future__ import annotations

import math

import numpy as np

from kerasrules.confirming.plan.targets import Values
from kerasrules.model.record import record
from kerasrules.model.training import Loss

FEWEST = 100
"""Of fewer labels the shares of the classes are not known well enough."""
_EVEN = 0.005
"""So near to ln K the classes are told as equally frequent."""


@record(frozen=True)
class GuessLoss:
    """value: the loss. words: what it is, for the user."""

    value: float
    words: str


def guess_loss(loss: Loss, targets: Values) -> GuessLoss | None:
    """For one output with these targets; None where the loss is none of those that this is known of."""
    if len(targets) < FEWEST or targets.dtype.kind not in "iufb" or loss.config.get("label_smoothing"):
        return None
    values = targets.astype("float64")
    if not np.isfinite(values).all():
        return None
    if loss.name == "mean_squared_error":
        return GuessLoss(float(values.var(axis=0).mean()), "the variance of the targets")
    if loss.name == "mean_absolute_error":
        return GuessLoss(float(np.abs(values - np.median(values, axis=0)).mean()), "the spread of the targets")
    shares = _shares(loss.name, values)
    if shares is None:
        return None
    entropy = float(-(shares * np.log(np.clip(shares, 1e-12, 1))).sum(axis=-1).mean())
    classes = int((shares > 0).sum(axis=-1).max())
    even = abs(entropy - math.log(classes)) < _EVEN
    return GuessLoss(entropy, f"ln {classes}" if even else "the entropy of the labels")


def _shares(name: str, values: Values) -> Values | None:
    """How frequent each class is, in the last axis; in several rows where each output is a question of its own."""
    if name == "binary_crossentropy" and values.min() >= 0 and values.max() <= 1:
        ones = values.reshape(len(values), -1).mean(axis=0)
        return np.stack([ones, 1 - ones], axis=-1)
    if name == "categorical_crossentropy" and values.ndim > 1 and values.min() >= 0:
        sums = values.reshape(-1, values.shape[-1]).sum(axis=0)
        return np.asarray(sums / max(sums.sum(), 1e-12))
    if name == "sparse_categorical_crossentropy" and values.min() >= 0:
        _, counts = np.unique(values, return_counts=True)
        return np.asarray(counts / counts.sum())
    return None
