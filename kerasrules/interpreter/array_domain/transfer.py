"""Transfer functions: what arithmetic, comparisons, conversions and elementwise functions do to an array's facts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec

from kerasrules.interpreter.array_domain import array_shapes, intervals, lattice
from kerasrules.interpreter.array_domain.dtypes import INTEGERS, divided, is_float, is_integer, promote, weak
from kerasrules.interpreter.array_domain.intervals import Interval
from kerasrules.keras_api.activations import RANGES
from kerasrules.model.data import ArrayInfo, SampleRange
from kerasrules.model.record import replace

_Rest = ParamSpec("_Rest")


def _on_seen(info: ArrayInfo, change: Callable[[ArrayInfo], ArrayInfo]) -> SampleRange | None:
    """What becomes of a sample's range: what would of a whole range that the data fill."""
    seen = info.seen
    if seen is None:
        return None
    as_whole = replace(
        info, low=seen.low, high=seen.high, bounds_attained=True, mean=seen.mean, std=seen.std, seen=None
    )
    done = change(as_whole)
    return None if done.reached is None else SampleRange(*done.reached, done.mean, done.std)


def _follows_seen(
    change: Callable[Concatenate[ArrayInfo, _Rest], ArrayInfo],
) -> Callable[Concatenate[ArrayInfo, _Rest], ArrayInfo]:
    """Let a function of one array's facts follow the ends that were seen of a sample, too."""

    @wraps(change)
    def changed(info: ArrayInfo, *args: _Rest.args, **kwargs: _Rest.kwargs) -> ArrayInfo:
        result = change(info, *args, **kwargs)
        if info.seen is None:
            return result
        return replace(result, seen=_on_seen(info, lambda one: change(one, *args, **kwargs)))

    return changed  # type: ignore[return-value]  # mypy loses the names of the arguments


ARITHMETIC = {"+", "-", "*", "/", "//", "**", "%", "@"}


COMPARISONS = {"==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"}


def _is_narrow(other: ArrayInfo, result: Interval) -> bool:
    """Whether an operand hardly moves the ends of the result, so that the result reaches its ends, too."""
    if other.low is None or other.high is None:
        return False
    width = other.high - other.low
    span = result[1] - result[0]
    return width == 0 or (math.isfinite(span) and width <= 0.05 * span)


def _moments(operator: str, left: ArrayInfo, right: ArrayInfo) -> tuple[float | None, float | None]:
    """Mean and spread after an operation with a constant on one side."""
    if right.low is not None and right.low == right.high and left.mean is not None:
        c = right.low
        if operator == "+":
            return left.mean + c, left.std
        if operator == "-":
            return left.mean - c, left.std
        if operator == "*":
            return left.mean * c, None if left.std is None else left.std * abs(c)
        if operator == "/" and c:
            return left.mean / c, None if left.std is None else left.std / abs(c)
    if left.low is not None and left.low == left.high and right.mean is not None:
        c = left.low
        if operator == "+":
            return right.mean + c, right.std
        if operator == "-":
            return c - right.mean, right.std
        if operator == "*":
            return right.mean * c, None if right.std is None else right.std * abs(c)
    return None, None


def is_neutral(operator: str, right: ArrayInfo) -> bool:
    """Whether the operation with this constant leaves values as they are, but for a hair."""
    c = right.low
    if c is None or c != right.high:
        return False
    return abs(c) <= 1e-3 if operator in {"+", "-"} else c == 1 if operator in {"*", "/", "**"} else False


def arithmetic(
    operator: str,
    left: ArrayInfo,
    right: ArrayInfo,
    *,
    left_constant: object = None,
    right_constant: object = None,
) -> ArrayInfo:
    """The facts of `left operator right`; the constants are given where a side is a plain Python number."""

    def combined(left: ArrayInfo, right: ArrayInfo) -> ArrayInfo:
        return _arithmetic(operator, left, right, left_constant=left_constant, right_constant=right_constant)

    result = combined(left, right)
    if left.seen is None and right.seen is None:
        return result
    seen = _on_seen(left, lambda one: combined(one, right)) or _on_seen(right, lambda one: combined(left, one))
    return replace(result, seen=seen)


