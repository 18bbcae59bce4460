"""Scopes: where names live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasrules.interpreter.heap import HeapObject
from kerasrules.interpreter.values import MISSING, Value

if TYPE_CHECKING:
    from kerasrules.source.source import Source


class Scope(HeapObject):
    """The names of a module, function call, class body or comprehension. state: name -> value."""

    __slots__ = ("is_class", "module", "outer_names", "parent", "source", "stars")
    kind = "scope"

    def __init__(self, parent: Scope | None, source: Source, module: Scope | None = None) -> None:
        super().__init__()
        self.parent, self.source = parent, source
        self.module: Scope = module or self
        self.is_class = False
        self.outer_names: dict[str, Scope] = {}
        """Names declared `global` or `nonlocal` here, and the scope that they live in."""
        self.stars: list[Value] = []
        """Modules that were imported with `*`, latest last (on module scopes)."""

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
