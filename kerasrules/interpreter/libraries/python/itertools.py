"""The module itertools: chain, product, repeat (zip_longest stands beside zip)."""

from __future__ import annotations

import math

from kerasrules.interpreter.budget import MAX_COMPUTED
from kerasrules.interpreter.libraries.common import known_items
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import ListValue, LoopItems, Value


@function("itertools.chain", for_each_option=False)
def chain(call: Call) -> Value:
    joined: tuple[Value, ...] = ()
    for value in call.every_arg:
        items = known_items(call, value)
        joined += items if isinstance(items, tuple) else (LoopItems((items,)),)
        if not call.context.budget.allows_length(len(joined)):
            return ListValue(call.unknown("a list that is too long to follow"))
    return ListValue(joined)


@function("itertools.product", for_each_option=False)
def cartesian(call: Call) -> Value:
    import itertools

    columns = [call.context.iterate(value) for value in call.every_arg]
    known = [column for column in columns if isinstance(column, tuple)]
    times = call.get("repeat", None, 1)
    sized = len(known) == len(columns) and type(times) is int and 0 <= times <= 8
    if sized and math.prod(len(column) for column in known) ** times <= MAX_COMPUTED:
        return ListValue(tuple(itertools.product(*known, repeat=times)))
    return call.unknown("a product of lists")


@function("itertools.repeat", for_each_option=False)
def repeat(call: Call) -> Value:
    times = call.get("times", 1)
    if type(times) is int and call.context.budget.allows_repeated(times):
        return ListValue((call.args[0],) * times)
    return call.unknown("an endless repetition")
