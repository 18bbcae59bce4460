"""Values that are no classes of this package: Python's constants and tuples, tensors of the graph, unknown values."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.values.base import ARRAY_VERBS, MODEL_VERBS, Value
from kerasrules.interpreter.values.functions import Method
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import InstalledVersion, Unknown, VocabularySize

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context

_LONGEST_TEXT = 256


class Foreign:
    """What `AbstractValue` says of itself, said of a value that cannot."""

    def attribute(self, ctx: Context, value: Value, name: str, node: ast.AST) -> Value:
        """`value.name`."""
        return ctx.libraries.attribute(value, name, node)

    def item(self, ctx: Context, value: Value, index: Value, node: ast.AST) -> Value:
        """`value[index]`."""
        return ctx.unknown("an item of an unknown value", node)

    def call(self, ctx: Context, value: Value, arguments: Arguments, node: ast.AST) -> Value:
        """`value(…)`."""
        return ctx.calls.opaque(ctx.unknown("a call of an unknown function", node), arguments, node)

    def call_method(self, ctx: Context, value: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """`value.name(…)`."""
        return ctx.libraries.call_method(value, name, arguments, node)

    def iterate(self, ctx: Context, value: Value) -> tuple[Value, ...] | Unknown:
        """The items of an iterable whose length is known."""
        return Unknown("the items of an unknown value")

    def truth(self, ctx: Context, value: Value) -> bool | None:
        """Whether it is true in an `if`; None where that is not sure."""
        return None


class _Constant(Foreign):
    def truth(self, ctx: Context, value: Value) -> bool | None:
        """As in Python."""
        return bool(value)


class _ForeignText(_Constant):
    def item(self, ctx: Context, value: Value, index: Value, node: ast.AST) -> Value:
        """A character, a part."""
        if not isinstance(index, (int, slice)):
            return ctx.unknown("an unknown index", node)
        try:
            return value[index]
        except (IndexError, TypeError, ValueError):
            return ctx.unknown("an index out of range", node)

    def iterate(self, ctx: Context, value: Value) -> tuple[Value, ...] | Unknown:
        """The characters of a short text."""
        known = isinstance(value, str) and len(value) <= _LONGEST_TEXT
        return tuple(value) if known else super().iterate(ctx, value)


class _Tuple(_Constant):
    def item(self, ctx: Context, value: Value, index: Value, node: ast.AST) -> Value:
        """An item, a part."""
        return ctx.items.pick(value, index, node)

    def iterate(self, ctx: Context, value: Value) -> tuple[Value, ...] | Unknown:
        """The items."""
        return value  # type: ignore[no-any-return]


class _ForeignTensor(Foreign):
    def attribute(self, ctx: Context, value: Value, name: str, node: ast.AST) -> Value:
        """Its shape, dtype, name."""
        return ctx.tensors.attribute(value, name, node)

    def item(self, ctx: Context, value: Value, index: Value, node: ast.AST) -> Value:
        """A node that takes a part."""
        return ctx.graph.operation("getitem", (value, index), {}, node)

    def call_method(self, ctx: Context, value: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A function of tensors."""
        return ctx.tensors.call_method(value, name, arguments, node)


class _ForeignUnknown(Foreign):
    """What comes of something unknown is as unknown, for the same reason."""

    def attribute(self, ctx: Context, value: Value, name: str, node: ast.AST) -> Value:
        """A method that tells that this is a model or an array, else unknown."""
        return Method(value, name) if name in MODEL_VERBS or name in ARRAY_VERBS else value

    def item(self, ctx: Context, value: Value, index: Value, node: ast.AST) -> Value:
        """Unknown."""
        return value

    def call(self, ctx: Context, value: Value, arguments: Arguments, node: ast.AST) -> Value:
        """A call that cannot be followed."""
        return ctx.calls.opaque(value, arguments, node)

    def call_method(self, ctx: Context, value: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """Perhaps compile or fit of a model."""
        return ctx.training.unknown_method(value, name, arguments, node)

    def iterate(self, ctx: Context, value: Value) -> tuple[Value, ...] | Unknown:
        """Unknown."""
        return value  # type: ignore[no-any-return]


_OTHER, _CONSTANT, _TEXT, _TUPLE, _UNKNOWN = Foreign(), _Constant(), _ForeignText(), _Tuple(), _ForeignUnknown()
_BY_TYPE: dict[type, Foreign] = {
    bool: _CONSTANT,
    int: _CONSTANT,
    float: _CONSTANT,
    complex: _CONSTANT,
    type(None): _CONSTANT,
    type(Ellipsis): _CONSTANT,
    str: _TEXT,
    bytes: _TEXT,
    tuple: _TUPLE,
    Tensor: _ForeignTensor(),
    Unknown: _UNKNOWN,
    VocabularySize: _UNKNOWN,
    InstalledVersion: _UNKNOWN,
}


def foreign(value: Value) -> Foreign:
    """Who answers for a value that does not answer for itself."""
    known = _BY_TYPE.get(type(value))
    if known is None:
        known = _TUPLE if isinstance(value, tuple) else _OTHER
    return known
