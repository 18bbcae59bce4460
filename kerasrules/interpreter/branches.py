"""Branches: several ways from one state, and the state that stands for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kerasrules.interpreter.heap import HeapDelta
from kerasrules.interpreter.joins import join, join_deltas
from kerasrules.interpreter.stack import Flow
from kerasrules.interpreter.values import Bound, Instance, KerasModel, Method, Union, Value
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class Branches:
    """Runs alternatives and joins what they did."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def for_each_option(self, value: Value, action: Callable[[Value], Value]) -> Value:
        """Do something for each thing that a value may be, as branches of one state.

        None is passed over beside others: an attribute of it would be an error, so the program means the other one.
        """
        if not isinstance(value, Union):
            return action(value)
        choices = [option for option in value.options if option is not None] or [None]
        if len(choices) == 1:
            return action(choices[0])
        results: list[Value] = []

        def run(option: Value) -> Callable[[], Flow]:
            def body() -> Flow:
                found = action(option)
                if not stack.frames[-1].fails:
                    results.append(found)
                return Flow.NEXT

            return body

        stack = self.ctx.stack
        frame, doubtful = stack.frames[-1], self._belong_to_branch(choices)
        frame.choices += 1
        stack.doubtful_choices += doubtful
        try:
            self.evaluate([run(option) for option in choices])
        finally:
            frame.choices -= 1
            stack.doubtful_choices -= doubtful
        return join(tuple(results)) if results else Unknown("no value")

    def evaluate(self, bodies: list[Callable[[], Flow]]) -> None:
        """Run alternatives within a statement, which ends where each of them raises."""
        if self.run(bodies) is Flow.STOP:
            self.ctx.stack.fail(None)

    def _belong_to_branch(self, choices: list[Value]) -> bool:
        """Whether a branch is around that may be there for some of these only: the test that chose may be the same.

        `model = small() if fast else large()` and later `if fast: model.compile(…)`.
        """
        subjects = [_subject(option) for option in choices]
        return any(isinstance(one, (KerasModel, Instance)) and self.ctx.heap.branched_since(one) for one in subjects)

    def run(self, bodies: list[Callable[[], Flow]]) -> Flow:
        """Run each body from the present state and go on with the join of what they did.

        Bodies that raise are taken not to happen. One that returns, breaks or continues leaves its state with the
        frame or loop, to be joined where that ends.
        """
        ctx = self.ctx
        frame = ctx.stack.frames[-1]
        nexts: list[HeapDelta] = []
        ended: list[tuple[Flow, HeapDelta, HeapDelta, Value]] = []
        for body in bodies:
            ctx.heap.begin()
            left: HeapDelta = {}
            try:
                flow = body()
                if ctx.stack.takes_failure():
                    flow = Flow.STOP
                left = self._leaving(flow)
            finally:
                delta = ctx.heap.rollback()
            if flow is Flow.NEXT:
                nexts.append(delta)
            elif flow is not Flow.STOP:
                ended.append((flow, delta, left, frame.value))
        if not nexts and ended and len({flow for flow, _, _, _ in ended}) == 1:
            ctx.heap.apply(join_deltas([delta for _, delta, _, _ in ended]))
            frame.value = join(tuple(value for _, _, _, value in ended))
            return ended[0][0]
        for flow, _, left, value in ended:
            self._leave(flow, left, value)
        if not nexts:
            frame.raised = None
            return Flow.STOP
        ctx.heap.apply(join_deltas(nexts))
        return Flow.NEXT

    def _leaving(self, flow: Flow) -> HeapDelta:
        """What a path that ends in this way did since the function, loop or turn began that it leaves."""
        ctx = self.ctx
        frame = ctx.stack.frames[-1]
        if flow is Flow.RETURN:
            return ctx.heap.changes_since(frame.base)
        if flow in (Flow.BREAK, Flow.CONTINUE) and frame.loops:
            loop = frame.loops[-1]
            return ctx.heap.changes_since(loop.base if flow is Flow.BREAK else loop.turn)
        return {}

    def _leave(self, flow: Flow, delta: HeapDelta, value: Value) -> None:
        """Keep the state of a path that returned, broke or continued for where it goes on."""
        frame = self.ctx.stack.frames[-1]
        if flow is Flow.RETURN:
            frame.exits.append((delta, value))
        elif flow in (Flow.BREAK, Flow.CONTINUE) and frame.loops:
            (frame.loops[-1].broken if flow is Flow.BREAK else frame.loops[-1].continued).append(delta)

    def leave(self, flow: Flow) -> None:
        """The present path ends in this way, and others go on."""
        self._leave(flow, self._leaving(flow), self.ctx.stack.frames[-1].value)


def _subject(value: Value) -> Value:
    """What a method is called on; anything else itself."""
    return value.receiver if isinstance(value, Method) else value.self if isinstance(value, Bound) else value
