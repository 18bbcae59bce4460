"""Arrays that a loop adds to in every turn, as `total = total + image`: the values depend on how many turns it has."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kerasrules.interpreter.eval.walk import own_statements
from kerasrules.source.syntax_nodes import walk

_LOOPS = (ast.For, ast.AsyncFor)


def accumulated_names(body: list[ast.stmt], target: ast.AST | None) -> dict[str, bool]:
    """Names whose value a turn computes from that of the turn before, with whether the object itself is changed.

    target: what the loop assigns; an item that it picks (`images[i] = images[i] / 255`) is another one each turn.
    """
    cached: dict[str, bool] | None = getattr(body[0], "_kerasrules_accumulated", None) if body else {}
    if cached is not None:
        return cached
    turning = _names(target) if target is not None else set()
    found: dict[str, bool] = {}
    made_anew = set(turning)
    for node in own_statements(body):
        if isinstance(node, _LOOPS):
            turning |= _names(node.target)
            made_anew |= _names(node.target)
        elif isinstance(node, ast.AugAssign):
            name, index = _base(node.target)
            if name is not None and name not in made_anew and not _names(index) & turning:
                found[name] = True
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            name, index = _base(node.targets[0])
            if name is None:
                continue
            if name in _operands(node.value):
                if name not in made_anew and not _names(index) & turning:
                    found[name] = found.get(name, False) or index is not None
            elif index is None and node in body:
                made_anew.add(name)
    if body:
        body[0]._kerasrules_accumulated = found  # type: ignore[attr-defined]
    return found


def _base(target: ast.AST) -> tuple[str | None, ast.AST | None]:
    """The name that an assignment changes, and the index where it changes an item of it."""
    if isinstance(target, ast.Name):
        return target.id, None
    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        return target.value.id, target.slice
    return None, None


def _operands(value: ast.AST) -> set[str]:
    """The names that an expression computes with, themselves or items of them, not those that calls are given."""
    if not isinstance(value, ast.BinOp):
        return set()
    return {name for name in map(_operand, _leaves(value)) if name is not None}


def _leaves(value: ast.AST) -> Iterator[ast.AST]:
    todo = [value]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.BinOp):
            todo += [node.left, node.right]
        else:
            yield node


def _operand(node: ast.AST) -> str | None:
    return _base(node)[0]


def _names(node: ast.AST | None) -> set[str]:
    return set() if node is None else {one.id for one in walk(node) if isinstance(one, ast.Name)}
