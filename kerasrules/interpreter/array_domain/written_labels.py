"""Labels that a program writes out or appends in loops: their order, and the codes that they are."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import lattice
from kerasrules.interpreter.array_domain.sequences import flat_items
from kerasrules.interpreter.values import ArrayObject, BranchItems, ListValue, LoopItems, SetValue, Value


def is_number(value: Value) -> bool:
    return isinstance(value, (int, float))


def width_of_codes(rows: tuple[Value, ...]) -> int | None:
    """The number of classes where each row is written out as a one-hot code: [0, 1, 0]."""
    codes: set[tuple[Value, ...]] = set()
    for row in rows:
        code = label_key(row)
        if not isinstance(code, tuple):
            return None
        codes.add(code)
    width = len(next(iter(codes)))
    marks = [0] * (width - 1) + [1]
    return width if width > 1 and len(codes) > 1 and all(sorted(code) == marks for code in codes) else None


_SHORT = 10
"""Fewer samples than this are an example written out, whose order says nothing."""


def are_sorted_by_class(items: Value) -> bool:
    """Whether labels stand class after class: `[0] * n + [1] * m`, or what loops over one folder per class appended."""
    runs: list[object] = []
    total: int | None = 0
    for item in items if isinstance(items, tuple) else ():
        if isinstance(item, (LoopItems, BranchItems)):
            keys = {label_key(inner) for inner in flat_items((item,))[0]}
            total = None
        else:
            keys = {label_key(item)}
            total = None if total is None else total + 1
        if len(keys) != 1 or None in keys:
            return False
        key = keys.pop()
        if runs and runs[-1] == key:
            continue
        if key in runs:
            return False
        runs.append(key)
    return len(runs) > 1 and (total is None or total >= max(_SHORT, 2 * len(runs)))


def label_key(value: Value) -> Value:
    """A label that is written out, in a form that can be compared: a number, a name or a code; None for others."""
    if is_number(value) or (isinstance(value, str) and value):
        return value
    parts = value.items if isinstance(value, ListValue) and not isinstance(value, SetValue) else value
    if isinstance(parts, tuple) and 0 < len(parts) <= 1024 and all(is_number(part) for part in parts):
        return parts
    if isinstance(value, ArrayObject) and value.info.shape == () and lattice.is_constant(value.info):
        return value.info.low
    return None
