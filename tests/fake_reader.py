"""A reader that calls library handlers without an interpreter, for tests of the data domain."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from kerasrules.data_files.repository import DataFiles
from kerasrules.interpreter.array_domain import operators
from kerasrules.interpreter.budget import Budget
from kerasrules.interpreter.event_log import EventLog
from kerasrules.interpreter.heap import Heap
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.libraries.registry import ATTRIBUTES, FUNCTIONS, METHODS, Call, load
from kerasrules.interpreter.values import ArrayObject, ExternalName, LibraryObject, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location, Position
from kerasrules.model.unknown import Unknown

load()

LOCATION = Location("test.py", Position(1, 1), Position(1, 2))


class FakeReader:
    """Enough of the reader for handlers; functions of the program are plain Python functions on values."""

    def __init__(self) -> None:
        self.heap = Heap()
        self.budget = Budget()
        self.events = EventLog()
        self.data_files = DataFiles("")

    def call(self, function: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        if isinstance(function, ExternalName):
            return self.function(function.name, *args, **kwargs)
        return function(*args, **kwargs)

    def attribute(self, value: Value, name: str, node: ast.AST | None = None) -> Value:
        kind = value.cls if isinstance(value, LibraryObject) else value.kind
        return ATTRIBUTES[kind, name](self, value, LOCATION)

    def binary(self, operator: str, left: Value, right: Value, node: ast.AST | None = None) -> Value:
        return operators.binary(operator, left, right, LOCATION)

    def callers(self) -> tuple[Location, ...]:
        return ()

    def join(self, values: tuple[Value, ...]) -> Value:
        return join(values)

    def iterate(self, value: Value) -> tuple[Value, ...] | Unknown:
        return value if isinstance(value, tuple) else Unknown("not a tuple")

    def location(self, node: ast.AST) -> Location:
        return LOCATION

    def note_refusal(self, name: str, reason: str | None, location: Location, *, by: str = "Keras 3") -> None:
        """What Keras refuses is not looked at here."""

    def function(self, name: str, *args: Value, **kwargs: Value) -> Any:
        """Call a library function by its canonical name."""
        return FUNCTIONS[name].handler(Call(self, name, args, kwargs, ast.Pass()))

    def method(self, receiver: Value, name: str, *args: Value, **kwargs: Value) -> Any:
        """Call a method of a value."""
        kind = receiver.cls if isinstance(receiver, LibraryObject) else receiver.kind
        call = Call(self, f"{kind}.{name}", args, kwargs, ast.Pass(), receiver)
        return METHODS[kind, name].handler(call)


def array(**info: Any) -> ArrayObject:
    """An array with these facts."""
    return ArrayObject(ArrayInfo(**info))


def pixels(*shape: int | None, dtype: str = "uint8") -> ArrayObject:
    """Pixels 0..255."""
    return array(shape=shape, dtype=dtype, low=0.0, high=255.0, bounds_attained=True, origin="pixels")


def span(value: Value) -> tuple[float | None, float | None, bool]:
    """The interval of an array."""
    return value.info.low, value.info.high, value.info.bounds_attained
