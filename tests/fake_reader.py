"""A reader that calls library handlers without an interpreter, for tests of the data domain."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from kerasrules.program import Array, Place, Position, Unknown
from kerasrules.reading import (
    arrays,
    libraries,  # noqa: F401  (registers the handlers)
)
from kerasrules.reading.joins import join
from kerasrules.reading.registry import ATTRIBUTES, FUNCTIONS, METHODS, Call
from kerasrules.reading.values import ArrayObject, LibraryObject, Ref, Store, Value

PLACE = Place("test.py", Position(1, 1), Position(1, 2))


class FakeReader:
    """Enough of the reader for handlers; functions of the program are plain Python functions on values."""

    def __init__(self) -> None:
        self.store = Store()

    def call(self, function: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        if isinstance(function, Ref):
            return self.function(function.name, *args, **kwargs)
        return function(*args, **kwargs)

    def attribute(self, value: Value, name: str, node: ast.AST | None = None) -> Value:
        kind = value.cls if isinstance(value, LibraryObject) else value.kind
        return ATTRIBUTES[kind, name](self, value, PLACE)

    def binary(self, operator: str, left: Value, right: Value, node: ast.AST | None = None) -> Value:
        return arrays.binary(self, operator, left, right, PLACE)

    def callers(self) -> tuple[Place, ...]:
        return ()

    def join(self, values: tuple[Value, ...]) -> Value:
        return join(values)

    def iterate(self, value: Value) -> tuple[Value, ...] | Unknown:
        return value if isinstance(value, tuple) else Unknown("not a tuple")

    def place(self, node: ast.AST) -> Place:
        return PLACE

    def function(self, name: str, *args: Value, **kwargs: Value) -> Any:
        """Call a library function by its canonical name."""
        return FUNCTIONS[name].handler(Call(self, name, args, kwargs, ast.Pass()))

    def method(self, receiver: Value, name: str, *args: Value, **kwargs: Value) -> Any:
        """Call a method of a value."""
        kind = receiver.cls if isinstance(receiver, LibraryObject) else receiver.kind
        call = Call(self, f"{kind}.{name}", args, kwargs, ast.Pass(), receiver)
        return METHODS[kind, name].handler(call)


def array(**facts: Any) -> ArrayObject:
    """An array with these facts."""
    return ArrayObject(Array(**facts))


def pixels(*shape: int | None, dtype: str = "uint8") -> ArrayObject:
    """Pixels 0..255."""
    return array(shape=shape, dtype=dtype, low=0.0, high=255.0, tight=True, origin="pixels")


def span(value: Value) -> tuple[float | None, float | None, bool]:
    """The interval of an array."""
    return value.facts.low, value.facts.high, value.facts.tight
