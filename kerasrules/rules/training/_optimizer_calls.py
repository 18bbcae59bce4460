"""Calls that make an optimizer."""

from __future__ import annotations

from kerasrules.keras_api.optimizers import canonical_optimizer
from kerasrules.model.program import ApiUse


def optimizer_of(use: ApiUse) -> str | None:
    """The class, where an optimizer of today's keras.optimizers is made."""
    parts = use.name.split(".")
    if use.kind != "call" or parts[:2] != ["keras", "optimizers"] or len(parts) != 3:
        return None
    return canonical_optimizer(parts[2])
