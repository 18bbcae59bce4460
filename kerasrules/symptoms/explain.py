"""Explanations of symptoms by the findings of one program."""

from __future__ import annotations

from collections.abc import Sequence

from kerasrules.model.findings import Finding
from kerasrules.model.program import Program
from kerasrules.model.symptoms import Explanation, Symptom
from kerasrules.rules.heads import judged
from kerasrules.symptoms.causes import causes, look_at
from kerasrules.symptoms.facts import facts
from kerasrules.symptoms.meaning import meaning


def explain(program: Program, symptoms: Sequence[Symptom], findings: Sequence[Finding]) -> tuple[Explanation, ...]:
    """An explanation of each symptom, those with causes first; empty for a program that trains nothing."""
    if not program.trainings:
        return ()
    pairs = list(judged(program))
    explained = (
        Explanation(
            symptom,
            meaning(symptom, pairs, findings),
            facts(symptom, program, pairs),
            causes(symptom, findings),
            look_at(symptom),
        )
        for symptom in symptoms
    )
    return tuple(sorted(explained, key=lambda one: not (one.causes or one.facts)))
