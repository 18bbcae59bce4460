"""What fit's arguments surely are: data that are given twice, or lists of samples."""

from __future__ import annotations

from kerasrules.interpreter.array_domain.provenance import is_part_of
from kerasrules.interpreter.budget import MAX_LENGTH, Allowance
from kerasrules.interpreter.values import (
    PYTHON_GENERATOR,
    ArrayObject,
    Dataset,
    KerasModel,
    ListValue,
    LoopItems,
    Value,
    portions,
)
from kerasrules.model.data import SEVERAL_READINGS, ArrayInfo
from kerasrules.model.network import Tensor
from kerasrules.model.record import replace
from kerasrules.model.sample_sets import SampleSet
from kerasrules.model.training import Overlap
from kerasrules.model.unknown import Unknown


def overlap_of(given: tuple[Value, Value], validation: Value) -> Overlap | None:
    """What fit's validation data surely have to do with its training data. given: its x and y."""
    if isinstance(validation, Dataset):
        return _overlap_of_datasets(given[0], validation) if isinstance(given[0], Dataset) else None
    parts = validation.items if isinstance(validation, ListValue) else validation
    if not isinstance(parts, tuple) or len(parts) < 2:
        return None
    pairs = tuple(zip(given, parts[:2], strict=True))
    if all(_same(one, other) for one, other in pairs):
        return Overlap.SAME
    if all(_contains(whole, part) for whole, part in pairs):
        return Overlap.PART
    return Overlap.SHARED if all(_overlaps(one, other) for one, other in pairs) else None


def _contains(whole: Value, part: Value) -> bool:
    if not isinstance(whole, ArrayObject) or not isinstance(part, ArrayObject):
        return False
    cuts = _cuts(whole, part)
    return is_part_of(part, whole) or (cuts is not None and cuts[0].contains(cuts[1]))


def _overlaps(one: Value, other: Value) -> bool:
    if not isinstance(one, ArrayObject) or not isinstance(other, ArrayObject):
        return False
    cuts = _cuts(one, other)
    return cuts is not None and (cuts[0].overlaps(cuts[1]) or cuts[0].contains(cuts[1]))


def _cuts(one: ArrayObject, other: ArrayObject) -> tuple[SampleSet, SampleSet] | None:
    """The samples of two arrays that were cut out of one, and that nothing was done to since but the same."""
    mine, theirs = one.info.samples, other.info.samples
    if mine is None or theirs is None or not mine.taken or not theirs.taken or one.info.steps != other.info.steps:
        return None
    return mine, theirs


def as_targets(
    targets: tuple[ArrayInfo | Unknown, ...], inputs: tuple[ArrayInfo | Unknown, ...]
) -> tuple[ArrayInfo | Unknown, ...]:
    """The targets; of images that may be maps of class numbers the range is a bound, which they need not reach.

    Photographs they surely are where they are the inputs too, as those of an autoencoder, or have three colors.
    """
    return tuple(
        replace(one, bounds_attained=False)
        if isinstance(one, ArrayInfo) and _may_be_map(one) and not any(_is_of_picture(one, other) for other in inputs)
        else one
        for one in targets
    )


def _is_of_picture(target: ArrayInfo, given: ArrayInfo | Unknown) -> bool:
    """Whether the target surely comes from the picture that is the input."""
    if target is given:
        return True
    return isinstance(given, ArrayInfo) and target.picture is given.picture is not SEVERAL_READINGS


def _may_be_map(array: ArrayInfo) -> bool:
    """Whether the array was read from image files that may hold a class number for each pixel."""
    colored = array.shape is not None and len(array.shape) > 2 and array.shape[-1] == 3
    return array.picture is not None and array.encoding is None and not colored


def _overlap_of_datasets(training: Dataset, validation: Dataset) -> Overlap | None:
    if _same(training, validation):
        return Overlap.SAME
    if {training.origin, validation.origin} & _GENERATED:
        return None
    mine, other = training.portion, validation.portion
    if portions.is_within(other, mine):
        return Overlap.SAME if portions.is_within(mine, other) else Overlap.PART
    if portions.overlap(mine, other):
        return Overlap.SHARED
    return Overlap.DRAWN_ANEW if portions.are_drawn_anew(mine, other) else None


_GENERATED = frozenset({PYTHON_GENERATOR, "tf.data.Dataset.from_generator"})
"""What may well give other data each time."""


def _same(one: Value, other: Value, left: Allowance | None = None) -> bool:
    left = Allowance() if left is None else left
    if isinstance(one, Dataset) and isinstance(other, Dataset):
        return (one is other and one.origin not in _GENERATED) or (one.files is not None and one.files == other.files)
    if isinstance(one, ArrayObject):
        return one is other
    mine, theirs = (value.items if isinstance(value, ListValue) else value for value in (one, other))
    if not isinstance(mine, tuple) or not isinstance(theirs, tuple) or len(mine) != len(theirs):
        return False
    return left.take(len(mine)) and len(mine) > 0 and all(_same(a, b, left) for a, b in zip(mine, theirs, strict=True))


def is_list_of_samples(value: Value, model: Value) -> bool:
    """Whether fit surely gets a plain list with one item per sample, not one array per input."""
    if isinstance(value, ArrayObject) and value.is_list:
        return _is_list_for(value, model)
    # a model of a custom class may take what it likes
    if not isinstance(value, ListValue) or not isinstance(model, KerasModel):
        return False
    if model.form not in ("sequential", "functional"):
        return False
    items = value.state["items"]
    if not isinstance(items, tuple) or not items:
        return False
    if any(isinstance(item, LoopItems) for item in items):
        inner = [part for item in items for part in (item.items if isinstance(item, LoopItems) else (item,))]
        ends = (model.inputs, model.outputs)
        single = model.form == "sequential" or all(isinstance(end, Tensor) for end in ends)
        return single and all(
            isinstance(part, (int, float)) or _is_sample(part, model) or _is_numbers(part) for part in inner
        )
    return _is_numbers(value)


def _is_list_for(value: ArrayObject, model: Value) -> bool:
    """Whether a list of which little more is known than of an array is none of one array per input."""
    shape = value.info.shape
    if not shape or not isinstance(model, KerasModel):
        return False
    single = model.form == "sequential" or (model.form == "functional" and isinstance(model.inputs, Tensor))
    return len(shape) == 1 or single


def _is_sample(value: Value, model: KerasModel) -> bool:
    """Whether the value is an array without the axis of samples that an input has: a list of batches may hold one."""
    if not isinstance(value, ArrayObject) or value.info.shape is None:
        return False
    wanted = model.inputs.shape if isinstance(model.inputs, Tensor) else None
    return wanted is None or len(value.info.shape) == len(wanted) - 1


def _is_numbers(value: Value, left: Allowance | None = None) -> bool:
    """Whether the value is a list, perhaps of lists, with nothing but numbers."""
    left = Allowance(MAX_LENGTH) if left is None else left
    if isinstance(value, (ListValue, tuple)):
        items = value.items if isinstance(value, ListValue) else value
        return (
            isinstance(items, tuple)
            and len(items) > 0
            and left.take(len(items))
            and all(isinstance(item, (int, float)) or _is_numbers(item, left) for item in items)
        )
    return False
