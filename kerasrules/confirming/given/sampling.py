"""Which samples are read of a large file: a few thousand, evenly over all of it, the same ones each time."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np

from kerasrules.confirming.plan.targets import Values

MOST_SAMPLES = 4000
"""More are not needed to see whether a network learns at all."""
MOST_BYTES = 96 * 2**20
"""So much memory the samples of one array may take, as 32-bit numbers."""
FEWEST = 64
"""So many are taken of the largest samples."""

_Item = TypeVar("_Item")


def sample_count(total: int, shape: Sequence[int]) -> int:
    """How many of so many samples are taken. shape: of one."""
    fitting = MOST_BYTES // max(1, 4 * int(np.prod(shape, dtype="float64")))
    return min(total, MOST_SAMPLES, max(fitting, FEWEST))


def spread_rows(total: int, count: int) -> Values:
    """Sorted numbers of `count` of `total` rows: one of each equally long stretch, so that none is left out."""
    if count >= total:
        return np.arange(total)
    edges = np.arange(count + 1) * total // count
    inside = np.random.default_rng(count).random(count) * np.diff(edges)
    rows: Values = edges[:-1] + inside.astype("int64")
    return rows


class Reservoir(list[_Item]):
    """Keeps a random sample of what it is given, each with the same chance; `seen` is the number of all."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        self.seen = 0
        self._random = random.Random(size)

    def take_from(self, items: Iterable[_Item]) -> None:
        """Look at all items."""
        for item in items:
            self.seen += 1
            if len(self) < self.size:
                self.append(item)
                continue
            place = self._random.randrange(self.seen)
            if place < self.size:
                self[place] = item
