"""Losses: spellings, families, signatures."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.generated import Spellings
from kerasrules.keras_api.signatures import Signature, SignatureTable

LOSSES: Mapping[str, str] = Spellings("losses", "spellings")
"""Every spelling that some Keras takes to the function's snake-case name."""

CLASSES: Mapping[str, str] = Spellings("losses", "function_of_class")
"""Class to function: "BinaryCrossentropy" -> "binary_crossentropy"."""

BINARY: frozenset[str] = frozenset({"binary_crossentropy", "binary_focal_crossentropy"})
"""Each unit is its own yes-or-no question."""

CATEGORICAL: frozenset[str] = frozenset({"categorical_crossentropy", "categorical_focal_crossentropy"})
"""One class of many, labels one-hot."""

SPARSE: frozenset[str] = frozenset({"sparse_categorical_crossentropy", "categorical_generalized_cross_entropy"})
"""One class of many, labels are class numbers."""

CROSS_ENTROPIES: frozenset[str] = BINARY | CATEGORICAL | {"sparse_categorical_crossentropy"}
"""Logarithms of probabilities: the generalized one does without."""

SYMMETRIC: frozenset[str] = frozenset({"mean_squared_error", "mean_absolute_error", "huber", "log_cosh"})
"""The same where labels and prediction change places."""

REGRESSION: frozenset[str] = frozenset(
    {
        "mean_squared_error",
        "mean_absolute_error",
        "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error",
        "huber",
        "log_cosh",
    }
)
HINGE: frozenset[str] = frozenset({"hinge", "squared_hinge", "categorical_hinge"})
MARGIN: frozenset[str] = HINGE - {"categorical_hinge"}
"""Take labels -1 and 1, and outputs of either sign."""

LOGIT_FUNCTIONS: Mapping[str, str] = {
    "sigmoid_cross_entropy_with_logits": "binary_crossentropy",
    "weighted_cross_entropy_with_logits": "binary_crossentropy",
    "softmax_cross_entropy_with_logits": "categorical_crossentropy",
    "softmax_cross_entropy_with_logits_v2": "categorical_crossentropy",
    "sparse_softmax_cross_entropy_with_logits": "sparse_categorical_crossentropy",
}
"""Functions of tf.nn that are a loss on logits, to that loss."""

LOSS_CLASSES: Mapping[str, Signature] = SignatureTable("losses")
LOSS_FUNCTIONS: Mapping[str, Signature] = SignatureTable("losses", "functions")


def canonical_loss(spelling: str) -> str | None:
    """The snake-case function name for a string, class name or function name; None where Keras has no such loss."""
    return LOSSES.get(spelling)


def takes_logits(name: str) -> bool:
    """Whether the loss has a `from_logits` parameter."""
    return name in LOSS_FUNCTIONS and "from_logits" in LOSS_FUNCTIONS[name]


def loss_signature(name: str) -> Signature | None:
    """The signature of a class ("BinaryCrossentropy") or, for any other spelling, of the function it names."""
    if name in LOSS_CLASSES:
        return LOSS_CLASSES[name]
    canonical = canonical_loss(name)
    return LOSS_FUNCTIONS.get(canonical) if canonical is not None else None
