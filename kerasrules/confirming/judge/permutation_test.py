"""The exact permutation test: how often mere chance would set two groups of skills as far apart (Fisher 1935)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

GRID = 100
"""Skills are counted in hundredths: fewer than one sample in a hundred tells nothing."""


def learned(skill: float) -> float:
    """What of a skill was learned: below 0 there is nothing, however far below."""
    return min(1.0, max(0.0, skill)) if math.isfinite(skill) else 0.0


def chance(lower: Sequence[float], higher: Sequence[float]) -> float:
    """The share of all ways to deal the skills out to two groups of these sizes that favour the second one as much.

    Exact, for all of them are counted: with 4 + 4 skills of which all of the second group are larger, 1 of 70. The
    statistic is the sum. Trainings of a pair start alike, which makes them alike and the test stricter, never laxer.
    """
    first, second = ([round(GRID * learned(skill)) for skill in group] for group in (lower, higher))
    everything = [*first, *second]
    # ways[count, total]: how many subsets of so many skills have this sum, among the skills so far
    largest = sum(sorted(everything)[-len(second) :])
    ways = np.zeros((len(second) + 1, largest + 1), dtype="float64")
    ways[0, 0] = 1
    for value in everything:
        ways[1:, value:] += ways[:-1, : largest + 1 - value].copy()
    return float(ways[-1, sum(second) :].sum()) / math.comb(len(everything), len(second))
