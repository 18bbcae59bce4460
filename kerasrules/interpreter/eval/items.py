"""Items: `value[index]`, `value[index] = new`, and the items that an iterable gives."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kerasrules.interpreter.array_domain import assignment, frame_columns, indexing, iteration, sequences
from kerasrules.interpreter.budget import UNROLL
from kerasrules.interpreter.joins import join, same
from kerasrules.interpreter.structures import all_items
from kerasrules.interpreter.values import (
    AbstractValue,
    ArrayObject,
    BranchItems,
    Dataset,
    ListValue,
    LoopItems,
    Method,
    Union,
    Value,
    foreign,
)
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class Items:
    """Asks values for their items, and picks them from sequences and arrays."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def get(self, value: Value, index: Value, node: ast.AST) -> Value:
        """`value[index]`."""
        if isinstance(index, Union):
            return join(tuple(self.get(value, option, node) for option in index.options))
        if isinstance(value, AbstractValue):
            return value.item(self.ctx, index, node)
        return foreign(value).item(self.ctx, value, index, node)

    def store(self, owner: Value, index: Value, new: Value, node: ast.AST) -> None:
        """`owner[index] = new`."""
        if isinstance(owner, AbstractValue):
            owner.store_item(self.ctx, index, new, node)
        else:
            self.ctx.graph.let_go(new, node)

    def iterate(self, value: Value) -> tuple[Value, ...] | Unknown:
        """The items of an iterable whose length is known."""
        if isinstance(value, AbstractValue):
            return value.iterate(self.ctx)
        return foreign(value).iterate(self.ctx, value)

    def of_unknown_key(self, values: tuple[Value, ...], index: Value, node: ast.AST) -> Value:
        """One of the values of a dict; where data are the key, each of its numbers, as those of classes by name."""
        if isinstance(index, ArrayObject) and values and all(type(value) in (int, float) for value in values):
            return iteration.merged(values)
        few = isinstance(index, Unknown) and 0 < len(values) <= 4
        return self.ctx.join(values) if few else self.ctx.unknown("an unknown key", node)

    def pick(self, items: tuple[Value, ...], index: Value, node: ast.AST) -> Value:
        """An item of a sequence of known length, or a part of it."""
        ctx = self.ctx
        if isinstance(index, (int, slice)):
            try:
                return items[index]
            except (IndexError, TypeError, ValueError):
                return ctx.unknown("an index out of range", node)
        if isinstance(index, Unknown) and items and len(items) <= UNROLL and all(same(items[0], i) for i in items):
            return items[0]
        return ctx.unknown("an unknown index", node)

    def of_any_length(self, items: tuple[Value, ...], index: Value, node: ast.AST) -> Value:
        """An item of a list whose length depends on branches or loops, where all that it may be are alike."""
        sure = _surely(items, index)
        if sure is not None:
            return ListValue(sure) if isinstance(index, slice) else sure[0]
        part = _part_around(items, index)
        if part is not None:
            return ListValue(part)
        flat = tuple(_one_of(item) for item in all_items(items))
        if isinstance(index, slice) and flat:
            # a part of a list is a list
            has_backbone = any(hasattr(item, "slice") for item in flat)
            return ListValue(tuple(_perhaps(items)) if has_backbone else (LoopItems((join(flat),)),))
        if flat and all(same(flat[0], item) for item in flat):
            return flat[0]
        if flat and all(isinstance(item, ArrayObject) for item in flat):
            return join(flat)
        return self.ctx.unknown("an item of a list whose length is unknown", node)

    def of_rows(self, items: tuple[Value, ...], index: tuple[Value, ...], node: ast.AST) -> Value:
        """`pairs[:, 0]` of an array of rows whose parts differ in shape, which is kept as a list."""
        width = sequences.width_of_rows(items)
        column = index[1] if len(index) == 2 and index[0] == slice(None) else None
        if width is None or type(column) is not int or not -width <= column < width:
            return self.ctx.unknown("an item of an unknown value", node)
        return ListValue(sequences.column_of(items, column))

    def of_array(self, value: ArrayObject | Dataset, index: Value, node: ast.AST) -> Value:
        """A part of an array."""
        if isinstance(value, ArrayObject) and isinstance(index, tuple):
            axes = sum(part is not None and part is not Ellipsis for part in index)
            if axes > value.least_rank:
                self.ctx.heap.set(value, ArrayObject.least_rank, axes)
        return indexing.subscript(value, index, self.ctx.location(node))

    def rename_columns(self, frame: ArrayObject, names: Value) -> None:
        """`frame.columns = names`."""
        assignment.rename_columns(self.ctx.heap, frame, names)

    def is_column(self, frame: ArrayObject, name: str) -> bool:
        """Whether `frame.name` is one of its columns."""
        return frame_columns.is_attribute(frame, name)

    def reshape_in_place(self, array: ArrayObject, shape: Value, node: ast.AST) -> None:
        """`array.shape = shape`."""
        made = self.ctx.call(Method(array, "reshape"), (shape,), {}, node)
        known = made.info.shape if isinstance(made, ArrayObject) else None
        self.ctx.heap.write(array, "info", replace(array.info, shape=known))

    def store_in_array(self, array: ArrayObject, index: Value, new: Value, node: ast.AST) -> None:
        """Change a part of an array."""
        assignment.store_item(self.ctx.heap, array, index, new, self.ctx.location(node))


