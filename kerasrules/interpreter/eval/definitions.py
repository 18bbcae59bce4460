"""Definitions: functions and classes with their decorators."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.scopes import Scope
from kerasrules.interpreter.values import MISSING, Class, Decorated, ExternalName, Value
from kerasrules.model.record import replace

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context

_REGISTERS = r"(?i)regist\w{0,30}(?:keras|object)"


class Definitions:
    """What `def` and `class` bind."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        """`def`: a function under its decorators is bound to its name."""
        ctx = self.ctx
        value: Value = ctx.functions.make(node, scope)
        self._note_registration(node)
        for decorator in reversed(node.decorator_list):
            value = self._decorate(decorator, value, node, scope)
        ctx.heap.write(scope, node.name, value)

    def _note_registration(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        """Decorators of other libraries that put names in Keras' registry call themselves so."""
        registers: bool | None = getattr(node, "_kerasrules_registers", None)
        if registers is None:
            registers = any(re.search(_REGISTERS, ast.unparse(decorator)) for decorator in node.decorator_list)
            node._kerasrules_registers = registers  # type: ignore[union-attr]
        if registers:
            self.ctx.events.registers_names = True

    def _decorate(self, decorator: ast.expr, value: Value, node: ast.AST, scope: Scope) -> Value:
        ctx = self.ctx
        if isinstance(decorator, ast.Attribute) and decorator.attr in ("setter", "getter", "deleter"):
            return self._accessor(decorator, value, scope)
        with_value = ctx.expressions.evaluate(decorator, scope)
        name = with_value.name if isinstance(with_value, ExternalName) else ""
        if name in ("builtins.property", "functools.cached_property", "abc.abstractproperty"):
            return Decorated("property", value)
        if name == "builtins.staticmethod":
            return Decorated("static", value)
        if name == "builtins.classmethod":
            return Decorated("class", value)
        if getattr(with_value, "kind", "") in ("function", "bound", "partial", "class"):
            result = ctx.calls.call(with_value, Arguments((value,)), node)
            if getattr(result, "kind", "") in ("function", "bound", "partial", "instance", "class"):
                return result
        # decorators of libraries (tf.function, lru_cache, register_keras_serializable, …) leave the meaning as it is
        return value

    def _accessor(self, decorator: ast.Attribute, function: Value, scope: Scope) -> Value:
        """The property that `@name.setter` and its like make of the one that is there, or of a base class's getter."""
        if decorator.attr == "getter":
            return function
        known = scope.find(decorator.value.id) if isinstance(decorator.value, ast.Name) else MISSING
        if not isinstance(known, Decorated):
            known = Decorated("property", self.ctx.expressions.evaluate(decorator.value, scope))
        return replace(known, setter=function) if decorator.attr == "setter" else known

    def class_(self, node: ast.ClassDef, scope: Scope) -> None:
        """`class`: a class under its decorators is bound to its name."""
        ctx = self.ctx
        value = ctx.classes.make(node, scope)
        self._note_registration(node)
        for decorator in reversed(node.decorator_list):
            with_value = ctx.expressions.evaluate(decorator, scope)
            if (
                isinstance(with_value, ExternalName)
                and with_value.name.endswith("dataclass")
                and isinstance(value, Class)
            ):
                ctx.heap.set(value, Class.is_dataclass, True)
            elif getattr(with_value, "kind", "") in ("function", "bound", "partial"):
                result = ctx.calls.call(with_value, Arguments((value,)), node)
                value = result if isinstance(result, Class) else value
        ctx.heap.write(scope, node.name, value)
