"""Structures of values: what lists, tuples, dicts and unions hold."""

from __future__ import annotations

from kerasrules.interpreter.budget import MAX_LENGTH, MAX_PARTS
from kerasrules.interpreter.values import (
    BranchItems,
    DictValue,
    Instance,
    KerasModel,
    ListValue,
    LoopItems,
    Union,
    Value,
    options,
)
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown


def of_known_length(items: tuple[Value, ...]) -> Value:
    """The items where their number is known, else Unknown."""
    if any(isinstance(item, (BranchItems, LoopItems)) for item in items):
        return Unknown("a list whose length depends on a branch or a loop")
    return items


def tensors_in(value: Value) -> list[Tensor]:
    """Every tensor of the graph inside a value (lists, tuples, dicts, unions)."""
    if isinstance(value, Tensor):
        return [value]
    return [part for part in parts_of(value) if isinstance(part, Tensor)]


def models_in(value: Value) -> list[KerasModel]:
    """Every model inside a value."""
    found: list[KerasModel] = []
    for part in parts_of(value):
        if isinstance(part, Instance):
            part = part.model
        if isinstance(part, KerasModel):
            found.append(part)
    return found


_STRUCTURES = (tuple, ListValue, DictValue, Union)


def parts_of(value: Value) -> list[Value]:
    """What a structure of lists, tuples, dicts and unions holds, in order; of huge ones the beginning."""
    if not isinstance(value, _STRUCTURES):
        return [value]
    found: list[Value] = []
    stack: list[Value] = [value]
    visits = 0
    while stack and visits < MAX_LENGTH:
        visits += 1
        one = stack.pop()
        if not isinstance(one, _STRUCTURES):
            found.append(one)
        elif isinstance(one, tuple):
            stack.extend(reversed(one))
        elif isinstance(one, ListValue):
            stack.extend(reversed(all_items(one.state["items"])))
        elif isinstance(one, DictValue):
            if not isinstance(one.items, Unknown):
                stack.extend(reversed(tuple(one.items.values())))
        else:
            stack.extend(reversed(one.options))
    return found


def each_given(value: Value) -> tuple[Value, ...]:
    """What an argument holds that takes one value or several in a list or dict; nothing of a list that is unknown."""
    if isinstance(value, DictValue):
        value = () if isinstance(value.items, Unknown) else tuple(value.items.values())
    if isinstance(value, ListValue):
        value = value.items if isinstance(value.items, tuple) else ()
    return value if isinstance(value, tuple) else (value,)


def all_items(items: Value) -> tuple[Value, ...]:
    """All items of a list, those that depend on branches and loops too."""
    if not isinstance(items, tuple):
        return ()
    flat: list[Value] = []
    for item in items:
        if isinstance(item, BranchItems):
            for option in item.options:
                flat.extend(option)
        elif isinstance(item, LoopItems):
            flat.extend(item.items)
        else:
            flat.append(item)
    return tuple(flat)


def is_tensors(value: Value) -> bool:
    """Whether a value is made of tensors alone."""
    stack: list[Value] = [value]
    for _ in range(MAX_PARTS):
        if not stack:
            return True
        one = stack.pop()
        if isinstance(one, (ListValue, DictValue)):
            items = one.items
            one = items if isinstance(items, (tuple, Unknown)) else tuple(items.values())
        if isinstance(one, tuple) and one:
            stack.extend(one)
        elif not all(isinstance(option, Tensor) for option in options(one)):
            return False
    return False
