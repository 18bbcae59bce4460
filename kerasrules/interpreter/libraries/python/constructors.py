"""Python's conversions and containers: int, str, list, dict, set, … and `len`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kerasrules.interpreter.array_domain import frame_columns, iteration, provenance
from kerasrules.interpreter.constants import hashable
from kerasrules.interpreter.libraries.common import known_items
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import (
    ArrayObject,
    Bound,
    Dataset,
    DictValue,
    Instance,
    LibraryObject,
    ListValue,
    Method,
    SetValue,
    Value,
)
from kerasrules.model.unknown import Unknown, VocabularySize


@function("builtins.len")
def length(call: Call) -> Value:
    value = call.get("obj", 0)
    if isinstance(value, (str, bytes, tuple)):
        return len(value)
    if isinstance(value, (ListValue, DictValue)):
        if isinstance(value.items, VocabularySize):
            return value.items
        return call.unknown("the length of a list") if isinstance(value.items, Unknown) else len(value.items)
    if isinstance(value, Instance):
        special = call.context.attribute(value, "__len__", call.node)
        if isinstance(special, Bound):
            return call.context.call(special, (), {}, call.node)
    if isinstance(value, (ArrayObject, Dataset)):
        return iteration.length(value)
    if isinstance(value, LibraryObject):
        return call.context.call(Method(value, "__len__"), (), {}, call.node)
    return call.unknown("an unknown length")


def _number(convert: Callable[[Any], Any]) -> Callable[[Call], Value]:
    def handler(call: Call) -> Value:
        value = call.get("x", 0, 0)
        if isinstance(value, (int, float, str, bool)):
            if isinstance(value, str) and len(value) > 400:
                return call.unknown("a number too long to read")
            try:
                return convert(value)
            except (ValueError, OverflowError):
                return call.unknown("a number that cannot be converted")
        if isinstance(value, ArrayObject):
            return value
        return value if isinstance(value, Unknown) else call.unknown("an unknown number")

    return handler


function("builtins.int")(_number(int))
function("builtins.float")(_number(float))


@function("builtins.str")
def string(call: Call) -> Value:
    value = call.get("object", 0, "")
    return str(value) if isinstance(value, (str, int, float, bool)) else call.unknown("a string")


@function("builtins.bool", for_each_option=False)
def boolean(call: Call) -> Value:
    truth = call.context.truth(call.get("x", 0, False))
    return call.unknown("a condition") if truth is None else truth


@function("builtins.list")
def make_list(call: Call) -> Value:
    if not call.args:
        return ListValue(())
    items = known_items(call, call.args[0])
    if isinstance(items, Unknown) and isinstance(call.args[0], ArrayObject) and not call.args[0].frame:
        return provenance.listed(call.args[0])
    if isinstance(items, Unknown) and isinstance(call.args[0], ArrayObject):
        return frame_columns.opened(call.args[0])
    if isinstance(items, Unknown) and isinstance(call.args[0], Dataset):
        return call.args[0]
    return ListValue(items)


@function("builtins.tuple")
def make_tuple(call: Call) -> Value:
    if not call.args:
        return ()
    if isinstance(call.args[0], ArrayObject):
        return call.args[0]
    items = call.context.iterate(call.args[0])
    return items if isinstance(items, tuple) else ListValue(items)


@function("builtins.set", "builtins.frozenset")
def make_set(call: Call) -> Value:
    if not call.args:
        return SetValue(())
    items = call.context.iterate(call.args[0])
    if isinstance(items, Unknown):
        return SetValue(items)
    kept: list[Value] = []
    for item in items:
        if not hashable(item):
            return SetValue(call.unknown("a set"))
        if item not in kept:
            kept.append(item)
    return SetValue(tuple(kept))


@function("builtins.dict", "collections.OrderedDict", "collections.Counter", for_each_option=False)
def make_dict(call: Call) -> Value:
    items: dict[Any, Value] = {}
    if call.incomplete:
        return DictValue(call.unknown("a dict"))
    if call.args:
        first = call.args[0]
        if isinstance(first, DictValue):
            if isinstance(first.items, Unknown):
                return DictValue(first.items)
            items.update(first.items)
        else:
            pairs = call.context.iterate(first)
            if isinstance(pairs, Unknown) or not all(
                isinstance(pair, tuple) and len(pair) == 2 and hashable(pair[0]) for pair in pairs
            ):
                return DictValue(call.unknown("a dict"))
            items.update(dict(pairs))
    items.update(call.kwargs)
    return DictValue(items)
