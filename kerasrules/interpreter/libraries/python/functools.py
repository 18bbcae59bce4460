"""The module functools: partial, reduce, wraps, caches."""

from __future__ import annotations

from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import ExternalName, Partial, Value
from kerasrules.model.unknown import Unknown


@function("functools.partial", for_each_option=False)
def partial(call: Call) -> Value:
    if not call.args:
        return call.unknown("a partial")
    return Partial(call.args[0], call.args[1:], dict(call.kwargs), call.incomplete, call.rest)


@function("functools.wraps", "functools.lru_cache", "functools.cache", for_each_option=False)
def decorator(call: Call) -> Value:
    return ExternalName("functools.identity")


@function("functools.reduce", for_each_option=False)
def reduce(call: Call) -> Value:
    items = call.context.iterate(call.args[1]) if len(call.args) > 1 else call.unknown("a reduction")
    if isinstance(items, Unknown):
        return items
    rest = list(items)
    value = call.args[2] if len(call.args) > 2 else rest.pop(0) if rest else None
    for item in rest:
        value = call.context.call(call.args[0], (value, item), {}, call.node)
    return value
