"""A fix that is judged on top of another change, without which the model learns nothing or Keras stops."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from kerasrules.confirming.judge.least_skill import LEAST_SKILL
from kerasrules.confirming.judge.sequential_test import Decision
from kerasrules.confirming.run.comparison import Comparison, TrialArm
from kerasrules.confirming.run.model_result import FixTrial, ModelResult
from kerasrules.rules import rule_of

NOT_LEARNED = "neither variant learned"
STANDARDIZED, STANDARDIZED_INPUTS = "standardized inputs and targets", "standardized inputs"
STOPPED = "Keras raises an error on both sides"


def note_on_top(trial: FixTrial, found: Comparison, arm: TrialArm, words: str, without: str) -> None:
    """Enter what the trainings on top have shown, if they have decided.

    words: the other change. without: what the two sides come to without it.
    """
    pairs = found.pairs(arm)
    if not pairs or arm.decision is Decision.OPEN:
        return
    sides = [median(pair[side] for pair in pairs) for side in (0, 1)]
    numbers = f"skill {sides[0]:.2f} as written, {sides[1]:.2f} with the fix"
    if arm.decision is Decision.WINS:
        won = f"won {found.tally(arm).wins} of {len(pairs)} pairs of trainings"
        trial.on_top = f"with {words} the fix {won}: {numbers}; without that {without}"
    elif arm.decision is Decision.NEITHER and min(sides) >= LEAST_SKILL:
        trial.none_on_top = (
            f"this fix alone is not enough: {without}. With {words} the model learns, and as well without this one:"
            f" {numbers}"
        )


def fix_words(trial: FixTrial) -> str:
    """Which fix it is."""
    return f"the fix for {trial.code} ({trial.fix[:1].lower()}{trial.fix[1:]})"


def lets_it_train(found: ModelResult) -> FixTrial | None:
    """The fix with which Keras trains what it does not train as written; of several the one that goes furthest."""
    if found.comparison.baseline_error is None or found.comparison.out_of_time:
        return None
    trained = [one for one in found.trials if one.arm is not None and one.runs and one.arm.error is None]
    return max(trained, key=lambda one: one.reached or -1.0, default=None)


def stopped_too(found: ModelResult, *, synthetic: bool) -> Sequence[FixTrial]:
    """The trials in which Keras stops as it does as written, so that they say nothing yet of their fixes."""
    return [
        trial
        for trial in found.trials
        if trial.arm is not None
        and trial.arm.error is not None
        and not (synthetic and rule_of(trial.code).confirm.needs_data)
    ]
