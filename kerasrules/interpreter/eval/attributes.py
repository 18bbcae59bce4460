"""Attributes: `value.name` and `value.name = new`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.events import TrainableSet
from kerasrules.interpreter.heap import HeapObject
from kerasrules.interpreter.values import AbstractValue, Value, foreign
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class Attributes:
    """Asks values for their attributes."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.of_libraries = HeapObject()
        """What the program itself sets on modules of libraries, by full name: `tf.model = Sequential()`."""

    def get(self, value: Value, name: str, node: ast.AST) -> Value:
        """`value.name`."""
        if isinstance(value, AbstractValue):
            return value.attribute(self.ctx, name, node)
        return foreign(value).attribute(self.ctx, value, name, node)

    def set(self, value: Value, name: str, new: Value, node: ast.AST) -> None:
        """`value.name = new`."""
        if isinstance(value, AbstractValue):
            value.set_attribute(self.ctx, name, new, node)
        else:
            self.ctx.graph.let_go(new, node)

    def note_trainable(self, owner: Value, new: Value, node: ast.AST) -> None:
        """`owner.trainable = new`, for a layer or model."""
        ctx = self.ctx
        known = new if isinstance(new, bool) else Unknown("trainable is unknown", ctx.location(node))
        ctx.events.trainable_sets.append(TrainableSet(owner, known, ctx.location(node), ctx.events.next_order()))
