"""From values to arrays: numbers, text, lists and tuples as `numpy.array` reads them."""

from __future__ import annotations

import math

from kerasrules.interpreter.array_domain import columns, lattice, loop_numbers
from kerasrules.interpreter.array_domain.sequences import are_sure, column_of, flat_items, width_of_rows
from kerasrules.interpreter.array_domain.written_labels import are_sorted_by_class, is_number, width_of_codes
from kerasrules.interpreter.budget import MAX_LENGTH, Allowance
from kerasrules.interpreter.values import ArrayObject, Dataset, ListValue, SetValue, Union, Value, flat_size, options
from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Tensor
from kerasrules.model.record import replace
from kerasrules.model.unknown import Number, NumberRange, Unknown


def info_of_numbers(numbers: tuple[Value, ...], count: int | None) -> ArrayInfo:
    """The facts of an array of these numbers; of some that no float can hold nothing but their count."""
    kinds = {type(number) for number in numbers}
    dtype = "float64" if float in kinds else "int64" if int in kinds else "bool"
    try:
        low, high = float(min(numbers)), float(max(numbers))
    except OverflowError:
        return ArrayInfo(shape=(count,))
    if not all(map(math.isfinite, numbers)):
        return ArrayInfo(shape=(count,), dtype=dtype)
    info = ArrayInfo(shape=(count,), dtype=dtype, low=low, high=high, bounds_attained=True)
    distinct = set(numbers)
    labels = dtype == "int64" and len(distinct) > 1 and distinct == set(range(len(distinct)))
    if labels and (count is None or count > len(distinct)):
        # 0..k-1, each several times: class labels as people write them out or append them in a loop over folders.
        info = replace(info, encoding="integer", classes=len(distinct))
    return info


def info_of_items(items: Value, parts: Allowance | None = None) -> ArrayInfo | None:
    """The facts of `np.array(items)`; None where an item is no array."""
    parts = Allowance() if parts is None else parts
    flat, counted = flat_items(items)
    if not flat:
        return ArrayInfo(shape=(0,)) if counted else lattice.UNKNOWN
    count = len(flat) if counted else None
    blocks = are_sorted_by_class(items)
    numbers = tuple(option for item in flat for option in options(item))
    if all(is_number(item) for item in numbers):
        return replace(info_of_numbers(numbers, count), sorted_by_class=blocks)
    found: list[ArrayInfo] = []
    for item in flat:
        if not parts.take():
            return lattice.UNKNOWN
        part = as_array(item, parts)
        if part is None:
            if isinstance(item, (Tensor, Dataset)):
                return None
            found.append(lattice.UNKNOWN)
        else:
            found.append(part.info)
    sure = are_sure(items)
    present = [info for info, there in zip(found, sure, strict=True) if there]
    perhaps = [info for info, there in zip(found, sure, strict=True) if not there]
    stacked = lattice.stack(present, count, perhaps=perhaps)
    if stacked.encoding == "integer" and stacked.shape is not None and len(stacked.shape) > 1:
        # rows of numbers are features or codes, not one class number after the other
        stacked = replace(stacked, encoding=None, classes=None) if stacked.shape[-1] != 1 else stacked
    width = width_of_codes(flat)
    if width is not None:
        stacked = lattice.labels("one-hot", width, (count, width), stacked.dtype)
    return replace(stacked, sorted_by_class=blocks)


def _with_columns(array: ArrayObject, items: Value) -> ArrayObject:
    """The array with the facts of each column, where the rows are written or appended one by one."""
    shape = array.info.shape
    if shape is None or len(shape) != 2 or not isinstance(items, tuple) or array.info.encoding is not None:
        return array
    width = width_of_rows(items)
    if width is None or not 1 < width <= columns.MAX_COLUMNS or width * flat_size(items) > MAX_LENGTH:
        return array
    found = [info_of_items(column_of(items, index)) for index in range(width)]
    parts = [info for info in found if info is not None]
    if len(parts) == width and _reach_the_ends(array.info, parts):
        array = ArrayObject(replace(array.info, bounds_attained=True, uneven=True))
    return columns.note(array, parts)


def _reach_the_ends(info: ArrayInfo, parts: list[ArrayInfo]) -> bool:
    """Whether columns surely reach as far as all rows may: one random number of each row does not, all of them do."""
    together = lattice.gathered(parts, many=False)
    return together.bounds_attained and (together.low, together.high) == (info.low, info.high)


def _with_parts(array: ArrayObject, items: Value) -> ArrayObject:
    """The array with the facts of each row, where a few arrays are put below each other, and of their columns."""
    flat, _ = flat_items(items)
    arrays = [item for item in flat if isinstance(item, ArrayObject)]
    if not arrays or len(arrays) < len(flat):
        return array
    if isinstance(items, tuple) and len(items) == len(arrays):
        columns.note_rows(array, [item.info for item in arrays])
    inside = [columns.known(item) for item in arrays]
    found = [one for one in inside if one is not None]
    if len(found) < len(inside) or len({len(one) for one in found}) != 1:
        return array
    return columns.note(array, [lattice.stack(column, None) for column in zip(*found, strict=True)])


def is_ragged(value: Value) -> bool:
    """Whether numpy keeps the parts of each row as they are: pairs of an image and its label."""
    items = value.state["items"] if isinstance(value, ListValue) else value
    width = width_of_rows(items) if isinstance(items, tuple) else None
    if width is None or not 1 < width <= _FEW or width * flat_size(items) > MAX_LENGTH:
        return False
    found = [info_of_items(column_of(items, index)) for index in range(width)]
    ranks = {None if info is None or info.shape is None else len(info.shape) for info in found}
    known = ranks - {None}
    # a column of items of unknown rank beside one of images is that of the labels
    return len(known) > 1 or (len(ranks) > 1 and max(filter(None, known), default=0) > _OF_ROWS)


_OF_ROWS = 2
"""The rank of a column whose items are rows of numbers; with more axes they are images."""


_FEW = 4
"""Rows of different things have hardly more parts."""


def as_array(value: Value, parts: Allowance | None = None) -> ArrayObject | None:
    """The value as an array: numbers, text, lists and tuples too; None where it is unknown to be one."""
    if isinstance(value, ArrayObject):
        return value
    if isinstance(value, (bool, int, float, str, bytes)):
        return ArrayObject(lattice.constant(value))
    if isinstance(value, Number):
        number = loop_numbers.info_of(value)
        return None if number is None or isinstance(value, NumberRange) else ArrayObject(number)
    if isinstance(value, (ListValue, tuple)) and not isinstance(value, SetValue):
        items = value.state["items"] if isinstance(value, ListValue) else value
        info = info_of_items(items, parts)
        return None if info is None else _with_parts(_with_columns(ArrayObject(info), items), items)
    if isinstance(value, Union):
        if all(is_number(option) for option in value.options):
            return ArrayObject(lattice.element(info_of_numbers(value.options, None)))
        found = [as_array(option, parts) for option in value.options]
        known = [one for one in found if one is not None]
        return ArrayObject(lattice.join_all(one.info for one in known)) if len(known) == len(found) else None
    return None


def surely_array(value: Value) -> ArrayObject:
    """The value as an array, of which nothing may be known: for functions whose result is an array in any case."""
    return as_array(value) or ArrayObject(lattice.UNKNOWN)


def info_of(value: Value) -> ArrayInfo | Unknown:
    """What is known of a value as data for a model."""
    found = as_array(value)
    if found is not None:
        return found.info
    return value if isinstance(value, Unknown) else Unknown("not a known array")
