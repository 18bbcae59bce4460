"""Joining what two branches left behind: one value that stands for either."""

from __future__ import annotations

from typing import Any

from kerasrules.interpreter.array_domain import lattice, loop_numbers
from kerasrules.interpreter.budget import MAX_OPTIONS, MAX_PARTS, Allowance
from kerasrules.interpreter.heap import Field, Heap, HeapDelta, HeapObject, Join
from kerasrules.interpreter.values import (
    ArrayObject,
    BranchItems,
    DictValue,
    ExternalName,
    KerasModel,
    LayerConfig,
    LayerObject,
    ListValue,
    LossObject,
    OptimizerObject,
    Union,
    Value,
    options,
)
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown

_BY_EQUALITY = (bool, int, float, complex, str, bytes, type(None), ExternalName)
_COMPARABLE = (*_BY_EQUALITY, tuple, LossObject, OptimizerObject)
"""Values that can be the same without being one object."""


def same(left: Value, right: Value) -> bool:
    """Whether two values are surely the same thing."""
    if left is right:
        return True
    pairs = [(left, right)]
    compared: set[tuple[int, int]] = set()
    for _ in range(MAX_PARTS):
        if not pairs:
            return True
        a, b = pairs.pop()
        if a is b:
            continue
        if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
            # a structure may hold the same one twice, and that again
            if (id(a), id(b)) not in compared:
                compared.add((id(a), id(b)))
                pairs.extend(zip(a, b, strict=False))
        elif not _same(a, b):
            return False
    return False


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, _BY_EQUALITY) and type(left) is type(right):
        return bool(left == right)
    if isinstance(left, LossObject) and isinstance(right, LossObject):
        return left.loss.name == right.loss.name and left.loss.location == right.loss.location
    if isinstance(left, OptimizerObject) and isinstance(right, OptimizerObject):
        return left.optimizer.location == right.optimizer.location
    return False


def join(values: tuple[Value, ...], parts: Allowance | None = None) -> Value:
    """One of these values, which one is unknown.

    parts: the parts of nested tuples that are still joined one by one.
    """
    first = values[0] if values else None
    if len(values) == 1 or (values and all(value is first for value in values)):
        return first
    flat: list[Value] = []
    seen: set[int] = set()
    comparable: list[Value] = []
    unknown_at: int | None = None
    for value in values:
        for option in options(value):
            if id(option) in seen:
                continue
            if isinstance(option, Unknown):
                if unknown_at is not None:
                    flat[unknown_at] = loop_numbers.either(flat[unknown_at], option)
                    continue
                unknown_at = len(flat)
            elif isinstance(option, _COMPARABLE) and len(comparable) <= MAX_OPTIONS:
                # where there are more, they become one unknown value, or are joined part by part
                if any(same(option, other) for other in comparable):
                    continue
                comparable.append(option)
            seen.add(id(option))
            flat.append(option)
    if not flat:
        return Unknown("no value")
    if len(flat) == 1:
        return flat[0]
    if all(isinstance(option, ArrayObject) for option in flat):
        info = flat[0].info
        for option in flat[1:]:
            info = lattice.join(info, option.info)
        return ArrayObject(info)
    if all(isinstance(option, tuple) for option in flat) and len({len(option) for option in flat}) == 1:
        parts = Allowance() if parts is None else parts
        if not parts.take(len(flat[0])):
            return Unknown("one of several large structures")
        return tuple(join(column, parts) for column in zip(*flat, strict=False))
    if len(flat) > MAX_OPTIONS:
        # tensors are kept apart however many there are: what a branch made must not look as if it led nowhere
        if all(isinstance(option, Tensor) for option in flat):
            return Union(tuple(flat))
        return Unknown("one of many possible values")
    return Union(tuple(flat))


