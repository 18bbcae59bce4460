"""Metrics: spellings and signatures."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.generated import Spellings
from kerasrules.keras_api.signatures import Signature, SignatureTable

METRICS: Mapping[str, str] = Spellings(
    "metrics",
    "spellings",
    # compile() resolves these by the shapes of loss and labels; they are not in the registry.
    {"acc": "accuracy", "crossentropy": "crossentropy", "ce": "crossentropy"},
)
"""Every spelling to the name in snake case, "acc" to "accuracy"."""

METRIC_CLASSES: Mapping[str, Signature] = SignatureTable("metrics")

CLASSIFICATION: frozenset[str] = frozenset(
    {
        "accuracy",
        "binary_accuracy",
        "categorical_accuracy",
        "sparse_categorical_accuracy",
        "top_k_categorical_accuracy",
        "sparse_top_k_categorical_accuracy",
        "auc",
        "precision",
        "recall",
        "f1_score",
        "fbeta_score",
        "f_beta_score",
        "true_positives",
        "true_negatives",
        "false_positives",
        "false_negatives",
        "precision_at_recall",
        "recall_at_precision",
        "sensitivity_at_specificity",
        "specificity_at_sensitivity",
    }
)
REGRESSION: frozenset[str] = frozenset(
    {
        "mean_squared_error",
        "root_mean_squared_error",
        "mean_absolute_error",
        "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error",
        "log_cosh_error",
        "r2_score",
    }
)


def canonical_metric(spelling: str) -> str | None:
    """The metric's name in snake case; None where Keras has no such metric."""
    return METRICS.get(spelling)


def metric_signature(class_name: str) -> Signature | None:
    """The signature of a metric class."""
    return METRIC_CLASSES.get(class_name)
