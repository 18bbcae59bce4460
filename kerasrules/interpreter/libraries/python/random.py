"""The module random: samples in another order. Its numbers are not followed."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import assignment, iteration, sequences
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import ListValue, LoopItems, Value


@function("random.seed")
def seed(call: Call) -> Value:
    return None


@function("random.shuffle")
def shuffle(call: Call) -> Value:
    """Reorders its argument; the values stay."""
    assignment.shuffle_in_place(call.context.heap, call.get("x", 0))
    return None


@function("random.sample")
def sampled(call: Call) -> Value:
    """Items of a list in an order that is unknown."""
    value = call.get("population", 0)
    flat = sequences.flat_items(value.state["items"])[0] if isinstance(value, ListValue) else ()
    if not flat:
        return call.unknown("a sample of an unknown value")
    return ListValue((LoopItems((iteration.merged(flat),)),))