def _arithmetic(
    operator: str,
    left: ArrayInfo,
    right: ArrayInfo,
    *,
    left_constant: object = None,
    right_constant: object = None,
) -> ArrayInfo:
    if operator in COMPARISONS or operator in {"&", "|", "^"}:
        return compared(left, right)
    if operator not in ARITHMETIC:
        return ArrayInfo(shape=array_shapes.broadcast(left.shape, right.shape))
    main = right if left_constant is not None else left
    if right_constant is not None:
        dtype = weak(left.dtype, right_constant)
    elif left_constant is not None:
        dtype = weak(right.dtype, left_constant)
    else:
        dtype = promote(left.dtype, right.dtype)
    if operator == "/":
        dtype = divided(dtype)
    shape = (
        array_shapes.matmul_shape(left.shape, right.shape)
        if operator == "@"
        else array_shapes.broadcast(left.shape, right.shape)
    )
    base = replace(lattice.forget_values(main), shape=shape, dtype=dtype)
    if left_constant is None and right_constant is None:
        # Both are data: what belongs to one of them is kept where the other has no history of its own.
        if left.origin is None and right.origin is not None:
            base = replace(lattice.forget_values(right), shape=shape, dtype=dtype)
        samples = left.samples or right.samples
        if left.samples is not None and right.samples is not None and left.samples != right.samples:
            samples = None
        base = replace(
            base, augmented=left.augmented or right.augmented, split=left.split or right.split, samples=samples
        )
    if right_constant is not None and is_neutral(operator, right):
        return replace(left, dtype=dtype)
    ends = intervals.combine_intervals(operator, intervals.interval(left), intervals.interval(right))
    bounds_attained = ends is not None and (
        (left.bounds_attained and _is_narrow(right, ends))
        or (right.bounds_attained and _is_narrow(left, ends) and operator != "**")
    )
    if operator in {"%", "//", "@"}:
        bounds_attained = bounds_attained and operator == "//"
    if operator == "**" and ends is not None and ends[0] == 0.0 and left.low is not None and left.low < 0:
        # an even power is least in between, where the data need not be
        bounds_attained = bounds_attained and lattice.is_even(left)
    low, high, bounds_attained = intervals.bounds_in_dtype(ends, dtype, bounds_attained)
    mean, std = _moments(operator, left, right)
    result = replace(base, low=low, high=high, bounds_attained=bounds_attained, mean=mean, std=std)
    if (main.sorted_by_class and right_constant is not None) or (left_constant is not None and right.sorted_by_class):
        result = replace(result, sorted_by_class=True)
    if operator in {"+", "-"} and right_constant is not None and left.encoding == "integer":
        result = replace(result, encoding="integer" if is_integer(dtype) or isinstance(right_constant, int) else None)
    return result


def compared(left: ArrayInfo, right: ArrayInfo) -> ArrayInfo:
    """The facts of a comparison."""
    label = left.encoding == "integer" and right.shape == ()
    return ArrayInfo(
        shape=array_shapes.broadcast(left.shape, right.shape),
        dtype="bool",
        low=0.0,
        high=1.0,
        encoding="integer" if label else None,
        classes=2 if label else None,
        split=left.split,
        samples=left.samples,
        sorted_by_class=left.sorted_by_class and right.shape == (),
        predicted=left.predicted and right.shape == (),
    )


@_follows_seen
def negated(info: ArrayInfo) -> ArrayInfo:
    """The facts of `-x`."""
    low, high = intervals.interval(info)
    ends_low, ends_high, bounds_attained = intervals.bounds_in_dtype((-high, -low), info.dtype, info.bounds_attained)
    return replace(
        lattice.forget_values(info),
        low=ends_low,
        high=ends_high,
        bounds_attained=bounds_attained,
        standardized=info.standardized,
        mean=None if info.mean is None else -info.mean,
        std=info.std,
    )


@_follows_seen
def inverted(info: ArrayInfo) -> ArrayInfo:
    """The facts of `~x`, all bits inverted: 255 - x of pixels, the opposite of truth values."""
    if info.dtype == "bool":
        return replace(info, bounds_attained=info.bounds_attained or (info.low, info.high) == (0.0, 1.0))
    if info.dtype not in INTEGERS:
        return lattice.forget_values(info)
    least, most = INTEGERS[info.dtype]
    low, high = intervals.interval(info)
    total = float(least + most)
    ends = (total - high, total - low)
    return replace(
        lattice.forget_values(info),
        low=None if math.isinf(ends[0]) else ends[0],
        high=None if math.isinf(ends[1]) else ends[1],
        bounds_attained=info.bounds_attained,
        mean=None if info.mean is None else total - info.mean,
        std=info.std,
    )


