"""Our walks over syntax trees visit what those of the standard library visit."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from kerasrules.interpreter.eval.walk import own_nodes, own_statements
from kerasrules.source.load import from_text
from kerasrules.source.syntax_nodes import children, walk

FILES = sorted((Path(__file__).parent.parent / "kerasrules" / "interpreter" / "eval").glob("*.py"))
SAY_ONLY_THEIR_CLASS = (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop)

EVERY_BLOCK = """
async def f(a=1):
    try:
        with a as b, c:
            for d in e:
                g = h = lambda: 1
            else:
                i = 1
    except (E, F) as error:
        j: int = 2
    else:
        k += 1
    finally:
        async for l in m:
            if n:
                o = [p for p in q if r]
            elif s:
                while t:
                    u = 1
                else:
                    v = 2
    class C:
        w = 1
    match x:
        case {"a": 1, **y}:
            z = 1
        case _:
            z = 2
"""


def _said(nodes: list[ast.AST]) -> list[int]:
    return [id(node) for node in nodes if not isinstance(node, SAY_ONLY_THEIR_CLASS)]


@pytest.mark.parametrize("path", [*FILES, Path(__file__)], ids=lambda path: path.name)
def test_walk_is_that_of_ast_without_contexts_and_operators(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [id(node) for node in walk(tree)] == _said(list(ast.walk(tree)))
    for node in walk(tree):
        assert [id(one) for one in children(node)] == _said(list(ast.iter_child_nodes(node)))


@pytest.mark.parametrize("text", [EVERY_BLOCK, *(path.read_text(encoding="utf-8") for path in FILES)])
def test_statements_are_those_among_all_nodes(text: str) -> None:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.For)):
            statements = [one for one in own_nodes(node.body) if isinstance(one, ast.stmt)]
            assert [one for one in own_statements(node.body) if isinstance(one, ast.stmt)] == statements


def test_what_others_hang_on_trees_is_not_followed() -> None:
    """Python has one `Load` for all trees, and IPython notes parents on it when it shows an error."""
    tree = ast.parse("a = b")
    shared = tree.body[0].value.ctx  # type: ignore[attr-defined]
    shared.parent = tree
    try:
        assert len(walk(tree)) == 4
    finally:
        del shared.parent


def test_cells_stand_below_each_other() -> None:
    texts = ["import keras\nx = [\n    1,\n]", "y = 2", "z = (\n    3\n)"]
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": text} for text in texts]
    source = from_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "n.ipynb")
    whole = ast.parse("\n".join(source.lines))
    assert [ast.dump(one, include_attributes=True) for one in source.tree.body] == [
        ast.dump(one, include_attributes=True) for one in whole.body
    ]
