"""Lists, sets and dicts."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.budget import MAX_LENGTH, Budget
from kerasrules.interpreter.constants import hashable
from kerasrules.interpreter.values.base import MISSING, HeapValue, Value
from kerasrules.model.record import field, record
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context
    from kerasrules.source.source import Source


Written: TypeAlias = "tuple[ast.Dict | ast.List, Source]"
"""The syntax of a literal and the source that it stands in."""


_TOO_LONG = "a list that is too long to follow"


@record(frozen=True)
class BranchItems:
    """An item of a list that stands for one of several runs of items (a branch appended, or did not)."""

    options: tuple[tuple[Value, ...], ...]
    size: int = field(init=False, compare=False, repr=False)
    """How many items it stands for, those inside of others too. Of too many it knows nothing."""

    def __post_init__(self) -> None:
        size = sum(map(flat_size, self.options))
        if size > MAX_LENGTH:
            object.__setattr__(self, "options", ((Unknown(_TOO_LONG),), ()))
            size = 1
        object.__setattr__(self, "size", size)


@record(frozen=True)
class LoopItems:
    """Items of a list that a loop of unknown length appended: the run of items stands there once or more."""

    items: tuple[Value, ...]
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        size = flat_size(self.items)
        if size > MAX_LENGTH:
            object.__setattr__(self, "items", (Unknown(_TOO_LONG),))
            size = 1
        object.__setattr__(self, "size", size)


def flat_size(items: tuple[Value, ...]) -> int:
    """How many items a list holds, with those that branches and loops may have added."""
    return sum(item.size if isinstance(item, (BranchItems, LoopItems)) else 1 for item in items)


def within(budget: Budget, items: tuple[Value, ...] | Unknown) -> tuple[Value, ...] | Unknown:
    """The items of a list that was made, where they are not too many."""
    if isinstance(items, Unknown) or budget.allows_length(len(items)):
        return items
    return Unknown(_TOO_LONG)


class ListValue(HeapValue):
    """A list (or deque). state["items"]: a tuple of values, `BranchItems` and `LoopItems`, or Unknown."""

    kind = "list"

    __slots__ = ("written",)

    def __init__(self, items: tuple[Value, ...] | Unknown = (), written: Written | None = None) -> None:
        known = isinstance(items, tuple) and len(items) <= MAX_LENGTH
        super().__init__(items=items if known or isinstance(items, Unknown) else Unknown(_TOO_LONG))
        self.written = written
        """Where it is written out, if it is a literal."""

    @property
    def items(self) -> tuple[Value, ...] | Unknown:
        """The items, where their number is known."""
        items = self.state["items"]
        if isinstance(items, tuple) and any(isinstance(item, (BranchItems, LoopItems)) for item in items):
            return Unknown("a list whose length depends on a branch or a loop")
        return items  # type: ignore[no-any-return]

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """An item where it is sure which, or where all are the same; a part of a list is a list."""
        items = self.state["items"]
        if isinstance(items, Unknown):
            return items
        if isinstance(index, tuple):
            return ctx.items.of_rows(items, index, node)
        if not any(isinstance(item, (BranchItems, LoopItems)) for item in items):
            picked = ctx.items.pick(items, index, node)
            return ListValue(picked) if isinstance(index, slice) and isinstance(picked, tuple) else picked
        return ctx.items.of_any_length(items, index, node)

    def store_item(self, ctx: Context, index: Value, new: Value, node: ast.AST) -> None:
        """Change an item; where it is not sure which, the list is unknown."""
        items = self.state["items"]
        if not isinstance(items, tuple):
            ctx.graph.let_go(new, node)
        elif type(index) is int and -len(items) <= index < len(items) and not isinstance(self.items, Unknown):
            changed = list(items)
            changed[index] = new
            ctx.heap.write(self, "items", tuple(changed))
        elif isinstance(index, slice) and index == slice(None) and isinstance(new, (tuple, ListValue)):
            ctx.heap.write(self, "items", new if isinstance(new, tuple) else new.state["items"])
        else:
            ctx.graph.let_go((self, new), node)
            ctx.heap.write(self, "items", Unknown("a list item was set", ctx.location(node)))

    def iterate(self, ctx: Context) -> tuple[Value, ...] | Unknown:
        """The items, where their number is known."""
        return self.items

    def truth(self, ctx: Context) -> bool | None:
        """Whether there are items."""
        items = self.state["items"]
        known = isinstance(items, tuple) and not any(isinstance(item, BranchItems) for item in items)
        return bool(items) if known else None


class SetValue(ListValue):
    """A set; order as written."""

    __slots__ = ()
    kind = "set"


class DictValue(HeapValue):
    """A dict. state["items"]: a dict of constant keys to values (never changed in place), or Unknown."""

    kind = "dict"

    __slots__ = ("default", "written")

    def __init__(
        self,
        items: Mapping[Value, Value] | Unknown | None = None,
        written: Written | None = None,
        default: Value = MISSING,
    ) -> None:
        super().__init__(items=items if isinstance(items, Unknown) else dict(items or {}))
        self.written = written
        """Where it is written out, if it is a literal."""
        self.default = default
        """For a defaultdict: what makes the value of a key that is not there."""

    @property
    def items(self) -> Mapping[Value, Value] | Unknown:
        """Keys and values."""
        return self.state["items"]  # type: ignore[no-any-return]

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """The value of a key; of an unknown key any of few values, which is useful where they agree."""
        items = self.items
        if isinstance(items, Unknown):
            return items
        if not hashable(index) and self.default is not MISSING:
            # reading a key that is not there makes an entry
            ctx.heap.write(self, "items", ctx.unknown("a dict with an unknown key", node))
            return ctx.calls.call(self.default, Arguments(), node)
        if not hashable(index):
            return ctx.items.of_unknown_key(tuple(items.values()), index, node)
        if index in items:
            return items[index]
        if self.default is not MISSING:
            made = ctx.calls.call(self.default, Arguments(), node)
            ctx.heap.write(self, "items", {**items, index: made})
            return made
        return ctx.unknown(f"the key {index!r} is not in the dict", node)

    def store_item(self, ctx: Context, index: Value, new: Value, node: ast.AST) -> None:
        """Set a key; with an unknown one the dict is unknown."""
        items = self.items
        if isinstance(items, Unknown):
            ctx.graph.let_go(new, node)
            ctx.heap.write(self, "items", ctx.unknown("a dict that was changed", node))  # no longer of known size
        elif hashable(index):
            ctx.heap.write(self, "items", {**items, index: new})
        else:
            ctx.graph.let_go((new, *items.values()), node)
            ctx.heap.write(self, "items", ctx.unknown("a dict with an unknown key", node))

    def iterate(self, ctx: Context) -> tuple[Value, ...] | Unknown:
        """The keys."""
        return self.items if isinstance(self.items, Unknown) else tuple(self.items)

    def truth(self, ctx: Context) -> bool | None:
        """Whether there are keys."""
        return None if isinstance(self.items, Unknown) else bool(self.items)
