"""What the numbers of a training show while it runs: symptoms, each told once. Nothing here knows Keras."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from kerasrules.model.symptoms import Symptom, SymptomKind

if TYPE_CHECKING:
    from kerasrules.live.guess_loss import GuessLoss

ENOUGH_EPOCHS, ENOUGH_STEPS = 3, 100
"""So long nothing is said of a loss that does not fall: many trainings start slowly."""
_BELOW, _ABOVE = 0.97, 1.05
"""Within these shares of the loss of guessing a model has learned nothing."""
_APART, _TWICE = 2.0, 2
"""So many times its lowest value the validation loss reaches in so many epochs in a row."""

SameAnswer = Callable[[], str]
"""Looks at predictions: in words the one answer that all samples get, or "" where they differ."""


class TrainingWatch:
    """The course of one training. guess: the loss of a model that guesses, where it is known."""

    def __init__(self, guess: GuessLoss | None) -> None:
        self._guess = guess
        self._told: set[SymptomKind] = set()
        self._losses: list[float] = []
        self._lowest: tuple[float, int, float] | None = None
        """Of validation: the loss, its epoch, and the loss of training in it."""
        self._apart = 0
        self._steps = 0

    def after_batch(self, number: int, loss: float) -> Iterator[Symptom]:
        """number: of the batch in its epoch, from 1. loss: as Keras reports it, the mean over the epoch so far."""
        self._steps += 1
        if not math.isfinite(loss):
            seen = f"the loss is {loss} at batch {number} of epoch {len(self._losses) + 1}"
            yield from self._once(Symptom(SymptomKind.NOT_FINITE, loss, seen))

    def after_epoch(self, logs: Mapping[str, float], penalty: float, same_answer: SameAnswer) -> Iterator[Symptom]:
        """logs: as Keras gives them. penalty: what weights add to the loss, which guessing does not have."""
        loss = logs.get("loss", math.nan) - penalty
        self._losses.append(loss)
        epoch = len(self._losses)
        if not math.isfinite(loss):
            yield from self._once(Symptom(SymptomKind.NOT_FINITE, loss, f"the loss is {loss} in epoch {epoch}"))
            return
        enough = epoch >= ENOUGH_EPOCHS and self._steps >= ENOUGH_STEPS
        if enough and self._guesses():
            yield from self._stuck(loss, same_answer)
        elif enough and self._is_due(epoch):  # also where the loss falls: that of softmax over one unit does
            answer = same_answer()
            if answer:
                seen = f"every prediction is the same ({answer}) after epoch {epoch}"
                yield from self._once(Symptom(SymptomKind.ONE_ANSWER, None, seen))
        if "val_loss" in logs:
            yield from self._validated(logs["val_loss"], loss, epoch)

    def _guesses(self) -> bool:
        """Whether the last losses are all that of guessing."""
        guess = self._guess
        if guess is None or guess.value <= 0:
            return False
        return all(_BELOW <= loss / guess.value <= _ABOVE for loss in self._losses[-ENOUGH_EPOCHS:])

    def _stuck(self, loss: float, same_answer: SameAnswer) -> Iterator[Symptom]:
        assert self._guess is not None
        if SymptomKind.STUCK_LOSS in self._told:
            return
        answer = same_answer()
        self._told.add(SymptomKind.ONE_ANSWER)  # it is told with this
        seen = f"after {len(self._losses)} epochs ({self._steps} steps) the loss is {loss:.3g}, that of guessing"
        seen += f" ({self._guess.words})" + (f", and every prediction is the same ({answer})" if answer else "")
        yield from self._once(Symptom(SymptomKind.STUCK_LOSS, loss, seen))

    def _is_due(self, epoch: int) -> bool:
        """Predictions are looked at in fewer and fewer epochs: a training of a thousand is not to pay for each."""
        return SymptomKind.ONE_ANSWER not in self._told and (epoch == ENOUGH_EPOCHS or epoch & (epoch - 1) == 0)

    def _validated(self, value: float, loss: float, epoch: int) -> Iterator[Symptom]:
        if not math.isfinite(value):
            seen = f"the validation loss is {value} in epoch {epoch}, and that of training {loss:.3g}"
            yield from self._once(Symptom(SymptomKind.NOT_FINITE, value, seen))
            return
        if self._lowest is None or value < self._lowest[0]:
            self._lowest, self._apart = (value, epoch, loss), 0
            return
        lowest, best, trained = self._lowest
        falls_apart = value > _APART * lowest > 0 and loss < trained
        self._apart = self._apart + 1 if falls_apart else 0
        if self._apart >= _TWICE:
            seen = (
                f"the validation loss rose from {lowest:.3g} in epoch {best} to {value:.3g} in epoch {epoch},"
                f" while that of training fell to {loss:.3g}"
            )
            yield from self._once(Symptom(SymptomKind.OVERFITS, value, seen))

    def _once(self, symptom: Symptom) -> Iterator[Symptom]:
        if symptom.kind not in self._told:
            self._told.add(symptom.kind)
            yield symptom
