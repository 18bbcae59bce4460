"""What all values have in common, and what is said of values of any kind."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.heap import HeapObject
from kerasrules.model.record import record
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


MISSING = object()
"""Stands for a value that is not there."""


Value: TypeAlias = Any
"""One of the classes of this package, `Unknown`, a `Tensor`, a constant, a tuple or a slice."""


ARRAY_VERBS = frozenset({"astype", "reshape"})
"""Methods that tell of an unknown object that it is an array; what they give has a known form or type."""
MODEL_VERBS = frozenset(
    [
        "compile",
        "save",
        "fit",
        "fit_generator",
        "train_on_batch",
        "evaluate",
        "evaluate_generator",
        "predict",
        "predict_generator",
        "summary",
        "add",
    ]
)
"""Methods that tell that an unknown object is a model."""


class AbstractValue:
    """A value that answers for itself: what its attributes, items, calls and truth are.

    What a kind of value does not say here is what holds for any: libraries' handlers may know it, else it is unknown.
    Parts of the interpreter that an answer needs are reached through the context.
    """

    __slots__ = ()
    can_be_key: ClassVar[bool] = False
    """Whether it can be the key of a dict whose keys are known."""

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """`self.name`."""
        return ctx.libraries.attribute(self, name, node)

    def set_attribute(self, ctx: Context, name: str, new: Value, node: ast.AST) -> None:
        """`self.name = new`."""
        ctx.graph.let_go(new, node)

    def item(self, ctx: Context, index: Value, node: ast.AST) -> Value:
        """`self[index]`."""
        return ctx.unknown("an item of an unknown value", node)

    def store_item(self, ctx: Context, index: Value, new: Value, node: ast.AST) -> None:
        """`self[index] = new`."""
        ctx.graph.let_go(new, node)

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """`self(…)`."""
        return ctx.calls.opaque(ctx.unknown("a call of an unknown function", node), arguments, node)

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """`self.name(…)`, where `name` is not the program's own."""
        return ctx.libraries.call_method(self, name, arguments, node)

    def iterate(self, ctx: Context) -> tuple[Value, ...] | Unknown:
        """The items of an iterable whose length is known."""
        return Unknown("the items of an unknown value")

    def truth(self, ctx: Context) -> bool | None:
        """Whether it is true in an `if`; None where that is not sure."""
        return None


class HeapValue(HeapObject, AbstractValue):
    """A value with identity and state."""

    __slots__ = ()


@record(frozen=True)
class Union(AbstractValue):
    """One of several values, which one is unknown. Never nested, at least two options."""

    options: tuple[Value, ...]

    def truth(self, ctx: Context) -> bool | None:
        """What all options agree on."""
        answers = {ctx.operators.truth(option) for option in self.options}
        return answers.pop() if len(answers) == 1 else None


def is_known(value: Value) -> bool:
    """Whether the value is one certain thing (it may have unknown parts)."""
    return not isinstance(value, (Unknown, Union))


def options(value: Value) -> tuple[Value, ...]:
    """The values that this may be: several for a Union, else itself."""
    return value.options if isinstance(value, Union) else (value,)
