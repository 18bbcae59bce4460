"""Python's built-in functions over iterables: range, enumerate, zip, map, filter, sorted, any, all, iter, next."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import iteration, provenance
from kerasrules.interpreter.budget import MAX_COMPUTED, MAX_LENGTH, allows_number
from kerasrules.interpreter.libraries.common import known_items
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import ArrayObject, BranchItems, Dataset, ListValue, LoopItems, Value, flat_size
from kerasrules.model.unknown import NumberRange, Unknown, WholeNumber


@function("builtins.range")
def make_range(call: Call) -> Value:
    numbers = [int(value) if isinstance(value, float) and value.is_integer() else value for value in call.every_arg]
    if numbers and all(type(value) is int for value in numbers):
        try:
            found = range(*numbers)
        except (TypeError, ValueError):
            return call.unknown("a range")
        if call.context.budget.allows_repeated(_length(found)):
            return ListValue(tuple(found))
        ends = (found[0], found[-1])
        if all(allows_number(end) for end in ends):
            reason = "a range that is too long to follow"
            return NumberRange(reason, call.location, float(min(ends)), float(max(ends)))
    return NumberRange("a range whose length is unknown", call.location)


def _length(numbers: range) -> int:
    """How many numbers; `len` cannot tell of more than a machine word."""
    return max(0, (numbers.stop - numbers.start + numbers.step - (1 if numbers.step > 0 else -1)) // numbers.step)


@function("builtins.enumerate", for_each_option=False)
def enumerate_(call: Call) -> Value:
    start = call.get("start", 1, 0)
    value = call.get("iterable", 0)
    items = known_items(call, value)
    if isinstance(items, Unknown):
        return Dataset((WholeNumber("a count", call.location), iteration.iterate_element(value)), origin="enumerate")
    if any(isinstance(item, (BranchItems, LoopItems)) for item in items):
        if flat_size(items) > MAX_LENGTH:
            return ListValue(call.unknown("a list that is too long to follow"))

        def number(run: tuple[Value, ...]) -> tuple[Value, ...]:
            return tuple(
                LoopItems(number(item.items))
                if isinstance(item, LoopItems)
                else BranchItems(tuple(number(option) for option in item.options))
                if isinstance(item, BranchItems)
                else (call.unknown("a count"), item)
                for item in run
            )

        return ListValue(number(items))
    if not isinstance(start, int):
        return ListValue(tuple((call.unknown("a count"), item) for item in items))
    return ListValue(tuple(enumerate(items, start)))


@function("builtins.zip", "itertools.zip_longest", for_each_option=False)
def zip_(call: Call) -> Value:
    if call.incomplete:
        return call.unknown("zip of unknown arguments")
    budget = call.context.budget
    columns: list[tuple[Value, ...] | Unknown] = []
    for value in call.args:
        column = call.context.iterate(value)
        if isinstance(column, tuple) and not budget.allows_length(len(column) * (len(columns) + 1)):
            return ListValue(call.unknown("a list that is too long to follow"))
        columns.append(column)
    known = [column for column in columns if isinstance(column, tuple)]
    if len(known) == len(columns) and columns:
        return ListValue(tuple(zip(*known, strict=False)))
    runs = [value.state["items"] if isinstance(value, ListValue) else None for value in call.args]
    if runs and all(isinstance(run, tuple) and run for run in runs):
        return ListValue(iteration.zipped(tuple(run for run in runs if run is not None)))
    return Dataset(tuple(iteration.iterate_element(value) for value in call.args), origin="zip")


@function("builtins.reversed")
def reversed_(call: Call) -> Value:
    items = known_items(call, call.get("sequence", 0))
    return ListValue(items if isinstance(items, Unknown) else tuple(reversed(items)))


@function("builtins.sorted", for_each_option=False)
def sorted_(call: Call) -> Value:
    if isinstance(call.get("iterable", 0), ArrayObject):
        return provenance.listed(call.get("iterable", 0))
    items = call.context.iterate(call.get("iterable", 0))
    if isinstance(items, tuple) and not call.has("key") and all(isinstance(i, (int, float, str)) for i in items):
        try:
            return ListValue(tuple(sorted(items, reverse=bool(call.get("reverse")))))
        except TypeError:
            pass
    if isinstance(items, tuple):
        return ListValue(call.unknown("a sorted list"))
    return ListValue(items)


@function("builtins.map", for_each_option=False)
def map_(call: Call) -> Value:
    columns = [call.context.iterate(value) for value in call.every_arg[1:]]
    known = [column for column in columns if isinstance(column, tuple)]
    if columns and len(known) == len(columns) and min(map(len, known)) <= MAX_COMPUTED:
        rows = zip(*known, strict=False)
        return ListValue(tuple(call.context.call(call.args[0], row, {}, call.node) for row in rows))
    elements = tuple(iteration.iterate_element(value) for value in call.args[1:])
    return ListValue((LoopItems((call.context.call(call.args[0], elements, {}, call.node),)),))


@function("builtins.filter")
def filter_(call: Call) -> Value:
    return ListValue(call.unknown("a filtered list"))


@function("builtins.any", "builtins.all", for_each_option=False)
def any_all(call: Call) -> Value:
    items = call.context.iterate(call.get("iterable", 0))
    if isinstance(items, Unknown):
        return call.unknown("a condition")
    answers = [call.context.truth(item) for item in items]
    decisive = call.name.endswith("any")
    if decisive in answers:
        return decisive
    return call.unknown("a condition") if None in answers else not decisive


@function("builtins.iter", for_each_option=False)
def iter_(call: Call) -> Value:
    return call.get("iterable", 0)


@function("builtins.next", for_each_option=False)
def next_(call: Call) -> Value:
    value = call.get("iterator", 0)
    items = call.context.iterate(value)
    if isinstance(items, tuple):
        return call.unknown("the next item")
    return iteration.iterate_element(value)
