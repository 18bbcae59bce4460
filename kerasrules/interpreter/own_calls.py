"""What a layer or model of the program does beyond the graph that was read of its `call`.

Its `call` is read as Keras calls it outside of training and without a mask. Rules tell of what both have in common;
`confirm` trains the model, and asks here whether it would be another one then.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kerasrules.interpreter.values import Class, Instance
from kerasrules.model.locations import Location
from kerasrules.source.syntax_nodes import walk

_OTHER_TIMES = frozenset({"train_step", "test_step", "predict_step", "compute_loss", "get_config", "fit"})


def beyond_graph(subject: object, masked: bool) -> tuple[str, Location] | None:
    """Why a graph is not all that an object does, and where; None where it is, as far as that can be seen.

    subject: of an `EnclosingCall`. masked: there are masks in the model.
    """
    if not isinstance(subject, Instance):
        return None
    for cls in subject.cls.order():
        found = next(_reasons(cls, masked), None)
        if found is not None:
            reason, node = found
            return f"{subject.cls.name} {reason}", cls.scope.source.location(node)
    return None


def _reasons(cls: Class, masked: bool) -> Iterator[tuple[str, ast.AST]]:
    for function in cls.node.body:
        if not isinstance(function, ast.FunctionDef) or function.name in _OTHER_TIMES:
            continue
        for node in walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add_loss":
                yield "adds a loss of its own", node
        parameters = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
        if "training" in parameters:
            yield from (("does something else in training", node) for node in _decided_by("training", function))
        if masked and function.name == "call":
            for name in parameters:
                if name.endswith("mask"):
                    yield from (("computes with a mask", node) for node in _loads(name, function))
        if masked and function.name == "compute_mask":
            yield "makes a mask", function
    if masked:
        yield from (("passes a mask on", node) for node in walk(cls.node) if _is_masking(node))


def _loads(name: str, function: ast.FunctionDef) -> list[ast.Name]:
    return [
        node
        for node in walk(function)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    ]


def _decided_by(name: str, function: ast.FunctionDef) -> list[ast.Name]:
    """Where a name is used otherwise than as the argument of a call, by which layers are told of it."""
    passed = {
        id(given)
        for node in walk(function)
        if isinstance(node, ast.Call)
        for given in (*node.args, *(keyword.value for keyword in node.keywords))
    }
    return [node for node in _loads(name, function) if id(node) not in passed]


def _is_masking(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "supports_masking" and isinstance(node.ctx, ast.Store)
