"""Numbers that a loop counts, and what is computed of them: `i`, `2 * i + 1`, `i % 2`."""

from __future__ import annotations

from collections.abc import Sequence

from kerasrules.interpreter.array_domain import lattice, transfer
from kerasrules.interpreter.values import Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.unknown import Number, Unknown, WholeNumber


def one_of(numbers: Sequence[int], reason: str, location: Location | None) -> WholeNumber:
    """The variable of a loop over all of these numbers."""
    return WholeNumber(reason, location, float(min(numbers)), float(max(numbers)))


def unbounded(value: Unknown) -> Unknown:
    """Another value of which no more is known than its kind."""
    return replace(value, low=None, high=None) if isinstance(value, Number) else replace(value)


def either(one: Unknown, other: Unknown) -> Unknown:
    """What is known of a value that is one of two unknown ones."""
    if not isinstance(one, Number):
        return one
    alike = isinstance(other, type(one))
    return unbounded(one) if alike else Unknown(one.reason, one.location)


def info_of(number: Number) -> ArrayInfo | None:
    """The facts of the number, as those of one item of an array that holds all that it becomes."""
    if number.low is None or number.high is None:
        return None
    dtype = "int64" if isinstance(number, WholeNumber) else "float64"
    return ArrayInfo(shape=(), dtype=dtype, low=number.low, high=number.high, bounds_attained=number.low < number.high)


def computed(operator: str, left: Value, right: Value) -> Unknown | None:
    """`left operator right`, where one is such a number and the other a constant; None where they are not."""
    number = left if isinstance(left, Number) else right
    if not isinstance(number, Number) or operator not in transfer.ARITHMETIC:
        return None
    constant = right if number is left else left
    a, b = _operand(left), _operand(right)
    if a is None or b is None or isinstance(constant, Number):
        return None  # two of them change together or apart
    if operator == "%" and number is left and type(constant) is int and isinstance(number, WholeNumber):
        return _remainder(number, constant)
    found = transfer.arithmetic(
        operator,
        a,
        b,
        left_constant=None if number is left else left,
        right_constant=None if number is right else right,
    )
    made = WholeNumber if found.dtype is not None and found.dtype.startswith("int") else Number
    reached = found.reached or (None, None)
    return made(number.reason, number.location, *reached)


def _operand(value: Value) -> ArrayInfo | None:
    if isinstance(value, Number):
        return info_of(value)
    return lattice.constant(value) if isinstance(value, (int, float)) else None


def _remainder(number: WholeNumber, divisor: int) -> WholeNumber:
    """Each of 0..k-1 in turn, where so many numbers are counted."""
    assert number.low is not None
    assert number.high is not None
    if divisor < 1 or number.high - number.low < divisor:
        return WholeNumber(number.reason, number.location)
    return WholeNumber(number.reason, number.location, 0.0, float(divisor - 1))
