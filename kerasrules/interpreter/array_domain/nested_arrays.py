"""Tuples, dicts and lists of arrays: the elements of datasets."""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.interpreter.array_domain import lattice
from kerasrules.interpreter.budget import Allowance
from kerasrules.interpreter.structures import parts_of
from kerasrules.interpreter.values import ArrayObject, DictValue, ListValue, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.unknown import Unknown


def map_structure(value: Value, change: Callable[[ArrayInfo], ArrayInfo], parts: Allowance | None = None) -> Value:
    """A dataset's element with the facts of each of its arrays changed; the arrays are new ones."""
    parts = Allowance() if parts is None else parts
    if not parts.take():
        return Unknown("an element with too many parts")
    if isinstance(value, tuple):
        return tuple(map_structure(item, change, parts) for item in value)
    if isinstance(value, DictValue):
        items = value.items
        if isinstance(items, Unknown):
            return value
        return DictValue({key: map_structure(item, change, parts) for key, item in items.items()})
    if isinstance(value, ListValue):
        inner = value.items
        if isinstance(inner, Unknown):
            return value
        return ListValue(tuple(map_structure(item, change, parts) for item in inner))
    if isinstance(value, ArrayObject):
        return ArrayObject(change(value.info))
    return value


def fresh(value: Value) -> Value:
    """A copy that a function may change in place without changing the dataset."""
    return map_structure(value, lambda info: info)


def is_ordered(value: Value) -> bool:
    """Whether a part of a dataset's element stands class after class."""
    return any(isinstance(part, ArrayObject) and part.info.sorted_by_class for part in parts_of(value))


def unordered(value: Value) -> Value:
    """An element that was made on its own: the order in it is that of one batch, and tells nothing of the data's."""
    return map_structure(value, lattice.shuffled) if is_ordered(value) else value