@_follows_seen
def cast(info: ArrayInfo, dtype: str | None) -> ArrayInfo:
    """The facts after a conversion that keeps values as far as the type can hold them."""
    if dtype is None:
        return replace(info, dtype=None)
    if dtype == "string":
        return replace(lattice.forget_values(info), dtype=dtype, encoding="text", sorted_by_class=info.sorted_by_class)
    if info.encoding == "text" and (is_integer(dtype) or is_float(dtype)):
        # "0", "1", … read as numbers
        numbers = lattice.labels_of(info, "integer", info.classes, info.shape, dtype)
        known = numbers if info.classes is not None else replace(lattice.forget_values(info), dtype=dtype)
        return replace(known, origin=info.origin, origin_place=info.origin_place, steps=info.steps)
    if dtype == "bool":
        label = info.encoding == "integer"
        return replace(
            lattice.forget_values(info),
            dtype=dtype,
            low=0.0,
            high=1.0,
            encoding=info.encoding,
            classes=2 if label else info.classes,
            sorted_by_class=info.sorted_by_class,
        )
    if dtype in INTEGERS and not is_integer(info.dtype) and info.dtype != "bool":
        # Fractions are cut off; what the type cannot hold wraps round.
        ends = intervals.interval(info)
        cut = tuple(end if math.isinf(end) else float(math.trunc(end)) for end in ends)
        low, high, bounds_attained = intervals.bounds_in_dtype((cut[0], cut[1]), dtype, info.bounds_attained)
        return replace(
            info,
            dtype=dtype,
            low=low,
            high=high,
            bounds_attained=bounds_attained,
            standardized=False,
            mean=info.mean,
            std=info.std,
        )
    low, high, bounds_attained = intervals.bounds_in_dtype(intervals.interval(info), dtype, info.bounds_attained)
    return replace(info, dtype=dtype, low=low, high=high, bounds_attained=bounds_attained)


@_follows_seen
def clipped(info: ArrayInfo, low: float | None, high: float | None) -> ArrayInfo:
    """The facts after values were cut to an interval."""
    a, b = intervals.interval(info)
    new_low, new_high = a, b
    if low is not None:
        new_low, new_high = max(new_low, low), max(new_high, low)
    if high is not None:
        new_low, new_high = min(new_low, high), min(new_high, high)
    inside = (new_low, new_high) == (a, b)
    bounds_attained = info.bounds_attained and (inside or (a <= new_low and b >= new_high))
    return replace(
        info,
        low=None if math.isinf(new_low) else new_low,
        high=None if math.isinf(new_high) else new_high,
        bounds_attained=bounds_attained and not math.isinf(new_low) and not math.isinf(new_high),
        mean=info.mean if inside else None,
        std=info.std if inside else None,
        classes=info.classes if inside else None,
    )


_WHOLE: Mapping[str, Callable[[float], int]] = {
    "floor": math.floor,
    "ceil": math.ceil,
    "round": round,
    "rint": round,
    "around": round,
    "trunc": math.trunc,
}
"""Functions that make numbers whole. Python rounds as numpy does, halves to the even number."""


_BOUNDED: Mapping[str, Interval] = {
    **dict.fromkeys(("sin", "cos", "sign"), (-1.0, 1.0)),
    **{name: ends for name, ends in RANGES.items() if all(map(math.isfinite, ends))},
}
"""Functions whose values lie between fixed ends, whatever they get."""


@_follows_seen
def monotone(info: ArrayInfo, function: str) -> ArrayInfo:
    """The facts after an elementwise function of one argument, by its short name."""
    low, high = intervals.interval(info)
    keeps_float = replace(info, dtype=divided(info.dtype))
    kept = info if function in {"square", "abs", "relu", "sign", *_WHOLE} else keeps_float
    if function in _BOUNDED:
        return lattice.ranged(kept, *_BOUNDED[function])
    try:
        if function == "sqrt":
            ends = (0.0, math.inf) if low < 0 else (math.sqrt(low), math.inf if math.isinf(high) else math.sqrt(high))
        elif function == "square":
            squared = intervals.power((low, high), (2.0, 2.0))
            ends = (0.0, math.inf) if squared is None else squared
        elif function == "abs":
            ends = (0.0 if low <= 0 <= high else min(abs(low), abs(high)), max(abs(low), abs(high)))
        elif function == "exp":
            ends = (0.0 if math.isinf(low) else math.exp(low), math.inf if math.isinf(high) else math.exp(high))
        elif function in {"log", "log2", "log10", "log1p"}:
            compute = getattr(math, function)
            shift = -1 if function == "log1p" else 0
            if low <= shift or math.isinf(high):
                return lattice.forget_values(keeps_float)
            ends = (compute(low), compute(high))
        elif function == "relu":
            ends = (max(low, 0.0), max(high, 0.0))
        elif function in _WHOLE:
            whole = _WHOLE[function]
            ends = (low if math.isinf(low) else float(whole(low)), high if math.isinf(high) else float(whole(high)))
        else:
            return lattice.forget_values(info)
    except (OverflowError, ValueError):
        return lattice.forget_values(kept)
    crosses_zero = function in {"abs", "square"} and low < 0 < high and not lattice.is_even(info)
    bounds_attained = info.bounds_attained and not crosses_zero
    new_low, new_high, bounds_attained = intervals.bounds_in_dtype(ends, kept.dtype, bounds_attained)
    return replace(lattice.ranged(kept, None, None), low=new_low, high=new_high, bounds_attained=bounds_attained)
