"""Scopes: where names live."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.heap import Field, HeapObject, Join
from kerasrules.interpreter.values import MISSING, Value

if TYPE_CHECKING:
    from kerasrules.source.source import Source


class Scope(HeapObject):
    """The names of a module, function call, class body or comprehension. state: name -> value."""

    __slots__ = ("is_class", "module", "parent", "source")
    kind = "scope"
    outer_names: Field[Mapping[str, Scope]] = Field({}, Join.NAMES)
    """Names declared `global` or `nonlocal` here, and the scope that they live in."""
    stars: Field[tuple[Value, ...]] = Field((), Join.ALL)
    """Modules that were imported with `*`, latest last (on module scopes)."""

    def __init__(self, parent: Scope | None, source: Source, module: Scope | None = None, **names: Value) -> None:
        super().__init__(**names)
        self.parent, self.source = parent, source
        self.module: Scope = module or self
        self.is_class = False

    def find(self, name: str) -> Value:
        """The value of a name as Python would look it up, or MISSING."""
        scope: Scope | None = self.outer_names.get(name, self)
        first = True
        while scope is not None:
            if (first or not scope.is_class) and name in scope.state:
                return scope.state[name]
            scope, first = scope.parent, False
        return MISSING

    def owner(self, name: str) -> Scope:
        """The scope that an assignment to the name writes to."""
        return self.outer_names.get(name, self)


class ComprehensionScope(Scope):
    """The names of a comprehension; what a walrus in it binds is a name of the scope around."""

    __slots__ = ()

    def around(self) -> Scope:
        """The function, class or module that the comprehension stands in."""
        scope: Scope | None = self
        while isinstance(scope, ComprehensionScope):
            scope = scope.parent
        assert scope is not None
        return scope
