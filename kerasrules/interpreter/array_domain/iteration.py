"""What iteration over data gives, one item standing for all, and how long the data are."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.interpreter.array_domain import columns, frame_columns, lattice, loop_numbers
from kerasrules.interpreter.array_domain.conversion import info_of_numbers, surely_array
from kerasrules.interpreter.array_domain.nested_arrays import fresh
from kerasrules.interpreter.array_domain.sequences import flat_items, side_by_side
from kerasrules.interpreter.array_domain.written_labels import is_number
from kerasrules.interpreter.budget import MAX_LENGTH, Allowance
from kerasrules.interpreter.joins import join as join_values
from kerasrules.interpreter.values import (
    ArrayObject,
    Dataset,
    DictValue,
    ListValue,
    LoopItems,
    SetValue,
    Value,
    options,
)
from kerasrules.model.locations import Location
from kerasrules.model.unknown import NumberRange, Unknown, WholeNumber


def merged(items: tuple[Value, ...], left: Allowance | None = None) -> Value:
    """What one item is like, of however many: arrays with their facts joined, pairs part by part, numbers as labels."""
    left = Allowance(MAX_LENGTH) if left is None else left
    if not left.take(len(items)):
        return Unknown("one of many large structures")
    known = [item for item in items if not isinstance(item, Unknown)]
    if not items or len(known) < len(items):
        return next((item for item in items if isinstance(item, Unknown)), Unknown("an item of an empty list"))
    if all(item is items[0] for item in items):
        return items[0]
    found = [item.items if isinstance(item, ListValue) else item for item in items if not isinstance(item, SetValue)]
    sequences = [one for one in found if isinstance(one, tuple)]
    if len(sequences) == len(items) and len({len(one) for one in sequences}) == 1:
        parts = tuple(merged(column, left) for column in zip(*sequences, strict=True))
        return parts if isinstance(items[0], tuple) else ListValue(parts)
    numbers = tuple(option for item in items for option in options(item))
    if all(is_number(item) for item in numbers):
        return numbers[0] if len(set(numbers)) == 1 else ArrayObject(lattice.element(info_of_numbers(numbers, None)))
    if all(isinstance(item, (ArrayObject, int, float, str)) for item in items):
        # the range of all of them, as an item of an array has that of the array
        return ArrayObject(lattice.gathered([surely_array(item).info for item in items], many=True))
    return join_values(items)


def zipped(columns: tuple[tuple[Value, ...], ...]) -> tuple[Value, ...]:
    """The items of `zip(images, labels)` for lists with parts of unknown length.

    Lists that were filled side by side keep the order of their parts; of others any item meets any other.
    """
    rows = side_by_side(columns)
    if rows is not None:
        return rows
    return (LoopItems((tuple(merged(flat_items(column)[0]) for column in columns),)),)


def iterate_element(value: Value) -> Value:
    """What one turn of `for … in value` gives, for data whose length is unknown."""
    if isinstance(value, ArrayObject):
        if value.frame and value.info.shape is not None and len(value.info.shape) == 2:
            return Unknown("a column's name")
        item = ArrayObject(lattice.of_part(lattice.element(frame_columns.opened(value).info)))
        return columns.note_rows(item, columns.known(value) or ())
    if isinstance(value, Dataset):
        return fresh(value.element)
    if isinstance(value, ListValue):
        items, _ = flat_items(value.state["items"])
        if not items:
            return Unknown("an item of an unknown list")
        return join_values(items)
    if isinstance(value, tuple):
        return join_values(value) if value else Unknown("an item of an empty tuple")
    if isinstance(value, DictValue) and isinstance(value.items, Mapping):
        return join_values(tuple(value.items)) if value.items else Unknown("a key of an empty dict")
    if isinstance(value, NumberRange):
        return WholeNumber("a number of a range", value.location, value.low, value.high)
    return Unknown("its elements are unknown")


def loop_variable(items: tuple[Value, ...], location: Location | None, *, whole: bool) -> Unknown:
    """The variable of a loop over many known items. whole: no turn is left out."""
    if not items or not all(type(item) is int for item in items):
        return Unknown("a loop variable", location)
    if not whole:
        return WholeNumber("a loop variable", location)
    return loop_numbers.one_of(items, "a loop variable", location)


def appended(items: tuple[Value, ...] | Unknown, value: Value) -> tuple[Value, ...]:
    """What a list gets by `extend(value)`: the items where they are known, else one that stands for all."""
    return items if isinstance(items, tuple) else (LoopItems((iterate_element(value),)),)


def length(value: Value) -> Value:
    """`len(value)` of an array or a dataset."""
    if isinstance(value, ArrayObject):
        shape = value.info.shape
        if shape and shape[0] is not None:
            return shape[0]
        return Unknown("the length of unavailable data")
    if isinstance(value, Dataset):
        if value.cardinality is not None and not value.repeated:
            return value.cardinality
        return Unknown("the length of an unavailable dataset")
    return Unknown("the length is unknown")