def join_items(runs: list[tuple[Value, ...]]) -> tuple[Value, ...]:
    """Lists that grew differently in the branches: their common beginning, then BranchItems."""
    first = runs[0]
    length = min(map(len, runs))
    for run in runs[1:]:
        pairs = enumerate(zip(run[:length], first, strict=False))
        length = next((index for index, (a, b) in pairs if a is not b and not same(a, b)), length)
    rest: list[tuple[Value, ...]] = []
    for run in runs:
        tail = run[length:]
        if not any(
            len(tail) == len(other) and all(same(a, b) for a, b in zip(tail, other, strict=False)) for other in rest
        ):
            rest.append(tail)
    if len(rest) == 1:
        return first
    return (*first[:length], BranchItems(tuple(rest)))


def _join_field(field: Field[Any], values: list[Value]) -> Value:
    """What a field is after branches that left these values in it."""
    if field.join is Join.SAME:
        return values[0] if all(value == values[0] for value in values[1:]) else field.default
    if field.join is Join.ANY:
        return any(values)
    if field.join is Join.SEQUENCE:
        return join_items(values)
    if field.join is Join.NAMES:
        names = dict.fromkeys(name for value in values for name in value)
        return {name: join(tuple(value[name] for value in values if name in value)) for name in names}
    if field.join is Join.ALL:
        return tuple(dict.fromkeys(item for value in values for item in value))
    return join(tuple(values))


def _join_state(target: HeapObject, key: str, values: list[Value]) -> Value:
    """What `target.state[key]` is after branches that left these values there."""
    if isinstance(target, LayerConfig):
        unknown = next((value for value in values if isinstance(value, Unknown)), None)
        if unknown is not None or all(same(values[0], value) for value in values[1:]):
            return values[0] if unknown is None else unknown
        return Unknown(f"{key} is changed in a branch or a loop")
    if not _is_content(target, key):  # a variable of the program may have such a name, too
        return join(tuple(values))
    unknown = next((value for value in values if isinstance(value, Unknown)), None)
    if unknown is not None:
        return unknown
    if isinstance(target, ListValue):
        return join_items(values)
    if isinstance(target, DictValue):
        return _join_dicts(values)
    if isinstance(target, ArrayObject):
        info = values[0]
        for other in values[1:]:
            info = lattice.join(info, other)
        return info
    return join(tuple(values))


def _is_content(target: HeapObject, key: str) -> bool:
    """Whether the key holds what is in a list, a dict or an array, for which joins of their own are made."""
    return (
        key == "items"
        if isinstance(target, (ListValue, DictValue))
        else (isinstance(target, ArrayObject) and key == "info")
    )


def _join_dicts(values: list[dict[Any, Value]]) -> Value:
    if len({frozenset(value) for value in values}) == 1:
        return {key: join(tuple(value[key] for value in values)) for key in values[0]}
    merged: dict[Any, Value] = {}
    for value in values:
        for key in value:
            if key not in merged:
                there = [other[key] for other in values if key in other]
                absent = len(there) < len(values)
                merged[key] = (
                    join((*there, Unknown("a key that depends on a branch"))) if absent else join(tuple(there))
                )
    return merged


def join_deltas(deltas: list[HeapDelta]) -> HeapDelta:
    """The changes after an `if`, given the changes of each of its branches (an empty one for a missing else)."""
    joined: HeapDelta = {}
    for delta in deltas:
        for identity, (target, _) in delta.items():
            if identity in joined:
                continue
            key = identity[1]
            values = [other[identity][1] if identity in other else Heap.value(target, key) for other in deltas]
            if key == "trainable" and isinstance(target, (KerasModel, LayerObject)):
                # what no branch sets is as Keras makes it
                values = [True if value is Heap.ABSENT else value for value in values]
            present = [value for value in values if value is not Heap.ABSENT]
            if isinstance(key, Field):
                joined[identity] = (
                    target,
                    _join_field(key, [key.default if value is Heap.ABSENT else value for value in values]),
                )
            elif not present:
                joined[identity] = (target, Heap.ABSENT)
            else:
                # a name that only one branch binds can only be used after that branch
                joined[identity] = (target, _join_state(target, key, present))
    return joined
