"""Where a program is written for an error: tests that pass only if one is raised, and blocks that show one."""

from __future__ import annotations

import ast

from kerasrules.interpreter.eval.call_syntax import called_name
from kerasrules.source.syntax_nodes import walk

_OF_KERAS = frozenset(
    {"Exception", "BaseException", "ValueError", "TypeError", "RuntimeError", "AttributeError", "InvalidArgumentError"}
)
"""What Keras and TensorFlow raise for data, shapes and models that do not fit, and what catches it."""
_FEW = 2
"""So many statements are there to show the error; more are work that is protected against any."""


def is_expectant(node: ast.expr) -> bool:
    """Whether a block of `with` fails without an error: `pytest.raises(…)`, `self.assertRaises(…)`."""
    name = called_name(node)
    return name == "raises" or name.startswith("assertRaises")


def shows_error(node: ast.Try) -> bool:
    """Whether a short `try` block is there for the error: a clause catches it and goes on."""
    return len(node.body) <= _FEW and any(_catches(one.type) and _goes_on(one) for one in node.handlers)


def _catches(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(map(_catches, caught.elts))
    return (
        caught is None or (caught.attr if isinstance(caught, ast.Attribute) else getattr(caught, "id", "")) in _OF_KERAS
    )


def _goes_on(handler: ast.ExceptHandler) -> bool:
    """Whether the clause does not raise the error again."""
    return not any(isinstance(one, ast.Raise) for statement in handler.body for one in walk(statement))


def is_expected_to_fail(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
    """Whether this is a test under `@unittest.expectedFailure`, or `@pytest.mark.xfail` without a condition."""
    if isinstance(node, ast.Lambda):
        return False
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call):
            if mark.args or any(keyword.arg == "condition" for keyword in mark.keywords):
                continue
            mark = mark.func
        if getattr(mark, "attr", getattr(mark, "id", "")) in ("xfail", "expectedFailure"):
            return True
    return False
