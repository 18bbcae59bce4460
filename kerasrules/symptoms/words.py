"""A symptom as somebody says it: "loss 0.693", "accuracy stuck at 50 %", "nan", "always the same class"."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kerasrules.model.symptoms import Symptom, SymptomKind
from kerasrules.symptoms import phrases
from kerasrules.symptoms.guesses import is_guess
from kerasrules.symptoms.thresholds import GAP, of_loss

MAX_CHARACTERS = 1_000
"""Of a longer description the beginning is read: people say in a line what they see."""

_ALMOST_PERFECT = 0.9
_AHEAD = 0.1
"""By so much validation is hardly better than training by chance, or for want of dropout."""


def symptoms_in(text: str) -> list[Symptom]:
    """What the words say; empty where nothing in them is understood."""
    text = text[:MAX_CHARACTERS]
    if phrases.SHAPE_REFUSED.search(text):
        return [Symptom(SymptomKind.SHAPE_ERROR, None, "an error about shapes")]
    clauses = [clause for clause in phrases.CLAUSE_END.split(text) if clause.strip()]
    validation = _of_validation(text, clauses)
    if validation is not None:
        return [validation]
    found = list(_of_losses(text, clauses))
    if _is_one_answer(text, clauses):
        found.append(Symptom(SymptomKind.ONE_ANSWER, None, "the same prediction for every sample"))
    found += _of_accuracies(clauses)
    if not found and phrases.LOW_ACCURACY.search(text):
        found.append(Symptom(SymptomKind.STUCK_ACCURACY, None, "the accuracy is low"))
    if not found and phrases.STUCK.search(text):
        about_accuracy = phrases.ACCURACY.search(text) and not phrases.LOSS.search(text)
        found.append(
            Symptom(SymptomKind.STUCK_ACCURACY, None, "the accuracy does not rise")
            if about_accuracy
            else Symptom(SymptomKind.STUCK_LOSS, None, "the loss does not fall")
        )
    return found


def _of_validation(text: str, clauses: list[str]) -> Symptom | None:
    """What is said of training and validation side by side: the numbers of both need no other explanation."""
    if phrases.NOT_FINITE.search(text) or phrases.LOSS_OF_ZERO.search(text):
        return None
    trained = [value for value, _ in _accuracies(text, validated=False)]
    validated = [value for value, _ in _accuracies(text, validated=True)]
    shown = max(validated, default=0.0)
    if phrases.TOO_GOOD.search(text) or (shown >= _ALMOST_PERFECT and phrases.ELSEWHERE_WORSE.search(text)):
        return Symptom(SymptomKind.TOO_GOOD, None, "validation is better than the model is on other data")
    if trained and validated and min(validated) - max(trained) >= _AHEAD:
        return Symptom(SymptomKind.TOO_GOOD, None, "validation is better than training")
    apart = bool(trained and validated) and max(trained) - min(validated) >= GAP
    if apart or any(map(phrases.OVERFITS.search, (text, *clauses))) or phrases.ELSEWHERE_WORSE.search(text):
        return Symptom(SymptomKind.OVERFITS, None, "validation is far worse than training")
    return None


def _of_losses(text: str, clauses: list[str]) -> Iterator[Symptom]:
    alone = phrases.ALONE.search(text)
    values = [(value, said) for clause in clauses for value, said in _losses(clause)]
    if phrases.NOT_FINITE.search(text):
        yield Symptom(SymptomKind.NOT_FINITE, math.nan, "loss nan")
    elif phrases.LOSS_BELOW_ZERO.search(text):
        value = next((value for value, _ in values if value < 0), None)
        seen = "the loss is negative" if value is None else f"loss {value:g}"
        yield Symptom(SymptomKind.NEGATIVE_LOSS, value, seen)
    elif phrases.LOSS_OF_ZERO.search(text) and not any(value for value, _ in values):
        yield Symptom(SymptomKind.ZERO_LOSS, 0.0, f"loss {values[0][1] if values else '0'}")
    elif values:
        yield of_loss(values[0][0], f"loss {values[0][1]}")
    elif phrases.LOSS_IS_HUGE.search(text):
        yield Symptom(SymptomKind.HUGE_LOSS, None, "the loss is very large")
    elif alone is not None and is_guess(float(alone["number"])):
        yield of_loss(float(alone["number"]), f"loss {alone['number']}")


def _losses(clause: str) -> Iterator[tuple[float, str]]:
    """The losses that a clause names, except those that it only falls to or from on its way."""
    if not phrases.LOSS.search(clause):
        return
    after = phrases.LOSS_AND_NUMBER.search(clause) or phrases.NUMBER_AND_LOSS.search(clause)
    if after is None:
        return
    value = float(after["number"])
    if not phrases.FALLS.search(clause) or is_guess(value) or value < 0:
        yield value, after["number"]


def _is_one_answer(text: str, clauses: list[str]) -> bool:
    """Whether predictions are all the same; an accuracy that is the same in each epoch is another thing."""
    of_numbers = phrases.ACCURACY.search(text) or phrases.LOSS.search(text)
    return any(
        phrases.ONE_ANSWER.search(part)
        and (phrases.PREDICTS.search(part) or not (phrases.ACCURACY.search(part) or phrases.LOSS.search(part)))
        for part in (clauses if of_numbers else [text])
    )


def _of_accuracies(clauses: list[str]) -> Iterator[Symptom]:
    for clause in clauses:
        for value, said in _accuracies(clause, validated=None):
            yield Symptom(SymptomKind.STUCK_ACCURACY, value, f"accuracy {said}")
            return
        before = phrases.NUMBER_AND_ACCURACY.search(clause)
        if before is not None:
            yield Symptom(SymptomKind.STUCK_ACCURACY, float(before["number"]) / 100, f"accuracy {before['number']}%")
            return
        if phrases.NO_ACCURACY.search(clause):
            yield Symptom(SymptomKind.STUCK_ACCURACY, 0.0, "accuracy 0")
            return


def _accuracies(text: str, validated: bool | None) -> Iterator[tuple[float, str]]:
    """Accuracies as parts of 1, with what is written. validated: those of validation, the others, or (None) both."""
    for found in phrases.ACCURACY_AND_NUMBER.finditer(text):
        if validated is not None and bool(found["validation"]) is not validated:
            continue
        if found["zero"]:
            yield 0.0, "0"
            continue
        value = float(found["number"])
        percent = bool(found["percent"]) or value > 1
        yield value / 100 if percent else value, f"{found['number']}{found['percent']}"
