"""Calls: functions of the program are entered with their arguments, everything else goes to who knows it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.structures import models_in, tensors_in
from kerasrules.interpreter.values import (
    MISSING,
    AbstractValue,
    KerasModel,
    ListValue,
    Union,
    Value,
    foreign,
)
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class Calls:
    """Who answers a call."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def call(self, function: Value, arguments: Arguments, node: ast.AST) -> Value:
        """Call any value with values."""
        ctx = self.ctx
        ctx.budget.tick()
        if isinstance(function, Union):
            return ctx.branches.for_each_option(function, lambda one: self.call(one, arguments, node))
        if ctx.taught_calls:
            taught = ctx.taught_calls.answer(function, arguments, node)
            if taught is not MISSING:
                return taught
        if isinstance(function, AbstractValue):
            return function.call(ctx, arguments, node)
        return foreign(function).call(ctx, function, arguments, node)

    def opaque(self, reason: Unknown, arguments: Arguments, node: ast.AST) -> Value:
        """A call that cannot be followed: tensors come out as something unknown, models may be trained there."""
        ctx = self.ctx
        self.escape_models(arguments.values)
        if tensors_in(arguments.values):
            return ctx.graph.operation("unknown", arguments.values, {}, node, kind="unknown", reason=reason.reason)
        for value in arguments.values:
            if isinstance(value, ListValue) and isinstance(value.state["items"], tuple) and not value.state["items"]:
                ctx.heap.write(value, "items", Unknown("a list passed to unknown code", reason.location))
        return reason if reason.location is not None else replace(reason, location=ctx.location(node))

    def escape_models(self, values: tuple[Value, ...]) -> None:
        """Models that leave for code that is not in sight."""
        for model in models_in(values):
            self.ctx.heap.set(model, KerasModel.escaped, True)

    def call_method(self, receiver: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A method of something that is not the program's own."""
        if isinstance(receiver, AbstractValue):
            return receiver.call_method(self.ctx, name, arguments, node)
        return foreign(receiver).call_method(self.ctx, receiver, name, arguments, node)
