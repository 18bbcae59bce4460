"""From which array a number or an array was derived: the mean of x, x minus its mean."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kerasrules.interpreter.values import ArrayObject, Value
from kerasrules.model.data import ArrayInfo

Derivation = tuple[str, ArrayObject]


def derivation_of(value: Value) -> Derivation | None:
    """What number of which array this is ("mean", x), or how it was made from one ("centered", x)."""
    if not isinstance(value, ArrayObject):
        return None
    derived_from = value.state.get("derived_from") or value.derived_from
    return (
        derived_from
        if isinstance(derived_from, tuple) and len(derived_from) == 2 and isinstance(derived_from[1], ArrayObject)
        else None
    )


def derive(
    source: ArrayObject, info: ArrayInfo, *, keep_derivation: bool = False, frame: bool | None = None
) -> ArrayObject:
    """A new array made from another one."""
    made = ArrayObject(
        info,
        derived_from=derivation_of(source) if keep_derivation else None,
        frame=source.frame if frame is None else frame,
    )
    if keep_derivation:
        keep_axis(source, made)
    return made


def reshaped(source: ArrayObject, info: ArrayInfo) -> ArrayObject:
    """The same values in another shape."""
    made = derive(source, info, keep_derivation=True, frame=False)
    if is_evenly_spaced(source):
        note_evenly_spaced(made)
    return made


def listed(array: ArrayObject) -> ArrayObject:
    """A list of the items of an array."""
    made = derive(array, array.info, keep_derivation=True)
    made.is_list = True
    return made


_OVER_SAMPLES = "over samples"
_MANY_SAMPLES = 100


def note_axis(number: ArrayObject, source: ArrayObject, axis: Value) -> None:
    """Remember of a mean or deviation whether it is surely one of many samples, not of each of them."""
    shape = source.info.shape
    if axis is None:
        # without an axis it may be that of one image, which is known to be one of many samples by their number only
        size = shape[0] if shape else None
        over = source.frame or (size is not None and size >= _MANY_SAMPLES and source.info.split is not None)
    else:
        axes = axis if isinstance(axis, tuple) else (axis,)
        over = 0 in axes or (shape is not None and -len(shape) in axes)
    number.state[_OVER_SAMPLES] = over


def keep_axis(source: ArrayObject, made: ArrayObject) -> None:
    """Give what is about the same number the memory of what it is a number of."""
    if _OVER_SAMPLES in source.state:
        made.state[_OVER_SAMPLES] = source.state[_OVER_SAMPLES]


def is_over_samples(number: ArrayObject) -> bool:
    """Whether a mean or deviation is surely one of many samples."""
    return number.state.get(_OVER_SAMPLES) is True


_OWN = "own mean or minimum taken away"


def note_own_center(centered: ArrayObject, source: ArrayObject) -> None:
    """Remember that the mean or minimum that was taken away from `source` was its own."""
    centered.state[_OWN] = source


def is_own(scaled: ArrayObject, source: ArrayObject) -> bool:
    """Whether a number of `source` is one of the very array that is scaled by it, perhaps after its mean was taken."""
    return scaled is source or scaled.state.get(_OWN) is source


_PART_OF = "part of"


def note_part(part: ArrayObject, whole: ArrayObject) -> None:
    """Remember that an array holds some of the samples of another one."""
    part.state[_PART_OF] = whole


def is_part_of(part: ArrayObject, whole: ArrayObject) -> bool:
    """Whether an array was cut out of another one, and is nothing but some of its samples."""
    found: object = part
    for _ in range(_DEPTH):
        if not isinstance(found, ArrayObject):
            return False
        found = found.state.get(_PART_OF)
        if found is whole:
            return True
    return False


_JOINED = "joined"


def note_joined(whole: ArrayObject, parts: Sequence[ArrayObject]) -> None:
    """Remember the arrays whose samples an array holds one after the other."""
    whole.state[_JOINED] = tuple(parts)


def joined_parts(array: ArrayObject) -> tuple[ArrayObject, ...]:
    """The arrays whose samples an array surely holds one after the other; itself where it was not joined."""
    parts = array.state.get(_JOINED)
    return parts if isinstance(parts, tuple) else (array,)


_DEPTH = 4
"""How many cuts are followed."""


_CONSECUTIVE = "whole numbers without a gap"


def note_consecutive(array: ArrayObject) -> None:
    """Remember that an array holds every whole number between its ends."""
    array.state[_CONSECUTIVE] = array.info


def is_consecutive(array: ArrayObject) -> bool:
    """Whether it does, and still is as it was made."""
    return array.state.get(_CONSECUTIVE) is array.info


_EVEN = "evenly spaced numbers"
_FILLING = 10
"""So many evenly spaced numbers come near every number between the first and the last."""


def note_evenly_spaced(array: ArrayObject) -> None:
    """Remember that an array holds numbers at equal distances, if they are enough to come near all in between."""
    shape = array.info.shape
    if shape is not None and None not in shape and math.prod(size or 0 for size in shape) >= _FILLING:
        array.state[_EVEN] = array.info


def is_evenly_spaced(array: ArrayObject) -> bool:
    """Whether it does, and still is as it was made."""
    return array.state.get(_EVEN) is array.info