def _surely(items: tuple[Value, ...], index: Value) -> tuple[Value, ...] | None:
    """The item or the part that an index surely stands for in a list with parts of unknown length; else None.

    What stands before the first of these is counted from the front, what stands after the last one from the end.
    """
    runs = [number for number, item in enumerate(items) if isinstance(item, (BranchItems, LoopItems))]
    before, after = (runs[0], len(items) - 1 - runs[-1]) if runs else (len(items), len(items))
    if type(index) is int:
        return (items[index],) if -after <= index < before else None
    if not isinstance(index, slice) or index.step not in (None, 1):
        return None
    start, stop = index.start or 0, len(items) if index.stop is None else index.stop
    sure_start = type(start) is int and -after <= start <= before
    sure_stop = index.stop is None or (type(stop) is int and -after <= stop <= before)
    # from the end to the front may be something or nothing
    ordered = not (type(start) is int and start < 0 and index.stop is not None and type(stop) is int and stop >= 0)
    return items[start:stop] if sure_start and sure_stop and ordered else None


def _one_of(item: Value) -> Value:
    """One of the layers of a backbone is not all of them."""
    return item.slice() if hasattr(item, "slice") else item


def _perhaps(items: tuple[Value, ...]) -> Iterator[Value]:
    """A part of a model's layers, which one is unknown: each of them stands there or not."""
    for item in items:
        if isinstance(item, BranchItems):
            yield BranchItems((*(tuple(_perhaps(run)) for run in item.options), ()))
        elif isinstance(item, LoopItems):
            yield BranchItems(((LoopItems(tuple(_one_of(one) for one in item.items)),), ()))
        else:
            yield BranchItems(((_one_of(item),), ()))


_SMALL_BACKBONE, _LARGE_BACKBONE = 15, 10_000
"""Backbones have more layers than the one and fewer than the other."""


def _part_around(items: tuple[Value, ...], index: Value) -> tuple[Value, ...] | None:
    """A part of a model's layers some of which are those of a backbone, whose number is unknown; else None."""
    runs = [number for number, item in enumerate(items) if isinstance(item, (BranchItems, LoopItems))]
    flat = all_items(items)
    if not isinstance(index, slice) or len(runs) != 1 or runs[0] >= len(flat):
        return None
    bounds = (index.start, index.stop, index.step)
    run = flat[runs[0]]
    if not hasattr(run, "slice") or not all(bound is None or type(bound) is int for bound in bounds):
        return None
    found: list[Value] = []
    for number, item in enumerate(items):
        if number == runs[0]:
            found.append(LoopItems((run.slice(),)))
            continue
        # whether it is in the part depends on the length in one direction: both ends tell
        answers: set[bool] = set()
        for length in (_SMALL_BACKBONE, _LARGE_BACKBONE):
            position = number if number < runs[0] else number + length - 1
            answers.add(position in range(*index.indices(len(items) - 1 + length)))
        if answers == {True}:
            found.append(item)
        elif len(answers) == 2:
            found.append(BranchItems(((item,), ())))
    return tuple(found)
