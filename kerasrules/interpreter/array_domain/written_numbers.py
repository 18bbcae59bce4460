"""Small arrays whose numbers stand in the program: `tf.constant([0.2, 0.8])`.

Facts about arrays are ranges; what a loss function computes with such an array, `confirm` computes with its numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.interpreter.values import ArrayObject, ListValue, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.record import replace

_MOST = 256


class _NotNumbers(Exception):
    """Something else is among the items."""


def keep_numbers(array: Value, given: Value) -> Value:
    """The array, which knows its numbers if it is made of a list of them, or of an array that knows them."""
    if isinstance(array, ArrayObject) and array is not given:
        numbers = numbers_of(given) if isinstance(given, ArrayObject) else _numbers_in(given)
        if numbers is not None:
            array.numbers = array.info, numbers
    return array


def numbers_of(array: ArrayObject) -> tuple[object, ...] | None:
    """The numbers of an array, in tuples by rows; None where they are unknown, or were changed."""
    if array.numbers is None or array.numbers[0] is not array.info:
        return None
    return array.numbers[1]


def with_numbers(array: ArrayObject) -> ArrayInfo:
    """What is known of an array as the argument of an operation."""
    numbers = numbers_of(array)
    return array.info if numbers is None else replace(array.info, numbers=numbers)


def _numbers_in(given: Value) -> tuple[object, ...] | None:
    if not isinstance(given, (tuple, ListValue)):
        return None
    try:
        rows = _rows(given, iter(range(_MOST)))
    except _NotNumbers:
        return None
    return rows if isinstance(rows, tuple) and rows else None


def _rows(value: Value, places: Iterator[int]) -> object:
    """A list as tuples of numbers, each of which takes a place. Raises _NotNumbers, also where they are too many."""
    if isinstance(value, float) and next(places, None) is not None:
        return value
    items = value.state["items"] if isinstance(value, ListValue) else value
    if not isinstance(items, tuple) or len(items) > _MOST:
        raise _NotNumbers
    return tuple(_rows(item, places) for item in items)
