"""Items: `value[index]`, `value[index] = new`, and the items that an iterable gives."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.array_domain import assignment, indexing
from kerasrules.interpreter.budget import UNROLL
from kerasrules.interpreter.joins import join, same
from kerasrules.interpreter.structures import all_items
from kerasrules.interpreter.values import (
    AbstractValue,
    ArrayObject,
    Dataset,
    ListValue,
    LoopItems,
    Union,
    Value,
    foreign,
)
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

    def iterate(self, value: Value) -> tuple[Value, ...] | Unknown:
        """The items of an iterable whose length is known."""
        if isinstance(value, AbstractValue):
            return value.iterate(self.ctx)
        return foreign(value).iterate(self.ctx, value)

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
        flat = all_items(items)
        if isinstance(index, slice) and len(flat) == 1 and hasattr(flat[0], "part"):
            return ListValue((LoopItems((flat[0].slice(),)),))
        if isinstance(index, slice) and flat:
            # a part of a list is a list
            return ListValue((LoopItems((join(flat),)),))
        if flat and all(same(flat[0], item) for item in flat):
            return flat[0]
        if flat and all(isinstance(item, ArrayObject) for item in flat):
            return join(flat)
        return self.ctx.unknown("an item of a list whose length is unknown", node)

    def of_array(self, value: ArrayObject | Dataset, index: Value, node: ast.AST) -> Value:
        """A part of an array."""
        return indexing.subscript(value, index, self.ctx.location(node))

    def store_in_array(self, array: ArrayObject, index: Value, new: Value, node: ast.AST) -> None:
        """Change a part of an array."""
        assignment.store_item(self.ctx.heap, array, index, new, self.ctx.location(node))
