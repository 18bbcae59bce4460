"""Operators with an array on at least one side."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import array_shapes, lattice, transfer
from kerasrules.interpreter.array_domain.conversion import as_array
from kerasrules.interpreter.array_domain.dtypes import divided
from kerasrules.interpreter.array_domain.provenance import (
    Derivation,
    derivation_of,
    derive,
    is_consecutive,
    is_evenly_spaced,
    is_over_samples,
    is_own,
    keep_axis,
    note_own_center,
)
from kerasrules.interpreter.values import ArrayObject, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

_REPLACING = {"+": "plus", "-": "minus", "*": "multiplied by", "/": "divided by", "**": "to the power of"}


def _root(array: ArrayObject) -> ArrayObject:
    """The array from which this one was made by taking its mean or minimum away."""
    for _ in range(4):
        derived_from = derivation_of(array)
        if derived_from is None or derived_from[0] not in {"centered", "shifted"} or derived_from[1] is array:
            break
        array = derived_from[1]
    return array


def _same_data(a: ArrayObject, b: ArrayObject) -> bool:
    """Whether two numbers were computed from the same data, as far as one can tell."""
    return a is b or _root(a) is _root(b) or lattice.same_values(a.info, b.info)


def _fits(array: ArrayObject, source: ArrayObject) -> bool:
    """Whether a number of `source` may stand for one of `array`: its other split, not data on another scale."""
    mine, other = array.info, source.info
    if array is source or None in (mine.low, mine.high, other.low, other.high):
        return True
    return (mine.low, mine.high) == (other.low, other.high)


def _of_numbers(operator: str, left: Value, right: Value, location: Location | None) -> ArrayObject | None:
    """The patterns that interval arithmetic cannot see: by its own maximum, mean and spread."""
    if not isinstance(left, ArrayObject) or not isinstance(right, ArrayObject):
        return None
    mine, theirs = derivation_of(left), derivation_of(right)
    if theirs is None:
        return None
    kind, source = theirs
    shape = array_shapes.broadcast(left.info.shape, right.info.shape)
    if shape is None:
        shape = left.info.shape
    base = replace(left.info, shape=shape)
    if operator == "-" and kind == "min" and mine is not None and mine[0] == "max" and _same_data(mine[1], source):
        spread = ArrayObject(transfer.arithmetic("-", left.info, right.info), derived_from=("ptp", source))
        keep_axis(left, spread)
        return spread
    if operator == "-" and kind in {"mean", "min"} and _fits(left, source):
        result = transfer.arithmetic("-", left.info, right.info)
        text = "minus the mean" if kind == "mean" else "minus the minimum"
        result = lattice.with_step(replace(result, shape=shape), "center", text, location)
        if kind == "mean":
            result = replace(result, mean=0.0, std=left.info.std)
        # pixels minus their lowest value are still pixels: the lowest is 0 where the bounds are attained
        done = ArrayObject(result, derived_from=("centered" if kind == "mean" else "shifted", source), frame=left.frame)
        if left is source:
            note_own_center(done, source)
        return done
    if operator != "/":
        return None
    own = is_own(left, source) and is_over_samples(right)
    centered = mine is not None and mine[0] == "centered" and (_same_data(mine[1], source) or source is left)
    if kind == "std" and centered:
        one = "one " if right.info.shape == () else ""
        text = f"standardized by {one}mean and standard deviation"
        facts = lattice.with_step(lattice.standardize(base), "standardize", text, location, own_statistics=own)
        return ArrayObject(facts, frame=left.frame)
    if kind == "ptp" and mine is not None and mine[0] == "shifted" and _same_data(mine[1], source):
        whole = mine[1] is _root(left) or lattice.same_values(mine[1].info, left.info)
        facts = replace(lattice.ranged(base, 0.0, 1.0, bounds_attained=whole), dtype=divided(base.dtype))
        text = "scaled by minimum and maximum"
        # those of all values, as of pixels, are often the same in every part of the data
        own = own and right.info.shape != ()
        return ArrayObject(lattice.with_step(facts, "scale", text, location, own_statistics=own), frame=left.frame)
    if kind == "max" and (left is source or _same_data(left, source)) and _fits(left, source):
        low, high = left.info.low, left.info.high
        known = low is not None and high is not None and high > 0
        if low is not None and (low >= 0 or known):
            least = low / high if known and low is not None and high is not None else 0.0
            # each column by its own: a small one reaches as far below 0 as it likes
            if low >= 0 or (left.info.bounds_attained and known and right.info.shape == ()):
                facts = lattice.ranged(base, least, 1.0, bounds_attained=left.info.bounds_attained)
                facts = replace(facts, dtype=divided(base.dtype))
                return ArrayObject(
                    lattice.with_step(facts, "scale", "divided by its maximum", location), frame=left.frame
                )
    return None


def _operand(value: Value) -> tuple[ArrayInfo, object]:
    """The facts of an operand, and the number itself where it is one."""
    if isinstance(value, (bool, int, float)):
        return lattice.constant(value), value
    found = as_array(value)
    return (lattice.UNKNOWN if found is None else found.info), None


def _describe(operator: str, left: Value, right: Value) -> str | None:
    verb = _REPLACING.get(operator)
    if verb is None:
        return None
    if isinstance(right, (bool, int, float)):
        return f"{verb} {lattice.spell(right)}"
    if isinstance(left, (bool, int, float)):
        return f"{lattice.spell(left)} {operator} it"
    return f"{verb} another array" if isinstance(right, ArrayObject) else f"{verb} something unknown"


def _remainders(left: Value, divisor: object) -> ArrayInfo | None:
    """`np.arange(n) % k`, as class labels are made up: each of 0..k-1 in turn."""
    if type(divisor) is not int or divisor < 2 or not isinstance(left, ArrayObject) or not is_consecutive(left):
        return None
    shape = left.info.shape
    size = shape[0] if shape else None
    return lattice.labels("integer", divisor, shape, left.info.dtype) if size is not None and size >= divisor else None


def binary(operator: str, left: Value, right: Value, location: Location | None) -> Value:
    """`left operator right` where at least one side is an array."""
    special = _of_numbers(operator, left, right, location)
    if special is not None:
        return special
    a, a_constant = _operand(left)
    b, b_constant = _operand(right)
    remainders = _remainders(left, b_constant) if operator == "%" else None
    if remainders is not None:
        return ArrayObject(remainders)
    frame = any(isinstance(side, ArrayObject) and side.frame for side in (left, right))
    result = transfer.arithmetic(operator, a, b, left_constant=a_constant, right_constant=b_constant)
    if operator == "**" and isinstance(left, ArrayObject) and is_evenly_spaced(left) and result.low == 0.0:
        # some of the numbers are near 0, where an even power is least
        result = replace(result, bounds_attained=a.bounds_attained and b_constant is not None)
    for side, other in ((a, right), (b, left)):
        # an operand of which nothing is known is most often a number or of the same shape
        if result.shape is None and as_array(other) is None and side.shape is not None and operator != "@":
            result = replace(result, shape=side.shape)
    neutral = isinstance(left, ArrayObject) and b_constant is not None and transfer.is_neutral(operator, b)
    if neutral:
        made = ArrayObject(result, derived_from=derivation_of(left), frame=frame)
        keep_axis(left, made)
        return made
    derived_from: Derivation | None = None
    if operator in transfer.ARITHMETIC:
        text = _describe(operator, left, right)
        if text is not None:
            labels = isinstance(left, ArrayObject) and a.encoding in {"integer", "one-hot"}
            scales = "scale-labels" if labels and operator == "/" else "scale"
            kind = scales if operator in {"*", "/"} else "shift" if operator in {"+", "-"} else "power"
            result = lattice.with_step(result, kind, text, location)
        if operator == "**" and b_constant == 0.5 and (derivation_of(left) or ("",))[0] == "var":
            derived_from = ("std", derivation_of(left)[1])  # type: ignore[index]
        elif operator in {"+", "-"} and b_constant is not None and isinstance(left, ArrayObject):
            mine = derivation_of(left)
            # a guard against division by zero, however large it is written
            is_spread = mine is not None and mine[0] in {"std", "max", "ptp"}
            derived_from = mine if is_spread and abs(b_constant) <= 0.1 else None  # type: ignore[arg-type]
    made = ArrayObject(result, derived_from=derived_from, frame=frame)
    if derived_from is not None and isinstance(left, ArrayObject):
        keep_axis(left, made)
    return made


def unary(operator: str, value: Value, location: Location | None) -> Value:
    """`-x`, `+x`, `~x` of an array."""
    if not isinstance(value, ArrayObject):
        return Unknown("not a known array", location)
    if operator == "-":
        return derive(value, lattice.with_step(transfer.negated(value.info), "scale", "negated", location))
    if operator == "+":
        return derive(value, value.info, keep_derivation=True)
    if operator == "~":
        return derive(value, lattice.with_step(transfer.inverted(value.info), "shift", "inverted", location))
    if operator == "not":
        return Unknown("the truth of an array", location)
    return derive(value, lattice.forget_values(value.info))
