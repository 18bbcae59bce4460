"""By which dotted name the user may speak of a function or class."""

from __future__ import annotations

import ast
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kerasrules.interpreter.values import Bound, Class, Decorated, ExternalName, Function, Partial, Value
from kerasrules.model.unknown import Unknown
from kerasrules.source.dotted_names import dotted_name

if TYPE_CHECKING:
    from kerasrules.interpreter.scopes import Scope


def segments(function: Value, node: ast.AST | None) -> tuple[str, ...]:
    """The full name of what is called, in parts; of what is unknown, as the call writes it. Empty where it has none.

    Keras' own names have none here: what those do is known.
    """
    if isinstance(function, (Bound, Decorated, Partial)):
        return segments(function.function, None)
    if isinstance(function, Class):
        return (*_module(function.scope), function.name)
    if isinstance(function, Function):
        owner = () if function.owner is None else (function.owner.name,)
        return (*_module(function.scope), *owner, function.name)
    if isinstance(function, ExternalName):
        return () if function.name.startswith(("keras.", "builtins.")) else tuple(function.name.split("."))
    if isinstance(function, Unknown) and isinstance(node, ast.Call):
        written = dotted_name(node.func)
        return () if written is None else tuple(written.split("."))
    return ()


def is_meant(taught: Sequence[str], full: Sequence[str]) -> bool:
    """Whether a taught name is that of something: the last parts agree, and the others stand before it in this order.

    So "company.layers.Gate" is found where the package takes it from `company/layers/gates.py`.
    """
    if not full or taught[-1] != full[-1]:
        return False
    parts = iter(full[:-1])
    return all(part in parts for part in taught[:-1])


def _module(scope: Scope) -> tuple[str, ...]:
    stem = os.path.splitext(os.path.abspath(scope.source.path))[0]
    return tuple(part for part in stem.split(os.sep) if part and part != "__init__")
