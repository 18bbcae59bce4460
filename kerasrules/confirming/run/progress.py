"""What is told of a training while it runs."""

from __future__ import annotations

from typing import Any

from kerasrules.confirming.plan.request import ConfirmOptions
from kerasrules.confirming.run.training_run import TrainingRun

_CURVE = 24
"""How many of the last values of a curve are shown."""


def progress_event(options: ConfirmOptions, trial: str, seed: int, steps: int, run: TrainingRun) -> dict[str, Any]:
    """The event for a run so far. trial: which side it is of. steps: in all."""
    curve = [own if held is None else held for held, own in zip(run.held_out_skills, run.skills, strict=True)]
    return {
        "event": "progress",
        "trial": trial,
        "seed": seed - options.first_seed + 1,
        "seeds": options.seeds,
        "step": run.steps[-1],
        "steps": steps,
        "skill": curve[-1],
        "curve": curve[-_CURVE:],
    }
