"""Numbers of a training as Keras prints them, from a log or from the saved output of a notebook's cell."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence

from kerasrules.model.symptoms import Symptom, SymptomKind
from kerasrules.symptoms.guesses import is_guess
from kerasrules.symptoms.thresholds import GAP, HUGE, of_loss

_EPOCH = re.compile(r"\bEpoch\s+(\d+)\s*/\s*\d+")
_PAIR = re.compile(
    r"\b((?:val_)?(?:\w+_)?(?:loss|acc(?:uracy)?))(?:\s*[:=]\s*|\s+)(?:tf\.Tensor\()?(nan|inf|-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)",
    re.IGNORECASE,
)
_STEP_BACK = re.compile(r"[\r\n\x08]+")

MAX_CHARACTERS = 400_000
"""Of longer logs the beginning is read."""

ENOUGH_EPOCHS = 3
"""Fewer say little about where a loss is going."""

_MOVED = 0.02
"""A loss that changes by less than this part of itself over all epochs does not fall."""

_SAME_ACCURACY = 0.011
_NONE = 0.05
"""An accuracy that stays below this is one of chance."""
_LEARNED = 0.05
"""An accuracy that rises by more than this is of a model that learns."""


def epochs_in(text: str) -> list[Mapping[str, float]]:
    """The last numbers of each epoch, by name as printed."""
    epochs: list[dict[str, float]] = []
    is_marked = bool(_EPOCH.search(text))
    for piece in _STEP_BACK.split(text[:MAX_CHARACTERS]):
        if _EPOCH.search(piece):
            epochs.append({})
        numbers = {name.lower(): float(value) for name, value in _PAIR.findall(piece)}
        if numbers and is_marked and epochs:
            epochs[-1].update(numbers)  # the progress bar prints running means; the last ones stand
        elif numbers and not is_marked:
            epochs.append(numbers)
    return [epoch for epoch in epochs if epoch]


def symptoms_of(text: str, cell: int | None = None) -> list[Symptom]:
    """What is wrong with a training, as its log shows; empty where nothing is, or where it is too short to tell."""
    return list(_symptoms(epochs_in(text), cell))


def _symptoms(epochs: Sequence[Mapping[str, float]], cell: int | None) -> Iterator[Symptom]:
    losses = [epoch["loss"] for epoch in epochs if "loss" in epoch]
    if any(not math.isfinite(loss) for loss in losses):
        first = next(number for number, loss in enumerate(losses, 1) if not math.isfinite(loss))
        yield Symptom(SymptomKind.NOT_FINITE, math.nan, f"the loss is nan from epoch {first}", cell)
        return
    name, accuracies = _accuracies(epochs)
    # targets that are probabilities, such as another model's answers, keep a loss far from 0 that is well learned
    last = accuracies[-ENOUGH_EPOCHS:]
    learns = len(accuracies) > 1 and sum(last) / len(last) - accuracies[0] > _LEARNED
    still = 0 if learns else _epochs_without_change(losses)
    if still:
        yield of_loss(losses[-1], f"the loss stays at {losses[-1]:.4g} for {still} epochs", cell)
    elif losses and losses[-1] < 0:
        yield Symptom(SymptomKind.NEGATIVE_LOSS, losses[-1], f"the loss reaches {losses[-1]:.4g}", cell)
    elif losses and losses[-1] >= HUGE:
        yield Symptom(SymptomKind.HUGE_LOSS, losses[-1], f"the loss is {losses[-1]:.4g} in the last epoch", cell)
    end = accuracies[-max(ENOUGH_EPOCHS, len(accuracies) // 2) :]
    if len(end) >= ENOUGH_EPOCHS and _rests(min(end), max(end)):
        seen = f"the {name} stays at {accuracies[-1]:.4g}"
        yield Symptom(SymptomKind.STUCK_ACCURACY, accuracies[-1], seen, cell)
    validated = [epoch[f"val_{name}"] for epoch in epochs if f"val_{name}" in epoch]
    if accuracies and validated and accuracies[-1] >= 0.8 and accuracies[-1] - max(validated) >= GAP:
        seen = f"{name} {accuracies[-1]:.2f}, val_{name} {validated[-1]:.2f}"
        yield Symptom(SymptomKind.OVERFITS, validated[-1], seen, cell)


def _epochs_without_change(losses: Sequence[float]) -> int:
    """How many epochs the loss rests at the end of the training; 0 where it moves.

    A loss that has fallen before may rest because the model has learned, except at the value of guessing.
    """
    rest = losses[::-1]
    still = next((n for n, loss in enumerate(rest) if abs(loss - rest[0]) > _MOVED * abs(rest[0])), len(rest))
    return still if still >= ENOUGH_EPOCHS and (still == len(losses) or is_guess(rest[0])) else 0


def _rests(least: float, most: float) -> bool:
    """Whether accuracies between these do not move, and could be better."""
    return most <= _NONE or (most - least <= _SAME_ACCURACY and most < 1)


def _accuracies(epochs: Sequence[Mapping[str, float]]) -> tuple[str, list[float]]:
    names = [name for epoch in epochs for name in epoch if not name.startswith("val_") and "loss" not in name]
    name = names[0] if names else "accuracy"
    return name, [epoch[name] for epoch in epochs if name in epoch]
