"""No pattern takes more than linear time, whatever text it is given: the time for one cannot be interrupted."""

from __future__ import annotations

import time

import pytest
from adversarial_strings import Use, adversarial_strings, modules_of, uses_in

import kerasrules

SHORT, LONG = 1_000, 4_000
LINEAR = 8.0
"""By more than this no linear search grows from the short to the long texts; a quadratic one does so 16 times."""
MEASURABLE = 0.01

BOUNDED = ("kerasrules.symptoms.phrases", "kerasrules.source.teaching.value_words")
"""Modules that are given short texts alone: `symptoms.words.MAX_CHARACTERS`, `teaching.comments._LONGEST`."""


def seconds(use: Use, length: int) -> tuple[float, str]:
    """The time for the worst of the texts, and that text."""
    worst = (0.0, "")
    find = use.pattern.match if use.begins else use.pattern.search
    for text in adversarial_strings(use.pattern, length):
        given = text.encode() if isinstance(use.pattern.pattern, bytes) else text
        began = time.thread_time()
        find(given)
        worst = max(worst, (time.thread_time() - began, text))
    return worst


def test_patterns_are_linear() -> None:
    slow = []
    uses = {(use.pattern, use.begins): use for module in modules_of(kerasrules) for use in uses_in(module)}
    assert len(uses) > 80
    for use in uses.values():
        if use.place.startswith(BOUNDED):
            continue
        least, (most, text) = seconds(use, SHORT)[0], seconds(use, LONG)
        # a busy machine can make one measurement long, hardly three in a row
        if all(most > MEASURABLE and most > LINEAR * least for _ in range(3) if (most := seconds(use, LONG)[0])):
            slow.append(f"{use.place}: {use.pattern.pattern!r} on {text[:40]!r}…")
    assert not slow, "\n".join(slow)


@pytest.mark.parametrize("pattern", [r"a\s*\s*b", r"\((.*)\)$", r"(?m)^\s*x", r"fit\([^)]*\bepochs"])
def test_the_strings_find_what_is_quadratic(pattern: str) -> None:
    import re

    use = Use("here", re.compile(pattern), begins=False)
    assert seconds(use, LONG)[0] > LINEAR * seconds(use, SHORT)[0]
