"""Losses and accuracies of a model that guesses."""

from __future__ import annotations

import math

MOST_CLASSES = 1_000


def is_guess(loss: float) -> bool:
    """Whether a cross-entropy is that of guessing among some number of classes."""
    return guessed_classes(loss) is not None


def guessed_classes(loss: float) -> int | None:
    """The K for which a cross-entropy is ln K, as exactly as such a number can be told; None where there is none.

    Of many classes ln K and ln(K + 1) are hard to tell apart: beyond 12 only round numbers count.
    """
    if not 0.6 < loss < math.log(MOST_CLASSES) + 0.1:
        return None
    classes = round(math.exp(loss))
    if classes > 12:
        classes = min((20, 26, 50, 100, 200, 256, 500, 1000), key=lambda known: abs(math.log(known) - loss))
    return classes if is_near(loss, math.log(classes)) else None


def is_near(value: float, expected: float) -> bool:
    """Whether a number that training prints is the expected one: within one percent, as no batch is like all others."""
    return abs(value - expected) <= 0.012 * max(abs(expected), 0.4)
