"""What of a program explains a symptom although no rule reports it: only who sees the symptom knows that it matters."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from kerasrules.keras_api.losses import REGRESSION
from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Model
from kerasrules.model.program import Program
from kerasrules.model.sample_sets import Chosen
from kerasrules.model.symptoms import Symptom, SymptomKind
from kerasrules.model.training import Fit, Loss, Optimizer
from kerasrules.model.unknown import Unknown
from kerasrules.rules.heads import BINARY, CATEGORICAL, CROSS_ENTROPIES, Judged
from kerasrules.rules.losses._targets import head_range
from kerasrules.rules.phrasing import head_words, number, origin_words, reach
from kerasrules.rules.training._updates import updates_of
from kerasrules.symptoms.guesses import is_near
from kerasrules.symptoms.thresholds import HUGE

_MAJORITY = 0.6
"""A class that is more frequent than this draws a model towards answering it always."""
_FEW_UPDATES = 1_000
_LOW_ACCURACY = 0.3
"""Of targets that are numbers hardly more than these happen to equal an output, as a class."""
_LOGARITHMS = frozenset({"log", "log10", "log2"})
_BOUNDS = frozenset({"clip", "clip_by_value", "maximum", "epsilon", "log_sigmoid", "log_softmax", "log1p"})


def facts(symptom: Symptom, program: Program, pairs: list[Judged]) -> tuple[str, ...]:
    """Sentences, the best first; empty where nothing is known."""
    of_pairs = (said for pair in pairs for said in _BY_KIND[symptom.kind](symptom, program, pair))
    return tuple(dict.fromkeys([*of_pairs, *_of_program(symptom, program)]))


def is_regression_by_accuracy(symptom: Symptom, pair: Judged) -> bool:
    """Whether the accuracy that is seen is that of a model for numbers."""
    low = symptom.value is None or symptom.value <= _LOW_ACCURACY
    return low and pair.loss.name in REGRESSION and symptom.kind is SymptomKind.STUCK_ACCURACY


def _stuck_loss(symptom: Symptom, program: Program, pair: Judged) -> Iterator[str]:
    yield from _unapplied(program, pair)
    yield from _out_of_reach(pair)
    yield from _few_updates(program, pair)
    yield from _one_label(pair)


def _stuck_accuracy(symptom: Symptom, program: Program, pair: Judged) -> Iterator[str]:
    if is_regression_by_accuracy(symptom, pair):
        yield (
            f"{pair.loss.name} trains a regression: accuracy counts outputs that equal their target, which numbers"
            ' hardly ever do, however good the model is. Judge it by metrics=["mae"]'
        )
        return
    yield from _one_label(pair)
    yield from _majority(pair, symptom.value)
    yield from _range(pair)
    yield from _few_updates(program, pair)


def _one_answer(symptom: Symptom, program: Program, pair: Judged) -> Iterator[str]:
    yield from _one_label(pair)
    yield from _majority(pair, None)
    yield from _few_updates(program, pair)


def _zero_loss(symptom: Symptom, program: Program, pair: Judged) -> Iterator[str]:
    yield from _one_label(pair)


def _negative_loss(symptom: Symptom, program: Program, pair: Judged) -> Iterator[str]:
    yield from _range(pair)


def _huge_loss(symptom: Symptom, program: Program, pair: Judged) -> Iterator[str]:
    yield from _out_of_reach(pair)
    for target in pair.labels():
        ends = target.reached if pair.loss.name in REGRESSION else None
        power = 2 if pair.loss.name == "mean_squared_error" else 1
        if ends is not None and max(map(abs, ends)) ** power >= HUGE:
            yield (
                f"The targets{origin_words(target)} range from {reach(target)}, and {pair.loss.name} is in their units:"
                " divide them by their scale, and multiply the predictions by it"
            )


def _nothing(symptom: Symptom, program: Program, pair: Judged) -> Iterator[str]:
    return iter(())


_BY_KIND: Mapping[SymptomKind, Callable[[Symptom, Program, Judged], Iterator[str]]] = {
    SymptomKind.STUCK_LOSS: _stuck_loss,
    SymptomKind.STUCK_ACCURACY: _stuck_accuracy,
    SymptomKind.ONE_ANSWER: _one_answer,
    SymptomKind.ZERO_LOSS: _zero_loss,
    SymptomKind.NEGATIVE_LOSS: _negative_loss,
    SymptomKind.HUGE_LOSS: _huge_loss,
    SymptomKind.NOT_FINITE: _nothing,
    SymptomKind.OVERFITS: _nothing,
    SymptomKind.TOO_GOOD: _nothing,
    SymptomKind.SHAPE_ERROR: _nothing,
}


def _of_program(symptom: Symptom, program: Program) -> Iterator[str]:
    """What needs no loss that is known."""
    if symptom.kind is SymptomKind.NOT_FINITE:
        fits = [fit for training in program.trainings for fit in training.fits if fit.trains]
        for array in (array for fit in fits for array in (*fit.x, *fit.y)):
            if isinstance(array, ArrayInfo):
                yield from _no_number(array)
        yield from _logarithms(program)
    losses = [pair.loss for training in program.trainings for pair in training.output_losses]
    if symptom.kind is SymptomKind.NEGATIVE_LOSS and any(_is_own(loss) for loss in losses):
        yield "The program computes the loss itself: check the sign of what its function returns"


def _is_own(loss: Loss | Unknown) -> bool:
    return isinstance(loss, Unknown) or loss.via is not None


def _logarithms(program: Program) -> Iterator[str]:
    """Those that the program takes itself, where nothing in it keeps their arguments away from 0."""
    called = [use.name for use in program.uses if use.kind == "call"]
    if any(name.rpartition(".")[2] in _BOUNDS for name in called):
        return
    for name in called:
        if name.rpartition(".")[2] in _LOGARITHMS:
            yield (
                f"The program takes the logarithm of values that may be 0 ({name}): the logarithm of 0 is infinite, and"
                " its gradient nan. Add a small number such as 1e-7 to the argument, or clip it"
            )
            return


def _trains(pair: Judged) -> list[Fit]:
    return [fit for fit in pair.training.fits if fit.trains]


def _no_number(array: ArrayInfo) -> Iterator[str]:
    chosen = array.samples is not None and any(isinstance(part, Chosen) for part in array.samples.taken)
    if array.missing and not chosen:
        yield (
            f"The data{origin_words(array)} have empty cells, which are read as nan: a single nan in a batch makes the"
            " loss nan. Drop these rows, or fill the cells"
        )
    # one deviation of all values is 0 only if they are all the same
    if any(step.kind == "standardize" and "by mean and standard deviation" in step.text for step in array.steps):
        yield (
            f"The inputs{origin_words(array)} are divided by their standard deviation, which is 0 where a column (or"
            " pixel) is the same in all samples: 0 / 0 is nan. Add a small number such as 1e-7 to the deviation"
        )


def _one_label(pair: Judged) -> Iterator[str]:
    for target in pair.labels():
        if target.low is not None and target.low == target.high and pair.loss.name in CROSS_ENTROPIES:
            yield f"All labels are {number(target.low)}: a model that always answers this is right"


def _majority(pair: Judged, accuracy: float | None) -> Iterator[str]:
    """The share of the most frequent of two classes, where it is as high as the accuracy."""
    if pair.loss.name not in CROSS_ENTROPIES:
        return
    for target in pair.labels():
        if target.mean is None or target.low != 0 or target.high != 1 or target.classes != 2:
            continue
        share = max(target.mean, 1 - target.mean)
        if share >= _MAJORITY and (accuracy is None or is_near(accuracy, share) or abs(accuracy - share) < 0.03):
            label = 1 if target.mean > 0.5 else 0
            yield (
                f"{share:.0%} of the labels{origin_words(target)} are {label}: a model that always answers {label}"
                " reaches this accuracy. Pass class_weight to fit, and judge it by precision and recall"
            )


def _range(pair: Judged) -> Iterator[str]:
    """Targets that leave the range of probabilities, be they made up or not."""
    if pair.loss.name not in BINARY | CATEGORICAL or not pair.pair.direct:
        return
    for target in pair.labels():
        if target.standardized:
            yield f"The targets{origin_words(target)} have mean 0, but {pair.loss.name} expects targets from 0 to 1"
        elif target.reached is not None and (target.reached[0] < 0 or target.reached[1] > 1):
            yield (
                f"The targets{origin_words(target)} range from {reach(target)}, but {pair.loss.name} expects targets"
                " from 0 to 1"
            )


def _out_of_reach(pair: Judged) -> Iterator[str]:
    """Targets of a regression, be they made up or not, that the output layer cannot give."""
    ends = head_range(pair) if pair.loss.name in REGRESSION else None
    for target in pair.labels():
        if ends is None or (ends[0] == -math.inf and ends[1] == math.inf) or target.reached is None:
            continue
        low, high = target.reached
        if low < ends[0] - 1 or high > ends[1] + 1:
            yield (
                f"{head_words(pair.head)} with {pair.head.activation} gives values from {number(ends[0])} to"
                f" {number(ends[1])}, but the targets{origin_words(target)} range from {reach(target)}: remove the"
                " activation, or scale the targets".replace("the output layer", "The output layer", 1)
            )


def _unapplied(program: Program, pair: Judged) -> Iterator[str]:
    """A hand-written loop in which no update was found: of several trainings, another one may be what is seen."""
    alone = len(program.trainings) == 1 and any(fit.method == "loop" for fit in _trains(pair))
    if alone and pair.training.custom_loop and pair.training.optimizer is None:
        yield (
            "Gradients of this loss are computed, but no optimizer was found that applies them: call"
            " optimizer.apply_gradients(zip(gradients, model.trainable_variables)) in each step"
        )


def _few_updates(program: Program, pair: Judged) -> Iterator[str]:
    optimizer, model = pair.training.optimizer, pair.training.model
    updates = updates_of(program, pair.training)
    if (
        len(program.trainings) > 1
        or updates is None
        or not isinstance(optimizer, Optimizer)
        or isinstance(optimizer.learning_rate, Unknown)
    ):
        return
    if 0 < updates < _FEW_UPDATES and optimizer.class_name == "SGD" and isinstance(model, Model):
        yield (
            f"Training makes only {updates} updates in all, with SGD at a learning rate of"
            f" {number(optimizer.learning_rate)}: use smaller batches, more epochs, a higher rate or Adam"
        )
