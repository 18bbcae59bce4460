"""A column of a table, measured: what kind of values it has, and how far they reach."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import islice
from operator import ne

from kerasrules.model.record import record

MAX_DISTINCT = 1_000
"""Columns with more different values are no classes."""

_TRUE_AND_FALSE = {"True", "False", "TRUE", "FALSE", "true", "false"}


@record(frozen=True)
class MeasuredColumn:
    """kind: "int", "float", "bool", "text", or "empty" where all values are missing.

    low, high, mean, std: of the numbers that are there. distinct: the different values, None where there are many.
    missing: how many values are. in_blocks: equal values stand together, as in a table that is sorted by them.
    """

    name: str | int
    kind: str
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    std: float | None = None
    distinct: frozenset[int | str | bool] | None = None
    missing: int = 0
    in_blocks: bool = False


def measure(
    name: str | int, cells: Sequence[str], missing: Collection[str], *, lenient: bool = False
) -> MeasuredColumn:
    """Measure a column as it is written. missing: what stands for no value. lenient: what is no number is missing."""
    try:
        whole = list(map(int, cells))
        if "_" in "".join(cells):
            raise ValueError
        return of_integers(name, whole)
    except ValueError:
        pass
    if lenient:
        return of_floats(name, [number for cell in cells if (number := _number(cell)) is not None], len(cells))
    present = [cell for cell in cells if cell not in missing]
    if not present:
        return MeasuredColumn(name, "empty", missing=len(cells))
    try:
        if "_" in "".join(present):
            raise ValueError
        return of_floats(name, list(map(float, present)), len(cells))
    except ValueError:
        pass
    gone = len(cells) - len(present)
    if not gone and _TRUE_AND_FALSE.issuperset(present):
        truths = [cell.lower() == "true" for cell in present]
        return MeasuredColumn(
            name,
            "bool",
            float(min(truths)),
            float(max(truths)),
            distinct=frozenset(truths),
            in_blocks=_in_blocks(truths),
        )
    values = frozenset(present)
    distinct = values if len(values) <= MAX_DISTINCT else None
    return MeasuredColumn(name, "text", distinct=distinct, missing=gone, in_blocks=not gone and _in_blocks(present))


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def of_integers(name: str | int, values: Sequence[int]) -> MeasuredColumn:
    """Measure whole numbers."""
    if not values:
        return MeasuredColumn(name, "empty")
    low, high = min(values), max(values)
    if max(abs(low), abs(high)) >= 2**63:
        return MeasuredColumn(name, "text")  # Python objects to pandas, too
    distinct = frozenset(values)
    few = len(distinct) <= MAX_DISTINCT
    mean, std = _moments(values)
    return MeasuredColumn(
        name,
        "int",
        float(low),
        float(high),
        mean,
        std,
        distinct if few else None,
        in_blocks=few and _in_blocks(values),
    )


def of_floats(name: str | int, values: Sequence[float], count: int) -> MeasuredColumn:
    """Measure numbers, of which those that are not finite count as missing. count: with the missing ones."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return MeasuredColumn(name, "float" if values else "empty", missing=count)
    mean, std = _moments(finite)
    return MeasuredColumn(name, "float", min(finite), max(finite), mean, std, missing=count - len(finite))


def _moments(values: Sequence[float]) -> tuple[float | None, float | None]:
    try:
        mean = math.fsum(values) / len(values)
        return mean, math.dist(values, [mean] * len(values)) / math.sqrt(len(values))
    except OverflowError:
        return None, None


def _in_blocks(values: Sequence[object]) -> bool:
    """Whether equal values stand together, each several times."""
    runs: int = 1 + sum(map(ne, values, islice(values, 1, None)))
    return runs == len(set(values)) and len(values) >= 4 * runs > 4
