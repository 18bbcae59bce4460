"""Calls: functions of the program are entered with their arguments, everything else goes to who knows it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

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

    def call(self, function: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """Call any value with values."""
        ctx = self.ctx
        ctx.budget.tick()
        if isinstance(function, Union):
            return ctx.branches.for_each_option(function, lambda one: self.call(one, args, kwargs, node))
        kind = getattr(function, "kind", "")
        if kind == "function":
            return ctx.functions.enter(function, args, kwargs, node)
        if kind == "bound":
            return self.call(function.function, (function.self, *args), kwargs, node)
        if kind == "partial":
            return self.call(function.function, (*function.args, *args), {**function.kwargs, **kwargs}, node)
        if kind == "class":
            return ctx.classes.instantiate(function, args, kwargs, node)
        if kind == "ref":
            incomplete = "%incomplete" in kwargs
            clean = {key: value for key, value in kwargs.items() if key != "%incomplete"} if incomplete else kwargs
            return ctx.libraries.call(function.name, args, clean, node, incomplete)
        if kind == "layer":
            return ctx.layers.call(function, args, kwargs, node)
        if kind == "model":
            return ctx.model_calls.call_model(function, args, kwargs, node)
        if kind == "instance":
            return ctx.model_calls.call_instance(function, args, kwargs, node)
        if kind == "method":
            return self.call_method(function, args, kwargs, node)
        if kind == "decorated":
            return self.call(function.function, args, kwargs, node)
        if kind in ("loss", "metric"):
            return ctx.losses.call(function, args, kwargs, node)
        if kind == "library":
            return ctx.libraries.call_method(function, "__call__", args, kwargs, node)
        reason = function if isinstance(function, Unknown) else ctx.unknown("a call of an unknown function", node)
        return self.opaque(reason, args, kwargs, node)

    def opaque(self, reason: Unknown, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """A call that cannot be followed: tensors come out as something unknown, models may be trained there."""
        ctx = self.ctx
        self.escape_models((*args, *kwargs.values()))
        if tensors_in((*args, *kwargs.values())):
            return ctx.graph.operation("unknown", (*args, *kwargs.values()), {}, node, kind="unknown")
        for value in (*args, *kwargs.values()):
            if isinstance(value, ListValue) and isinstance(value.state["items"], tuple) and not value.state["items"]:
                ctx.heap.write(value, "items", Unknown("a list passed to unknown code", reason.location))
        return reason if reason.location is not None else Unknown(reason.reason, ctx.location(node))

    def escape_models(self, values: tuple[Value, ...]) -> None:
        """Models that leave for code that is not in sight."""
        for model in models_in(values):
            self.ctx.heap.set(model, KerasModel.escaped, True)

    def call_method(self, method: Method, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """A method of something that is not the program's own."""
        ctx = self.ctx
        receiver, name = method.receiver, method.name
        if isinstance(receiver, KerasModel) or (isinstance(receiver, Instance) and receiver.keras is not None):
            return ctx.model_members.call_method(receiver, name, args, kwargs, node)
        if isinstance(receiver, Tensor):
            return ctx.tensors.call_method(receiver, name, args, kwargs, node)
        if isinstance(receiver, LayerObject):
            return ctx.layers.call_method(receiver, name, args, kwargs, node)
        if isinstance(receiver, (LossObject, MetricObject)) and name in ("call", "__call__"):
            return ctx.losses.call(receiver, args, kwargs, node)
        if isinstance(receiver, (Function, Bound, Partial)):
            return (
                self.call(receiver, args, kwargs, node)
                if name in ("python_function", "__call__")
                else ctx.unknown(f"the method {name} of a function", node)
            )
        if isinstance(receiver, Unknown):
            return ctx.training.unknown_method(receiver, name, args, kwargs, node)
        return ctx.libraries.call_method(receiver, name, args, kwargs, node)
