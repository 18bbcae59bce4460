"""Texts as numbers of words, as Keras' TextVectorization numbers them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from kerasrules.confirming.plan.targets import Values
from kerasrules.model.record import record

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
LENGTH = 128
"""Words of a text, where the model takes any number."""
_FIRST = 2
"""0 pads, 1 is every word that is not known."""


def words_of(text: str) -> list[str]:
    """In lower case and without punctuation, divided at white space."""
    return _PUNCTUATION.sub("", text.lower()).split()


@record
class Vocabulary:
    """The number of each known word."""

    numbers: dict[str, int]

    @classmethod
    def of(cls, texts: Sequence[str], size: int) -> Vocabulary:
        """The most frequent words, as many as get a number below `size`."""
        counts = Counter(word for text in texts for word in words_of(text))
        ordered = sorted(counts, key=lambda word: (-counts[word], word))[: max(0, size - _FIRST)]
        return cls({word: number for number, word in enumerate(ordered, _FIRST)})

    def padded(self, texts: Sequence[str], length: int | None) -> tuple[Values, str]:
        """One row of numbers for each text, cut off or filled with 0 at its end; and a note of that."""
        found = [[self.numbers.get(word, 1) for word in words_of(text)] for text in texts]
        width = length or min(LENGTH, max(map(len, found), default=1) or 1)
        rows = np.zeros((len(found), width), dtype="int32")
        for row, numbers in zip(rows, found, strict=True):
            row[: len(numbers)] = numbers[:width]
        known = len(self.numbers)
        return rows, f"texts went in as the numbers of their first {width} words, {known} of which are known"
