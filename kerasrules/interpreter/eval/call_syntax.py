"""Calls as they are written: what they name, where their arguments and the entries of a literal stand."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.values import DictValue, ListValue, Value
from kerasrules.model.locations import Location

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context
    from kerasrules.keras_api import signatures


def called_name(node: ast.expr) -> str:
    """The last part of the name that is called, `raises` in `pytest.raises(…)`; "" for what is no such call."""
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def names_part(node: ast.AST, part: str) -> bool:
    """Whether what is called is written with such a part behind a dot, as tf.compat.v1.Session is with compat."""
    inner = node.func if isinstance(node, ast.Call) else None
    while isinstance(inner, ast.Attribute):
        if inner.attr == part:
            return True
        inner = inner.value
    return False


def keyword_locations(ctx: Context, node: ast.AST) -> Mapping[str, Location]:
    """Where the keyword arguments of a call stand."""
    if not isinstance(node, ast.Call) or not node.keywords:
        return {}
    return {keyword.arg: ctx.location(keyword.value) for keyword in node.keywords if keyword.arg is not None}


def named_locations(ctx: Context, node: ast.AST, names: tuple[str, ...]) -> Mapping[str, Location]:
    """Where the arguments of a call stand; `names`: those of its positional parameters."""
    locations: dict[str, Location] = {}
    if isinstance(node, ast.Call):
        for name, argument in zip(names, node.args, strict=False):
            if isinstance(argument, ast.Starred):
                break
            locations[name] = ctx.location(argument)
        locations.update(keyword_locations(ctx, node))
    return locations


def argument_locations(ctx: Context, signature: signatures.Signature, node: ast.AST) -> Mapping[str, Location]:
    """Where the arguments of a call of Keras stand; the positional ones only where none is passed on by `*`."""
    if not isinstance(node, ast.Call):
        return {}
    locations: dict[str, Location] = {}
    if not any(isinstance(argument, ast.Starred) for argument in node.args):
        for parameter, argument in zip(signature.positional, node.args, strict=False):
            locations[parameter.name] = ctx.location(argument)
    locations.update(keyword_locations(ctx, node))
    return locations


def entry_locations(value: Value) -> Mapping[str | int, Location]:
    """Where the entries of a dict or list literal stand."""
    written = value.written if isinstance(value, (DictValue, ListValue)) else None
    if written is None:
        return {}
    syntax, source = written
    if isinstance(syntax, ast.Dict):
        return {
            key.value: source.location(item)
            for key, item in zip(syntax.keys, syntax.values, strict=False)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
    return {index: source.location(item) for index, item in enumerate(syntax.elts)}
