"""Methods of lists and sets."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import iteration
from kerasrules.interpreter.constants import CONSTANT_TYPES
from kerasrules.interpreter.libraries.common import known_items
from kerasrules.interpreter.libraries.registry import Call, method
from kerasrules.interpreter.values import BranchItems, ListValue, LoopItems, Value, within
from kerasrules.model.unknown import Unknown


def _change(call: Call, items: tuple[Value, ...] | Unknown) -> None:
    call.context.heap.write(call.receiver, "items", within(call.context.budget, items))


@method("list", "append", for_each_option=False)
@method("set", "add", for_each_option=False)
def append(call: Call) -> Value:
    items = call.receiver.state["items"]
    if isinstance(items, tuple) and call.args:
        _change(call, (*items, call.args[0]))
    return None


@method("list", "appendleft", for_each_option=False)
def append_left(call: Call) -> Value:
    items = call.receiver.state["items"]
    if isinstance(items, tuple):
        _change(call, (call.args[0], *items))
    return None


@method("list", "extend", for_each_option=False)
@method("set", "update", for_each_option=False)
def extend(call: Call) -> Value:
    items = call.receiver.state["items"]
    given = call.get("iterable", 0)
    if isinstance(items, tuple):
        _change(call, (*items, *iteration.appended(known_items(call, given), given)))
    return None


@method("list", "insert", for_each_option=False)
def insert(call: Call) -> Value:
    items = call.receiver.items
    index = call.get("index", 0)
    if isinstance(items, tuple) and type(index) is int:
        changed = list(items)
        changed.insert(index, call.args[1])
        _change(call, tuple(changed))
    else:
        _change(call, call.unknown("a list with an item inserted somewhere"))
    return None


@method("list", "pop", "popleft", for_each_option=False)
def pop(call: Call) -> Value:
    items = call.receiver.state["items"]
    index = 0 if call.name.endswith("popleft") else call.get("index", 0, -1)
    if isinstance(items, tuple) and items and type(index) is int:
        edge = items[index] if index in (0, -1) else None
        whole = not isinstance(call.receiver.items, Unknown)
        if (whole and -len(items) <= index < len(items)) or (
            edge is not None and not isinstance(edge, (BranchItems, LoopItems))
        ):
            changed = list(items)
            value = changed.pop(index)
            _change(call, tuple(changed))
            return value
    _change(call, call.unknown("a list with an item removed"))
    return call.unknown("an item of a list")


@method("list", "remove", "sort", "clear", for_each_option=False)
@method("set", "discard", "remove", "clear", for_each_option=False)
def disturb(call: Call) -> Value:
    _change(call, () if call.name.endswith("clear") else call.unknown("a list that was changed"))
    return None


@method("list", "reverse", for_each_option=False)
def reverse(call: Call) -> Value:
    items = call.receiver.state["items"]
    if isinstance(items, tuple):
        _change(call, tuple(reversed(items)))
    return None


@method("list", "copy", for_each_option=False)
def copy_list(call: Call) -> Value:
    return ListValue(call.receiver.state["items"])


@method("list", "index", "count")
def search(call: Call) -> Value:
    items = call.receiver.items
    if isinstance(items, tuple) and all(isinstance(item, CONSTANT_TYPES) for item in items) and call.args:
        try:
            return getattr(items, call.name.rpartition(".")[2])(call.args[0])
        except ValueError:
            pass
    return call.unknown("an index into a list")
