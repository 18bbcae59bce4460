"""The nodes of a syntax tree, faster than `ast.walk`: a file's nodes are looked through for many reasons."""

from __future__ import annotations

import ast

_WITHOUT_NODES = frozenset(
    [
        *("ctx", "op", "ops", "id", "attr", "arg", "asname", "module", "level", "kind", "conversion", "simple"),
        *("type_comment", "tag", "rest"),
    ]
)
"""Fields that hold texts, numbers, or nodes that say nothing but their class: `Load()`, `Add()`."""


class _Fields(dict[type[ast.AST], tuple[str, ...]]):
    """By class of node the fields that may hold other nodes, in their order."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        """Only what Python says of the class: tools such as IPython hang trees of their own on a node."""
        names = () if issubclass(kind, ast.Constant) else kind._fields
        self[kind] = found = tuple(name for name in names if name not in _WITHOUT_NODES)
        return found


_FIELDS = _Fields()


def walk(tree: ast.AST) -> list[ast.AST]:
    """The tree and all nodes in it but contexts and operators, in the order of `ast.walk`, in a third of its time."""
    found = [tree]
    fields, base = _FIELDS, ast.AST
    for node in found:  # it grows meanwhile
        parts = node.__dict__
        for name in fields[node.__class__]:
            value = parts.get(name)
            if not value:
                continue
            if value.__class__ is list:
                found += [item for item in value if isinstance(item, base)]
            elif isinstance(value, base):
                found.append(value)
    return found


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below one, likewise, in the order of `ast.iter_child_nodes`."""
    found: list[ast.AST] = []
    parts = node.__dict__
    for name in _FIELDS[node.__class__]:
        value = parts.get(name)
        if not value:
            continue
        if value.__class__ is list:
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found
