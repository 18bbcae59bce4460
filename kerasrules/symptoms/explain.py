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
    """An explanation of each symptom, those with causes first.

    A program that trains nothing, such as the pasted lines of a model, explains only what one of its findings causes.
    """
    pairs = list(judged(program))
    taught = {use.location for use in program.taught}
    # what a loss of the user's own wraps tells its labels, and not the values that it takes
    valued = [pair for pair in pairs if pair.loss.location not in taught]
    explained = (
        Explanation(
            symptom,
            meaning(symptom, valued, findings) if valued or not pairs else "",
            facts(symptom, program, pairs),
            causes(symptom, findings),
            look_at(symptom),
        )
        for symptom in symptoms
    )
    told = [one for one in explained if program.trainings or one.causes]
    return tuple(sorted(told, key=lambda one: not (one.causes or one.facts)))
