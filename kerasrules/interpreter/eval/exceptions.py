"""Which clause of a `try` catches what was raised."""

from __future__ import annotations

import ast
import builtins

from kerasrules.interpreter.scopes import Scope
from kerasrules.interpreter.values import MISSING

Raised = type[BaseException] | None
"""The class of what was raised; None where that is not known."""


def raised_by(node: ast.Raise, scope: Scope) -> Raised:
    """What `raise KeyError` or `raise KeyError("a")` raises."""
    error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return _builtin(error, scope)


def clause_for(handlers: list[ast.ExceptHandler], raised: Raised, scope: Scope) -> ast.ExceptHandler | None:
    """The first clause that catches it, or may do so; None where none does."""
    if raised is None:
        return handlers[0]
    return next((handler for handler in handlers if _may_catch(handler.type, raised, scope)), None)


def _may_catch(caught: ast.expr | None, raised: type[BaseException], scope: Scope) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(_may_catch(one, raised, scope) for one in caught.elts)
    known = None if caught is None else _builtin(caught, scope)
    return known is None or issubclass(raised, known)


def _builtin(node: ast.expr | None, scope: Scope) -> Raised:
    """The exception of Python's own that a name stands for."""
    if not isinstance(node, ast.Name) or scope.find(node.id) is not MISSING:
        return None
    found = getattr(builtins, node.id, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None
