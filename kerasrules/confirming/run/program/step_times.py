"""How long the trainings of a program take, so that as many steps are made as the time allows."""

from __future__ import annotations

import time

from kerasrules.confirming.run.program.program_process import ProgramVariant
from kerasrules.confirming.run.training_run import TrainingError
from kerasrules.model.record import record

FEW_STEPS, MORE_STEPS = 20, 100
QUICK = 1.0
"""Seconds for the former: then the latter are made, too, to tell the time of a step from that of a training."""


@record(frozen=True)
class StepTimes:
    """Seconds: of a version before its first step, of a training beside its steps, and of a step."""

    setup: float
    each: float
    step: float


def measured(variant: ProgramVariant, seed: int) -> StepTimes | None:
    """How long its trainings take; None where it cannot be trained. Raises OutOfTime."""
    try:
        setup, _ = _took(variant, seed, 2)  # traces
        few, steps = _took(variant, seed, FEW_STEPS)
        more, most = _took(variant, seed, MORE_STEPS) if few < QUICK else (few, steps)
    except TrainingError:
        return None  # what the error is shows in the trial
    if most <= steps or more <= few:
        return StepTimes(setup, 0.0, few / steps)
    per_step = (more - few) / (most - steps)
    return StepTimes(setup, max(0.0, few - steps * per_step), per_step)


def _took(variant: ProgramVariant, seed: int, steps: int) -> tuple[float, int]:
    """How long a training takes, and how many steps it came to. Raises TrainingError or OutOfTime."""
    started = time.monotonic()
    run = variant.run(seed, [], steps)
    return time.monotonic() - started, max(1, run.steps[-1])
