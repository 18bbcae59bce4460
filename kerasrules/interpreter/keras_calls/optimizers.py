"""Optimizers and learning rates."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.eval.call_syntax import argument_locations
from kerasrules.interpreter.values import ExternalName, LibraryObject, OptimizerObject, Value, plain
from kerasrules.keras_api import keras_one, optimizers, signatures
from kerasrules.model.locations import Location
from kerasrules.model.training import Optimizer
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


_SCHEDULES = "keras.optimizers.schedules."


class Optimizers:
    """Optimizers of Keras."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def schedule(self, last: str, arguments: Arguments, node: ast.AST) -> Value:
        """A learning rate schedule."""
        args, kwargs = arguments.args, arguments.kwargs
        signature = optimizers.SCHEDULES.get(last)
        bound = signatures.bind(signature, args, kwargs) if signature is not None else dict(kwargs)
        return LibraryObject(
            _SCHEDULES + last,
            {key: plain(value) for key, value in bound.items()},
            self.ctx.location(node),
        )

    def _rate(self, value: Value) -> float | Unknown:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        if isinstance(value, LibraryObject) and value.cls.startswith(_SCHEDULES):
            name = value.cls.removeprefix(_SCHEDULES)
            start = value.config.get(optimizers.SCHEDULE_START.get(name, "initial_learning_rate"))
            if isinstance(start, (list, tuple)) and start:
                start = start[0]
            if isinstance(start, (int, float)):
                return float(start)
            return Unknown("the learning rate comes from a schedule", value.location)
        return Unknown("the learning rate is unknown")

    def make(self, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """An optimizer by its canonical name."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        signature = optimizers.optimizer_signature(name)
        bound = signatures.bind(signature, args, kwargs) if signature is not None else dict(kwargs)
        rate = bound.get("learning_rate")
        if "lr" in kwargs:
            rate = kwargs["lr"]
        elif not args and "learning_rate" not in kwargs:
            rate = self._default(name)
        config = {key: plain(value) for key, value in bound.items()}
        locations = argument_locations(ctx, signature, node) if signature is not None else {}
        given = arguments.incomplete and "learning_rate" not in kwargs and not args
        return OptimizerObject(
            Optimizer(
                name,
                ctx.location(node),
                ctx.unknown("passed through **", node) if given else self._rate(rate),
                config,
                locations,
            )
        )

    def _default(self, name: str) -> float | None:
        """The learning rate of an optimizer that is not told one."""
        old = keras_one.RATES.get(name) if self.ctx.keras_one.reads else None
        return optimizers.default_learning_rate(name) if old is None else old

    def value(self, value: Value, location: Location) -> OptimizerObject | Unknown | None:
        """An optimizer as compile takes it."""
        if value is None:
            return None
        if isinstance(value, OptimizerObject):
            return value
        if isinstance(value, str):
            name = optimizers.canonical_optimizer(value)
            rate = self._default(name) if name is not None else None
            if name is not None:
                return OptimizerObject(
                    Optimizer(name, location, rate if rate is not None else Unknown("no default rate"))
                )
        if isinstance(value, ExternalName) and value.name.startswith("keras.optimizers."):
            return self.value(value.name.rpartition(".")[2], location)
        return value if isinstance(value, Unknown) else Unknown("the optimizer is unknown", location)
