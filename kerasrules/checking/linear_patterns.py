"""Patterns of ignore files without backtracking: what others write into them must not take time without end.

A regular expression tries every place for every `*`, which for ten of them has no end. Where another `*` follows, the
first place that fits is as good as any later one: it can be settled before the rest is looked at.
"""

from __future__ import annotations

import re

_STAR, _FOLDERS, _LEADING = "[^/]*", "(?:/.+)?", "^(?:.+/)?"
_FIXED = r"(?:(?!\[\^/\][*+])(?:\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|[^\\/()\[\].*+?$|^]))+"
"""Characters and sets of them, as the library writes them: what stands for one character each."""
_SETTLED = re.compile(rf"\[\^/\]\*({_FIXED})(?=\[\^/\]\*)")


def without_backtracking(pattern: str) -> str:
    """A regular expression that `pathspec` makes of a pattern, as one that finds the same in linear time."""
    number = 0

    def settled(part: str) -> str:
        # what Python 3.11 writes as (?>…)
        nonlocal number
        number += 1
        return f"(?=(?P<s{number}>{part}))(?P=s{number})"

    if pattern.count(_STAR) > 1:
        pattern = _SETTLED.sub(lambda found: settled(f"[^/]*?{found[1]}"), pattern)
    first, *others = pattern.split(_FOLDERS)
    if not others or (len(others) == 1 and not first.startswith(_LEADING)):
        return pattern
    *middle, last = others
    if first.startswith(_LEADING):
        first = "^" + settled(f"(?:.+?/)??{first.removeprefix(_LEADING)}(?=/)")
    return first + "".join(settled(f"(?:/.+?)??{part}(?=/)") for part in middle) + _FOLDERS + last
