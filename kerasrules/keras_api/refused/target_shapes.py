"""Targets and outputs of shapes that a loss or a metric of Keras 3 cannot compare.

Shapes have the batch axis first; None is an unknown size, and then nothing is said that depends on it.
"""

from __future__ import annotations

import math

from kerasrules.keras_api.losses import BINARY, CATEGORICAL, HINGE, REGRESSION, SPARSE
from kerasrules.model.data import Shape

_BROADCASTING = REGRESSION | HINGE | {"kl_divergence", "poisson", "cosine_similarity", "categorical_focal_crossentropy"}
_EXACT = (BINARY | CATEGORICAL) - _BROADCASTING
_MEANS = (REGRESSION - {"huber", "log_cosh"}) | {"root_mean_squared_error", "cosine_similarity", "binary_accuracy"}
_AS_THEY_ARE = HINGE | {"kl_divergence", "poisson"}
"""Metrics that compare targets and output without giving them the same number of axes."""
_RANKED = frozenset({"top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy"})
_MATRICES = frozenset({"f1_score", "f_beta_score"})
_COUNTS = frozenset({"precision", "recall", "auc", "mean_io_u", "io_u", "binary_io_u"}) | {
    f"{truth}_{sign}" for truth in ("true", "false") for sign in ("positives", "negatives")
}


def refused_targets(loss: str, target: Shape, output: Shape) -> str | None:
    """Why a loss, by its name in snake case, cannot compare targets with an output; None where it can, or may."""
    if not target or len(output) < 2:
        return None
    if loss in SPARSE:
        return _sparse(target, output)
    if loss in _EXACT or loss in _BROADCASTING:
        given, made = same_rank(target, output)
        return _exact(given, made) if loss in _EXACT else _broadcast(given, made)
    return None


def refused_by_metric(metric: str, target: Shape, output: Shape) -> str | None:
    """The same for a metric."""
    if not target or len(output) < 2:
        return None
    if metric == "accuracy":
        metric = _accuracy(target, output)
    if metric in _MEANS:
        return _broadcast(*same_rank(target, output))
    if metric in _AS_THEY_ARE:
        return _broadcast(target, output)
    if metric in _COUNTS:
        sizes = _size(target), _size(output)
        return "it counts as many labels as predictions" if None not in sizes and sizes[0] != sizes[1] else None
    if metric in _RANKED:
        return _ranked(target[:-1] if metric == "top_k_categorical_accuracy" else target, output)
    if metric == "r2_score":
        return _columns(*same_rank(target, output))
    if metric in _MATRICES:
        return _columns(target, output)
    if metric == "categorical_accuracy":
        return _broadcast(target[:-1], output[:-1])
    if metric == "sparse_categorical_accuracy":
        single = len(target) == len(output) and target[-1] == 1
        return _broadcast(target[:-1] if single else target, output[:-1])
    return None


def _ranked(classes: Shape, output: Shape) -> str | None:
    """Class indices beside rows of scores; of targets, those that are left of one-hot labels."""
    if not classes:
        return "it takes one-hot labels"
    rows, found = _size(output[:-1]), _size(classes)
    return "it takes one class for each prediction" if None not in (rows, found) and rows != found else None


def _size(shape: Shape) -> int | None:
    return None if None in shape else math.prod(size or 0 for size in shape)


def _columns(target: Shape, output: Shape) -> str | None:
    if _unsure(target, output):
        return None
    if len(target) != 2 or len(output) != 2:
        return "it takes two axes, samples and values"
    if target[1] != 1 and _differ(target, output):
        return "both need the same number of values"
    return _broadcast(target, output)


def _accuracy(target: Shape, output: Shape) -> str:
    """The metric that the text "accuracy" stands for; an empty text where that is not known."""
    if output[-1] is None or (target[-1] is None and len(target) >= len(output)):
        return ""
    if output[-1] == 1:
        return "binary_accuracy"
    sparse = len(target) < len(output) or target[-1] == 1
    return "sparse_categorical_accuracy" if sparse else "categorical_accuracy"


def same_rank(target: Shape, output: Shape) -> tuple[Shape, Shape]:
    """Both after Keras added or removed a last axis of size 1 to give them the same number of axes."""
    if len(target) == len(output) + 1 and target[-1] == 1:
        return (target, (*output, 1)) if len(output) == 1 else (target[:-1], output)
    if len(output) == len(target) + 1 and output[-1] == 1:
        return ((*target, 1), output) if len(target) == 1 else (target, output[:-1])
    return target, output


def _unsure(target: Shape, output: Shape) -> bool:
    """Whether an unknown last size decides what Keras does with the axes."""
    longer = target if len(target) > len(output) else output
    return abs(len(target) - len(output)) == 1 and longer[-1] is None


def _exact(target: Shape, output: Shape) -> str | None:
    if _unsure(target, output):
        return None
    if len(target) != len(output):
        return "both need the same number of axes"
    if _differ(target, output):
        return "both need the same shape"
    return None


def _broadcast(target: Shape, output: Shape) -> str | None:
    if _unsure(target, output):
        return None
    pairs = zip(reversed(target), reversed(output), strict=False)
    if any(None not in pair and 1 not in pair and pair[0] != pair[1] for pair in pairs):
        return "they cannot be broadcast to one shape"
    return None


def _sparse(target: Shape, output: Shape) -> str | None:
    given, made = same_rank(target, output)
    if _unsure(target, output) and len(target) > len(output):
        return None
    if len(given) == len(made) and given[-1] in (1, None):
        given = given[:-1]
    if len(given) != len(made) - 1 or _differ(given, made[:-1]):
        return "it takes one class index for each prediction"
    return None


def _differ(left: Shape, right: Shape) -> bool:
    return any(None not in pair and pair[0] != pair[1] for pair in zip(left, right, strict=True))
