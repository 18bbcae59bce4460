"""What fit and its like are given: inputs and targets, of arrays or of a dataset that yields both."""

from __future__ import annotations

from kerasrules.interpreter.joins import join
from kerasrules.interpreter.values import Dataset, ListValue, Union, Value
from kerasrules.model.unknown import Unknown


def inputs_and_targets(x: Value, y: Value) -> tuple[Value, Value]:
    """A dataset yields (x, y) or (x, y, weights)."""
    if isinstance(x, Union):
        parts = [inputs_and_targets(option, y) for option in x.options]
        return join(tuple(a for a, _ in parts)), join(tuple(b for _, b in parts))
    if isinstance(x, Dataset):
        element = x.element
        if isinstance(element, ListValue) and isinstance(element.items, tuple):
            element = element.items
        if isinstance(element, tuple) and len(element) in (2, 3):
            return element[0], element[1]
        if isinstance(element, tuple) and len(element) == 1:
            return element[0], None
        if isinstance(element, Union):
            return Unknown("data that depend on a branch"), Unknown("data that depend on a branch")
        return element, (element if isinstance(element, Unknown) else None)
    return x, y
