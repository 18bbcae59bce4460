"""Optimizers and learning-rate schedules: spellings, signatures, default learning rates."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.generated import Spellings
from kerasrules.keras_api.signatures import Signature, SignatureTable
from kerasrules.model.program import ApiUse

OPTIMIZERS: Mapping[str, Signature] = SignatureTable("optimizers")
LEGACY_OPTIMIZERS: Mapping[str, Signature] = SignatureTable("optimizers", "legacy")
"""tf.keras.optimizers.legacy."""

SCHEDULES: Mapping[str, Signature] = SignatureTable("optimizers", "schedules")

_STRINGS: Mapping[str, str] = Spellings("optimizers", "spellings")

SCHEDULE_START: Mapping[str, str] = {
    "CosineDecay": "initial_learning_rate",
    "CosineDecayRestarts": "initial_learning_rate",
    "ExponentialDecay": "initial_learning_rate",
    "InverseTimeDecay": "initial_learning_rate",
    "PiecewiseConstantDecay": "values",
    "PolynomialDecay": "initial_learning_rate",
}
"""Which argument of a schedule holds the first learning rate (of `values` the first item)."""

ADAPTIVE: frozenset[str] = frozenset({"Adam", "AdamW", "Adamax", "Nadam", "RMSprop", "Lion", "Lamb"})
"""Each step changes every weight by about the learning rate."""


def made_by(use: ApiUse) -> str | None:
    """The class, where a call makes an optimizer of today's keras.optimizers."""
    parts = use.name.split(".")
    if use.kind != "call" or parts[:2] != ["keras", "optimizers"] or len(parts) != 3:
        return None
    return canonical_optimizer(parts[2])


def canonical_optimizer(spelling: str) -> str | None:
    """The class name for a string or class name in any case ("adam", "SGD"); None where Keras has no such optimizer."""
    return _STRINGS.get(spelling.lower())


def optimizer_signature(name: str) -> Signature | None:
    """The signature of an optimizer in any spelling."""
    canonical = canonical_optimizer(name)
    return OPTIMIZERS.get(canonical) if canonical is not None else None


def default_learning_rate(name: str) -> float | None:
    """The learning rate that an optimizer has when none is given; None for an unknown optimizer."""
    signature = optimizer_signature(name)
    for parameter in signature.parameters if signature is not None else ():
        if parameter.name == "learning_rate" and isinstance(parameter.default, float | int):
            return float(parameter.default)
    return None
