"""How much a model has learned, from what it predicts in inference mode: never from the loss or the compiled metric.

Both of those mislead: softmax over one unit with binary cross-entropy drives its loss from 0.66 to 0.10 while its
predictions stay constant, and BatchNormalization shows an accuracy of 0.98 while training and 0.5 at inference on data
of tiny variance.
"""

from __future__ import annotations

import numpy as np

from kerasrules.confirming.plan.targets import CLASSES, MULTI_LABEL, Targets, Values
from kerasrules.keras_api.losses import MARGIN
from kerasrules.model.record import record

RARE = 0.85
"""From this share of one class on, accuracy is that of always naming it, whatever is learned of the others."""

WORST = -1.0
"""The skill of a model that returns NaN, or that gives something else than what is asked."""


@record(frozen=True)
class Decoder:
    """How predictions are read. threshold: above it one unit means yes (0 for logits and margins, else 0.5)."""

    threshold: float = 0.5

    @classmethod
    def of(cls, activation: str | None, loss: str, from_logits: bool) -> Decoder:
        """The decoder of a head with this final activation under this loss."""
        return cls(0.0 if loss in MARGIN or (from_logits and activation in (None, "linear")) else 0.5)


def skill(predictions: Values, targets: Targets, decoder: Decoder) -> float:
    """(accuracy − majority) / (1 − majority) for classes and labels, R² clipped to [−1, 1] for values.

    Where other classes than one are rare: 2 · AUC − 1 for two classes, balanced accuracy above guessing for more.
    """
    predictions = np.asarray(predictions, dtype="float64")
    if not np.all(np.isfinite(predictions)):
        return WORST
    if targets.kind == CLASSES:
        return _of_classes(predictions, targets.values, targets.classes, decoder)
    if targets.kind == MULTI_LABEL:
        return _of_labels(predictions, targets.values, decoder)
    return _of_values(predictions, targets.values)


def _of_classes(predictions: Values, labels: Values, classes: int, decoder: Decoder) -> float:
    if predictions.ndim > 1 and predictions.shape[-1] > 1 and predictions.shape[:-1] == labels.shape:
        said = predictions.argmax(axis=-1)
    elif predictions.size == labels.size:
        flat = predictions.reshape(labels.shape)
        said = (flat > decoder.threshold).astype("int64") if classes <= 2 else np.round(flat).astype("int64")
    else:
        return WORST
    majority = np.bincount(labels.reshape(-1)).max() / labels.size
    if majority >= RARE:
        score = _score(predictions, labels)
        return _balanced(said, labels) if score is None else _ranking(score, labels)
    return _above(float(np.mean(said == labels)), float(majority))


def is_rare(targets: Targets) -> bool:
    """Whether nearly all samples are of one class, so that accuracy sees nothing of the others."""
    if targets.kind != CLASSES or not targets.values.size:
        return False
    return bool(np.bincount(targets.values.reshape(-1)).max() / targets.values.size >= RARE)


def _score(predictions: Values, labels: Values) -> Values | None:
    """What ranks the samples of two classes; None for more classes, and of one class there is nothing to rank."""
    if set(np.unique(labels)) != {0, 1}:
        return None
    if predictions.size == labels.size:
        return predictions.reshape(-1)
    if predictions.shape[-1] == 2:
        difference: Values = (predictions[..., 1] - predictions[..., 0]).reshape(-1)
        return difference
    return None


def _ranking(score: Values, labels: Values) -> float:
    """2 · AUC − 1: 0 where the score does not tell the classes apart, 1 where it does wholly."""
    _, places, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places.reshape(-1)]  # equal scores share a rank
    rare = labels.reshape(-1) == 1
    positives, negatives = int(rare.sum()), int((~rare).sum())
    area = (ranks[rare].sum() - positives * (positives + 1) / 2) / (positives * negatives)
    return float(2 * area - 1)


def _balanced(said: Values, labels: Values) -> float:
    """The mean share of each class that is found, above that of guessing."""
    classes = np.unique(labels)
    if len(classes) < 2:
        return 0.0
    found = float(np.mean([np.mean(said[labels == number] == number) for number in classes]))
    return max(-1.0, (found - 1 / len(classes)) / (1 - 1 / len(classes)))


def _of_labels(predictions: Values, labels: Values, decoder: Decoder) -> float:
    if predictions.size != labels.size:
        return WORST
    said = predictions.reshape(labels.shape) > decoder.threshold
    share = labels.mean(axis=0)
    return _above(float(np.mean(said == (labels > 0))), float(np.mean(np.maximum(share, 1 - share))))


def _of_values(predictions: Values, values: Values) -> float:
    if predictions.size != values.size:
        return WORST
    values = values.astype("float64").reshape(len(values), -1)
    error = float(np.sum((predictions.reshape(values.shape) - values) ** 2))
    spread = float(np.sum((values - values.mean(axis=0)) ** 2))
    if spread == 0:
        return 0.0
    return max(-1.0, min(1.0, 1 - error / spread))


def _above(accuracy: float, majority: float) -> float:
    return 0.0 if majority >= 1 else max(-1.0, (accuracy - majority) / (1 - majority))
