"""Calls: functions of the program are entered with their arguments, everything else goes to who knows it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.structures import models_in, tensors_in
from kerasrules.interpreter.values import (
    Bound,
    Function,
    Instance,
    KerasModel,
    LayerObject,
    ListValue,
    LossObject,
    Method,
    MetricObject,
    Partial,
    Union,
    Value,
)
from kerasrules.model.network import Tensor
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
        kind = getattr(function, "kind", "")
        if kind == "function":
            return ctx.functions.enter(function, arguments, node)
        if kind == "bound":
            return self.call(function.function, arguments.after(function.self), node)
        if kind == "partial":
            return self.call(function.function, _partial(function, arguments), node)
        if kind == "class":
            return ctx.classes.instantiate(function, arguments, node)
        if kind == "ref":
            return ctx.libraries.call(function.name, arguments, node)
        if kind == "layer":
            return ctx.layers.call(function, arguments, node)
        if kind == "model":
            return ctx.model_calls.call_model(function, arguments, node)
        if kind == "instance":
            return ctx.model_calls.call_instance(function, arguments, node)
        if kind == "method":
            return self.call_method(function, arguments, node)
        if kind == "decorated":
            return self.call(function.function, arguments, node)
        if kind in ("loss", "metric"):
            return ctx.losses.call(function, arguments, node)
        if kind == "library":
            return ctx.libraries.call_method(function, "__call__", arguments, node)
        reason = function if isinstance(function, Unknown) else ctx.unknown("a call of an unknown function", node)
        return self.opaque(reason, arguments, node)

    def opaque(self, reason: Unknown, arguments: Arguments, node: ast.AST) -> Value:
        """A call that cannot be followed: tensors come out as something unknown, models may be trained there."""
        ctx = self.ctx
        self.escape_models(arguments.values)
        if tensors_in(arguments.values):
            return ctx.graph.operation("unknown", arguments.values, {}, node, kind="unknown")
        for value in arguments.values:
            if isinstance(value, ListValue) and isinstance(value.state["items"], tuple) and not value.state["items"]:
                ctx.heap.write(value, "items", Unknown("a list passed to unknown code", reason.location))
        return reason if reason.location is not None else Unknown(reason.reason, ctx.location(node))

    def escape_models(self, values: tuple[Value, ...]) -> None:
        """Models that leave for code that is not in sight."""
        for model in models_in(values):
            self.ctx.heap.set(model, KerasModel.escaped, True)

    def call_method(self, method: Method, arguments: Arguments, node: ast.AST) -> Value:
        """A method of something that is not the program's own."""
        ctx = self.ctx
        receiver, name = method.receiver, method.name
        if isinstance(receiver, KerasModel) or (isinstance(receiver, Instance) and receiver.keras is not None):
            return ctx.model_members.call_method(receiver, name, arguments, node)
        if isinstance(receiver, Tensor):
            return ctx.tensors.call_method(receiver, name, arguments, node)
        if isinstance(receiver, LayerObject):
            return ctx.layers.call_method(receiver, name, arguments, node)
        if isinstance(receiver, (LossObject, MetricObject)) and name in ("call", "__call__"):
            return ctx.losses.call(receiver, arguments, node)
        if isinstance(receiver, (Function, Bound, Partial)):
            return (
                self.call(receiver, arguments, node)
                if name in ("python_function", "__call__")
                else ctx.unknown(f"the method {name} of a function", node)
            )
        if isinstance(receiver, Unknown):
            return ctx.training.unknown_method(receiver, name, arguments, node)
        return ctx.libraries.call_method(receiver, name, arguments, node)


def _partial(function: Partial, arguments: Arguments) -> Arguments:
    """The arguments of a call of a partial function, with those that it has fixed."""
    return Arguments((*function.args, *arguments.args), {**function.kwargs, **arguments.kwargs}, arguments.incomplete)
