"""Lists with parts that depend on branches and loops: their items, and the lists that `zip` makes of them."""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.interpreter.budget import MAX_LENGTH
from kerasrules.interpreter.values import BranchItems, ListValue, LoopItems, Value, flat_size
from kerasrules.model.unknown import Unknown


def flat_items(items: Value) -> tuple[tuple[Value, ...], bool]:
    """The items of a list with those that branches and loops may have added, and whether their number is known."""
    if not isinstance(items, tuple):
        return (), False
    if flat_size(items) > MAX_LENGTH:
        return (Unknown("a list that is too long to follow"),), False
    flat: list[Value] = []
    counted = True
    for item in items:
        if isinstance(item, BranchItems):
            counted = False
            for option in item.options:
                inner, _ = flat_items(option)
                flat.extend(inner)
        elif isinstance(item, LoopItems):
            counted = False
            inner, _ = flat_items(item.items)
            flat.extend(inner)
        else:
            flat.append(item)
    return tuple(flat), counted


def are_sure(items: Value) -> tuple[bool, ...]:
    """For each of the `flat_items`, whether it is surely there: a branch may have left it out."""
    sure: list[bool] = []
    for item in items if isinstance(items, tuple) and flat_size(items) <= MAX_LENGTH else ():
        if isinstance(item, BranchItems):
            sure.extend(False for option in item.options for _ in flat_items(option)[0])
        elif isinstance(item, LoopItems):
            sure.extend(are_sure(item.items))
        else:
            sure.append(True)
    return tuple(sure)


def side_by_side(columns: tuple[tuple[Value, ...], ...]) -> tuple[Value, ...] | None:
    """The rows of lists that were filled side by side, None where they were not."""
    if sum(map(flat_size, columns)) > MAX_LENGTH:
        return None
    if not columns or len({len(column) for column in columns}) != 1:
        return None
    rows: list[Value] = []
    for row in zip(*columns, strict=True):
        kinds = {type(item) if isinstance(item, (LoopItems, BranchItems)) else None for item in row}
        if kinds == {LoopItems}:
            inner = side_by_side(tuple(item.items for item in row))
            if inner is None:
                return None
            rows.append(LoopItems(inner))
        elif kinds == {BranchItems}:
            if len({len(item.options) for item in row}) != 1:
                return None
            found = [side_by_side(part) for part in zip(*(item.options for item in row), strict=True)]
            known = tuple(option for option in found if option is not None)
            if len(known) < len(found):
                return None
            rows.append(BranchItems(known))
        elif kinds == {None}:
            rows.append(row)
        else:
            return None
    return tuple(rows)


def unzipped(items: tuple[Value, ...]) -> tuple[ListValue, ...] | None:
    """`zip(*pairs)` for a list of pairs of unknown length: one list per part of a pair."""
    flat, _ = flat_items(items)
    rows = [row for row in (_row(item) for item in flat) if row is not None]
    if rows and len(rows[0]) * len(flat) > MAX_LENGTH:
        return None
    if not rows or len(rows) < len(flat) or len({len(row) for row in rows}) != 1:
        return None
    return tuple(ListValue(column_of(items, index)) for index in range(len(rows[0])))


def width_of_rows(items: Value) -> int | None:
    """How many items each row has, where all are lists or tuples of one length."""
    flat, _ = flat_items(items)
    rows = [_row(item) for item in flat]
    widths = {None if row is None else len(row) for row in rows}
    return widths.pop() if len(widths) == 1 else None


def _row(item: Value) -> tuple[Value, ...] | None:
    inner = item.items if isinstance(item, ListValue) else item
    return inner if isinstance(inner, tuple) else None


def column_of(items: tuple[Value, ...], index: int) -> tuple[Value, ...]:
    """The items at one position of each row."""

    def cell(item: Value) -> Value:
        row = _row(item)
        return Unknown("a part of an unknown value") if row is None else row[index]

    return changed(items, cell)


def changed(items: tuple[Value, ...], change: Callable[[Value], Value]) -> tuple[Value, ...]:
    """A list of what becomes of each item; what depends on loops and branches still does."""
    found: list[Value] = []
    for item in items:
        if isinstance(item, LoopItems):
            found.append(LoopItems(changed(item.items, change)))
        elif isinstance(item, BranchItems):
            found.append(BranchItems(tuple(changed(option, change) for option in item.options)))
        else:
            found.append(change(item))
    return tuple(found)
