"""Python's built-in functions of numbers (sum, min, max, abs, pow, …) and the module math."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from kerasrules.interpreter.budget import allows_number
from kerasrules.interpreter.constants import CONSTANT_TYPES
from kerasrules.interpreter.libraries.registry import Call, constants, function
from kerasrules.interpreter.values import ArrayObject, Method, Value
from kerasrules.model.unknown import Unknown

constants({"math.pi": math.pi, "math.e": math.e, "math.inf": math.inf})


@function("builtins.sum", "math.fsum", for_each_option=False)
def sum_(call: Call) -> Value:
    items = call.context.iterate(call.get("iterable", 0))
    if isinstance(items, Unknown):
        return call.unknown("a sum")
    total: Value = call.get("start", 1, 0)
    for item in items:
        total = (
            item
            if total == 0 and not isinstance(item, CONSTANT_TYPES)
            else call.context.binary("+", total, item, call.node)
        )
    return total


def _extreme(pick: Callable[..., Any]) -> Callable[[Call], Value]:
    def handler(call: Call) -> Value:
        if len(call.args) == 1 and isinstance(call.args[0], ArrayObject):
            return call.context.call(Method(call.args[0], pick.__name__), (), {}, call.node)
        values = call.every_arg if len(call.args) > 1 else call.context.iterate(call.args[0]) if call.args else ()
        if (
            isinstance(values, tuple)
            and values
            and all(isinstance(v, (int, float, str)) for v in values)
            and not call.kwargs
        ):
            try:
                return pick(values)
            except TypeError:
                pass
        return call.unknown(f"a {pick.__name__}imum")

    return handler


function("builtins.max")(_extreme(max))
function("builtins.min")(_extreme(min))


def _math(name: str, compute: Callable[..., Any]) -> None:
    def handler(call: Call) -> Value:
        if call.args and all(isinstance(value, (int, float)) for value in call.args) and not call.kwargs:
            try:
                result = compute(*call.every_arg)
            except (ValueError, OverflowError, TypeError, ZeroDivisionError):
                return call.unknown(f"{name} fails")
            return result if allows_number(result) else call.unknown("a number too large to compute")
        first = call.args[0] if call.args else None
        return first if isinstance(first, Unknown) else call.unknown(f"the result of {name}")

    function(name)(handler)


for _name in ("sqrt", "log", "log2", "log10", "exp", "ceil", "floor", "pow", "sin", "cos", "tanh", "gcd", "trunc"):
    _math(f"math.{_name}", getattr(math, _name))


def _round(number: Any, digits: Any = None) -> Any:
    if digits is not None and abs(digits) > 64:
        # Python computes 10**digits first
        raise OverflowError
    return round(number, digits)


_math("builtins.abs", abs)
_math("builtins.round", _round)
_math("builtins.divmod", divmod)


@function("builtins.pow")
def power(call: Call) -> Value:
    if len(call.args) == 2:
        return call.context.binary("**", call.args[0], call.args[1], call.node)
    return call.unknown("a power")


def product_of(items: Value) -> float | None:
    """The product of known numbers, where it is one to compute with."""
    if not isinstance(items, tuple) or not all(isinstance(item, (int, float)) for item in items):
        return None
    result: float = 1
    for item in items:
        result *= item
        if not allows_number(result):
            return None
    return result


@function("math.prod")
def product(call: Call) -> Value:
    items = call.context.iterate(call.args[0]) if call.args else ()
    found = product_of(items)
    return call.unknown("a product") if found is None else found
