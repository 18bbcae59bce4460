"""Branches of several `if` statements that one flag decides: which of them may run together."""

from __future__ import annotations

import ast
from typing import TypeAlias

from kerasrules.model.enumeration import Enum

Tests: TypeAlias = "tuple[tuple[ast.expr, bool], ...]"
"""The tests of unknown outcome on whose branches something stands, and whether they hold there."""


class RunRelation(Enum):
    """How what two places stand under is related."""

    TOGETHER = "together"
    """Both run in one run, as far as can be seen."""
    RELATED = "related"
    """They ask for the same names in other ways, so that they may exclude each other."""
    EXCLUDED = "excluded"
    """A test that holds at the one does not at the other."""


def relation(first: Tests, second: Tests) -> RunRelation:
    """Whether what stands under the first tests and what stands under the second may be of one run."""
    mine, theirs = _outcomes(first), _outcomes(second)
    if any(mine[test] is not theirs[test] for test in mine.keys() & theirs.keys()):
        return RunRelation.EXCLUDED
    if mine.keys() & theirs.keys():
        return RunRelation.TOGETHER
    shared = _names(first) & _names(second)
    return RunRelation.RELATED if shared else RunRelation.TOGETHER


def _outcomes(tests: Tests) -> dict[str, bool]:
    """Each test, written out without `not`, and whether it holds."""
    found: dict[str, bool] = {}
    for test, holds in tests:
        while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            test, holds = test.operand, not holds
        found[ast.dump(test)] = holds
    return found


def _names(tests: Tests) -> set[str]:
    """The variables and attributes that tests ask for, spelled out; what they call is none."""
    found: set[str] = set()
    for test, _ in tests:
        todo: list[ast.AST] = [test]
        while todo:
            node = todo.pop()
            if isinstance(node, (ast.Name, ast.Attribute)):
                found.add(ast.unparse(node))
                continue
            called = node.func if isinstance(node, ast.Call) else None
            todo.extend(one for one in ast.iter_child_nodes(node) if one is not called)
    return found
