"""Assignments: names, attributes, items and tuples of them bound to values."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.array_domain import assignment, indexing, iteration
from kerasrules.interpreter.constants import hashable
from kerasrules.interpreter.eval.operators import OPERATORS
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.scopes import Scope
from kerasrules.interpreter.values import (
    ArrayObject,
    Class,
    DictValue,
    Instance,
    ListValue,
    LoopItems,
    Union,
    Value,
    options,
    within,
)
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class Assignments:
    """Binds targets."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def assign(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Bind a target (name, attribute, item, tuple of them) to a value."""
        ctx = self.ctx
        if isinstance(target, ast.Name):
            ctx.heap.write(scope.owner(target.id), target.id, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target.elts, value, scope)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, value, scope)
        elif isinstance(target, ast.Attribute):
            owner = ctx.expressions.evaluate(target.value, scope)
            for option in options(owner):
                ctx.attributes.set(option, target.attr, value, target)
        elif isinstance(target, ast.Subscript):
            owner = ctx.expressions.evaluate(target.value, scope)
            index = ctx.expressions.evaluate(target.slice, scope)
            for option in options(owner):
                ctx.items.store(option, index, value, target)

    def _unpack(self, targets: list[ast.expr], value: Value, scope: Scope) -> None:
        parts = self._parts(value, targets)
        for target, part in zip(targets, parts, strict=False):
            self.assign(target, part, scope)

    def _parts(self, value: Value, targets: list[ast.expr]) -> list[Value]:
        ctx = self.ctx
        count = len(targets)
        star = next((i for i, t in enumerate(targets) if isinstance(t, ast.Starred)), None)
        if isinstance(value, Union):
            columns = [self._parts(option, targets) for option in value.options]
            return [join(tuple(column)) for column in zip(*columns, strict=False)]
        if isinstance(value, Tensor):
            return [ctx.graph.output(value, index) for index in range(count)]
        items = ctx.items.iterate(value)
        if isinstance(items, tuple):
            if star is None and len(items) == count:
                return list(items)
            if star is not None and len(items) >= count - 1:
                tail = count - 1 - star
                middle = items[star : len(items) - tail]
                return [*items[:star], ListValue(middle), *(items[len(items) - tail :] if tail else ())]
        reason = (
            value
            if isinstance(value, Unknown)
            else Unknown("unpacked from an unknown value", ctx.location(targets[0]) if targets else None)
        )
        if isinstance(value, ArrayObject):
            return [iteration.iterate_element(value) for _ in range(count)]
        return [reason] * count

    def augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        """`target += value`: arrays and lists change in place, other targets are bound anew."""
        ctx = self.ctx
        target = node.target
        value = ctx.expressions.evaluate(node.value, scope)
        operator = OPERATORS[type(node.op)]
        if isinstance(target, ast.Subscript):
            # arrays are changed through a part of them: what is left is unknown exactly
            owner = ctx.expressions.evaluate(target.value, scope)
            if isinstance(owner, ArrayObject):
                index = ctx.expressions.evaluate(target.slice, scope)
                part = indexing.subscript(owner, index, ctx.location(target))
                changed = ctx.operators.binary(operator, part, value, node)
                assignment.store_item(ctx.heap, owner, index, changed, ctx.location(node))
                return
        load: ast.expr
        if isinstance(target, ast.Name):
            load = ast.Name(target.id, ast.Load())
        elif isinstance(target, ast.Attribute):
            load = ast.Attribute(target.value, target.attr, ast.Load())
        else:
            load = ast.Subscript(target.value, target.slice, ast.Load())
        old = ctx.expressions.evaluate(ast.copy_location(load, target), scope)
        if isinstance(old, ArrayObject) and not old.frame:
            assignment.inplace(ctx.heap, operator, old, value, ctx.location(node))
            return
        if isinstance(old, ListValue) and operator == "+" and isinstance(old.state["items"], tuple):
            added = value.state["items"] if isinstance(value, ListValue) else ctx.items.iterate(value)
            items: Value = (
                (*old.state["items"], *added)
                if isinstance(added, tuple)
                else (*old.state["items"], LoopItems((Unknown("unknown items", ctx.location(node)),)))
            )
            ctx.heap.write(old, "items", within(ctx.budget, items))
            return
        self.assign(target, ctx.operators.binary(operator, old, value, node), scope)

    def delete(self, node: ast.Delete, scope: Scope) -> None:
        """`del target`."""
        ctx = self.ctx
        for target in node.targets:
            if isinstance(target, ast.Name):
                ctx.heap.delete(scope.owner(target.id), target.id)
            elif isinstance(target, ast.Attribute):
                for option in options(ctx.expressions.evaluate(target.value, scope)):
                    if isinstance(option, (Class, Instance)):
                        ctx.heap.delete(option, target.attr)
            elif isinstance(target, ast.Subscript):
                owner, index = (
                    ctx.expressions.evaluate(target.value, scope),
                    ctx.expressions.evaluate(target.slice, scope),
                )
                if isinstance(owner, DictValue) and not isinstance(owner.items, Unknown) and hashable(index):
                    ctx.heap.write(owner, "items", {k: v for k, v in owner.items.items() if k != index})
                elif isinstance(owner, ListValue):
                    ctx.heap.write(owner, "items", Unknown("items were deleted", ctx.location(node)))
