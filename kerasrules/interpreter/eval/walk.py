"""Nodes of syntax trees: those that run with a function's own statements, and what these bind."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from kerasrules.interpreter.pure_functions import CHANGING_METHODS
from kerasrules.source.dotted_names import dotted_name
from kerasrules.source.syntax_nodes import children

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
"""What has statements and expressions that do not run where they stand."""

_BLOCKS = ("cases", "finalbody", "orelse", "handlers", "body")
"""Where a statement has others, the last first."""


def own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes of statements in the order of the text, without those of functions and classes in them."""
    stack = list(body)[::-1]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, SCOPES):
            stack += reversed(children(node))


def own_statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The statements among `own_nodes`, for what stands in no expression; handlers and cases are among them."""
    stack = list(body)[::-1]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, SCOPES):
            blocks = (getattr(node, name, None) for name in _BLOCKS)
            stack += [one for block in blocks if isinstance(block, list) for one in reversed(block)]


def names_bound(body: Iterable[ast.AST]) -> set[str]:
    """The names and attributes (`self.start`) that statements bind, or change by an item."""
    found: set[str] = set()
    for node in own_nodes(body):
        if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, (ast.Store, ast.Del)):
            found.add(dotted_name(node) or "")
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            found.add(dotted_name(node.value) or "")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING_METHODS:
            found.add(dotted_name(node.func.value) or "")
    return found - {""}


def names_read(body: list[ast.stmt]) -> list[str]:
    """Names whose values statements use, without those of functions in them."""
    cached: list[str] | None = getattr(body[0], "_kerasrules_read", None)
    if cached is None:
        nodes = (node for node in own_nodes(body) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
        cached = list(dict.fromkeys(node.id for node in nodes))
        body[0]._kerasrules_read = cached  # type: ignore[attr-defined]
    return cached
