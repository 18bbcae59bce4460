"""Comprehensions: lists, sets, generators and dicts made by a loop inside an expression."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kerasrules.interpreter.array_domain import iteration
from kerasrules.interpreter.budget import EXPENSIVE_TURN, UNROLL
from kerasrules.interpreter.constants import hashable
from kerasrules.interpreter.scopes import ComprehensionScope, Scope
from kerasrules.interpreter.values import BranchItems, DictValue, ListValue, LoopItems, SetValue, Value
from kerasrules.model.unknown import InstalledVersion, Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class Comprehensions:
    """The value of each kind of comprehension."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.turns = 1
        """Turns of the comprehensions around, multiplied: nested ones are not unrolled beyond a bound."""

    def sequence(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope) -> Value:
        """A list or set comprehension, or a generator expression."""
        inner = ComprehensionScope(scope, scope.source, scope.module)
        first = self.ctx.expressions.evaluate(node.generators[0].iter, scope)
        if isinstance(first, InstalledVersion):
            return first  # the numbers of a version
        generate = partial(
            self._generate, node.generators, first, inner, lambda: (self.ctx.expressions.evaluate(node.elt, inner),)
        )
        if isinstance(node, ast.GeneratorExp):
            with self.ctx.stack.survives():  # nobody may ask for its items
                return ListValue(generate())
        items = generate()
        return SetValue(items) if isinstance(node, ast.SetComp) else ListValue(items)

    def _generate(
        self, generators: list[ast.comprehension], value: Value, scope: Scope, element: Callable[[], tuple[Value, ...]]
    ) -> tuple[Value, ...]:
        """The items of a comprehension whose first loop is over `value`; LoopItems if the turns are unknown."""
        ctx = self.ctx
        first, rest = generators[0], generators[1:]

        def inside() -> tuple[Value, ...]:
            if not rest:
                return element()
            return self._generate(rest, ctx.expressions.evaluate(rest[0].iter, scope), scope, element)

        turns = ctx.items.iterate(value)
        if isinstance(turns, Unknown) or len(turns) * self.turns > UNROLL * 8:
            step = (
                iteration.iterate_element(value)
                if isinstance(turns, Unknown)
                else iteration.loop_variable(turns, None, whole=not first.ifs)
            )
            ctx.assignments.assign(first.target, step, scope)
            for test in first.ifs:
                ctx.expressions.evaluate(test, scope)
            with ctx.stack.survives():
                return (LoopItems(inside()),)
        items: list[Value] = []
        outer, self.turns = self.turns, self.turns * max(1, len(turns))
        idle = 0
        for turn in turns:
            progress, steps = ctx.graph.progress, ctx.budget.steps
            ctx.assignments.assign(first.target, turn, scope)
            keep: bool | None = True
            for test in first.ifs:
                truth = ctx.operators.truth(ctx.expressions.evaluate(test, scope))
                if truth is False:
                    keep = False
                    break
                if truth is None:
                    keep = None
            if keep is False:
                continue
            if keep is None:
                with ctx.stack.survives():
                    made = inside()
                items.append(BranchItems((made, ())))
            else:
                made = inside()
                items.extend(made)
            is_idle = progress == ctx.graph.progress and ctx.budget.steps - steps > EXPENSIVE_TURN
            idle = idle + 1 if is_idle else 0
            if idle >= 3 and len(turns) > len(items):
                # much work that builds nothing of a network: the rest of the turns are like these
                items.append(LoopItems(made))
                break
        self.turns = outer
        return tuple(items)

    def dictionary(self, node: ast.DictComp, scope: Scope) -> Value:
        """A dict comprehension."""
        ctx = self.ctx
        inner = ComprehensionScope(scope, scope.source, scope.module)
        pairs = self._generate(
            node.generators,
            ctx.expressions.evaluate(node.generators[0].iter, scope),
            inner,
            lambda: ((ctx.expressions.evaluate(node.key, inner), ctx.expressions.evaluate(node.value, inner)),),
        )
        if any(isinstance(pair, (BranchItems, LoopItems)) or not hashable(pair[0]) for pair in pairs):
            return DictValue(Unknown("a dict with unknown keys", ctx.location(node)))
        return DictValue({pair[0]: pair[1] for pair in pairs})
