"""The elements of datasets, made of what a mapped function returned."""

from __future__ import annotations

from kerasrules.interpreter.array_domain.conversion import as_array
from kerasrules.interpreter.budget import Allowance
from kerasrules.interpreter.input_flow import value_of
from kerasrules.interpreter.values import ArrayObject, DictValue, Union, Value
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown


def settle(value: Value, parts: Allowance | None = None) -> Value:
    """What a mapped function returned, as the element of a dataset: tuples and dicts of arrays."""
    parts = Allowance() if parts is None else parts
    if not parts.take():
        return Unknown("an element with too many parts")
    if isinstance(value, tuple):
        return tuple(settle(item, parts) for item in value)
    if isinstance(value, DictValue):
        items = value.items
        if isinstance(items, Unknown):
            return value
        return DictValue({key: settle(item, parts) for key, item in items.items()})
    if isinstance(value, Tensor):
        info = value_of(value)
        return Unknown("computed by a model") if info is None else ArrayObject(info)
    if isinstance(value, Union) and all(isinstance(option, tuple) for option in value.options):
        if len({len(option) for option in value.options}) == 1:
            return tuple(settle(_either(column), parts) for column in zip(*value.options, strict=False))
        return Unknown("elements of different form")
    if isinstance(value, Unknown) or value is None:
        return value
    return as_array(value) or Unknown("not a known array")


def _either(column: tuple[Value, ...]) -> Value:
    first = column[0]
    return first if all(item is first for item in column) else Union(column)
