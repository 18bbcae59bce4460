"""Names with their attributes, as text."""

from __future__ import annotations

import ast


def dotted_name(node: ast.AST) -> str | None:
    """`tf.nn.relu` as text; None for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted_name(node.value)
        return None if owner is None else f"{owner}.{node.attr}"
    return None
