"""A plan as a program: rules must say of it what they say of the program that it was planned from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kerasrules.checking.engine import examine_file
from kerasrules.checking.judging import judge
from kerasrules.checking.settings import Settings
from kerasrules.confirming.plan.as_program import as_program
from kerasrules.confirming.plan.model_plan import Unbuildable
from kerasrules.confirming.plan.plan_model import plan_model
from kerasrules.model.data import ArrayInfo
from kerasrules.model.findings import Finding
from kerasrules.model.program import Program
from kerasrules.model.unknown import Unknown
from kerasrules.rules import RULES
from tests.fixtures import FIXTURES

ASKED = frozenset(rule.code for rule in RULES if rule.confirm.asked_of_data)


def read(path: Path) -> Program | None:
    """The program of a file that makes one training call with known arrays.

    Without validation data and weights from files: a plan has none.
    """
    _, program, _ = examine_file(str(path), Settings())
    if program is None or [len(training.fits) for training in program.trainings] != [1]:
        return None
    if any(use.name == "load_weights" for use in program.uses):
        return None
    fit = program.trainings[0].fits[0]
    known = fit.trains and fit.x and fit.y and not any(isinstance(one, Unknown) for one in (*fit.x, *fit.y))
    return program if known and not fit.validation_x else None


def planned(program: Program) -> Program:
    """The same by way of a plan. Raises Unbuildable."""
    training = program.trainings[0]
    x, y = (
        [one for one in arrays if isinstance(one, ArrayInfo)] for arrays in (training.fits[0].x, training.fits[0].y)
    )
    return as_program(plan_model(training), x, y, training.fits[0].location)


def said(findings: Sequence[Finding]) -> list[tuple[str, str, object]]:
    return [(one.code, one.message, one.location) for one in findings]


def test_rules_say_the_same() -> None:
    codes: list[str] = []
    for path in sorted(path for code in ASKED for path in FIXTURES.glob(f"{code}_*/*.py")):
        program = read(path)
        if program is not None:
            try:
                again = planned(program)
            except Unbuildable:
                continue
            found = judge(program, ASKED)
            assert said(judge(again, ASKED)) == said(found), path
            codes += [one.code for one in found]
    assert len(codes) >= 20, "too few findings are compared"
    assert len(set(codes)) >= 6, codes
