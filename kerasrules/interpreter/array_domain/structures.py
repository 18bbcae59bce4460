"""Tuples, dicts and lists of arrays: the elements of data sets."""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.interpreter.values import ArrayObject, DictValue, ListValue, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.unknown import Unknown


def map_structure(value: Value, change: Callable[[ArrayInfo], ArrayInfo]) -> Value:
    """A data set's element with the facts of each of its arrays changed; the arrays are new ones."""
    if isinstance(value, tuple):
        return tuple(map_structure(item, change) for item in value)
    if isinstance(value, DictValue):
        items = value.items
        if isinstance(items, Unknown):
            return value
        return DictValue({key: map_structure(item, change) for key, item in items.items()})
    if isinstance(value, ListValue):
        inner = value.items
        return value if isinstance(inner, Unknown) else ListValue(tuple(map_structure(item, change) for item in inner))
    if isinstance(value, ArrayObject):
        return ArrayObject(change(value.info))
    return value


def fresh(value: Value) -> Value:
    """A copy that a function may change in place without changing the data set."""
    return map_structure(value, lambda info: info)
