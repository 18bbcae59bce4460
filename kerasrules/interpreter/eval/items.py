"""Items: `value[index]`, `value[index] = new`, and the items that an iterable gives."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.array_domain import assignment, indexing
from kerasrules.interpreter.budget import UNROLL
from kerasrules.interpreter.constants import hashable
from kerasrules.interpreter.joins import join, same
from kerasrules.interpreter.structures import all_items
from kerasrules.interpreter.values import (
    MISSING,
    ArrayObject,
    Bound,
    BranchItems,
    Class,
    Dataset,
    DictValue,
    ExternalName,
    Instance,
    LibraryObject,
    ListValue,
    LoopItems,
    Union,
    Value,
)
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class Items:
    """Reads and writes items."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def get(self, value: Value, index: Value, node: ast.AST) -> Value:
        """`value[index]`."""
        ctx = self.ctx
        if isinstance(index, Union):
            return join(tuple(self.get(value, option, node) for option in index.options))
        if isinstance(value, DictValue):
            items = value.items
            if isinstance(items, Unknown):
                return items
            if not hashable(index):
                found = tuple(items.values())
                # any of the entries: useful where they agree
                return (
                    join(found)
                    if isinstance(index, Unknown) and 0 < len(found) <= 4
                    else ctx.unknown("an unknown key", node)
                )
            if index in items:
                return items[index]
            if value.default is not MISSING:
                made = ctx.calls.call(value.default, Arguments(), node)
                ctx.heap.write(value, "items", {**items, index: made})
                return made
            return ctx.unknown(f"the key {index!r} is not in the dict", node)
        if isinstance(value, (str, bytes)):
            if isinstance(index, (int, slice)):
                try:
                    return value[index]
                except (IndexError, TypeError, ValueError):
                    return ctx.unknown("an index out of range", node)
            return ctx.unknown("an unknown index", node)
        if isinstance(value, tuple):
            return self._pick(value, index, node)
        if isinstance(value, ListValue):
            items = value.state["items"]
            if isinstance(items, Unknown):
                return items
            if not any(isinstance(item, (BranchItems, LoopItems)) for item in items):
                picked = self._pick(items, index, node)
                return ListValue(picked) if isinstance(index, slice) and isinstance(picked, tuple) else picked
            if type(index) is int:
                edge = items[0] if index == 0 else items[-1] if index == -1 else None
                if edge is not None and not isinstance(edge, (BranchItems, LoopItems)):
                    return edge
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
            return ctx.unknown("an item of a list whose length is unknown", node)
        if isinstance(value, (ArrayObject, Dataset)):
            return indexing.subscript(value, index, ctx.location(node))
        if isinstance(value, Tensor):
            return ctx.graph.operation("getitem", (value, index), {}, node)
        if isinstance(value, Class):
            return value  # Generic[T]
        if isinstance(value, ExternalName):
            root, _, last = value.name.rpartition(".")
            if root in ("builtins", "typing", "collections.abc") or last[:1].isupper():
                return value  # list[int]
        if isinstance(value, Instance):
            fields = ctx.classes.tuple_of(value)
            if fields is not None:
                return self._pick(fields, index, node)
            special = value.cls.find("__getitem__")
            if special is not MISSING:
                return ctx.calls.call(Bound(special, value), Arguments((index,)), node)
        if isinstance(value, LibraryObject):
            from kerasrules.interpreter.values import Method

            return ctx.calls.call(Method(value, "__getitem__"), Arguments((index,)), node)
        return value if isinstance(value, Unknown) else ctx.unknown("an item of an unknown value", node)

    def _pick(self, items: tuple[Value, ...], index: Value, node: ast.AST) -> Value:
        ctx = self.ctx
        if isinstance(index, (int, slice)):
            try:
                return items[index]
            except (IndexError, TypeError, ValueError):
                return ctx.unknown("an index out of range", node)
        if isinstance(index, Unknown) and items and len(items) <= UNROLL and all(same(items[0], i) for i in items):
            return items[0]
        return ctx.unknown("an unknown index", node)

    def store(self, owner: Value, index: Value, value: Value, node: ast.AST) -> None:
        ctx = self.ctx
        if isinstance(owner, DictValue):
            items = owner.items
            if not isinstance(items, Unknown):
                if hashable(index):
                    ctx.heap.write(owner, "items", {**items, index: value})
                else:
                    ctx.heap.write(owner, "items", Unknown("a dict with an unknown key", ctx.location(node)))
        elif isinstance(owner, ListValue):
            items = owner.state["items"]
            if isinstance(items, tuple):
                if type(index) is int and -len(items) <= index < len(items) and not isinstance(owner.items, Unknown):
                    changed = list(items)
                    changed[index] = value
                    ctx.heap.write(owner, "items", tuple(changed))
                elif isinstance(index, slice) and index == slice(None) and isinstance(value, (tuple, ListValue)):
                    ctx.heap.write(owner, "items", value if isinstance(value, tuple) else value.state["items"])
                else:
                    ctx.heap.write(owner, "items", Unknown("a list item was set", ctx.location(node)))
        elif isinstance(owner, ArrayObject):
            assignment.store_item(ctx.heap, owner, index, value, ctx.location(node))
        elif isinstance(owner, Instance):
            special = owner.cls.find("__setitem__")
            if special is not MISSING:
                ctx.calls.call(Bound(special, owner), Arguments((index, value)), node)

    def iterate(self, value: Value) -> tuple[Value, ...] | Unknown:
        """The items of an iterable whose length is known."""
        ctx = self.ctx
        if isinstance(value, tuple):
            return value
        if isinstance(value, ListValue):
            return value.items
        if isinstance(value, DictValue):
            return value.items if isinstance(value.items, Unknown) else tuple(value.items)
        if isinstance(value, str) and len(value) <= 256:
            return tuple(value)
        if isinstance(value, Instance):
            fields = ctx.classes.tuple_of(value)
            if fields is not None:
                return fields
            special = value.cls.find("__iter__")
            if special is not MISSING:
                return self.iterate(ctx.calls.call(Bound(special, value), Arguments(), ast.Pass()))
        if isinstance(value, Unknown):
            return value
        return Unknown("the items of an unknown value")
