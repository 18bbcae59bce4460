"""Interval arithmetic: the ends of a range after an operation, infinite where a bound is unknown."""

from __future__ import annotations

import math

from kerasrules.interpreter.array_domain.dtypes import INTEGERS
from kerasrules.model.data import ArrayInfo

Interval = tuple[float, float]


def interval(info: ArrayInfo) -> Interval:
    """The interval with infinities where a bound is unknown."""
    return (-math.inf if info.low is None else info.low, math.inf if info.high is None else info.high)


def _products(a: Interval, b: Interval) -> Interval:
    values = [0.0 if 0 in (x, y) else x * y for x in a for y in b]
    return min(values), max(values)


def _quotient(a: Interval, b: Interval) -> Interval | None:
    if b[0] <= 0 <= b[1]:
        return None
    inverse = (0.0 if math.isinf(b[1]) else 1 / b[1], 0.0 if math.isinf(b[0]) else 1 / b[0])
    return _products(a, inverse)


def power(a: Interval, b: Interval) -> Interval | None:
    if b[0] != b[1] or math.isinf(b[0]):
        return None
    exponent = b[0]
    if exponent == 0:
        return 1.0, 1.0
    if exponent < 0:
        positive = power(a, (-exponent, -exponent))
        return None if positive is None else _quotient((1.0, 1.0), positive)
    if a[0] < 0 and exponent != int(exponent):
        return None
    try:
        ends = sorted((a[0] ** exponent, a[1] ** exponent))
    except OverflowError:
        return None
    if a[0] < 0 < a[1] and exponent % 2 == 0:
        ends[0] = 0.0
    return ends[0], ends[1]


def combine_intervals(operator: str, a: Interval, b: Interval) -> Interval | None:
    """The interval of `a operator b`, None where nothing can be said."""
    result: Interval | None
    if operator == "+":
        result = a[0] + b[0], a[1] + b[1]
    elif operator == "-":
        result = a[0] - b[1], a[1] - b[0]
    elif operator == "*":
        result = _products(a, b)
    elif operator == "/":
        result = _quotient(a, b)
    elif operator == "//":
        result = _quotient(a, b)
        if result is not None:
            result = tuple(end if math.isinf(end) else float(math.floor(end)) for end in result)  # type: ignore[assignment]
    elif operator == "**":
        result = power(a, b)
    elif operator == "%":
        result = (0.0, b[1]) if b[0] > 0 else None
    else:
        result = None
    if result is None or math.isnan(result[0]) or math.isnan(result[1]):
        return None
    return result


def bounds_in_dtype(
    ends: Interval | None, dtype: str | None, bounds_attained: bool
) -> tuple[float | None, float | None, bool]:
    """An interval as fields of `ArrayInfo`, wrapped round as whole numbers of a fixed size do."""
    if ends is None:
        return None, None, False
    low = None if math.isinf(ends[0]) else ends[0]
    high = None if math.isinf(ends[1]) else ends[1]
    if dtype in INTEGERS and low is not None and high is not None:
        least, most = INTEGERS[dtype]
        if low < least or high > most:
            return float(least), float(most), False
    return low, high, bounds_attained and low is not None and high is not None
