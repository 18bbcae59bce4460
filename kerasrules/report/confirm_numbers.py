"""The numbers of a `confirm` report, as people read them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

NOT_KNOWN, NOT_FINITE = "–", "not finite"

_BARS = "▁▂▃▄▅▆▇█"


def finite(value: Any) -> float | None:
    """`value` as a number to draw or to calculate with; None for values that are not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def skill(value: Any) -> str:
    """A skill with two digits."""
    number = finite(value)
    return _unusual(value) if number is None else f"{round(number, 2) + 0.0:.2f}"


def loss(value: Any) -> str:
    """A loss, or anything else of unknown size, with three significant digits."""
    number = finite(value)
    return _unusual(value) if number is None else f"{number + 0.0:#.3g}".rstrip(".")


def seconds(value: Any) -> str:
    """A duration: `7.2 s`."""
    number = finite(value)
    return _unusual(value) if number is None else f"{number:.1f} s"


def _unusual(value: Any) -> str:
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return NOT_KNOWN


def counted(number: int, noun: str) -> str:
    """`1 seed`, `5 seeds`."""
    return f"{number} {noun}{'s' * (number != 1)}"


def sparkline(values: Sequence[Any]) -> str:
    """Skills as bars from 0 to 1, a gap where there is no number."""
    levels = [finite(value) for value in values]
    top = len(_BARS) - 1
    return "".join(" " if n is None else _BARS[round(min(1.0, max(0.0, n)) * top)] for n in levels)


def brief(value: Any) -> str:
    """A number as short as it can be said."""
    number = finite(value)
    return _unusual(value) if number is None else f"{number + 0.0:.3g}"
