"""Where the variables that a call passes were assigned."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.eval.walk import own_statements
from kerasrules.model.locations import Location
from kerasrules.source.syntax_nodes import walk

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


def bindings_of_data(ctx: Context, node: ast.AST, names: tuple[str, ...]) -> Mapping[str, Location]:
    """Where the inputs and targets of a call of fit were assigned last. names: its positional parameters."""
    if not isinstance(node, ast.Call):
        return {}
    arguments: dict[str, ast.expr] = dict(zip(names, node.args, strict=False))
    arguments.update((keyword.arg, keyword.value) for keyword in node.keywords if keyword.arg is not None)
    validation = arguments.pop("validation_data", None)
    if isinstance(validation, ast.Name):
        validation = _last_assignment(ctx, validation.id, node.lineno)
    if isinstance(validation, (ast.Tuple, ast.List)):
        arguments.update(zip(("validation_x", "validation_y"), validation.elts, strict=False))
    elif validation is not None:
        arguments["validation_y"] = validation
    if "x" in arguments:
        arguments.setdefault("y", arguments["x"])  # a dataset yields both
    found: dict[str, Location] = {}
    for name in ("x", "y", "validation_x", "validation_y"):
        argument = arguments.get(name)
        value = _last_assignment(ctx, argument.id, node.lineno) if isinstance(argument, ast.Name) else argument
        if value is not None:
            found[name] = ctx.location(value)
    return found


def constants_of(ctx: Context, node: ast.AST, names: tuple[str, ...]) -> Mapping[str, Location]:
    """Where the constants of the module stand that a call passes by their names. names: its positional parameters."""
    if not isinstance(node, ast.Call):
        return {}
    arguments = dict(zip(names, node.args, strict=False)) | {one.arg: one.value for one in node.keywords if one.arg}
    source = ctx.stack.source
    functions = [frame.function for frame in ctx.stack.frames if isinstance(frame.function, ast.AST)]
    found: dict[str, Location] = {}
    for name, argument in arguments.items():
        if not isinstance(argument, ast.Name):
            continue
        assigned = _assignments(source.tree).get(argument.id, ())
        if len(assigned) != 1 or not isinstance(assigned[0].value, ast.Constant):
            continue
        if not any(binds(function, argument.id) for function in functions):
            found[name] = source.location(assigned[0].value)
    return found


def binds(function: ast.AST, name: str) -> bool:
    """Whether a name is a parameter or is assigned in a function."""
    cached: frozenset[str] | None = getattr(function, "_kerasrules_bound", None)
    if cached is None:
        nodes = walk(function)
        parameters = (node.arg for node in nodes if isinstance(node, ast.arg))
        assigned = (node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
        cached = frozenset((*parameters, *assigned))
        function._kerasrules_bound = cached  # type: ignore[attr-defined]
    return name in cached


def _last_assignment(ctx: Context, name: str, line: int) -> ast.expr | None:
    """The value in the last assignment to a name before a line, in the running function or the module."""
    function = ctx.stack.frames[-1].function
    owner = function if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) else ctx.stack.source.tree
    before = [node for node in _assignments(owner).get(name, ()) if node.lineno < line]
    return max(before, key=lambda node: node.lineno).value if before else None


def _assignments(owner: ast.FunctionDef | ast.AsyncFunctionDef | ast.Module) -> Mapping[str, list[ast.Assign]]:
    """The assignments of a function or module by name: programs call fit many times."""
    cached: dict[str, list[ast.Assign]] | None = getattr(owner, "_kerasrules_assignments", None)
    if cached is None:
        cached = {}
        for node in own_statements(owner.body):
            if isinstance(node, ast.Assign):
                parts = (part for target in node.targets for part in walk(target) if isinstance(part, ast.Name))
                for name in dict.fromkeys(part.id for part in parts):
                    cached.setdefault(name, []).append(node)
        owner._kerasrules_assignments = cached  # type: ignore[union-attr]
    return cached
