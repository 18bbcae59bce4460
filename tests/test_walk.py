"""Our walk over syntax trees visits what that of the standard library visits."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from kerasrules.interpreter.eval.walk import walk

FILES = sorted((Path(__file__).parent.parent / "kerasrules" / "interpreter" / "eval").glob("*.py"))


@pytest.mark.parametrize("path", [*FILES, Path(__file__)], ids=lambda path: path.name)
def test_walk_is_that_of_ast(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [id(node) for node in walk(tree)] == [id(node) for node in ast.walk(tree)]


def test_what_others_hang_on_trees_is_not_followed() -> None:
    """Python has one `Load` for all trees, and IPython notes parents on it when it shows an error."""
    tree = ast.parse("a = b")
    shared = tree.body[0].value.ctx  # type: ignore[attr-defined]
    shared.parent = tree
    try:
        assert len(walk(tree)) == 6
    finally:
        del shared.parent
