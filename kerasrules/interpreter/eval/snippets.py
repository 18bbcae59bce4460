"""Snippets: names that nothing binds, which stand for what the only builder makes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.eval.bindings import binds
from kerasrules.interpreter.eval.call_syntax import called_name
from kerasrules.interpreter.eval.uncalled import open_arguments
from kerasrules.interpreter.values import MISSING, Function, Instance, KerasModel, ListValue, Value, options
from kerasrules.keras_api import signatures
from kerasrules.keras_api.declared_input import begins_model
from kerasrules.source.syntax_nodes import walk

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context
    from kerasrules.interpreter.scopes import Scope
    from kerasrules.source.source import Source


class Snippets:
    """Guesses what a snippet's free names are."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._extended: dict[str, dict[str, bool]] = {}
        """By file, the names that Keras layers are added to, and whether the first of these begins a model."""
        self.builder: Value = MISSING
        """What the only function that builds a model returns, None where there is none; MISSING: not looked for."""

    def model_begun_before(self, name: str, scope: Scope, node: ast.AST) -> Value | None:
        """The Sequential that a name must stand for which nothing binds, but to which layers are added."""
        ctx = self.ctx
        source = ctx.stack.source
        if source.path not in self._extended:
            self._extended[source.path] = _extended_names(source)
        begins = self._extended[source.path].get(name)
        if begins is None:
            return None
        before = () if begins else (ctx.unknown(f"the program starts after {name} was created", node),)
        model = ctx.models.make_sequential(Arguments((ListValue(before),), {}), node)
        ctx.heap.write(scope.module, name, model)
        return model

    def only_builder(self, name: ast.expr) -> Value | None:
        """The model of the only function that builds one, where a snippet uses a name that it does not assign."""
        ctx = self.ctx
        if not isinstance(name, ast.Name) or ctx.scope.find(name.id) is not MISSING:
            return None
        if any(isinstance(frame.function, ast.AST) and binds(frame.function, name.id) for frame in ctx.stack.frames):
            return None
        if not ctx.supposes:
            return None
        if self.builder is MISSING:
            self.builder = None
            found: list[Value] = []
            for value in list(ctx.scope.state.values()):
                if (
                    isinstance(value, Function)
                    and not isinstance(value.node, ast.Lambda)
                    and id(value.node) not in ctx.functions.entered
                ):
                    if not _builds(value.node):
                        continue
                    with ctx.stack.survives():
                        result = ctx.calls.call(value, open_arguments(ctx, value), value.node)
                    found.extend(option for option in options(result) if isinstance(option, (KerasModel, Instance)))
            made = [model for model in ctx.models.made if model.form in ("sequential", "functional")]
            if len(found) == 1:
                self.builder = found[0]
            elif not found and len(made) == 1:
                self.builder = made[0]
        return self.builder


def _builds(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function's text makes a model and returns something."""
    makes = returns = False
    for inner in walk(node):
        if isinstance(inner, ast.Call):
            makes = makes or called_name(inner) in ("Sequential", "Model")
        returns = returns or (isinstance(inner, ast.Return) and inner.value is not None)
    return makes and returns


def _extended_names(source: Source) -> dict[str, bool]:
    """The names in `name.add(Dense(…))`, and whether the first layer that is added surely begins a model.

    Where cells of a notebook add layers to a name that nothing else is done with, each of them shows one layer.
    """
    added: dict[str, list[ast.Call]] = {}
    used: set[str] = set()
    for node in walk(source.tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="add"),
                args=[ast.Call(func=ast.Name(id=layer) | ast.Attribute(attr=layer)) as made],
            ) if signatures.canonical_layer(layer) is not None:
                added.setdefault(name, []).append(made)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if attribute != "add":
                used.add(name)
    cells = {name: {source.location(call).cell for call in calls} for name, calls in added.items()}
    return {
        name: _begins(min(calls, key=_position))
        for name, calls in added.items()
        if name in used or len(cells[name]) == 1
    }


def _position(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _begins(layer: ast.Call) -> bool:
    name = layer.func.attr if isinstance(layer.func, ast.Attribute) else getattr(layer.func, "id", "")
    known = signatures.canonical_layer(name)
    return known is not None and begins_model(known, [keyword.arg or "" for keyword in layer.keywords])
