"""Functions, methods, and what wraps them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.values.base import MISSING, AbstractValue, Value
from kerasrules.keras_api.refused.method_arguments import OF_MODELS_ALONE
from kerasrules.model.record import record

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context
    from kerasrules.interpreter.scopes import Scope
    from kerasrules.interpreter.values.classes import Class


@record(frozen=True, eq=False)
class Function(AbstractValue):
    """A function or lambda of the program, with the scope it closes over and its defaults, already evaluated."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    defaults: tuple[Value, ...] = ()
    keyword_defaults: tuple[Value, ...] = ()
    owner: Class | None = None
    of_one_version: bool = False
    """It is defined in a branch that an installed version decides."""
    kind: ClassVar[str] = "function"
    can_be_key: ClassVar[bool] = True

    @property
    def name(self) -> str:
        """The function's name."""
        return "<lambda>" if isinstance(self.node, ast.Lambda) else self.node.name

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """Its name, or a method of functions."""
        return self.name if name == "__name__" else Method(self, name)

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """`f.python_function(x)` is `f(x)`."""
        return call_function_method(ctx, self, name, arguments, node)

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """Run its body."""
        return ctx.functions.enter(self, arguments, node)

    def truth(self, ctx: Context) -> bool | None:
        """A function is true."""
        return True


@record(frozen=True, eq=False)
class Bound(AbstractValue):
    """A method of the program with the object it is called on."""

    function: Value
    self: Value
    kind: ClassVar[str] = "bound"

    @property
    def name(self) -> str | None:
        """The name of the function."""
        return self.function.name if isinstance(self.function, Function) else None

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """Its name, or a method of functions."""
        return (self.name or ctx.unknown("a name", node)) if name == "__name__" else Method(self, name)

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """`f.python_function(x)` is `f(x)`."""
        return call_function_method(ctx, self, name, arguments, node)

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """With the object before the arguments."""
        return ctx.calls.call(self.function, arguments.after(self.self), node)

    def truth(self, ctx: Context) -> bool | None:
        """A function is true."""
        return True


@record(frozen=True, eq=False)
class Partial(AbstractValue):
    """`functools.partial`, or any callable with arguments fixed."""

    function: Value
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value]
    incomplete: bool = False
    rest: tuple[Value, ...] | None = None
    """Both as in `Arguments`."""
    kind: ClassVar[str] = "partial"

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """With the arguments that are fixed before those that are given."""
        kwargs = {**self.kwargs, **arguments.kwargs}
        incomplete = self.incomplete or arguments.incomplete
        if self.rest is None:
            given = Arguments((*self.args, *arguments.args), kwargs, incomplete, arguments.rest)
        else:
            rest = (*self.rest, *arguments.args, *(arguments.rest or ()))
            given = Arguments(self.args, kwargs, incomplete, rest)
        return ctx.calls.call(self.function, given, node)

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """`f.python_function(x)` is `f(x)`."""
        return call_function_method(ctx, self, name, arguments, node)

    def truth(self, ctx: Context) -> bool | None:
        """A function is true."""
        return True


@record(frozen=True, eq=False)
class Method(AbstractValue):
    """A method of something that is not the program's own (a list, an array, a model), not yet called."""

    receiver: Value
    name: str
    kind: ClassVar[str] = "method"

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """The receiver knows what its method does."""
        return ctx.calls.call_method(self.receiver, self.name, arguments, node)


@record(frozen=True, eq=False)
class Decorated(AbstractValue):
    """A method under property, staticmethod or classmethod."""

    how: str
    function: Value
    setter: Value = MISSING
    """For a property: what `value.name = new` calls."""
    kind: ClassVar[str] = "decorated"

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """The function, as it is."""
        return ctx.calls.call(self.function, arguments, node)


def bind(ctx: Context, member: Value, owner: Value, node: ast.AST) -> Value:
    """A member of a class as an object of it gives it: a bound method, what a property returns."""
    if isinstance(member, Decorated):
        if member.how == "property":
            return ctx.calls.call(member.function, Arguments((owner,)), node)
        if member.how == "class":
            return Bound(member.function, getattr(owner, "cls", owner))
        return member.function
    return Bound(member, owner) if isinstance(member, Function) else member


def call_function_method(ctx: Context, function: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """A method of a function: `python_function` of a `tf.function` is the function itself."""
    if name in ("python_function", "__call__"):
        return ctx.calls.call(function, arguments, node)
    if name in OF_MODELS_ALONE and isinstance(function, Function) and _is_plain(function.node):
        reason = f"it is called on the function {function.name} instead of its result, {function.name}(...)"
        ctx.note_refusal(name, reason, ctx.location(node), by="Python", once=True)
    return ctx.unknown(f"the method {name} of a function", node)


def _is_plain(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
    """Whether the name stands for what is written: a decorator may make something else of it."""
    return isinstance(node, ast.FunctionDef) and not node.decorator_list
