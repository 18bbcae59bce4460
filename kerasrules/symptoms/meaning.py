"""What a number of a training means for the head and the loss that made it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from kerasrules.model.findings import Finding
from kerasrules.model.symptoms import Symptom, SymptomKind
from kerasrules.rules.heads import BINARY, CATEGORICAL, CROSS_ENTROPIES, ONE_OF_MANY, Judged
from kerasrules.rules.phrasing import number
from kerasrules.symptoms.guesses import guessed_classes, is_near

_SURE = -math.log(1e-7)
"""What a cross-entropy adds for an answer of 0 where 1 is right: Keras clips probabilities at 1e-7."""


_DECODING = "KR211"
"""Predictions are turned into classes in a way that gives one class only."""


_FEW_CLASSES = 20
"""Of more classes a part that has been learned may leave any loss."""


def meaning(symptom: Symptom, pairs: list[Judged], findings: Sequence[Finding] = ()) -> str:
    """One or two sentences, or "" where nothing is known to say."""
    value = symptom.value
    if symptom.kind is SymptomKind.STUCK_LOSS and value is not None:
        told = next((said for pair in pairs for said in _of_loss(value, pair)), "")
        may_be_entropy = not pairs or any(pair.loss.name in CROSS_ENTROPIES for pair in pairs)
        return told or (_of_unknown(value) if may_be_entropy else "")
    if symptom.kind is SymptomKind.STUCK_ACCURACY and value is not None:
        return next((said for pair in pairs for said in _of_accuracy(value, pair)), "")
    if symptom.kind is SymptomKind.ONE_ANSWER and any(finding.code == _DECODING for finding in findings):
        return "The predictions may well differ, but what is made of them does not"
    if symptom.kind is SymptomKind.ONE_ANSWER and any(pair.units == 1 for pair in pairs):
        return "The output has one unit: its class is whether it is above the threshold, and argmax over it is always 0"
    if symptom.kind is SymptomKind.ZERO_LOSS:
        return next((said for pair in pairs for said in _of_zero(pair)), "A loss of exactly 0 leaves nothing to learn")
    return _WHATEVER_THE_HEAD.get(symptom.kind, "")


_WHATEVER_THE_HEAD = {
    SymptomKind.NOT_FINITE: (
        "The weights have overflowed, or the loss took the logarithm of 0: usually the steps are too large for the"
        " scale of the inputs or targets, or labels lie outside of the output"
    ),
    SymptomKind.NEGATIVE_LOSS: (
        "A cross-entropy is never negative for targets between 0 and 1, so the targets or the outputs leave that range"
    ),
    SymptomKind.HUGE_LOSS: (
        "The loss is in the units of the targets (squared, for a squared error): targets or inputs are on a large scale"
    ),
    SymptomKind.OVERFITS: (
        "Either the network memorizes its samples, or validation data are prepared in another way than training data"
    ),
}


def _of_loss(value: float, pair: Judged) -> Iterator[str]:
    loss, classes = pair.loss.name, pair.units
    told = number(value)
    if loss in BINARY and is_near(value, math.log(2)):
        yield (
            f"{told} is ln 2, the {loss} of a model that answers 0.5 for every sample: it has learned nothing from"
            " the inputs"
        )
    elif loss in BINARY and value > 0.35 * _SURE:
        share = min(1.0, value / _SURE)
        yield (
            f"{told} is what outputs of exactly 0 or 1 cost if about {share:.0%} of them are wrong: the sigmoid is"
            " saturated, and its gradient is 0"
        )
    elif loss in ONE_OF_MANY and classes and classes > 1 and is_near(value, math.log(classes)):
        yield (
            f"{told} is ln {classes}, the {loss} of a model that gives all {classes} classes the same probability:"
            " it has learned nothing from the inputs"
        )
    elif (
        loss in ONE_OF_MANY
        and classes
        and classes <= _FEW_CLASSES
        and (seen := guessed_classes(value)) is not None
        and 1 < seen < classes
    ):
        yield (
            f"{told} is ln {seen}: the model has learned that about {seen} of its {classes} classes occur, and"
            " nothing from the inputs"
        )
    elif loss == "mean_squared_error" and is_near(value, 0.25) and pair.head.activation in ("sigmoid", "linear"):
        yield f"{told} is the squared error of a model that answers 0.5 to labels of 0 and 1: it guesses"
    elif loss in ("hinge", "squared_hinge", "categorical_hinge") and is_near(value, 1.0):
        yield f"{told} is the {loss} of a model that answers 0 for every sample: it guesses"


def _of_unknown(value: float) -> str:
    classes = guessed_classes(value)
    if classes is None:
        return ""
    return f"{number(value)} is ln {classes}, the cross-entropy of guessing among {classes} classes"


def _of_accuracy(value: float, pair: Judged) -> Iterator[str]:
    loss, units = pair.loss.name, pair.units
    told = number(value)
    if value < 1e-3:
        yield f"An accuracy of {told} says that hardly any output equals its target: they are compared as classes"
    elif loss in BINARY and units is not None and units > 1 and value > 0.5:
        zeros = f"{value:.1%} of all labels are 0" if value < 0.9999 else "nearly all labels are 0"
        yield f"The accuracy counts each of the {units} outputs: answering 0 everywhere reaches {told} where {zeros}"
    elif loss in ONE_OF_MANY and units is not None and units > 1 and is_near(value, 1 / units):
        yield f"{told} is 1/{units}: the accuracy of guessing among {units} classes"
    elif loss in BINARY and is_near(value, 0.5):
        yield f"{told} is the accuracy of guessing between two classes"
    elif value > 0.5 and (loss in BINARY or loss in ONE_OF_MANY):
        yield (
            f"{told} is what a model reaches that always answers the most frequent class, if {value:.1%} of the"
            " samples have it: compare it with the counts of the labels"
        )


def _of_zero(pair: Judged) -> Iterator[str]:
    if pair.loss.name in ONE_OF_MANY and pair.units == 1:
        answer = "softmax of one unit is always 1" if pair.loss.name in CATEGORICAL else "one unit is one class"
        yield f"{pair.loss.name} of a single unit is always 0, because {answer}: there is no gradient"
