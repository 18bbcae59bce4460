"""Statements: what each does to the state, and how a block ends."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from kerasrules.interpreter import split_names
from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.constants import CONSTANT_TYPES
from kerasrules.interpreter.eval import expected_errors
from kerasrules.interpreter.eval.call_syntax import called_name
from kerasrules.interpreter.eval.exceptions import clause_for, raised_by
from kerasrules.interpreter.eval.loops import assigned_names
from kerasrules.interpreter.eval.walk import names_read
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.scopes import Scope
from kerasrules.interpreter.stack import Flow
from kerasrules.interpreter.values import MISSING, Bound, Instance, LibraryObject, ListValue, Union, Value
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import InstalledVersion, Unknown
from kerasrules.source.syntax_nodes import walk

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class Statements:
    """What each kind of statement does."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._tick = ctx.budget.tick
        self._executors: dict[type[ast.AST], Callable[[Any, Scope], Flow | None]] = {
            ast.Expr: self._expression,
            ast.Assign: self._assign,
            ast.AnnAssign: self._annotated,
            ast.AugAssign: ctx.assignments.augmented,
            ast.Delete: ctx.assignments.delete,
            ast.Global: self._global,
            ast.Nonlocal: self._nonlocal,
            ast.Return: self._return,
            ast.Raise: self._raise,
            ast.Assert: self._assert,
            ast.Break: self._break,
            ast.Continue: self._continue,
            ast.FunctionDef: ctx.definitions.function,
            ast.AsyncFunctionDef: ctx.definitions.function,
            ast.ClassDef: ctx.definitions.class_,
            ast.Import: ctx.imports.import_,
            ast.ImportFrom: ctx.imports.import_from,
            ast.If: self._if,
            ast.For: ctx.loops.for_,
            ast.AsyncFor: ctx.loops.for_,
            ast.While: ctx.loops.while_,
            ast.Try: self._try,
            ast.With: self._with,
            ast.AsyncWith: self._with,
        }
        if hasattr(ast, "TryStar"):
            self._executors[ast.TryStar] = self._try
        if hasattr(ast, "Match"):
            self._executors[ast.Match] = self._match

    def execute(self, body: list[ast.stmt], scope: Scope) -> Flow:
        """Run statements."""
        stack = self.ctx.stack
        if stack.takes_failure():
            return Flow.STOP
        for statement in body:
            self._tick()
            handler = self._executors.get(type(statement))
            if handler is not None:
                flow = handler(statement, scope)
                if stack.takes_failure():
                    return Flow.STOP
                if flow is not None and flow is not Flow.NEXT:
                    return flow
        return Flow.NEXT

    def _expression(self, node: ast.Expr, scope: Scope) -> Flow | None:
        self.ctx.expressions.evaluate(node.value, scope)
        function = node.value.func if isinstance(node.value, ast.Call) else None
        exits = isinstance(function, ast.Attribute) and function.attr in ("exit", "_exit")
        if not exits or getattr(function.value, "id", "") not in ("sys", "os"):  # type: ignore[union-attr]
            return None
        self.ctx.stack.frames[-1].raised = SystemExit
        return Flow.STOP

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        ctx = self.ctx
        value = ctx.expressions.evaluate(node.value, scope)
        if isinstance(node.value, ast.Tuple):
            ctx.assignments.note_swap(node, scope)
        split_names.note_assignment(ctx, node, value, scope)
        for target in node.targets:
            ctx.assignments.assign(target, value, scope)

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        ctx = self.ctx
        if node.value is not None:
            ctx.assignments.assign(node.target, ctx.expressions.evaluate(node.value, scope), scope)

    def _global(self, node: ast.Global, scope: Scope) -> None:
        for name in node.names:
            self.ctx.heap.set(scope, Scope.outer_names, {**scope.outer_names, name: scope.module})

    def _nonlocal(self, node: ast.Nonlocal, scope: Scope) -> None:
        for name in node.names:
            outer = scope.parent
            while outer is not None and name not in outer.state:
                outer = outer.parent
            if outer is not None:
                self.ctx.heap.set(scope, Scope.outer_names, {**scope.outer_names, name: outer})

    def _return(self, node: ast.Return, scope: Scope) -> Flow:
        ctx = self.ctx
        ctx.stack.frames[-1].value = None if node.value is None else ctx.expressions.evaluate(node.value, scope)
        return Flow.RETURN

    def _raise(self, node: ast.Raise, scope: Scope) -> Flow:
        self.ctx.stack.frames[-1].raised = raised_by(node, scope)
        return Flow.STOP

    def _assert(self, node: ast.Assert, scope: Scope) -> Flow:
        frame = self.ctx.stack.frames[-1]
        truth = self.ctx.operators.truth(self.ctx.expressions.evaluate(node.test, scope))
        if truth is False and (isinstance(node.test, ast.Constant) or _asks_for_argument(node.test, frame.function)):
            frame.raised = AssertionError
            return Flow.STOP
        # what a program asserts of its own results holds when it runs: then too little was known of them
        if truth is None:
            self._note_guard(node.test, scope)
            return self._narrowed(node.test, True, [], scope)
        return Flow.NEXT

    def _break(self, node: ast.Break, scope: Scope) -> Flow:
        return Flow.BREAK

    def _continue(self, node: ast.Continue, scope: Scope) -> Flow:
        return Flow.CONTINUE

    def _if(self, node: ast.If, scope: Scope) -> Flow:
        ctx = self.ctx
        test = ctx.expressions.evaluate(node.test, scope)
        truth = ctx.operators.truth(test)
        if ctx.stack.takes_failure():
            return Flow.STOP
        if truth is not None:
            self._offer(node.orelse if truth else node.body, scope)
            with ctx.stack.under(node):
                return self.execute(node.body if truth else node.orelse, scope)
        of_version = isinstance(test, InstalledVersion)
        frame = ctx.stack.frames[-1]
        returned = len(frame.exits)
        # what asks for a property of the tensors may see to it that they fit
        asks = not _is_choice(node.test)
        raises: list[bool] = []

        def branch(holds: bool, body: list[ast.stmt]) -> Callable[[], Flow]:
            def run() -> Flow:
                outer, ctx.stack.tests = ctx.stack.tests, (*ctx.stack.tests, (node.test, holds))
                try:
                    flow = self._narrowed(node.test, holds, body, scope)
                finally:
                    ctx.stack.tests = outer
                raises.append(flow is Flow.STOP and frame.raised is not SystemExit)
                return flow

            return run

        ctx.stack.tolerant_depth += asks
        ctx.stack.version_depth += of_version
        try:
            with ctx.stack.under(node):
                return ctx.branches.run([branch(True, node.body), branch(False, node.orelse)])
        finally:
            ctx.stack.tolerant_depth -= asks
            ctx.stack.version_depth -= of_version
            frame.of_one_version |= of_version and len(frame.exits) > returned
            if asks and any(raises):
                self._note_guard(node.test, scope)

    def _offer(self, skipped: list[ast.stmt], scope: Scope) -> None:
        """Tensors that another branch of a builder uses are there for it: the program's flags may be set otherwise."""
        if skipped and self.ctx.stack.frames[-1].function is not None:
            for value in map(scope.find, names_read(skipped)):
                if isinstance(value, Tensor):
                    value.node.offered = True

    def _note_guard(self, test: ast.expr, scope: Scope) -> None:
        """A test that was not decided, and that raises where it fails: below it, sizes and tensors are as it asks."""
        frame = self.ctx.stack.frames[-1]
        if frame.function is not None and any(map(_is_size, _named_values(test, scope))):
            frame.guarded = True

    def _narrowed(self, test: ast.expr, holds: bool, body: list[ast.stmt], scope: Scope) -> Flow:
        """Run a branch knowing what its condition says of a name: `if act is None`, `if act`, `if not act`."""
        ctx = self.ctx
        while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            test, holds = test.operand, not holds
        if isinstance(test, ast.Name):
            value = scope.find(test.id)
            if isinstance(value, Union):
                kept = tuple(option for option in value.options if ctx.operators.truth(option) is not (not holds))
                if kept:
                    ctx.heap.write(scope.owner(test.id), test.id, join(kept))
        elif isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Name):
            value, op = scope.find(test.left.id), test.ops[0]
            if isinstance(op, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)) and value is not MISSING:
                positive = isinstance(op, (ast.Is, ast.Eq)) is holds
                other = ctx.expressions.evaluate(test.comparators[0], scope)
                if positive and isinstance(other, CONSTANT_TYPES) and isinstance(value, Unknown):
                    ctx.heap.write(scope.owner(test.left.id), test.left.id, other)
                elif isinstance(value, Union) and isinstance(other, CONSTANT_TYPES):
                    kept = tuple(
                        option
                        for option in value.options
                        if not isinstance(option, CONSTANT_TYPES)
                        or (option == other) is positive
                        or isinstance(option, Unknown)
                    )
                    if kept:
                        ctx.heap.write(scope.owner(test.left.id), test.left.id, join(kept))
        return self.execute(body, scope)

    @staticmethod
    def _mark_optional(node: ast.Try) -> None:
        """Mark the imports that may fail: another follows where they do."""
        if node.handlers:
            for statement in (*node.body, *(part for handler in node.handlers for part in handler.body)):
                if isinstance(statement, (ast.Import, ast.ImportFrom)):
                    statement._kerasrules_optional = True  # type: ignore[union-attr]

    def _try(self, node: ast.Try, scope: Scope) -> Flow:
        ctx = self.ctx
        self._mark_optional(node)
        catches = not self._is_import(node.body) and bool(node.handlers)
        has_fallback = catches and _has_fallback(node)
        shows_error = expected_errors.shows_error(node)
        frame = ctx.stack.frames[-1]
        ctx.stack.tolerant_depth += catches
        ctx.stack.version_depth += has_fallback
        frame.shows_error += shows_error
        try:
            flow = self.execute(node.body, scope)
        finally:
            ctx.stack.tolerant_depth -= catches
            ctx.stack.version_depth -= has_fallback
            frame.shows_error -= shows_error
        if flow is Flow.STOP and node.handlers:
            clause = clause_for(node.handlers, frame.raised, scope)
            if clause is not None:
                frame.raised = None
                flow = self.execute(clause.body, scope)
        elif flow is Flow.NEXT:
            if self._is_import(node.body):
                # the fallback may define names that the first choice does not
                self._missing_only(node, scope)
            flow = self.execute(node.orelse, scope)
        if node.finalbody:
            last = self.execute(node.finalbody, scope)
            flow = last if last is not Flow.NEXT else flow
        return flow

    @staticmethod
    def _is_import(body: list[ast.stmt]) -> bool:
        return all(isinstance(statement, (ast.Import, ast.ImportFrom)) for statement in body)

    def _missing_only(self, node: ast.Try, scope: Scope) -> None:
        for handler in node.handlers:
            for statement in handler.body:
                if isinstance(statement, (ast.Import, ast.ImportFrom)):
                    names = [alias.asname or alias.name.split(".")[0] for alias in statement.names]
                    if all(name not in scope.state for name in names):
                        self.execute([statement], scope)

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> Flow:
        ctx = self.ctx
        tapes_opened = pauses = suppressed = 0
        refused = False
        for item in node.items:
            value = ctx.expressions.evaluate(item.context_expr, scope)
            suppressed += called_name(item.context_expr) == "suppress"
            refused = refused or expected_errors.is_expectant(item.context_expr)
            pauses += _stops_recording(item.context_expr)
            if isinstance(value, LibraryObject) and value.cls.endswith("GradientTape"):
                tapes_opened += 1
                ctx.tape.entered.append(value)
            if item.optional_vars is not None:
                entered = value
                if isinstance(value, Instance):
                    special = value.cls.find("__enter__")
                    entered = (
                        ctx.calls.call(Bound(special, value), Arguments(), node) if special is not MISSING else value
                    )
                ctx.assignments.assign(item.optional_vars, entered, scope)
        if refused:
            return self._refused(node.body, scope)
        ctx.tape.depth += tapes_opened
        ctx.tape.opened += tapes_opened
        ctx.tape.paused += pauses
        ctx.stack.tolerant_depth += suppressed
        try:
            return self.execute(node.body, scope)
        finally:
            ctx.tape.depth -= tapes_opened
            ctx.tape.paused -= pauses
            ctx.stack.tolerant_depth -= suppressed

    def _refused(self, body: list[ast.stmt], scope: Scope) -> Flow:
        """A block that a test expects to raise: it is read, but how far it gets and what it leaves is not known."""
        ctx = self.ctx
        ctx.stack.tolerant_depth += 1
        ctx.stack.expected_errors += 1
        ctx.heap.begin()
        try:
            self.execute(body, scope)
        finally:
            ctx.heap.rollback()
            ctx.stack.tolerant_depth -= 1
            ctx.stack.expected_errors -= 1
        for name in assigned_names(body):
            ctx.heap.write(scope.owner(name), name, ctx.unknown("bound where an error is expected", body[0]))
        return Flow.NEXT

    def _match(self, node: ast.AST, scope: Scope) -> Flow:
        ctx = self.ctx
        subject = ctx.expressions.evaluate(node.subject, scope)  # type: ignore[attr-defined]
        bodies: list[Callable[[], Flow]] = []
        for case in node.cases:  # type: ignore[attr-defined]
            verdict = self._matches(case.pattern, subject, scope) if case.guard is None else None
            if verdict is False:
                continue

            def run(case: Any = case) -> Flow:
                for name in _captured(case.pattern):
                    ctx.heap.write(scope.owner(name), name, ctx.unknown("bound by a match pattern", case.pattern))
                return self.execute(case.body, scope)

            bodies.append(run)
            if verdict is True:
                break
        else:
            bodies.append(lambda: Flow.NEXT)
        if ctx.stack.takes_failure():
            return Flow.STOP
        return bodies[0]() if len(bodies) == 1 else ctx.branches.run(bodies)

    def _matches(self, pattern: Any, subject: Value, scope: Scope) -> bool | None:
        kind = type(pattern).__name__
        if kind == "MatchValue" and isinstance(subject, CONSTANT_TYPES):
            value = self.ctx.expressions.evaluate(pattern.value, scope)
            return subject == value if isinstance(value, CONSTANT_TYPES) else None
        if kind == "MatchSingleton" and isinstance(subject, CONSTANT_TYPES):
            return subject is pattern.value
        if kind == "MatchOr":
            verdicts = [self._matches(one, subject, scope) for one in pattern.patterns]
            return True if True in verdicts else None if None in verdicts else False
        if kind == "MatchAs" and pattern.pattern is None:
            return True
        return None


