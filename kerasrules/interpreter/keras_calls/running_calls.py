"""`call` of the layers and models of the program while it runs, and the layers of Keras that it makes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.structures import parts_of
from kerasrules.interpreter.values import Bound, Function, Instance, LayerObject, Value

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context

_OF_KERAS = ("layer", "model")


class RunningCalls:
    """Runs `call`, and notes the layers that are made anew each time."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._made: list[list[LayerObject] | None] = []
        """For each `call` that is running, outermost first, what it has made; None for a `build`."""

    def run(self, instance: Instance, function: Function, arguments: Arguments, node: ast.AST) -> Value:
        """Run `call` of a layer or model of the program, as Keras does."""
        ctx = self.ctx
        if instance.keras not in _OF_KERAS:
            return ctx.calls.call(Bound(function, instance), arguments, node)
        made: list[LayerObject] = []
        before = dict(instance.state)
        self._made.append(made)
        try:
            return ctx.calls.call(Bound(function, instance), arguments, node)
        finally:
            self._made.pop()
            # an object that changes itself may have kept what it made, or do so in its first call alone
            if made and not _differ(before, instance.state) and not _hold(instance.state, made):
                ctx.events.made_in_calls.update((one.layer, instance.cls) for one in made)

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """What runs now makes layers once: `build`."""
        self._made.append(None)
        try:
            yield
        finally:
            self._made.pop()

    def note_layer(self, made: LayerObject) -> None:
        """A layer of Keras was made."""
        running = self._made[-1] if self._made else None
        if running is not None:
            running.append(made)
        for frame in () if self._made else self.ctx.stack.frames:
            one = frame.self
            if isinstance(one, Instance) and one.keras in _OF_KERAS and getattr(frame.function, "name", "") == "call":
                self.ctx.events.directly_called.add(one.cls)


def _differ(before: Mapping[str, Value], after: Mapping[str, Value]) -> bool:
    return before.keys() != after.keys() or any(after[name] is not value for name, value in before.items())


def _hold(state: Mapping[str, Value], made: list[LayerObject]) -> bool:
    """Whether lists and dicts that an object has hold one of the layers."""
    held = {id(part) for value in state.values() for part in parts_of(value)}
    return any(id(one) in held for one in made)
