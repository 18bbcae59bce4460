"""Tier 1: every remedy of a model tried against the model as written, seed by seed."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from kerasrules.confirm.judge.sign_test import Decision, Tally, decide, straight_wins, tally
from kerasrules.confirm.plan.targets import Values
from kerasrules.confirm.run.training_run import OutOfTime, TrainingError, TrainingRun
from kerasrules.confirm.run.variant import CHUNK, Variant, shared_weights

DEFAULT_STEPS = 300
FEWEST_STEPS = 150
PAIRS_SHOWN = 3
"""Of what is shown and not judged (all remedies together) three seeds tell enough."""

OnProgress = Callable[[str, int, int, TrainingRun], None]
"""(which side, seed, steps in all, the run so far)"""


@dataclass
class TrialArm:
    """One remedy's side of the trial. judged False: only shown (all remedies together, or proved)."""

    words: str
    variant: Variant
    judged: bool = True
    runs: list[TrainingRun] = field(default_factory=list)
    error: str | None = None
    decision: Decision = Decision.OPEN


@dataclass
class Comparison:
    """The runs so far. baseline_error: Keras stopped while training as written."""

    baseline_runs: list[TrainingRun] = field(default_factory=list)
    baseline_error: str | None = None
    steps: int = DEFAULT_STEPS
    pairing_holds: bool | None = None
    out_of_time: bool = False


def pairs(comparison: Comparison, arm: TrialArm) -> list[tuple[float, float]]:
    """The deciding skills of both sides, seed by seed."""
    by_seed = {run.seed: run for run in comparison.baseline_runs}
    return [(by_seed[run.seed].deciding, run.deciding) for run in arm.runs if run.seed in by_seed]


def count(comparison: Comparison, arm: TrialArm) -> Tally:
    """How the pairs came out."""
    return tally(pairs(comparison, arm))


def compare(
    baseline: Variant,
    arms: Sequence[TrialArm],
    *,
    seeds: int,
    first_seed: int,
    steps: int | None,
    report: OnProgress,
    comparison: Comparison,
) -> None:
    """Train as written and with every remedy that is still open, from one seed after another; fill `comparison`.

    Ends when every candidate is decided, the seeds are used up or the clock runs out.
    """
    comparison.steps = steps or DEFAULT_STEPS
    comparisons = sum(arm.judged for arm in arms)
    try:
        for seed in range(first_seed, first_seed + seeds):
            active = [c for c in arms if c.judged and c.decision is Decision.OPEN and c.error is None]
            if not active:
                break
            _compare_seed(comparison, baseline, active, seed, report, steps is None, comparisons, seeds)
            if comparison.baseline_error is not None:
                _train_arms(comparison, baseline, active, seed, report)  # whether the remedies run
                break
            for arm in active:
                arm.decision = decide(count(comparison, arm), comparisons, seeds)
    except OutOfTime:
        comparison.out_of_time = True


def train_unjudged(comparison: Comparison, baseline: Variant, arms: Sequence[TrialArm], report: OnProgress) -> None:
    """Train what is only shown, from the first of the seeds that the model as written was trained from."""
    try:
        for run in comparison.baseline_runs[:PAIRS_SHOWN]:
            _train_arms(comparison, baseline, [c for c in arms if c.error is None], run.seed, report)
    except OutOfTime:
        comparison.out_of_time = True


def _compare_seed(
    comparison: Comparison,
    baseline: Variant,
    active: Sequence[TrialArm],
    seed: int,
    report: OnProgress,
    adapt: bool,
    comparisons: int,
    seeds: int,
) -> None:
    weights = baseline.fresh_weights(seed)
    first = not comparison.baseline_runs
    started = time.monotonic()
    try:
        run = baseline.run(seed, weights, comparison.steps, partial(report, "as written", seed, comparison.steps))
        if first and adapt:
            needed = min(straight_wins(comparisons), seeds) * (1 + len(active)) + 1
            comparison.steps = _affordable(comparison.steps, run, time.monotonic() - started, needed, baseline)
            run.cut(comparison.steps)  # both sides of a pair get the same number of steps
        comparison.baseline_runs.append(run)
    except TrainingError as error:
        comparison.baseline_error = str(error)
        return
    for arm in active:
        _train_arm(comparison, baseline, arm, seed, weights, report)
    if first:
        comparison.pairing_holds = _repeats(baseline, seed, weights, run)


def _affordable(steps: int, run: TrainingRun, seconds: float, runs: int, variant: Variant) -> int:
    """So many steps that all runs fit in the time that is left; few enough seeds would decide nothing."""
    done = max(run.steps[-1], 1)
    left = variant.clock.deadline - time.monotonic()
    each = seconds / done
    fitting = int(left / max(runs, 1) / max(each, 1e-6))
    return max(FEWEST_STEPS, min(steps, fitting // CHUNK * CHUNK))


def _train_arms(
    comparison: Comparison, baseline: Variant, arms: Sequence[TrialArm], seed: int, report: OnProgress
) -> None:
    """Runs that no verdict hangs on, in the time that is left."""
    weights = baseline.fresh_weights(seed) if arms else []
    for arm in arms:
        _train_arm(comparison, baseline, arm, seed, weights, report)


def _train_arm(
    comparison: Comparison,
    baseline: Variant,
    arm: TrialArm,
    seed: int,
    weights: Sequence[Sequence[Values]],
    report: OnProgress,
) -> None:
    variant = arm.variant
    shared = shared_weights(baseline.plan, weights, variant.plan, variant.fresh_weights(seed))
    try:
        arm.runs.append(variant.run(seed, shared, comparison.steps, partial(report, arm.words, seed, comparison.steps)))
    except TrainingError as error:
        arm.error = str(error)


def _repeats(baseline: Variant, seed: int, weights: Sequence[Sequence[Values]], run: TrainingRun) -> bool:
    """Whether the same run again gives the same skill: only then are differences the remedy's own."""
    again = baseline.run(seed, weights, min(CHUNK, run.steps[-1]))
    first, second = run.losses[len(again.losses) - 1], again.losses[-1]
    if not math.isfinite(first):
        return not math.isfinite(second)
    return abs(second - first) <= 1e-3 * (1 + abs(first))
