"""Calls of the program's own functions that Python refuses: their arguments do not fit the parameters."""

from __future__ import annotations

import ast

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.values import MISSING, Bound, Class, Decorated, Function, Partial, Value

_KEEP_SIGNATURE = frozenset(
    {"staticmethod", "classmethod", "function", "abstractmethod", "register_keras_serializable"}
)
"""Decorators that pass a function what it is called with; others may fill in arguments or take some away."""
_CONTEXT = frozenset({"training", "mask"})
"""Arguments that Keras takes itself where `call` of a layer does not."""


def refusal(function: Value, arguments: Arguments) -> str | None:
    """Why Python raises a TypeError instead of running the function; None where it may run."""
    if arguments.incomplete:
        return None
    if isinstance(function, Class):
        init = function.find("__init__")
        is_plain = all(not one.node.decorator_list and not one.node.keywords for one in function.order())
        if not is_plain or function.find("__new__") is not MISSING:
            return None
        return None if init is MISSING else refusal(init, arguments.after(None))
    if isinstance(function, Bound):
        return refusal(function.function, arguments.after(function.self))
    if isinstance(function, Decorated):
        return refusal(function.function, arguments)
    if isinstance(function, Partial):
        given = Arguments((*function.args, *arguments.args), {**function.kwargs, **arguments.kwargs})
        return refusal(function.function, given)
    if not isinstance(function, Function) or not _keeps_signature(function.node):
        return None
    return _mismatch(function, arguments)


def _keeps_signature(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    names = [one.func if isinstance(one, ast.Call) else one for one in decorators]
    return all(getattr(one, "attr", getattr(one, "id", "")) in _KEEP_SIGNATURE for one in names)


def _mismatch(function: Function, arguments: Arguments) -> str | None:
    parameters = function.node.args
    by_position = [one.arg for one in parameters.posonlyargs]
    names = [one.arg for one in parameters.args]
    by_name = {one.arg for one in parameters.kwonlyargs}
    if parameters.kwarg is None:
        others = [name for name in arguments.kwargs if name not in names and name not in by_name]
        if function.name == "call":
            others = [name for name in others if name not in _CONTEXT]
        if others:
            return f"{function.name} has no parameter {others[0]}"
    positional = [*by_position, *names]
    if parameters.vararg is None and len(arguments.args) > len(positional):
        return f"{function.name} is given {len(arguments.args)} arguments by position and takes {len(positional)}"
    twice = [name for name in positional[: len(arguments.args)] if name in names and name in arguments.kwargs]
    if twice:
        return f"{function.name} is given {twice[0]} twice"
    required = positional[len(arguments.args) : len(positional) - len(function.defaults)]
    required += [
        one.arg
        for one, default in zip(parameters.kwonlyargs, function.keyword_defaults, strict=False)
        if default is MISSING
    ]
    missing = [name for name in required if name not in arguments.kwargs]
    return f"the argument {missing[0]} of {function.name} is missing" if missing else None
