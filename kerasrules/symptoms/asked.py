"""Which symptoms are to be explained: those that the user names, and those that a notebook's saved output shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kerasrules.model.findings import Finding
from kerasrules.model.program import Program
from kerasrules.model.symptoms import Explanation, Symptom, SymptomKind
from kerasrules.symptoms.explain import explain
from kerasrules.symptoms.training_log import symptoms_of

_PLAIN = frozenset({SymptomKind.STUCK_LOSS, SymptomKind.NOT_FINITE, SymptomKind.ZERO_LOSS, SymptomKind.NEGATIVE_LOSS})
"""What is told of a saved output without being asked for: other numbers need not be a fault."""
_NO_GRADIENT = "KR510"


def explanations(
    program: Program, asked: Sequence[Symptom], outputs: Mapping[int, str], findings: Sequence[Finding]
) -> tuple[Explanation, ...]:
    """Explanations for one program. outputs: what a notebook's cells printed, by the cell's number among all."""
    told = explain(program, asked, findings)
    shown = [one for cell, text in outputs.items() for one in symptoms_of(text, cell)]
    if asked or not shown or not program.trainings:
        return told
    return tuple(one for one in explain(program, shown, findings) if _is_worth_telling(one))


def _is_worth_telling(one: Explanation) -> bool:
    """A loss or an accuracy may rest at its best value, except one of guessing, and of weights that cannot change."""
    return one.symptom.kind in _PLAIN and (bool(one.meaning) or one.causes[:1] == (_NO_GRADIENT,))