_OF_OTHER_VERSIONS = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError", "TypeError"})
"""What Python raises for a name or an argument that the installed version of a library does not have."""


def _has_fallback(node: ast.Try) -> bool:
    """Whether a clause provides for versions that lack a name: `except AttributeError`, any error of one call."""
    for handler in node.handlers:
        caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        for one in caught:
            name = one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "Exception")
            if name in _OF_OTHER_VERSIONS or (name == "Exception" and len(node.body) == 1 and _does_instead(handler)):
                return True
    return False


def _does_instead(handler: ast.ExceptHandler) -> bool:
    """Whether a clause gives what its block did not: a value, a name."""
    kinds = (ast.Assign, ast.AugAssign, ast.Return, ast.Import, ast.ImportFrom)
    return any(isinstance(statement, kinds) for statement in handler.body)


def _captured(pattern: ast.AST) -> list[str]:
    names = (
        getattr(node, "name", None) for node in ast.walk(pattern) if type(node).__name__ in ("MatchAs", "MatchStar")
    )
    return [name for name in names if name]


def _is_choice(test: ast.expr) -> bool:
    """Whether a condition is a plain option: `flag`, `not self.flag`, `kind == "gru"`, `size is None`."""
    if isinstance(test, ast.BoolOp):
        return all(_is_choice(value) for value in test.values)
    if isinstance(test, ast.UnaryOp):
        return _is_choice(test.operand)
    if isinstance(test, ast.Compare):
        others = test.comparators
        constant = all(
            isinstance(other, ast.Constant) and not isinstance(other.value, (int, float)) for other in others
        )
        return constant and _is_choice(test.left)
    return isinstance(test, (ast.Name, ast.Attribute))


def _named_values(test: ast.expr, scope: Scope) -> Iterator[Value]:
    """What the names in a condition stand for, and the attributes of objects of the program."""
    for node in walk(test):
        if isinstance(node, ast.Name):
            yield scope.find(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = scope.find(node.value.id)
            if isinstance(owner, Instance):
                yield owner.state.get(node.attr)


def _asks_for_argument(test: ast.expr, function: object) -> bool:
    """Whether a condition is one on what the function that runs was called with."""
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    arguments = function.args
    names = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    return any(isinstance(node, ast.Name) and node.id in names for node in walk(test))


def _is_size(value: Value) -> bool:
    """Whether a value is a tensor, or a number or numbers that a layer may be made with."""
    items = value.items if isinstance(value, ListValue) else value
    items = items if isinstance(items, tuple) else (items,)
    return any(isinstance(item, Tensor) or type(item) is int for item in items)


def _stops_recording(node: ast.expr) -> bool:
    """Whether this is `torch.no_grad()`, `torch.inference_mode()` or `tape.stop_recording()`."""
    return called_name(node) in {"no_grad", "inference_mode", "stop_recording"}
