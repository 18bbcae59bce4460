"""The lattice of array facts: making them, forgetting some, joining two.

Nothing here knows of the interpreter: `ArrayInfo` in, `ArrayInfo` out. Where something is not sure, the answer is
"unknown".
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from kerasrules.interpreter.array_domain import array_shapes
from kerasrules.interpreter.array_domain.dtypes import is_float
from kerasrules.model.data import SEVERAL_READINGS, ArrayInfo, SampleRange, Shape, Step
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.sample_sets import SampleSet

MAX_STEPS = 16
"""A longer history helps no reader; what a loop repeats would grow without end."""


UNKNOWN = ArrayInfo()


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


def with_step(
    info: ArrayInfo, kind: str, text: str, location: Location | None, *, own_statistics: bool = False
) -> ArrayInfo:
    """The facts with one more step in their history."""
    if len(info.steps) >= MAX_STEPS:
        return info
    cuts = len(info.samples.taken) if info.samples is not None else 0
    return replace(info, steps=(*info.steps, Step(kind, text, location, own_statistics, cuts)))


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


def labels_of(
    source: ArrayInfo, encoding: str, classes: int | None, shape: Shape | None, dtype: str | None
) -> ArrayInfo:
    """The facts of class labels that another array's values were turned into, sample by sample."""
    return labels(
        encoding,
        classes,
        shape,
        dtype,
        source.split,
        samples=source.samples,
        sorted_by_class=source.sorted_by_class,
    )


def labels(
    encoding: str,
    classes: int | None,
    shape: Shape | None,
    dtype: str | None,
    split: str | None = None,
    *,
    sorted_by_class: bool = False,
    samples: SampleSet | None = None,
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
        samples=samples,
        sorted_by_class=sorted_by_class,
    )


def complete(info: ArrayInfo) -> ArrayInfo:
    """The same facts of data in which no value is missing any longer."""
    return replace(info, missing=False) if info.missing else info


def forget_values(info: ArrayInfo) -> ArrayInfo:
    """Shape, type and origin stay; nothing is known of the values any longer."""
    return replace(
        info,
        low=None,
        high=None,
        bounds_attained=False,
        uneven=False,
        seen=None,
        standardized=False,
        mean=None,
        std=None,
        sample_spread=None,
        encoding=None,
        classes=None,
        predictor=None,
        missing=False,
        sorted_by_class=False,
    )


def unattained(info: ArrayInfo) -> ArrayInfo:
    """The facts of some of the values: how far they reach is unknown, the bounds hold."""
    return replace(info, bounds_attained=False, seen=None)


def of_part(info: ArrayInfo) -> ArrayInfo:
    """The facts of one part of an array: of one that was put together from different ones, it may be any."""
    return unattained(info) if info.uneven else info


def some_samples(info: ArrayInfo) -> ArrayInfo:
    """The facts of samples that a condition picks: of what was measured in a file, the bounds alone are left."""
    if info.column is None:
        return complete(info)
    return replace(unattained(info), mean=None, std=None, sample_spread=None, classes=None, missing=False)


def ranged(info: ArrayInfo, low: float | None, high: float | None, *, bounds_attained: bool = False) -> ArrayInfo:
    """The facts with another interval of values; what else was known of the values is dropped."""
    if low is not None and high is not None and not (math.isfinite(low) and math.isfinite(high) and low <= high):
        low = high = None
    return replace(
        forget_values(info),
        low=low,
        high=high,
        bounds_attained=bounds_attained and low is not None and high is not None,
        uneven=info.uneven,
    )


def standardize(info: ArrayInfo) -> ArrayInfo:
    """The facts after mean 0 and spread 1 were made."""
    dtype = info.dtype if is_float(info.dtype) else "float64" if info.dtype is not None else None
    return replace(forget_values(info), standardized=True, mean=0.0, std=1.0, dtype=dtype, missing=info.missing)


def shuffled(info: ArrayInfo) -> ArrayInfo:
    """The facts of the same samples in an order that is unknown."""
    return replace(info, sorted_by_class=False) if info.sorted_by_class else info


def is_constant(info: ArrayInfo) -> bool:
    """Whether all values are one and the same number."""
    return info.low is not None and info.low == info.high


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


def join(a: ArrayInfo, b: ArrayInfo) -> ArrayInfo:
    """What is known of a value that is one of the two."""
    samples = None if a.samples is None or b.samples is None else a.samples.common(b.samples)
    picture = a.picture if a.picture is b.picture else SEVERAL_READINGS
    if a == b:
        same = samples is a.samples and picture is a.picture
        return a if same else replace(a, samples=samples, picture=picture)
    low = None if a.low is None or b.low is None else min(a.low, b.low)
    high = None if a.high is None or b.high is None else max(a.high, b.high)
    equal = (a.low, a.high) == (b.low, b.high) and low is not None and high is not None
    steps = []
    for mine, other in zip(a.steps, b.steps, strict=False):
        if (mine.kind, mine.text) != (other.kind, other.text):
            break
        one_place = mine.own_statistics and other.own_statistics and mine.location == other.location
        steps.append(mine if one_place or not mine.own_statistics else replace(mine, own_statistics=False))
    return ArrayInfo(
        shape=array_shapes.join_shapes(a.shape, b.shape),
        dtype=a.dtype if a.dtype == b.dtype else None,
        low=low,
        high=high,
        bounds_attained=equal and a.bounds_attained and b.bounds_attained,
        uneven=a.uneven or b.uneven,
        seen=_seen_of_both(a, b) if low is None or high is None else None,
        standardized=a.standardized and b.standardized,
        mean=a.mean if a.mean == b.mean else None,
        std=a.std if a.std == b.std else None,
        encoding=a.encoding if a.encoding == b.encoding else None,
        classes=a.classes if a.classes == b.classes and (a.encoding != "text" or a.column == b.column) else None,
        split=a.split if a.split == b.split else None,
        samples=samples,
        picture=picture,
        augmented=a.augmented and b.augmented,
        sorted_by_class=a.sorted_by_class and b.sorted_by_class,
        predicted=a.predicted and b.predicted,
        origin=a.origin if a.origin == b.origin else None,
        origin_place=a.origin_place if a.origin == b.origin else None,
        steps=tuple(steps),
        column=a.column if a.column == b.column else None,
    )


