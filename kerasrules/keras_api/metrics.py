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


def canonical_metric(spelling: str) -> str | None:
    """The metric's name in snake case; None where Keras has no such metric."""
    return METRICS.get(spelling)


def metric_signature(class_name: str) -> Signature | None:
    """The signature of a metric class."""
    return METRIC_CLASSES.get(class_name)
