"""Layers, losses and loaders of the user's own, of which the settings say what they do."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.structures import tensors_in
from kerasrules.interpreter.taught.described import value_of
from kerasrules.interpreter.taught.full_names import is_meant, segments
from kerasrules.interpreter.values import MISSING, ArrayObject, Class, Function, LossObject, Value
from kerasrules.keras_api import losses, signatures
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.teaching import StandIn, TaughtUse

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class TaughtCalls:
    """Answers calls of what the settings name. False where they name nothing."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        told = ctx.teaching
        self._last_names = {name.rpartition(".")[2] for name in (*told.layers, *told.losses, *told.loaders)}

    def __bool__(self) -> bool:
        return bool(self._last_names)

    def answer(self, function: Value, arguments: Arguments, node: ast.AST) -> Value:
        """What a call gives, as the settings say; MISSING where they do not speak of it."""
        name = segments(function, node)
        if not name or name[-1] not in self._last_names:
            return MISSING
        told, location = self.ctx.teaching, self.ctx.location(node)
        entry = _entry(told.layers, name)
        if entry is not None:
            layer = told.layers[entry]
            self._note(name[-1], layer.meaning, location, f"layers.{entry}")
            return self._layer(layer, function, arguments, node)
        entry = _entry(told.losses, name)
        if entry is not None:
            made = self._loss(entry, name[-1], location)
            computes = any(tensors_in(value) or isinstance(value, ArrayObject) for value in arguments.values)
            return self.ctx.losses.call(made, arguments, node) if computes else made
        entry = _entry(told.loaders, name)
        if entry is None:
            return MISSING
        use = TaughtUse(name[-1], "gives what the settings say", location, entry=f"loaders.{entry}")
        self.ctx.taught.setdefault(use)
        return value_of(told.loaders[entry], f"{name[-1]}, as the settings describe it", location)

    def loss(self, value: Value, location: Location) -> LossObject | None:
        """What a loss is that is given to compile uncalled: a function, a class, the name of a registered one."""
        name = (value,) if isinstance(value, str) else segments(value, None)
        entry = _entry(self.ctx.teaching.losses, name)
        return None if entry is None else self._loss(entry, name[-1], location)

    def _note(self, name: str, meaning: str, location: Location, entry: str) -> None:
        self.ctx.taught.setdefault(TaughtUse(name, meaning, location, replaces_call=True, entry=entry))

    def _loss(self, entry: str, name: str, location: Location) -> LossObject:
        told = self.ctx.teaching.losses[entry]
        self._note(name, told.meaning, location, f"losses.{entry}")
        canonical = losses.canonical_loss(told.name) or told.name
        made = self.ctx.losses.make(told.name, canonical, Arguments((), told.arguments), ast.Pass())
        assert isinstance(made, LossObject)
        return LossObject(replace(made.loss, location=location, via=name))

    def _layer(self, told: StandIn, function: Value, arguments: Arguments, node: ast.AST) -> Value:
        """A layer of Keras with those of the arguments that it has too, called where tensors are among them."""
        ctx = self.ctx
        inputs = tuple(value for value in arguments.args if tensors_in(value))
        if inputs and arguments.args[: len(inputs)] != inputs:
            return MISSING  # a function that takes its tensors elsewhere
        args = arguments.args[len(inputs) :]
        signature = signatures.LAYERS[told.name]
        names = _parameters(function)[len(inputs) :] or tuple(one.name for one in signature.positional)
        own = dict(zip(names, args, strict=False))
        parameters = {parameter.name for parameter in signature.parameters}
        given = {**told.arguments, **own, **arguments.kwargs}
        kept = {name: value for name, value in given.items() if name in parameters}
        for parameter in signature.parameters:
            if parameter.default is signatures.REQUIRED and parameter.name not in kept:
                kept[parameter.name] = ctx.unknown(f"{parameter.name} of a layer of the user's own", node)
        ctx.stack.tolerant_depth += 1  # Keras' own checks of its arguments are not made there
        try:
            made = ctx.layers.make(told.name, Arguments((), kept, arguments.incomplete), _without_arguments(node))
            return ctx.layers.call(made, Arguments(inputs), node) if inputs else made
        finally:
            ctx.stack.tolerant_depth -= 1


def _entry(told: Iterable[str], name: tuple[str, ...]) -> str | None:
    """The entry that speaks of a name; of several that fit, the longest."""
    fitting = [taught for taught in told if is_meant(taught.split("."), name)]
    return max(fitting, key=lambda taught: taught.count(".")) if fitting else None


def _parameters(function: Value) -> tuple[str, ...]:
    """The names of the parameters of what is called, without `self`, where it is in sight."""
    if isinstance(function, Class):
        made = function.find("__init__")
        return _parameters(made)[1:] if isinstance(made, Function) else ()
    if not isinstance(function, Function):
        return ()
    written = function.node.args
    return tuple(one.arg for one in (*written.posonlyargs, *written.args))


def _without_arguments(node: ast.AST) -> ast.AST:
    """A call at the same place: where an argument stands in the user's call says nothing of Keras' own."""
    return ast.copy_location(ast.Call(node, [], []), node) if isinstance(node, ast.expr) else node
