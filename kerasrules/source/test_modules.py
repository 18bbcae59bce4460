"""Whether a program is made of tests, by what pytest and unittest collect."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator

from kerasrules.source.source import Source

_OF_TESTS = ("test", "setUp")
"""What the methods begin with that unittest calls."""


def is_test(source: Source) -> bool:
    """Whether the file defines a class of tests, or functions that pytest collects from a file of this name."""
    statements = list(_definitions(source.tree.body))
    if any(isinstance(one, ast.ClassDef) and _is_case(one) for one in statements):
        return True
    return _is_named_as_test(source.path) and any(map(_is_collected, statements))


def _is_named_as_test(path: str) -> bool:
    name = os.path.basename(path.replace("\\", "/"))
    return name == "conftest.py" or (name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py")))


def _definitions(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, with those under its conditions."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If):
            yield from _definitions([*statement.body, *statement.orelse])


def _is_case(node: ast.ClassDef) -> bool:
    """Whether a class is a `unittest.TestCase`, or one of the kinds that libraries derive from it.

    It has tests, or prepares those of classes that are derived from it.
    """
    bases = (base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases)
    return any(name.endswith("TestCase") for name in bases) and any(_is_function(one, _OF_TESTS) for one in node.body)


def _is_collected(node: ast.stmt) -> bool:
    if isinstance(node, ast.ClassDef):
        return node.name.startswith("Test") and _has_tests(node)
    return _is_function(node, "test_") or any(_is_fixture(one) for one in getattr(node, "decorator_list", ()))


def _is_fixture(decorator: ast.expr) -> bool:
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(target, ast.Attribute) and target.attr == "fixture"


def _has_tests(node: ast.ClassDef) -> bool:
    return any(_is_function(one, "test") for one in node.body)


def _is_function(node: ast.stmt, prefix: str | tuple[str, ...]) -> bool:
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith(prefix)
