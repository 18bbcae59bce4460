"""A symptom as somebody says it: "loss 0.693", "accuracy stuck at 50 %", "nan", "always the same class"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from kerasrules.model.symptoms import Symptom, SymptomKind
from kerasrules.symptoms.guesses import is_guess

_NUMBER = r"(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)"
_LOSS = re.compile(rf"\bloss\b[^\d.+-]{{0,40}}{_NUMBER}", re.IGNORECASE)
_ACCURACY = re.compile(rf"\bacc(?:uracy)?\b[^\d.+-]{{0,40}}{_NUMBER}\s*(?P<percent>%?)", re.IGNORECASE)
_ALONE = re.compile(rf"^\s*{_NUMBER}\s*$", re.IGNORECASE)
_NOT_FINITE = re.compile(r"\b(nan|inf(inity)?|not finite|diverge\w*|explod\w+)\b", re.IGNORECASE)
_ONE_ANSWER = re.compile(
    r"same (class|output|prediction|answer|value|label|number|result)|(always|only) (predict|output|answer)\w*|"
    r"(predict|output|answer)\w* (always|only)|constant (output|prediction)|all (zeros|ones)|one class\b",
    re.IGNORECASE,
)
_OVERFITS = re.compile(
    r"over-?fit|val\w*(_| )(loss|acc\w*)[^,.;]*(rise|increas|worse|grow|low|drop|bad|random|stuck)|"
    r"(bad|random|poor|worse|wrong) (on|in|at) (the )?(test|validation|new|unseen)",
    re.IGNORECASE,
)
_STUCK = re.compile(
    r"(not|n't|never|no longer) (\w+ )?(learn|decreas|fall|drop|improv|chang|converg|train|move|go)|"
    r"\b(stuck|constant|stays?|plateau\w*|not learning)\b",
    re.IGNORECASE,
)
HUGE = 1e3
"""Losses from here on say that targets or inputs are on a large scale."""


def symptoms_in(text: str) -> list[Symptom]:
    """What the words say; empty where nothing in them is understood."""
    return list(_symptoms(text))


def _symptoms(text: str) -> Iterator[Symptom]:
    loss, accuracy, alone = _LOSS.search(text), _ACCURACY.search(text), _ALONE.search(text)
    if _NOT_FINITE.search(text):
        yield Symptom(SymptomKind.NOT_FINITE, math.nan, "loss nan")
    elif loss is not None:
        yield of_loss(float(loss["number"]), f"loss {loss['number']}")
    elif alone is not None and is_guess(float(alone["number"])):
        yield of_loss(float(alone["number"]), f"loss {alone['number']}")
    if accuracy is not None:
        value = float(accuracy["number"])
        percent = bool(accuracy["percent"]) or value > 1
        said = f"accuracy {accuracy['number']}{accuracy['percent']}"
        yield Symptom(SymptomKind.STUCK_ACCURACY, value / 100 if percent else value, said)
    if _ONE_ANSWER.search(text):
        yield Symptom(SymptomKind.ONE_ANSWER, None, "the same prediction for every sample")
    if _OVERFITS.search(text):
        yield Symptom(SymptomKind.OVERFITS, None, "validation is far worse than training")
    nothing = loss is None and accuracy is None and alone is None
    if nothing and not _NOT_FINITE.search(text) and not _ONE_ANSWER.search(text) and _STUCK.search(text):
        yield Symptom(SymptomKind.STUCK_LOSS, None, "the loss does not fall")


def of_loss(value: float, seen: str) -> Symptom:
    """The symptom of a loss that stays at this value."""
    if not math.isfinite(value):
        return Symptom(SymptomKind.NOT_FINITE, value, seen)
    if value < 0:
        return Symptom(SymptomKind.NEGATIVE_LOSS, value, seen)
    if value < 1e-5:
        return Symptom(SymptomKind.ZERO_LOSS, value, seen)
    return Symptom(SymptomKind.HUGE_LOSS if value >= HUGE else SymptomKind.STUCK_LOSS, value, seen)
