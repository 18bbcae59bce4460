"""Names that stand for an object of Keras, and are not in its registry."""

from __future__ import annotations

from collections.abc import Container, Mapping

from kerasrules.keras_api.activations import ACTIVATIONS
from kerasrules.keras_api.initializers import INITIALIZER_NAMES
from kerasrules.keras_api.losses import LOSSES
from kerasrules.keras_api.metrics import METRICS
from kerasrules.keras_api.optimizers import canonical_optimizer

REGISTERING = frozenset(
    {
        *("get_custom_objects", "custom_object_scope", "CustomObjectScope", "custom_objects"),
        *("register_keras_serializable", "enable_legacy_registration"),
    }
)
"""Who uses these functions may add names."""

_REGULARIZERS = frozenset(
    {
        *("Regularizer", "OrthogonalRegularizer", "L1", "L1L2", "L2"),
        *("regularizer", "orthogonal_regularizer", "l1", "l1l2", "l2"),
    }
)
_CONSTRAINTS = frozenset(
    {
        *("Constraint", "UnitNorm", "MinMaxNorm", "MaxNorm", "NonNeg"),
        *("constraint", "unit_norm", "min_max_norm", "max_norm", "non_neg"),
    }
)
_BY_SHAPE = frozenset({"accuracy", "acc"})
_LOSS_BY_SHAPE = frozenset({"crossentropy", "ce"})
_KINDS: Mapping[str, Container[str]] = {
    "activation": ACTIVATIONS,
    "initializer": INITIALIZER_NAMES,
    "regularizer": _REGULARIZERS,
    "constraint": _CONSTRAINTS,
}


_DROPPED: Mapping[str, frozenset[str]] = {
    "loss": frozenset({"logcosh", "kullback_leibler_divergence", "huber_loss", "cosine", "cosine_proximity"}),
    "metric": frozenset(
        {"logcosh", "log_cosh", "kullback_leibler_divergence", "kld", "KLD", "cosine", "cosine_proximity"}
    ),
    "constraint": frozenset({"maxnorm", "nonneg", "unitnorm"}),
    "activation": frozenset({"ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax", "ThresholdedReLU"}),
}
"""Names of Keras 2 for what Keras 3 has under other names alone."""


def dropped_name(kind: str, name: str) -> str | None:
    """Why Keras 3 refuses a name that Keras 2 took."""
    return (
        f"{name!r} is {_article(kind)} {kind} of Keras 2, and Keras 3 does not know the name"
        if name in _DROPPED.get(kind, ())
        else None
    )


def unknown_name(kind: str, name: str) -> str | None:
    """Why a name is refused, None where some Keras has it.

    kind: "activation", "initializer", "regularizer", "constraint", "optimizer", "loss" or "metric".
    """
    if ">" in name:
        return None  # registered by the program
    if name in _DROPPED.get(kind, ()):
        return None
    if kind == "optimizer":
        known = canonical_optimizer(name) is not None
    elif kind == "loss":
        known = name in LOSSES or name.lower() in _LOSS_BY_SHAPE
    elif kind == "metric":
        known = name in METRICS or name.lower() in _BY_SHAPE
    else:
        known = name in _KINDS[kind]
    return None if known else f"{name!r} is not the name of {_article(kind)} {kind}"


def _article(kind: str) -> str:
    return "an" if kind[0] in "aio" else "a"