def _seen_of_both(a: ArrayInfo, b: ArrayInfo) -> SampleRange | None:
    """What one of two values reaches, whichever it is."""
    mine, other = a.reached, b.reached
    if mine is None or other is None:
        return None
    low, high = max(mine[0], other[0]), min(mine[1], other[1])
    return SampleRange(low, high) if low <= high else None


def join_all(info: Iterable[ArrayInfo]) -> ArrayInfo:
    """What is known of a value that is one of several; nothing where there are none."""
    result: ArrayInfo | None = None
    for one in info:
        result = one if result is None else join(result, one)
    return UNKNOWN if result is None else result


_MANY = 30
"""So many random numbers come near both ends of the interval that they are drawn from."""


def gathered(sure: Iterable[ArrayInfo], perhaps: Iterable[ArrayInfo] = (), *, many: bool) -> ArrayInfo:
    """What is known of values that are all there, and of some that may be there.

    An end of the whole is reached where one of the values surely reaches it. many: of each there may be any number.
    """
    parts = list(sure)
    joined = join_all([*parts, *perhaps])
    if joined.bounds_attained:
        return joined
    if joined.low is None or joined.high is None:
        ends = [part.reached for part in parts if part.reached is not None]
        seen = SampleRange(min(low for low, _ in ends), max(high for _, high in ends)) if ends else None
        return replace(joined, seen=seen)
    many = many or len(parts) >= _MANY
    full = [part for part in parts if part.bounds_attained or is_constant(part) or (many and is_even_draw(part))]
    reached = any(part.low == joined.low for part in full) and any(part.high == joined.high for part in full)
    return replace(joined, bounds_attained=reached, uneven=joined.uneven or not are_alike(parts))


def are_alike(parts: Iterable[ArrayInfo]) -> bool:
    """Whether the same interval is known of all of them."""
    return len({(part.low, part.high) for part in parts}) < 2


def is_even_draw(info: ArrayInfo) -> bool:
    """Whether this is one random number of those that fill an interval evenly."""
    return info.shape == () and is_even(info)


def is_even(info: ArrayInfo) -> bool:
    """Whether random numbers fill their interval evenly: so does every part of them."""
    if info.low is None or info.high is None or info.std is None:
        return False
    return info.high - info.low <= info.std * 12**0.5 * (1 + 1e-9)


def stack(info: Iterable[ArrayInfo], count: int | None, axis: int = 0, perhaps: Iterable[ArrayInfo] = ()) -> ArrayInfo:
    """The facts of several values of one form laid along a new axis. perhaps: those that may be missing."""
    parts = list(info)
    joined = gathered(parts, perhaps, many=count is None)
    # windows of a series that was scaled are parts of what its statistics are of; what is whole was scaled on its own
    cuts = min((len(part.samples.taken) if part.samples else 0 for part in parts), default=0)
    if any(step.own_statistics and step.cuts >= cuts for step in joined.steps):
        steps = (replace(one, own_statistics=one.own_statistics and one.cuts < cuts) for one in joined.steps)
        joined = replace(joined, steps=tuple(steps))
    shape = joined.shape
    if shape is not None:
        position = axis if axis >= 0 else len(shape) + 1 + axis
        shape = (*shape[:position], count, *shape[position:])
    return replace(joined, shape=shape)


def element(info: ArrayInfo) -> ArrayInfo:
    """The facts of one item along the first axis."""
    shape = info.shape
    if shape is None or len(shape) == 1:
        info = opened(info)
        shape = info.shape
    return replace(info, shape=shape[1:] if shape else None, sorted_by_class=False)


def opened(info: ArrayInfo) -> ArrayInfo:
    """The facts of what Python objects are: each may be anything, as a number, a text, or an array of its own form.

    So may be what an array was made of, if nothing is known of it. Of texts, which have dtype=object too, more is
    known.
    """
    may_be_objects = info.dtype == "object" or (info.dtype is None and not _has_known_values(info))
    return replace(info, shape=None, dtype=None) if may_be_objects and info.encoding is None else info


def _has_known_values(info: ArrayInfo) -> bool:
    """Whether anything is known of the values, which then are numbers or text."""
    known = (info.low, info.high, info.seen, info.mean, info.std, info.origin, info.column, info.predictor)
    return info.standardized or info.predicted or any(part is not None for part in known)


def with_batch(info: ArrayInfo, size: int | None) -> ArrayInfo:
    """The facts with a batch axis in front."""
    return replace(info, shape=None if info.shape is None else (size, *info.shape))


def rebatched(info: ArrayInfo, size: int | None = None) -> ArrayInfo:
    """The facts with another size of the first axis."""
    return replace(info, shape=(size, *info.shape[1:]) if info.shape else None)
