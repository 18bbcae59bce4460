"""What an expression of the program may be, besides the numbers, texts, lists and arrays of Python and NumPy."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasrules.model.record import field, record


class NotKnown(Exception):
    """Something that cannot be computed here."""


CANNOT = (
    NotKnown,
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    AttributeError,
    ImportError,
    AssertionError,
    NotImplementedError,
    np.linalg.LinAlgError,
)
"""What tells that a value cannot be computed: the program itself stops there, or means something else."""


class _NotComputed:
    """The value of what cannot be computed; every operation on it is unknown, too."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _NotComputed()


@record(frozen=True)
class LibraryName:
    """A module, function or class of a library, by its full name ("numpy.random.rand")."""

    name: str


@record(eq=False)
class OwnFunction:
    """A function or lambda of the program. scope: the names around it, innermost first. owner: of a bound method."""

    node: ast.FunctionDef | ast.Lambda
    scope: Sequence[dict[str, Any]]
    owner: OwnObject | None = None
    defaults: Sequence[Any] = ()
    keyword_defaults: Sequence[Any] = ()


@record(eq=False)
class OwnClass:
    """A class of the program. bases: those that are its own."""

    methods: dict[str, Any]
    bases: Sequence[OwnClass] = ()

    def find(self, name: str) -> Any:
        """A method or attribute of the class or a base; UNKNOWN where there is none."""
        if name in self.methods:
            return self.methods[name]
        found = (base.find(name) for base in self.bases)
        return next((one for one in found if one is not UNKNOWN), UNKNOWN)


@record(eq=False)
class OwnObject:
    """An object of a class of the program."""

    of: OwnClass
    attributes: dict[str, Any] = field(default_factory=dict)


def is_known(value: Any) -> bool:
    """Whether a value, and what is in it, is known."""
    if isinstance(value, (list, tuple)):
        return all(map(is_known, value))
    return value is not UNKNOWN


def names(text: str) -> frozenset[str]:
    """The names in a text of names."""
    return frozenset(text.split())
