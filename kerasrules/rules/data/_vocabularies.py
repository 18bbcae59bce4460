"""Texts whose words were numbered by another tokenizer than those of the training."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kerasrules.model.data import ArrayInfo
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.training import Fit
from kerasrules.model.unknown import Unknown

_INDICES = "word indices of a Tokenizer"


@record(frozen=True, eq=False)
class OtherVocabulary:
    """fit: the call that gets both, or the later one. taught, given: the word indices of training, and the others."""

    fit: Fit
    taught: ArrayInfo
    given: ArrayInfo


def other_vocabularies(program: Program) -> Iterator[OtherVocabulary]:
    """Each input of validation, evaluate or predict whose words have other numbers than in training."""
    fitted = [one for one in program.estimator_fits if one.class_name == "Tokenizer"]
    if any(one.owner != other.owner and one.data == other.data for one, other in combinations(fitted, 2)):
        return  # of the same texts, they give the same numbers
    for training in program.trainings:
        taught = [fit for fit in training.fits if fit.trains]
        for fit in training.fits:
            before = [fit] if fit.trains else taught
            for index, given in enumerate(fit.validation_x if fit.trains else fit.x):
                known = [one.x[index] for one in before if index < len(one.x)]
                found = [array for array in known if _numbered(array)]
                if _numbered(given) and known and len(found) == len(known):
                    assert isinstance(given, ArrayInfo)
                    for array in found[:1]:
                        assert isinstance(array, ArrayInfo)
                        if array.origin_place != given.origin_place:
                            yield OtherVocabulary(fit, array, given)


def _numbered(array: ArrayInfo | Unknown) -> bool:
    return isinstance(array, ArrayInfo) and array.origin == _INDICES and array.origin_place is not None
