"""The arguments of a call, as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasrules.model.record import field, record

Value = Any


@record(frozen=True)
class Arguments:
    """What a call gives: positional arguments, those by name, and whether there may be more."""

    args: tuple[Value, ...] = ()
    kwargs: Mapping[str, Value] = field(default_factory=dict)
    incomplete: bool = False
    """A `*args` or `**kwargs` of unknown content was among them."""
    rest: tuple[Value, ...] | None = None
    """What follows a `*args` of unknown content, at positions that are unknown; None where there is no such."""

    @property
    def values(self) -> tuple[Value, ...]:
        """All of them, in order."""
        return (*self.args, *(self.rest or ()), *self.kwargs.values())

    def get(self, name: str, position: int | None = None, default: Value = None) -> Value:
        """The argument of a name, or the one at a position, or the default."""
        if name in self.kwargs:
            return self.kwargs[name]
        return self.args[position] if position is not None and position < len(self.args) else default

    def has(self, name: str, position: int | None = None) -> bool:
        """Whether an argument was surely given."""
        return name in self.kwargs or (position is not None and position < len(self.args))

    def after(self, *values: Value) -> Arguments:
        """The same with other positional arguments before them: an object before those of its method."""
        return Arguments((*values, *self.args), self.kwargs, self.incomplete, self.rest)

    def by_name(self, names: tuple[str, ...]) -> dict[str, Value]:
        """Every argument by name; `names`: those of the positional ones."""
        return {**dict(zip(names, self.args, strict=False)), **self.kwargs}
