"""Whether inputs and targets of a call belong to the same samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from kerasrules.model.data import ArrayInfo
from kerasrules.model.sample_sets import Relation, SampleSet
from kerasrules.model.training import Fit
from kerasrules.model.unknown import Unknown

Arrays: TypeAlias = "Sequence[ArrayInfo | Unknown]"


def are_apart(x: Arrays, y: Arrays, beside: tuple[Arrays, Arrays] = ((), ())) -> bool:
    """Whether some targets surely belong to none of the samples of the inputs. beside: those of the training."""
    for target in y:
        relations = {_relation(inputs, target) for inputs in x}
        if Relation.OTHER not in relations or Relation.SAME in relations:
            continue
        # of one array, other rows may be what follows in a series, but for inputs whose training has the same rows
        if not any(_of_one_array(inputs, target) for inputs in x):
            return True
        if any(_relation(inputs, trained) is Relation.SAME for inputs in beside[0] for trained in beside[1]):
            return True
    return False


def are_moved(x: Arrays, y: Arrays, beside: tuple[Arrays, Arrays]) -> bool:
    """Whether the targets are cut at other positions than the inputs, while those of `beside` are cut at the same.

    Without the latter, targets that follow in a series look the same.
    """
    for inputs, target in ((a, b) for a in map(_samples, x) for b in map(_samples, y)):
        if inputs is None or target is None or not inputs.is_moved_against(target):
            continue
        for mine, theirs in ((a, b) for a in map(_samples, beside[0]) for b in map(_samples, beside[1])):
            if mine is None or theirs is None or mine.relation(theirs) is not Relation.SAME:
                continue
            if mine.source is inputs.source and theirs.source is target.source and len(mine.taken) == len(inputs.taken):
                return True
    return False


def are_mixed(x: Arrays, y: Arrays) -> bool:
    """Whether the inputs were shuffled and the targets were not, or the reverse."""
    for target in y:
        pairs = [(_samples(inputs), _samples(target)) for inputs in x]
        known = [(mine, theirs) for mine, theirs in pairs if mine is not None and theirs is not None]
        if known and len(known) == len(pairs) and all(a.is_mixed_against(b) or b.is_mixed_against(a) for a, b in known):
            return True
    return False


def _samples(array: ArrayInfo | Unknown) -> SampleSet | None:
    return array.samples if isinstance(array, ArrayInfo) else None


def _relation(inputs: ArrayInfo | Unknown, target: ArrayInfo | Unknown) -> Relation | None:
    if not isinstance(inputs, ArrayInfo) or not isinstance(target, ArrayInfo):
        return None
    if inputs.samples is None or target.samples is None:
        return None
    return inputs.samples.relation(target.samples)


def _of_one_array(inputs: ArrayInfo | Unknown, target: ArrayInfo | Unknown) -> bool:
    """Whether both are rows of one array, which are no parts of a split with names."""
    if not isinstance(inputs, ArrayInfo) or not isinstance(target, ArrayInfo):
        return False
    return _have_one_source(inputs, target) and inputs.samples is not None and not inputs.samples.is_split


def _have_one_source(one: ArrayInfo, other: ArrayInfo) -> bool:
    return one.samples is not None and other.samples is not None and one.samples.source is other.samples.source


def takes_over_targets(fit: Fit) -> bool:
    """Whether the targets of validation are those of the training, while the inputs are from another source."""
    if len(fit.y) != 1 or len(fit.validation_y) != 1 or len(fit.x) != 1 or len(fit.validation_x) != 1:
        return False
    x, y, inputs, targets = fit.x[0], fit.y[0], fit.validation_x[0], fit.validation_y[0]
    known = [array for array in (x, y, inputs, targets) if isinstance(array, ArrayInfo) and array.samples is not None]
    if len(known) < 4 or not isinstance(targets, ArrayInfo) or targets.low == targets.high is not None:
        return False
    x, y, inputs, targets = known
    same_targets = _have_one_source(y, targets) and _relation(y, targets) is Relation.SAME
    if _have_one_source(x, inputs):
        return same_targets and _relation(x, inputs) is Relation.OTHER
    return same_targets and x.origin != inputs.origin


def counts_of(x: Arrays, y: Arrays) -> tuple[int, int] | None:
    """How many inputs and targets there are, where the numbers are known to differ."""
    for inputs in x:
        for target in y:
            shapes = [array.shape for array in (inputs, target) if isinstance(array, ArrayInfo)]
            first = [shape[0] for shape in shapes if shape and shape[0] is not None]
            if len(first) == 2 and first[0] != first[1]:
                return first[0], first[1]
    return None
