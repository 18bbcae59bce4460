"""The module random: numbers, choices, samples in another order."""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.interpreter.array_domain import assignment, iteration, sequences
from kerasrules.interpreter.libraries.common import integer, number
from kerasrules.interpreter.libraries.numpy_random import normal_numbers, uniform_numbers, whole_numbers
from kerasrules.interpreter.libraries.registry import Call, function, method
from kerasrules.interpreter.values import ArrayObject, LibraryObject, ListValue, LoopItems, Value
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

_GENERATOR = "random.Random"


@function("random.Random", "random.SystemRandom")
def generator(call: Call) -> Value:
    return LibraryObject(_GENERATOR, {}, call.location)


def _seed(call: Call) -> Value:
    return None


def _shuffle(call: Call) -> Value:
    """Reorders its argument; the values stay."""
    value = call.get("x", 0)
    call.context.events.note_swap("random.shuffle", value, call.location)
    assignment.shuffle_in_place(call.context.heap, value)
    return None


def _any_of(call: Call, value: Value) -> Value:
    """One of the items, whichever it is."""
    if isinstance(value, ListValue):
        flat = sequences.flat_items(value.state["items"])[0]
    else:
        flat = value if isinstance(value, tuple) else ()
    if flat:
        return iteration.merged(flat)
    return iteration.iterate_element(value) if isinstance(value, ArrayObject) else Unknown("an item", call.location)


def _sampled(call: Call) -> Value:
    """Items of a list in an order that is unknown."""
    one = _any_of(call, call.get("population", 0))
    return call.unknown("a sample of an unknown value") if isinstance(one, Unknown) else ListValue((LoopItems((one,)),))


def _choice(call: Call) -> Value:
    one = _any_of(call, call.get("seq", 0))
    return call.unknown("a random choice") if isinstance(one, Unknown) else one


def _random(call: Call) -> Value:
    return uniform_numbers(call, 0.0, 1.0, ())


def _uniform(call: Call) -> Value:
    return uniform_numbers(call, number(call.get("a", 0)), number(call.get("b", 1)), ())


def _gauss(call: Call) -> Value:
    return normal_numbers(call, number(call.get("mu", 0, 0.0)), number(call.get("sigma", 1, 1.0)), ())


def _randint(call: Call) -> Value:
    return whole_numbers(call, integer(call.get("a", 0)), integer(call.get("b", 1)), ())


def _randrange(call: Call) -> Value:
    first, second, step = call.get("start", 0), call.get("stop", 1), integer(call.get("step", 2, 1))
    start, stop = (0, integer(first)) if second is None else (integer(first), integer(second))
    if start is None or stop is None or step is None or step < 1 or stop <= start:
        return whole_numbers(call, None, None, ())
    steps = (stop - 1 - start) // step
    drawn = whole_numbers(call, start, start + steps * step, ())
    return ArrayObject(replace(drawn.info, std=step * (((steps + 1) ** 2 - 1) / 12) ** 0.5))


_NAMES: dict[str, Callable[[Call], Value]] = {
    "seed": _seed,
    "shuffle": _shuffle,
    "sample": _sampled,
    "choices": _sampled,
    "choice": _choice,
    "random": _random,
    "uniform": _uniform,
    "gauss": _gauss,
    "normalvariate": _gauss,
    "randint": _randint,
    "randrange": _randrange,
}
for _name, _handler in _NAMES.items():
    function(f"random.{_name}")(_handler)
    method(_GENERATOR, _name)(_handler)
