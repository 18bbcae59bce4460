"""Assignments: names, attributes, items and tuples of them bound to values."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.array_domain import assignment, indexing, iteration
from kerasrules.interpreter.array_domain.columns import known_rows
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
    Union,
    Value,
    options,
    within,
)
from kerasrules.model.network import Tensor
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown, WholeNumber

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class Assignments:
    """Binds targets."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def assign(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Bind a target (name, attribute, item, tuple of them) to a value."""
        ctx = self.ctx
        if ctx.stack.source.teaches:
            value = ctx.taught_values.assigned(target, value)
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

    def note_swap(self, node: ast.Assign, scope: Scope) -> None:
        """`x[i], x[j] = x[j], x[i]` of an array."""
        ctx = self.ctx
        pair = _swapped(node)
        if pair is None:
            return
        array = ctx.expressions.evaluate(pair[0].value, scope)
        if not isinstance(array, ArrayObject):
            return
        picked = [ctx.expressions.evaluate(part.slice, scope) for part in pair]
        parts = [index if isinstance(index, tuple) else (index,) for index in picked]
        counts = {(sum(map(_is_number, index)), sum(isinstance(one, slice) for one in index)) for index in parts}
        indices, slices = counts.pop() if len(counts) == 1 else (0, 0)
        if indices and all(indices + slices == len(index) for index in parts):
            ctx.events.note_swap("assignment", array, ctx.location(node), indices, slices)

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
            rows = known_rows(value)
            if rows is not None and len(rows) == count and star is None:
                return [ArrayObject(row) for row in rows]
            length = value.info.shape[0] if value.info.shape else None
            if length is not None and (length != count if star is None else length < count - 1):
                wrong = f"unpacked from {length} rows, which raises an error"
                return [Unknown(wrong, ctx.location(target)) for target in targets]
            return [iteration.iterate_element(value) for _ in range(count)]
        return [replace(reason) for _ in range(count)]  # each is another one: what picks samples is told by identity

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
            items = (*old.state["items"], *iteration.appended(added, value))
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
                elif isinstance(owner, ArrayObject) and owner.frame:
                    assignment.remove_column(ctx.heap, owner, index)
                elif isinstance(owner, ListValue):
                    ctx.heap.write(owner, "items", Unknown("items were deleted", ctx.location(node)))


def _swapped(node: ast.Assign) -> tuple[ast.Subscript, ast.Subscript] | None:
    """The two items that an assignment puts each in the place of the other, where they are of one owner."""
    target, value = node.targets[0], node.value
    if len(node.targets) > 1 or not isinstance(target, ast.Tuple) or not isinstance(value, ast.Tuple):
        return None
    if not len(target.elts) == len(value.elts) == 2:
        return None
    one, other = target.elts
    if not isinstance(one, ast.Subscript) or not isinstance(other, ast.Subscript):
        return None
    stored, read = [ast.unparse(part) for part in target.elts], [ast.unparse(part) for part in value.elts]
    same_owner = ast.unparse(one.value) == ast.unparse(other.value)
    return (one, other) if same_owner and stored == read[::-1] and stored[0] != stored[1] else None


def _is_number(index: Value) -> bool:
    """Whether an index is surely one number, which takes an axis away."""
    if isinstance(index, ArrayObject):
        return index.info.shape == ()
    return type(index) is int or isinstance(index, WholeNumber)
