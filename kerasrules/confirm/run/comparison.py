"""Tier 1: every fix of a model tried against the model as written, seed by seed."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from kerasrules.confirm.judge.sign_test import Decision, Tally, decide, straight_wins, tally
from kerasrules.confirm.run.training_run import Clock, OutOfTime, TrainingError, TrainingRun
from kerasrules.model.record import field, record

DEFAULT_STEPS = 300
CHUNK = 50
"""Steps between two looks at the skill."""
FEWEST_STEPS = 150
PAIRS_SHOWN = 3
"""Of what is shown and not judged (all fixes together) three seeds tell enough."""

OnProgress = Callable[[str, int, int, TrainingRun], None]
"""(which side, seed, steps in all, the run so far)"""


class Trainable(Protocol):
    """What can be trained again and again, each time from the weights of a seed. weights: one list for each layer."""

    clock: Clock

    def fresh_weights(self, seed: int) -> Any:
        """Initial weights, as this seed draws them."""

    def weights_like(self, baseline: Any, weights: Any, seed: int) -> Any:
        """The same where a layer is the same as in `baseline`, else its own."""

    def run(self, seed: int, weights: Any, steps: int, report: Callable[[TrainingRun], None] = ...) -> TrainingRun:
        """Train for so many steps. Raises TrainingError or OutOfTime."""


@record
class TrialArm:
    """One fix's side of the trial. judged False: only shown (all fixes together, or proved).

    outputs: those of the model that the fix changes, by which it is judged; empty if it changes all.
    """

    words: str
    variant: Trainable
    judged: bool = True
    runs: list[TrainingRun] = field(default_factory=list)
    error: str | None = None
    decision: Decision = Decision.OPEN
    outputs: Sequence[int] = ()


@record
class Comparison:
    """The runs so far. baseline_error: how, and why, the training as written stopped."""

    baseline_runs: list[TrainingRun] = field(default_factory=list)
    baseline_error: str | None = None
    steps: int = DEFAULT_STEPS
    pairing_holds: bool | None = None
    out_of_time: bool = False

    def pairs(self, arm: TrialArm) -> list[tuple[float, float]]:
        """The deciding skills as written and with the fix, seed by seed."""
        by_seed = {run.seed: run.of(arm.outputs) for run in self.baseline_runs}
        runs = [run.of(arm.outputs) for run in arm.runs]
        return [(by_seed[run.seed].deciding, run.deciding) for run in runs if run.seed in by_seed]

    def tally(self, arm: TrialArm) -> Tally:
        """How the pairs came out."""
        return tally(self.pairs(arm))


class PairedTrainings:
    """Trains the model as written and with fixes, pair by pair, and fills a Comparison and the arms."""

    def __init__(self, baseline: Trainable, comparison: Comparison, report: OnProgress) -> None:
        self._baseline, self._comparison, self._report = baseline, comparison, report
        self._most = DEFAULT_STEPS

    def compare(
        self, arms: Sequence[TrialArm], *, seeds: int, first_seed: int, steps: int | None, most: int = DEFAULT_STEPS
    ) -> None:
        """Train as written and with every fix that is still open, from one seed after another.

        Ends when every arm is decided, the seeds are used up or the clock runs out. steps None: as many as fit, up to
        `most`.
        """
        found = self._comparison
        found.steps = steps or min(most, DEFAULT_STEPS)
        self._most = most
        comparisons = sum(arm.judged for arm in arms)
        try:
            for seed in range(first_seed, first_seed + seeds):
                active = [arm for arm in arms if arm.judged and arm.decision is Decision.OPEN and arm.error is None]
                if not active:
                    break
                # each decision takes so many pairs, and the first run is made twice
                runs = min(straight_wins(comparisons), seeds) * (1 + len(active)) + 1
                self._pairs(active, seed, runs if steps is None else None)
                if found.baseline_error is not None:
                    self._train(active, seed)  # whether the fixes run
                    break
                for arm in active:
                    arm.decision = decide(found.tally(arm), comparisons, seeds)
        except OutOfTime:
            found.out_of_time = True

    def show(self, arms: Sequence[TrialArm]) -> None:
        """Train what is only shown, from the first of the seeds that the model as written was trained from."""
        try:
            for run in self._comparison.baseline_runs[:PAIRS_SHOWN]:
                self._train([arm for arm in arms if arm.error is None], run.seed)
        except OutOfTime:
            self._comparison.out_of_time = True

    def _pairs(self, arms: Sequence[TrialArm], seed: int, runs_to_fit: int | None) -> None:
        """A run as written and one of each arm. runs_to_fit: the first says how many steps so many runs can have."""
        found, baseline = self._comparison, self._baseline
        weights = baseline.fresh_weights(seed)
        first = not found.baseline_runs
        started = time.monotonic()
        try:
            run = baseline.run(seed, weights, found.steps, partial(self._report, "as written", seed, found.steps))
        except TrainingError as error:
            found.baseline_error = f"{error.how}: {error}"
            return
        if first and runs_to_fit is not None:
            left = baseline.clock.deadline - time.monotonic()
            found.steps = _affordable(self._most, run, time.monotonic() - started, left / max(runs_to_fit, 1))
            if run.steps[-1] < found.steps and not run.has_learned:
                run = baseline.run(seed, weights, found.steps, partial(self._report, "as written", seed, found.steps))
            run.cut(found.steps)  # both runs of a pair get the same number of steps
        found.baseline_runs.append(run)
        for arm in arms:
            self._train_arm(arm, seed, weights)
        if first:
            found.pairing_holds = self._repeats(seed, weights, run)

    def _train(self, arms: Sequence[TrialArm], seed: int) -> None:
        """Runs that no verdict hangs on, in the time that is left."""
        weights = self._baseline.fresh_weights(seed) if arms else []
        for arm in arms:
            self._train_arm(arm, seed, weights)

    def _train_arm(self, arm: TrialArm, seed: int, weights: Any) -> None:
        variant, steps = arm.variant, self._comparison.steps
        shared = variant.weights_like(self._baseline, weights, seed)
        try:
            arm.runs.append(variant.run(seed, shared, steps, partial(self._report, arm.words, seed, steps)))
        except TrainingError as error:
            arm.error = str(error)

    def _repeats(self, seed: int, weights: Any, run: TrainingRun) -> bool:
        """Whether the same run again gives the same losses: only then are differences the fix's own."""
        again = self._baseline.run(seed, weights, min(CHUNK, run.steps[-1]))
        first, second = run.losses[len(again.losses) - 1], again.losses[-1]
        if not math.isfinite(first):
            return not math.isfinite(second)
        return abs(second - first) <= 1e-3 * (1 + abs(first))


def _affordable(steps: int, run: TrainingRun, seconds: float, seconds_each: float) -> int:
    """So many steps that a run fits in `seconds_each`; few enough seeds would decide nothing. seconds: of the run."""
    per_step = max(seconds / max(run.steps[-1], 1), 1e-6)
    fitting = int(seconds_each / per_step)
    return max(FEWEST_STEPS, min(steps, fitting // CHUNK * CHUNK))
