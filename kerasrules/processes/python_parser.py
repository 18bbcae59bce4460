"""Python's own parser, used by one thread at a time."""

from __future__ import annotations

import ast
import os
import threading
import warnings

_parsing = threading.Lock()


def _begin_child() -> None:
    """A thread of the parent may hold the lock, and it does not exist in the child to release it."""
    global _parsing
    _parsing = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_child)


def module_tree(text: str) -> ast.Module:
    """`ast.parse` without its warnings; raises what that raises.

    Until Python 3.13 the parser counts its depth in one place for all threads (python/cpython#106905), so that two
    that parse at once can end with a `SystemError`. Which warnings are shown is a setting of the process, too.
    """
    with _parsing, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def expression_tree(text: str) -> ast.expr:
    """The same for one expression."""
    with _parsing:
        return ast.parse(text, mode="eval").body
