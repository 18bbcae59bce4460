"""From where on a loss or an accuracy is a symptom, and which one."""

from __future__ import annotations

import math

from kerasrules.model.symptoms import Symptom, SymptomKind

HUGE = 1e3
"""Losses from here on say that targets or inputs are on a large scale."""
GAP = 0.25
"""Between the accuracies of training and of validation, where they are far apart."""
_ZERO = 1e-5


def of_loss(value: float, seen: str, cell: int | None = None) -> Symptom:
    """The symptom of a loss that stays at this value."""
    if not math.isfinite(value):
        kind = SymptomKind.NOT_FINITE
    elif value < 0:
        kind = SymptomKind.NEGATIVE_LOSS
    elif value < _ZERO:
        kind = SymptomKind.ZERO_LOSS
    else:
        kind = SymptomKind.HUGE_LOSS if value >= HUGE else SymptomKind.STUCK_LOSS
    return Symptom(kind, value, seen, cell)
