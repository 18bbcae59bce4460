"""Facts about arrays as plain values: making, joining and combining them.

Nothing here knows of the interpreter: `Array` in, `Array` out. Where something is not sure the answer is "not known".
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from kerasrules.interpreter.array_domain.dtypes import INTEGERS, divided, is_float, is_integer, promote, weak
from kerasrules.model.data import ArrayInfo, Shape, Step
from kerasrules.model.locations import Location

MAX_STEPS = 16
"""A longer history helps no reader; what a loop repeats would grow without end."""

UNKNOWN = ArrayInfo()

ARITHMETIC = {"+", "-", "*", "/", "//", "**", "%", "@"}
COMPARISONS = {"==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"}


# ---- words ----


def spell(number: float) -> str:
    """A number as a reader would write it: 255, 127.5, 1/255."""
    if isinstance(number, int) and abs(number) >= 10**15:
        return "a huge number"
    if math.isfinite(number):
        if number == int(number):
            return str(int(number))
        if 0 < abs(number) < 1 and len(repr(number)) > 6:
            inverse = 1 / number
            if abs(inverse - round(inverse, 1)) < 1e-6 * abs(inverse):
                return f"1/{spell(round(inverse, 1))}"
    return f"{number:.6g}"


def with_step(info: ArrayInfo, kind: str, text: str, location: Location | None) -> ArrayInfo:
    """The facts with one more step in their history."""
    if len(info.steps) >= MAX_STEPS:
        return info
    return replace(info, steps=(*info.steps, Step(kind, text, location)))


# ---- making ----


def constant(value: object) -> ArrayInfo:
    """The facts of a number."""
    if isinstance(value, bool):
        return ArrayInfo(shape=(), dtype="bool", low=float(value), high=float(value))
    if isinstance(value, (int, float)):
        dtype = "int64" if isinstance(value, int) else "float64"
        if isinstance(value, float) and not math.isfinite(value):
            return ArrayInfo(shape=(), dtype=dtype)
        try:
            number = float(value)
        except OverflowError:
            return ArrayInfo(shape=(), dtype=dtype)
        return ArrayInfo(shape=(), dtype=dtype, low=number, high=number)
    if isinstance(value, (str, bytes)):
        return ArrayInfo(shape=(), dtype="string", encoding="text")
    return UNKNOWN


def labels(
    encoding: str,
    classes: int | None,
    shape: Shape | None,
    dtype: str | None,
    split: str | None = None,
    *,
    sorted_by_class: bool = False,
) -> ArrayInfo:
    """The facts of class labels."""
    if classes is not None and classes < 1:
        classes = None
    if encoding == "integer":
        high = None if classes is None else float(classes - 1)
        low: float | None = 0.0
        bounds_attained = classes is not None
    else:
        low, high, bounds_attained = 0.0, 1.0, True
    return ArrayInfo(
        shape=shape,
        dtype=dtype,
        low=low,
        high=high,
        bounds_attained=bounds_attained,
        encoding=encoding,
        classes=classes,
        split=split,
        sorted_by_class=sorted_by_class,
    )


def forget_values(info: ArrayInfo) -> ArrayInfo:
    """Shape, type and origin stay; nothing is known of the values any more."""
    return replace(
        info,
        low=None,
        high=None,
        bounds_attained=False,
        standardized=False,
        mean=None,
        std=None,
        encoding=None,
        classes=None,
        predictor=None,
        sorted_by_class=False,
    )


def ranged(info: ArrayInfo, low: float | None, high: float | None, *, bounds_attained: bool = False) -> ArrayInfo:
    """The facts with another interval of values; what else was known of the values is dropped."""
    if low is not None and high is not None and not (math.isfinite(low) and math.isfinite(high) and low <= high):
        low = high = None
    return replace(
        forget_values(info),
        low=low,
        high=high,
        bounds_attained=bounds_attained and low is not None and high is not None,
    )


def standardize(info: ArrayInfo) -> ArrayInfo:
    """The facts after mean 0 and spread 1 were made."""
    dtype = info.dtype if is_float(info.dtype) else "float64" if info.dtype is not None else None
    return replace(forget_values(info), standardized=True, mean=0.0, std=1.0, dtype=dtype)


def shuffled(info: ArrayInfo) -> ArrayInfo:
    """The facts of the same samples in an order that is not known."""
    return replace(info, sorted_by_class=False) if info.sorted_by_class else info


def is_constant(info: ArrayInfo) -> bool:
    """Whether all values are one and the same number."""
    return info.low is not None and info.low == info.high


# ---- joining ----


def same_values(left: ArrayInfo, right: ArrayInfo) -> bool:
    """Whether the two say the same of the values."""
    return (left.low, left.high, left.bounds_attained, left.standardized, left.mean, left.std) == (
        right.low,
        right.high,
        right.bounds_attained,
        right.standardized,
        right.mean,
        right.std,
    )


def join_shapes(left: Shape | None, right: Shape | None) -> Shape | None:
    """What holds for both shapes."""
    if left is None or right is None or len(left) != len(right):
        return None
    return tuple(a if a == b else None for a, b in zip(left, right, strict=False))


def join_facts(a: ArrayInfo, b: ArrayInfo) -> ArrayInfo:
    """What is known of a value that is one of the two."""
    if a == b:
        return a
    low = None if a.low is None or b.low is None else min(a.low, b.low)
    high = None if a.high is None or b.high is None else max(a.high, b.high)
    equal = (a.low, a.high) == (b.low, b.high) and low is not None and high is not None
    steps = []
    for mine, other in zip(a.steps, b.steps, strict=False):
        if (mine.kind, mine.text) != (other.kind, other.text):
            break
        steps.append(mine)
    return ArrayInfo(
        shape=join_shapes(a.shape, b.shape),
        dtype=a.dtype if a.dtype == b.dtype else None,
        low=low,
        high=high,
        bounds_attained=equal and a.bounds_attained and b.bounds_attained,
        standardized=a.standardized and b.standardized,
        mean=a.mean if a.mean == b.mean else None,
        std=a.std if a.std == b.std else None,
        encoding=a.encoding if a.encoding == b.encoding else None,
        classes=a.classes if a.classes == b.classes else None,
        split=a.split if a.split == b.split else None,
        augmented=a.augmented and b.augmented,
        sorted_by_class=a.sorted_by_class and b.sorted_by_class,
        origin=a.origin if a.origin == b.origin else None,
        origin_place=a.origin_place if a.origin == b.origin else None,
        steps=tuple(steps),
    )


def join_all(info: Iterable[ArrayInfo]) -> ArrayInfo:
    """What is known of a value that is one of several; nothing where there are none."""
    result: ArrayInfo | None = None
    for one in info:
        result = one if result is None else join_facts(result, one)
    return UNKNOWN if result is None else result


def stack(info: Iterable[ArrayInfo], count: int | None, axis: int = 0) -> ArrayInfo:
    """The facts of several values of one form laid along a new axis."""
    joined = join_all(info)
    shape = joined.shape
    if shape is not None:
        position = axis if axis >= 0 else len(shape) + 1 + axis
        shape = (*shape[:position], count, *shape[position:])
    return replace(joined, shape=shape)


# ---- shapes ----


def element(info: ArrayInfo) -> ArrayInfo:
    """The facts of one item along the first axis."""
    shape = info.shape
    return replace(info, shape=shape[1:] if shape else None, sorted_by_class=False)


def with_batch(info: ArrayInfo, size: int | None) -> ArrayInfo:
    """The facts with a batch axis in front."""
    return replace(info, shape=None if info.shape is None else (size, *info.shape))


def rebatched(info: ArrayInfo, size: int | None = None) -> ArrayInfo:
    """The facts with another size of the first axis."""
    return replace(info, shape=(size, *info.shape[1:]) if info.shape else None)


def broadcast(left: Shape | None, right: Shape | None) -> Shape | None:
    """The shape of an elementwise result; None also where the shapes cannot be combined."""
    if left is None or right is None:
        return None
    size = max(len(left), len(right))
    a = (1,) * (size - len(left)) + tuple(left)
    b = (1,) * (size - len(right)) + tuple(right)
    result: list[int | None] = []
    for m, n in zip(a, b, strict=False):
        if m == n or n == 1:
            result.append(m)
        elif m == 1 or m is None:
            result.append(n)
        elif n is None:
            result.append(m)
        else:
            return None
    return tuple(result)


def matmul_shape(left: Shape | None, right: Shape | None) -> Shape | None:
    """The shape of `left @ right` for matrices and stacks of them."""
    if left is None or right is None or len(left) < 2 or len(right) < 2:
        return None
    batch = broadcast(left[:-2], right[:-2])
    return None if batch is None else (*batch, left[-2], right[-1])


def count(shape: Shape) -> int | None:
    """Number of values, where every dimension is known."""
    total = 1
    for size in shape:
        if size is None:
            return None
        total *= size
    return total


def reshaped(shape: Shape | None, target: Shape | None) -> Shape | None:
    """`target` with its -1 worked out."""
    if target is None:
        return None
    locations = [index for index, size in enumerate(target) if size == -1]
    if not locations:
        return target
    if len(locations) > 1:
        return None
    rest = [size for size in target if size != -1]
    missing: int | None = None
    if shape is not None and None not in rest:
        known = count(tuple(rest))
        total = count(shape)
        if total is not None and known and total % known == 0:
            missing = total // known
    return tuple(missing if size == -1 else size for size in target)


def reduced(shape: Shape | None, axis: object, keepdims: bool = False) -> Shape | None:
    """The shape after a reduction along `axis` (None for all, an int, or a tuple of them)."""
    if axis is None:
        return () if not keepdims else None if shape is None else (1,) * len(shape)
    if shape is None:
        return None
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in axes):
        return None
    gone = {one % len(shape) for one in axes if -len(shape) <= one < len(shape)} if shape else set()
    if keepdims:
        return tuple(1 if index in gone else size for index, size in enumerate(shape))
    return tuple(size for index, size in enumerate(shape) if index not in gone)


# ---- values ----

Interval = tuple[float, float]


def interval(info: ArrayInfo) -> Interval:
    """The interval with infinities where a bound is not known."""
    return (-math.inf if info.low is None else info.low, math.inf if info.high is None else info.high)


def _products(a: Interval, b: Interval) -> Interval:
    values = [0.0 if 0 in (x, y) else x * y for x in a for y in b]
    return min(values), max(values)


def _quotient(a: Interval, b: Interval) -> Interval | None:
    if b[0] <= 0 <= b[1]:
        return None
    inverse = (0.0 if math.isinf(b[1]) else 1 / b[1], 0.0 if math.isinf(b[0]) else 1 / b[0])
    return _products(a, inverse)


def _power(a: Interval, b: Interval) -> Interval | None:
    if b[0] != b[1] or math.isinf(b[0]):
        return None
    exponent = b[0]
    if exponent == 0:
        return 1.0, 1.0
    if exponent < 0:
        positive = _power(a, (-exponent, -exponent))
        return None if positive is None else _quotient((1.0, 1.0), positive)
    if a[0] < 0 and exponent != int(exponent):
        return None
    try:
        ends = sorted((a[0] ** exponent, a[1] ** exponent))
    except OverflowError:
        return None
    if a[0] < 0 < a[1] and exponent % 2 == 0:
        ends[0] = 0.0
    return ends[0], ends[1]


def combine_intervals(operator: str, a: Interval, b: Interval) -> Interval | None:
    """The interval of `a operator b`, None where nothing can be said."""
    result: Interval | None
    if operator == "+":
        result = a[0] + b[0], a[1] + b[1]
    elif operator == "-":
        result = a[0] - b[1], a[1] - b[0]
    elif operator == "*":
        result = _products(a, b)
    elif operator == "/":
        result = _quotient(a, b)
    elif operator == "//":
        result = _quotient(a, b)
        if result is not None:
            result = tuple(end if math.isinf(end) else float(math.floor(end)) for end in result)  # type: ignore[assignment]
    elif operator == "**":
        result = _power(a, b)
    elif operator == "%":
        result = (0.0, b[1]) if b[0] > 0 else None
    else:
        result = None
    if result is None or math.isnan(result[0]) or math.isnan(result[1]):
        return None
    return result


def _bounds(ends: Interval | None, dtype: str | None, bounds_attained: bool) -> tuple[float | None, float | None, bool]:
    """An interval as fields of `Array`, wrapped round as whole numbers of a fixed size do."""
    if ends is None:
        return None, None, False
    low = None if math.isinf(ends[0]) else ends[0]
    high = None if math.isinf(ends[1]) else ends[1]
    if dtype in INTEGERS and low is not None and high is not None:
        least, most = INTEGERS[dtype]
        if low < least or high > most:
            return float(least), float(most), False
    return low, high, bounds_attained and low is not None and high is not None


def _is_narrow(other: ArrayInfo, result: Interval) -> bool:
    """Whether an operand hardly moves the ends of the result, so that a tight range stays tight."""
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
    if operator in COMPARISONS or operator in {"&", "|", "^"}:
        return compared(left, right)
    if operator not in ARITHMETIC:
        return ArrayInfo(shape=broadcast(left.shape, right.shape))
    main = right if left_constant is not None else left
    if right_constant is not None:
        dtype = weak(left.dtype, right_constant)
    elif left_constant is not None:
        dtype = weak(right.dtype, left_constant)
    else:
        dtype = promote(left.dtype, right.dtype)
    if operator == "/":
        dtype = divided(dtype)
    shape = matmul_shape(left.shape, right.shape) if operator == "@" else broadcast(left.shape, right.shape)
    base = replace(forget_values(main), shape=shape, dtype=dtype)
    if left_constant is None and right_constant is None:
        # Both are data: what belongs to one of them is kept where the other has no history of its own.
        if left.origin is None and right.origin is not None:
            base = replace(forget_values(right), shape=shape, dtype=dtype)
        base = replace(base, augmented=left.augmented or right.augmented, split=left.split or right.split)
    if right_constant is not None and is_neutral(operator, right):
        return replace(left, dtype=dtype)
    ends = combine_intervals(operator, interval(left), interval(right))
    bounds_attained = ends is not None and (
        (left.bounds_attained and _is_narrow(right, ends))
        or (right.bounds_attained and _is_narrow(left, ends) and operator != "**")
    )
    if operator in {"%", "//", "@"}:
        bounds_attained = bounds_attained and operator == "//"
    low, high, bounds_attained = _bounds(ends, dtype, bounds_attained)
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
        shape=broadcast(left.shape, right.shape),
        dtype="bool",
        low=0.0,
        high=1.0,
        encoding="integer" if label else None,
        classes=2 if label else None,
        split=left.split,
        sorted_by_class=left.sorted_by_class and right.shape == (),
    )


def negated(info: ArrayInfo) -> ArrayInfo:
    """The facts of `-x`."""
    low, high = interval(info)
    ends_low, ends_high, bounds_attained = _bounds((-high, -low), info.dtype, info.bounds_attained)
    return replace(
        forget_values(info),
        low=ends_low,
        high=ends_high,
        bounds_attained=bounds_attained,
        standardized=info.standardized,
        mean=None if info.mean is None else -info.mean,
        std=info.std,
    )


def cast(info: ArrayInfo, dtype: str | None) -> ArrayInfo:
    """The facts after a conversion that keeps values as far as the type can hold them."""
    if dtype is None:
        return replace(info, dtype=None)
    if dtype == "string":
        return replace(forget_values(info), dtype=dtype, encoding="text", sorted_by_class=info.sorted_by_class)
    if info.encoding == "text" and (is_integer(dtype) or is_float(dtype)):
        # "0", "1", … read as numbers
        numbers = labels("integer", info.classes, info.shape, dtype, info.split, sorted_by_class=info.sorted_by_class)
        known = numbers if info.classes is not None else replace(forget_values(info), dtype=dtype)
        return replace(known, origin=info.origin, origin_place=info.origin_place, steps=info.steps)
    if dtype == "bool":
        label = info.encoding == "integer"
        return replace(
            forget_values(info),
            dtype=dtype,
            low=0.0,
            high=1.0,
            encoding=info.encoding,
            classes=2 if label else info.classes,
            sorted_by_class=info.sorted_by_class,
        )
    if dtype in INTEGERS and not is_integer(info.dtype) and info.dtype != "bool":
        # Fractions are cut off; what the type cannot hold wraps round.
        ends = interval(info)
        cut = tuple(end if math.isinf(end) else float(math.trunc(end)) for end in ends)
        low, high, bounds_attained = _bounds((cut[0], cut[1]), dtype, info.bounds_attained)
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
    low, high, bounds_attained = _bounds(interval(info), dtype, info.bounds_attained)
    return replace(info, dtype=dtype, low=low, high=high, bounds_attained=bounds_attained)


def clipped(info: ArrayInfo, low: float | None, high: float | None) -> ArrayInfo:
    """The facts after values were cut to an interval."""
    a, b = interval(info)
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
    )


def monotone(info: ArrayInfo, function: str) -> ArrayInfo:
    """The facts after an elementwise function of one argument, by its short name."""
    low, high = interval(info)
    keeps_float = replace(info, dtype=divided(info.dtype))
    fixed: dict[str, Interval] = {
        "sigmoid": (0.0, 1.0),
        "softmax": (0.0, 1.0),
        "tanh": (-1.0, 1.0),
        "sin": (-1.0, 1.0),
        "cos": (-1.0, 1.0),
        "sign": (-1.0, 1.0),
        "softsign": (-1.0, 1.0),
        "hard_sigmoid": (0.0, 1.0),
    }
    if function in fixed:
        return ranged(keeps_float, *fixed[function])
    try:
        if function == "sqrt":
            ends = (0.0, math.inf) if low < 0 else (math.sqrt(low), math.inf if math.isinf(high) else math.sqrt(high))
        elif function == "square":
            squared = _power((low, high), (2.0, 2.0))
            ends = (0.0, math.inf) if squared is None else squared
        elif function == "abs":
            ends = (0.0 if low <= 0 <= high else min(abs(low), abs(high)), max(abs(low), abs(high)))
        elif function == "exp":
            ends = (0.0 if math.isinf(low) else math.exp(low), math.inf if math.isinf(high) else math.exp(high))
        elif function in {"log", "log2", "log10", "log1p"}:
            compute = getattr(math, function)
            shift = -1 if function == "log1p" else 0
            if low <= shift or math.isinf(high):
                return forget_values(keeps_float)
            ends = (compute(low), compute(high))
        elif function == "relu":
            ends = (max(low, 0.0), max(high, 0.0))
        elif function in {"floor", "ceil", "round", "rint", "around"}:
            ends = (low if math.isinf(low) else math.floor(low), high if math.isinf(high) else math.ceil(high))
        else:
            return forget_values(info)
    except (OverflowError, ValueError):
        return forget_values(info)
    integral = function in {"square", "abs", "floor", "ceil", "round", "rint", "around", "relu"}
    kept = info if integral else keeps_float
    crosses_zero = function in {"abs", "square"} and low < 0 < high
    bounds_attained = info.bounds_attained and not crosses_zero
    new_low, new_high, bounds_attained = _bounds(ends, kept.dtype, bounds_attained)
    return replace(ranged(kept, None, None), low=new_low, high=new_high, bounds_attained=bounds_attained)


__all__ = [
    "UNKNOWN",
    "arithmetic",
    "broadcast",
    "cast",
    "clipped",
    "combine_intervals",
    "compared",
    "constant",
    "element",
    "forget_values",
    "is_constant",
    "join_all",
    "join_facts",
    "join_shapes",
    "labels",
    "monotone",
    "negated",
    "ranged",
    "rebatched",
    "reduced",
    "reshaped",
    "same_values",
    "shuffled",
    "spell",
    "stack",
    "standardize",
    "with_batch",
    "with_step",
]
