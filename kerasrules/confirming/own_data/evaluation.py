"""Computes a program's statements up to its fit, as far as they are known functions of known values.

A value that is not known is UNKNOWN, and so is all that is made of it. Where the program branches or loops by such a
value, everything that is bound or changed in there becomes unknown. No code of the program is run: its functions are
walked through like the rest.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.callables import BUILTINS
from kerasrules.confirming.own_data.evaluated_values import (
    CANNOT,
    UNKNOWN,
    LibraryName,
    NotKnown,
    OwnClass,
    OwnFunction,
    OwnObject,
    is_known,
)
from kerasrules.confirming.own_data.expression_evaluation import ExpressionEvaluation, ProgramEnd
from kerasrules.confirming.own_data.known_values import KnownValue
from kerasrules.confirming.own_data.operators import IN_PLACE, check_numbers
from kerasrules.confirming.own_data.own_tables import TableValue
from kerasrules.confirming.own_data.program_files import ProgramFiles
from kerasrules.confirming.own_data.side_effects import CHANGING, is_harmless

DEEPEST = 30


class _Left(Exception):
    """A function returns `value`."""

    def __init__(self, value: Any) -> None:
        self.value = value


class _LeftLoop(Exception):
    """`break` or, with again, `continue`."""

    def __init__(self, again: bool) -> None:
        self.again = again


class Evaluation(ExpressionEvaluation):
    """Walks through a module as far as `targets`, the calls of which the arguments are asked for."""

    def __init__(self, tree: ast.Module, targets: Sequence[ast.Call], files: ProgramFiles) -> None:
        super().__init__(targets, files)
        self._tree = tree
        self._depth = 0

    def run(self) -> None:
        """Walk as far as the last of the calls, or as the program can be followed."""
        if not self._targets:
            return
        with np.errstate(all="ignore"), contextlib.suppress(ProgramEnd, _Left, _LeftLoop, RecursionError, MemoryError):
            self._run(self._tree.body, [{"__name__": "__main__"}])

    def _run(self, body: Iterable[ast.stmt], scope: list[dict[str, Any]]) -> None:
        for statement in body:
            self._count()
            self._statement(statement, scope)

    def _statement(self, node: ast.stmt, scope: list[dict[str, Any]]) -> None:
        if isinstance(node, ast.Assign):
            value = self._tried(node.value, scope)
            for target in node.targets:
                self._bind(target, value, scope)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._bind(node.target, self._tried(node.value, scope), scope)
        elif isinstance(node, ast.AugAssign):
            self._change(node, scope)
        elif isinstance(node, ast.Expr):
            self._tried(node.value, scope)
        elif isinstance(node, ast.If):
            self._branch(node, scope)
        elif isinstance(node, (ast.For, ast.While)):
            self._loop(node, scope)
        elif isinstance(node, ast.FunctionDef):
            scope[0][node.name] = self._function(node, scope) if not node.decorator_list else UNKNOWN
        elif isinstance(node, ast.ClassDef):
            scope[0][node.name] = self._class(node, scope)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            scope[0].update(_imported(node))
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*" and not node.level:
                self._wholly_imported.append(str(node.module))
        elif isinstance(node, ast.With):
            for item in node.items:
                value = self._tried(item.context_expr, scope)
                if item.optional_vars is not None:
                    is_itself = isinstance(value, (OwnObject, KnownValue))
                    self._bind(item.optional_vars, value if is_itself else UNKNOWN, scope)
            self._run(node.body, scope)
        elif isinstance(node, ast.Try):
            self._run([*node.body, *node.orelse, *node.finalbody], scope)
        elif isinstance(node, ast.Return):
            raise _Left(None if node.value is None else self._tried(node.value, scope))
        elif isinstance(node, (ast.Break, ast.Continue)):
            raise _LeftLoop(isinstance(node, ast.Continue))
        elif isinstance(node, ast.Raise):
            raise ProgramEnd
        elif isinstance(node, ast.Global):
            scope[0].update({name: scope[-1].get(name, UNKNOWN) for name in node.names})
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                owner = self._tried(target.value, scope) if isinstance(target, ast.Subscript) else None
                if isinstance(target, ast.Name):
                    scope[0].pop(target.id, None)
                elif isinstance(owner, TableValue) and isinstance(target, ast.Subscript):
                    del owner[self._index(target.slice, scope)]
                else:
                    self._spoil([node], scope)

    def _change(self, node: ast.AugAssign, scope: list[dict[str, Any]]) -> None:
        reading = ast.copy_location(_as_read(node.target), node.target)
        before, value = self._tried(reading, scope), self._tried(node.value, scope)
        try:
            if not (is_known(before) and is_known(value)) or type(node.op) not in IN_PLACE:
                raise NotKnown
            check_numbers(node.op, before, value)
            after = IN_PLACE[type(node.op)](before, value)
        except CANNOT:
            self._forget(before)
            after = UNKNOWN
        self._bind(node.target, after, scope)

    def _branch(self, node: ast.If, scope: list[dict[str, Any]]) -> None:
        chosen = self._truth(self._tried(node.test, scope))
        if chosen is None:
            self._spoil([*node.body, *node.orelse], scope)
            self._run(next((part for part in (node.body, node.orelse) if self._holds_target(part)), []), scope)
        else:
            self._run(node.body if chosen else node.orelse, scope)

    def _loop(self, node: ast.For | ast.While, scope: list[dict[str, Any]]) -> None:
        try:
            if isinstance(node, ast.While):
                self._while(node, scope)
            else:
                for item in self._iterated(self._value(node.iter, scope)):
                    self._count()
                    self._bind(node.target, item, scope)
                    try:
                        self._run(node.body, scope)
                    except _LeftLoop as left:
                        if not left.again:
                            return
            self._run(node.orelse, scope)
        except CANNOT:
            self._spoil([node], scope)
            if self._holds_target([node]):
                self._run(node.body, scope)

    def _while(self, node: ast.While, scope: list[dict[str, Any]]) -> None:
        while (going := self._truth(self._tried(node.test, scope))) is not False:
            if going is None:
                raise NotKnown
            self._count()
            try:
                self._run(node.body, scope)
            except _LeftLoop as left:
                if not left.again:
                    return

    def _holds_target(self, body: Sequence[ast.stmt]) -> bool:
        wanted = {target for target in self._targets if target not in self.found}
        return any(node in wanted for part in body for node in ast.walk(part))

    def _spoil(self, body: Sequence[ast.stmt], scope: list[dict[str, Any]]) -> None:
        """Everything that is bound or may be changed in there is unknown from now on."""
        for part in body:
            for node in ast.walk(part):
                if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                    scope[0][node.id] = UNKNOWN
                elif isinstance(node, (ast.Subscript, ast.Attribute)) and not isinstance(node.ctx, ast.Load):
                    self._forget_names(node.value, scope)
                elif isinstance(node, ast.Call):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    in_place = any(keyword.arg == "inplace" for keyword in node.keywords)
                    if name in CHANGING or in_place or not is_harmless(self._found(node.func, scope)):
                        self._forget_names(node, scope)

    def _found(self, node: ast.expr, scope: list[dict[str, Any]]) -> Any:
        """What a function is, without a step of evaluation."""
        if isinstance(node, ast.Name):
            return next((level[node.id] for level in scope if node.id in level), BUILTINS.get(node.id, UNKNOWN))
        if isinstance(node, ast.Attribute):
            owner = self._found(node.value, scope)
            return LibraryName(f"{owner.name}.{node.attr}") if isinstance(owner, LibraryName) else UNKNOWN
        return UNKNOWN

    def _forget_names(self, node: ast.AST, scope: list[dict[str, Any]]) -> None:
        for one in ast.walk(node):
            if isinstance(one, ast.Name):
                for level in scope:
                    if one.id in level:
                        self._forget(level[one.id])
                        break

    def _walk(self, function: OwnFunction | OwnClass, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """What a function of the program returns, or an object of its class."""
        if self._depth >= DEEPEST:
            raise ProgramEnd
        if isinstance(function, OwnClass):
            made = OwnObject(function)
            start = function.find("__init__")
            if isinstance(start, OwnFunction):
                self._walk(
                    OwnFunction(start.node, start.scope, made, start.defaults, start.keyword_defaults), args, kwargs
                )
            return made
        node = function.node
        if function.owner is not None:
            args = [function.owner, *args]
        inner = [self._parameters(function, args, kwargs), *function.scope]
        self._depth += 1
        try:
            if isinstance(node, ast.Lambda):
                return self._value(node.body, inner)
            if any(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in ast.walk(node)):
                raise NotKnown
            self._run(node.body, inner)
        except _Left as left:
            if left.value is UNKNOWN:
                raise NotKnown from None
            return left.value
        finally:
            self._depth -= 1
        return None

    @staticmethod
    def _parameters(function: OwnFunction, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
        given = function.node.args
        names = [one.arg for one in (*given.posonlyargs, *given.args)]
        found: dict[str, Any] = dict.fromkeys((*names, *(one.arg for one in given.kwonlyargs)), UNKNOWN)
        if function.defaults:
            found.update(zip(names[-len(function.defaults) :], function.defaults, strict=True))
        found.update(
            (one.arg, value)
            for one, value in zip(given.kwonlyargs, function.keyword_defaults, strict=True)
            if value is not None
        )
        found.update(zip(names, args, strict=False))
        extra = {name: value for name, value in kwargs.items() if name not in found}
        found.update({name: value for name, value in kwargs.items() if name in found})
        if given.vararg is not None:
            found[given.vararg.arg] = tuple(args[len(names) :])
        if given.kwarg is not None:
            found[given.kwarg.arg] = extra
        return found

    def _class(self, node: ast.ClassDef, scope: list[dict[str, Any]]) -> OwnClass:
        own: list[dict[str, Any]] = [{}, *scope]
        self._run(node.body, own)
        methods = {
            name: OwnFunction(value.node, tuple(scope), None, value.defaults, value.keyword_defaults)
            if isinstance(value, OwnFunction)
            else value
            for name, value in own[0].items()
        }
        bases = (self._tried(base, scope) for base in node.bases)
        return OwnClass(methods, [base for base in bases if isinstance(base, OwnClass)])


def _as_read(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Load())
    assert isinstance(target, ast.Subscript)
    return ast.Subscript(target.value, target.slice, ast.Load())


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, LibraryName]]:
    for alias in node.names:
        if isinstance(node, ast.Import):
            head = alias.name.partition(".")[0]
            yield alias.asname or head, LibraryName(alias.name if alias.asname else head)
        elif alias.name != "*":
            home = f"{'.' * node.level}{node.module or ''}"
            yield alias.asname or alias.name, LibraryName(f"{home}.{alias.name}")
