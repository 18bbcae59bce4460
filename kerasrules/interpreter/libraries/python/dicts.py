"""Methods of dicts."""

from __future__ import annotations

from kerasrules.interpreter.constants import hashable
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.libraries.registry import Call, method
from kerasrules.interpreter.values import DictValue, ListValue, Value
from kerasrules.model.unknown import Unknown


@method("dict", "get")
def get(call: Call) -> Value:
    items, key = call.receiver.items, call.get("key", 0)
    default = call.get("default", 1)
    if isinstance(items, Unknown):
        return items
    if hashable(key):
        return items.get(key, default)
    return join((*items.values(), default)) if 0 < len(items) <= 4 else call.unknown("an unknown key")


@method("dict", "items", "keys", "values", for_each_option=False)
def views(call: Call) -> Value:
    items = call.receiver.items
    if isinstance(items, Unknown):
        return ListValue(items)
    view = call.name.rpartition(".")[2]
    return ListValue(tuple(items.items() if view == "items" else items.keys() if view == "keys" else items.values()))


@method("dict", "update", for_each_option=False)
def update(call: Call) -> Value:
    items = call.receiver.items
    other = call.args[0] if call.args else DictValue({})
    if (
        isinstance(items, Unknown)
        or not isinstance(other, DictValue)
        or isinstance(other.items, Unknown)
        or call.incomplete
    ):
        call.context.heap.write(call.receiver, "items", call.unknown("a dict merged with an unknown one"))
    else:
        call.context.heap.write(call.receiver, "items", {**items, **other.items, **call.kwargs})
    return None


@method("dict", "setdefault", "pop", for_each_option=False)
def take(call: Call) -> Value:
    items, key = call.receiver.items, call.get("key", 0)
    if isinstance(items, Unknown) or not hashable(key):
        call.context.heap.write(call.receiver, "items", call.unknown("a dict that was changed"))
        return call.unknown("an entry of a dict")
    default = call.get("default", 1)
    if call.name.endswith("pop"):
        call.context.heap.write(call.receiver, "items", {k: v for k, v in items.items() if k != key})
        return items.get(key, default)
    if key not in items:
        call.context.heap.write(call.receiver, "items", {**items, key: default})
        return default
    return items[key]


@method("dict", "copy", for_each_option=False)
def copy_dict(call: Call) -> Value:
    return DictValue(call.receiver.items)
