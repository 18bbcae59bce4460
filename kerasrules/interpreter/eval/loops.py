"""Loops: unrolled where the turns are known, else read once with what changes unknown."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kerasrules.interpreter.array_domain import iteration, lattice
from kerasrules.interpreter.array_domain.assignment import set_info
from kerasrules.interpreter.array_domain.provenance import derive
from kerasrules.interpreter.budget import EXPENSIVE_TURN, UNROLL
from kerasrules.interpreter.eval import single_turns
from kerasrules.interpreter.eval.accumulation import accumulated_names
from kerasrules.interpreter.heap import Field, Heap, HeapDelta, Join
from kerasrules.interpreter.joins import join_deltas
from kerasrules.interpreter.scopes import Scope
from kerasrules.interpreter.stack import Flow, Loop
from kerasrules.interpreter.values import MISSING, ArrayObject, BranchItems, ListValue, LoopItems, Union, Value, options
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown
from kerasrules.source.syntax_nodes import children, walk

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


_CHANGING = (bool, int, float, complex, str, bytes)


class Loops:
    """`for` and `while`."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def for_(self, node: ast.For | ast.AsyncFor, scope: Scope) -> Flow:
        """`for`: unrolled where the items are known and few, else read once."""
        ctx = self.ctx
        value = ctx.expressions.evaluate(node.iter, scope)
        single_turns.note(ctx, node, value, scope)
        if ctx.stack.takes_failure():
            return Flow.STOP
        choices = options(value)
        if len(choices) > 1 and all(isinstance(ctx.items.iterate(option), tuple) for option in choices):

            def turns_of(option: Value) -> Callable[[], Flow]:
                return lambda: self._unroll(node, ctx.items.iterate(option), node.orelse, scope)

            return ctx.branches.run([turns_of(option) for option in choices])
        items = ctx.items.iterate(value)
        if isinstance(items, tuple) and len(items) <= UNROLL:
            return self._unroll(node, items, node.orelse, scope)
        runs = value.state["items"] if isinstance(value, ListValue) else None
        if (
            isinstance(runs, tuple)
            and any(isinstance(item, (BranchItems, LoopItems)) for item in runs)
            and len(runs) <= UNROLL
        ):
            flow = self._over_runs(node, runs, scope)
            return ctx.statements.execute(node.orelse, scope) if flow is Flow.NEXT else flow
        if isinstance(items, Unknown):
            step = iteration.iterate_element(value)
        else:
            step = iteration.loop_variable(items, ctx.location(node), whole=_takes_all(node.body))
        return self._repeat(node, lambda: ctx.assignments.assign(node.target, step, scope), node.orelse, scope)

    def _over_runs(self, node: ast.For | ast.AsyncFor, items: tuple[Value, ...], scope: Scope) -> Flow:
        """A loop over a list with parts of unknown length, without its `else`."""
        ctx = self.ctx
        for item in items:
            if isinstance(item, BranchItems):
                flow = ctx.branches.run([lambda run=run: self._over_runs(node, run, scope) for run in item.options])  # type: ignore[misc]
            elif isinstance(item, LoopItems):
                inner = item.items
                for one in inner:
                    bind = partial(ctx.assignments.assign, node.target, one, scope)
                    flow = self._repeat(node, bind, [], scope)
            else:
                flow = self._unroll(node, (item,), [], scope)
            if flow is not Flow.NEXT:
                return flow
        return Flow.NEXT

    def _unroll(self, node: ast.For | ast.AsyncFor, items: Value, orelse: list[ast.stmt], scope: Scope) -> Flow:
        ctx = self.ctx
        loop = self._begin()
        flow = Flow.NEXT
        try:
            idle = 0
            for turn, item in enumerate(items):
                made, steps = ctx.graph.progress, ctx.budget.steps
                tapes_opened = ctx.tape.opened
                flow = self._turn(loop, partial(ctx.assignments.assign, node.target, item, scope), node.body, scope)
                if flow is not Flow.NEXT:
                    break
                idle = idle + 1 if made == ctx.graph.progress else 0
                if ctx.tape.opened > tapes_opened:
                    # a training loop: the rest of the turns are like these
                    self._forget(node.body, scope)
                    break
                is_long = len(items) - turn > 12 or (
                    turn + 1 < len(items) and ctx.budget.steps - steps > EXPENSIVE_TURN
                )
                if idle >= 3 and is_long:
                    # nothing of a network is built here: the rest of the turns is read at once
                    rest = iteration.merged(items[turn + 1 :])
                    flow = self._repeat(node, partial(ctx.assignments.assign, node.target, rest, scope), [], scope)
                    break
        except BaseException:
            ctx.heap.commit(loop.base)
            raise
        finally:
            ctx.stack.frames[-1].loops.pop()
        return self._end(loop, flow, orelse, scope)

    def _begin(self) -> Loop:
        """Begin a loop whose turns are run one by one."""
        ctx = self.ctx
        loop = Loop(ctx.heap.level)
        ctx.heap.begin()
        ctx.stack.frames[-1].loops.append(loop)
        return loop

    def _turn(self, loop: Loop, bind: Callable[[], None], body: list[ast.stmt], scope: Scope) -> Flow:
        """One turn; NEXT where the loop goes on."""
        ctx = self.ctx
        loop.turn = ctx.heap.level
        ctx.heap.begin()
        bind()
        flow = ctx.statements.execute(body, scope)
        if not loop.continued:
            ctx.heap.commit()
            return Flow.NEXT if flow is Flow.CONTINUE else flow
        # branches went on to the next turn: they are joined with this path, or it is left to them
        if flow in (Flow.BREAK, Flow.RETURN):
            ctx.branches.leave(flow)
        delta = ctx.heap.rollback()
        ends = [*loop.continued, delta] if flow in (Flow.NEXT, Flow.CONTINUE) else loop.continued
        ctx.heap.apply(join_deltas(ends))
        loop.continued = []
        return Flow.NEXT

    def _end(self, loop: Loop, flow: Flow, orelse: list[ast.stmt], scope: Scope) -> Flow:
        """The end of a loop: joined with the branches that broke out of it."""
        ctx = self.ctx
        if flow is Flow.BREAK:
            flow = Flow.NEXT
        elif flow is Flow.NEXT and orelse:
            flow = ctx.statements.execute(orelse, scope)
        if not loop.broken:
            ctx.heap.commit()
            return flow
        ctx.branches.leave(flow)
        delta = ctx.heap.rollback()
        ctx.heap.apply(join_deltas([*loop.broken, delta] if flow is Flow.NEXT else loop.broken))
        return Flow.NEXT

    def _repeat(
        self,
        node: ast.For | ast.AsyncFor | ast.While,
        bind: Callable[[], None],
        orelse: list[ast.stmt],
        scope: Scope,
    ) -> Flow:
        """A loop that runs an unknown number of times, read once; what it changes from turn to turn is unknown."""
        ctx = self.ctx
        self._forget(node.body, scope)
        self._forget_sums(node, scope)
        loop = self._begin()
        loop.turn = loop.base
        try:
            bind()
            flow = ctx.statements.execute(node.body, scope)
        except BaseException:
            ctx.heap.commit(loop.base)
            raise
        finally:
            ctx.stack.frames[-1].loops.pop()
        if flow is Flow.RETURN:
            # it may also never return from inside the loop
            ctx.branches.leave(flow)
        delta = ctx.heap.rollback()
        ends = [*loop.continued, *loop.broken]
        if flow not in (Flow.RETURN, Flow.STOP) or (flow is Flow.STOP and not ends):
            ends.append(delta)
        ctx.heap.apply(self._repeated(join_deltas(ends)))
        self._forget(node.body, scope, tensors=False)
        after = partial(ctx.statements.execute, orelse, scope)
        if orelse and (loop.broken or flow is Flow.BREAK):
            return ctx.branches.run([after, lambda: Flow.NEXT])
        return after()

    def _repeated(self, delta: HeapDelta) -> HeapDelta:
        """What a loop appended to lists and models stands there once or more."""
        changed: HeapDelta = {}
        for identity, (target, value) in delta.items():
            key = identity[1]
            old = Heap.value(target, key)
            if (
                (key == "items" or (isinstance(key, Field) and key.join is Join.SEQUENCE))
                and isinstance(value, tuple)
                and isinstance(old, tuple)
                and value[: len(old)] == old
                and len(value) > len(old)
            ):
                value = (*old, LoopItems(value[len(old) :]))
            elif isinstance(value, ListValue) and isinstance(old, ListValue) and value is not old:
                value = _grown(old, value)
            changed[identity] = (target, value)
        return changed

    def _forget(self, body: list[ast.stmt], scope: Scope, tensors: bool = True) -> None:
        """Names that a loop assigns hold, at the beginning of a turn, what is unknown."""
        ctx = self.ctx
        for name in assigned_names(body):
            owner = scope.owner(name)
            value = owner.state.get(name, MISSING)
            if value is MISSING:
                continue
            if isinstance(value, _CHANGING) or (
                isinstance(value, Union) and any(isinstance(o, _CHANGING) for o in value.options)
            ):
                ctx.heap.write(owner, name, Unknown(f"{name} changes in a loop", None))
            elif tensors and isinstance(value, Tensor):
                ctx.heap.write(owner, name, ctx.graph.operation("loop", (value,), {}, body[0], kind="loop"))

    def _forget_sums(self, node: ast.For | ast.AsyncFor | ast.While, scope: Scope) -> None:
        """Arrays that each turn adds to hold, at the beginning of a turn, values that are unknown."""
        heap = self.ctx.heap
        for name, in_place in accumulated_names(node.body, getattr(node, "target", None)).items():
            owner = scope.owner(name)
            value = owner.state.get(name, MISSING)
            if not isinstance(value, ArrayObject):
                continue
            if in_place:
                set_info(heap, value, lattice.forget_values(value.info))
            else:
                heap.write(owner, name, derive(value, lattice.forget_values(value.info)))

    def while_(self, node: ast.While, scope: Scope) -> Flow:
        """`while`: unrolled as long as its test is known, then read once."""
        ctx = self.ctx
        single_turns.note(ctx, node, None, scope)
        loop = self._begin()
        flow, truth = Flow.NEXT, ctx.operators.truth(ctx.expressions.evaluate(node.test, scope))
        is_endless = isinstance(node.test, ast.Constant) and truth is True
        orelse = [] if is_endless else node.orelse
        try:
            idle = 0
            for turn in range(UNROLL):
                if not truth or isinstance(node.test, ast.Constant) or turn >= 24 or idle >= 3:
                    break
                made, steps = ctx.graph.progress, ctx.budget.steps
                flow = self._turn(loop, lambda: None, node.body, scope)
                if flow is not Flow.NEXT:
                    break
                is_idle = made == ctx.graph.progress and ctx.budget.steps - steps > EXPENSIVE_TURN
                idle = idle + 1 if is_idle else 0
                truth = ctx.operators.truth(ctx.expressions.evaluate(node.test, scope))
            if flow is Flow.NEXT and truth is not False:
                flow = self._repeat(node, lambda: None, orelse, scope)
                orelse = []
        except BaseException:
            ctx.heap.commit(loop.base)
            raise
        finally:
            ctx.stack.frames[-1].loops.pop()
        return self._end(loop, flow, orelse, scope)


_LEAVING = (ast.Break, ast.Continue, ast.Return, ast.Raise)


def _takes_all(body: list[ast.stmt]) -> bool:
    """Whether nothing in a loop may end a turn or the loop early."""
    return not any(isinstance(inner, _LEAVING) for statement in body for inner in walk(statement))


def assigned_names(body: list[ast.stmt]) -> list[str]:
    """Names that statements bind, those of functions inside omitted."""
    cached: list[str] | None = getattr(body[0], "_kerasrules_assigned", None) if body else []
    if cached is not None:
        return cached
    names: dict[str, None] = {}
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names[node.id] = None
        stack += children(node)
    result = list(names)
    body[0]._kerasrules_assigned = result  # type: ignore[attr-defined]
    return result


def _grown(old: ListValue, new: ListValue) -> ListValue:
    """What a name holds that a loop binds to a longer list each turn, as `names = names + more`."""
    before, after = old.state["items"], new.state["items"]
    if not isinstance(before, tuple) or not isinstance(after, tuple):
        return new
    if len(after) <= len(before) or after[: len(before)] != before:
        return new
    return ListValue((*before, LoopItems(after[len(before) :])))
