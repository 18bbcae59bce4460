"""Tier 1: every fix of a model tried against the model as written, seed by seed."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol, runtime_checkable

from kerasrules.confirming.judge.sequential_test import Decision, Tally, decide, fewest_pairs, tally
from kerasrules.confirming.run.training_run import Clock, OutOfTime, TrainingError, TrainingRun
from kerasrules.model.record import field, record

DEFAULT_STEPS = 300
CHUNK, SMALL_CHUNK = 50, 10
"""Steps between two looks at the skill: the second where each step takes longer than `LONG_STEP`."""
LONG_STEP = 0.02
"""Seconds."""
FEWEST_STEPS, ENOUGH_STEPS = 50, 150
"""With so many all fixes are tried at once; else the likeliest first, which gets more than the fewest if it can."""
LADDER = (50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000)
"""Where time is short: few numbers of steps to choose from, so that a trial comes out the same on a machine as fast."""
SMALL_BATCH = 32
"""Where a training of the fewest steps does not fit, batches are of this size."""
LOOKS = 5
"""At least so often skill is looked at in a training."""
RESERVED = 0.1
"""This share of the time is left for what a plan does not foresee."""
PAIRS_SHOWN = 3
"""Of what is shown and not judged (all fixes together) three seeds tell enough."""

OnProgress = Callable[[str, int, int, TrainingRun], None]
"""(which side, seed, steps in all, the run so far)"""


class Trainable(Protocol):
    """What can be trained again and again, each time from the weights of a seed. weights: one list for each layer."""

    clock: Clock
    chunk: int
    """Steps between two looks at the skill."""
    batch_limit: int | None
    """Batches are of so many samples at most; None: of as many as the program says."""

    def fresh_weights(self, seed: int) -> Any:
        """Initial weights, as this seed draws them."""

    def weights_like(self, baseline: Any, weights: Any, seed: int) -> Any:
        """The same where a layer is the same as in `baseline`, else its own."""

    def run(self, seed: int, weights: Any, steps: int, report: Callable[[TrainingRun], None] = ...) -> TrainingRun:
        """Train for so many steps. Raises TrainingError or OutOfTime."""


@runtime_checkable
class TrainsAhead(Protocol):
    """What is trained from several seeds in the time of one."""

    at_once: int
    """From so many."""

    def train_ahead(self, weights: Mapping[int, Any], steps: int) -> None:
        """Make the trainings from these seeds now, so that `run` has them. Raises OutOfTime."""

    def has_trained(self, seed: int, steps: int) -> bool:
        """Whether `run` has this training: then its weights do not matter."""


@record
class TrialArm:
    """One fix's side of the trial. judged False: only shown (all fixes together, or proved).

    outputs: those of the model that the fix changes, by which it is judged; empty if it changes all.
    same_loss: whether its loss may be compared with that as written.
    """

    words: str
    variant: Trainable
    judged: bool = True
    runs: list[TrainingRun] = field(default_factory=list)
    error: str | None = None
    decision: Decision = Decision.OPEN
    outputs: Sequence[int] = ()
    same_loss: bool = True


@record
class Comparison:
    """The runs so far. baseline_error: how, and why, the training as written stopped."""

    baseline_runs: list[TrainingRun] = field(default_factory=list)
    baseline_error: str | None = None
    steps: int = DEFAULT_STEPS
    pairing_holds: bool | None = None
    batch_limit: int | None = None
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
        self._comparisons, self._seeds = 1, 1
        self._at_once = baseline.at_once if isinstance(baseline, TrainsAhead) else 1
        self._fresh: dict[int, Any] = {}
        """Weights of the seeds that were trained ahead."""

    def compare(
        self, arms: Sequence[TrialArm], *, seeds: int, first_seed: int, steps: int | None, most: int = DEFAULT_STEPS
    ) -> None:
        """Train as written and with the fixes, likeliest first, from one seed after another.

        First each fix gets the pairs that a decision takes at least; then what is still open goes on, all in turn.
        Ends when every arm is decided, the seeds are used up or the clock runs out. steps None: `most`, or as many as
        fit.
        """
        found = self._comparison
        found.steps = steps or most
        judged = [arm for arm in arms if arm.judged]
        self._comparisons, self._seeds = len(judged), seeds
        pairs = min(fewest_pairs(len(judged)), seeds)
        try:
            at_once = len(judged) if steps is not None else self._plan(judged, pairs, first_seed)
            for start in range(0, len(judged), max(1, at_once)):
                self._rounds(judged[start : start + at_once], range(first_seed, first_seed + pairs))
            self._rounds(judged, range(first_seed + pairs, first_seed + seeds))
            if found.baseline_error is not None:
                self._train(judged, first_seed)  # whether the fixes run
        except OutOfTime:
            found.out_of_time = True
            for arm in judged:
                self._decide_with_these(arm)

    def show(self, arms: Sequence[TrialArm]) -> None:
        """Train what is only shown, from the first of the seeds that the model as written was trained from."""
        try:
            for run in self._comparison.baseline_runs[:PAIRS_SHOWN]:
                self._train([arm for arm in arms if arm.error is None], run.seed)
        except OutOfTime:
            self._comparison.out_of_time = True

    def _plan(self, arms: Sequence[TrialArm], pairs: int, seed: int) -> int:
        """Set how many steps a training has, from the time that one takes; how many fixes are then tried at once."""
        found, clock = self._comparison, self._baseline.clock
        variants = [self._baseline, *(arm.variant for arm in arms)]
        try:
            setup, per_step = self._measured(seed)
            left = (1 - RESERVED) * (clock.deadline - time.monotonic())
            if _fitting(left - setup, per_step, 2 * pairs) < min(found.steps, ENOUGH_STEPS):
                for variant in variants:
                    variant.batch_limit = SMALL_BATCH
                found.batch_limit = SMALL_BATCH
                _, per_step = self._measured(seed)
        except TrainingError as error:
            found.baseline_error = f"{error.how}: {error}"
            return 1
        left = (1 - RESERVED) * (clock.deadline - time.monotonic())
        at_once, steps = len(arms), 0
        while at_once > 0:
            steps = _fitting(left - setup * at_once, per_step, pairs * (1 + at_once))
            if steps >= min(found.steps, ENOUGH_STEPS) or at_once == 1:
                break
            at_once -= 1
        if steps < found.steps:
            found.steps = max([step for step in LADDER if step <= steps], default=min(FEWEST_STEPS, found.steps))
        for variant in variants:
            variant.chunk = CHUNK if per_step < LONG_STEP else max(SMALL_CHUNK, found.steps // LOOKS)
        return at_once

    def _measured(self, seed: int) -> tuple[float, float]:
        """Seconds that the first step takes in addition, and those of a step. Raises TrainingError or OutOfTime."""
        weights, started = self._baseline.fresh_weights(seed), time.monotonic()
        self._baseline.run(seed, weights, SMALL_CHUNK)
        traced = time.monotonic()
        timed = self._baseline.run(seed, weights, SMALL_CHUNK)
        per_step = max((time.monotonic() - traced) / timed.steps[-1], 1e-6)
        return max(0.0, traced - started - per_step * SMALL_CHUNK), per_step / self._at_once

    def _rounds(self, arms: Sequence[TrialArm], seeds: Sequence[int]) -> None:
        for number, seed in enumerate(seeds):
            active = [arm for arm in arms if arm.decision is Decision.OPEN and arm.error is None]
            if not active or self._comparison.baseline_error is not None:
                return
            if self._at_once > 1 and number % self._at_once == 0:
                self._ahead(active, seeds[number : number + self._at_once])
            self._pairs(active, seed)
            for arm in active:
                arm.decision = decide(self._comparison.pairs(arm), self._comparisons, self._seeds)

    def _ahead(self, arms: Sequence[TrialArm], seeds: Sequence[int]) -> None:
        """Make the trainings of the next seeds at once."""
        found, baseline = self._comparison, self._baseline
        weights = {seed: baseline.fresh_weights(seed) for seed in seeds}
        made = {run.seed for run in found.baseline_runs}
        if isinstance(baseline, TrainsAhead):
            baseline.train_ahead({seed: own for seed, own in weights.items() if seed not in made}, found.steps)
        for variant in (arm.variant for arm in arms):
            if isinstance(variant, TrainsAhead):
                own = {seed: variant.weights_like(baseline, weights[seed], seed) for seed in seeds}
                variant.train_ahead(own, found.steps)
        self._fresh.update(weights)

    def _pairs(self, arms: Sequence[TrialArm], seed: int) -> None:
        """A run as written, unless there is one from this seed, and one of each arm."""
        found, baseline = self._comparison, self._baseline
        weights = self._fresh.pop(seed, None) or baseline.fresh_weights(seed)
        if all(run.seed != seed for run in found.baseline_runs):
            try:
                run = baseline.run(seed, weights, found.steps, partial(self._report, "as written", seed, found.steps))
            except TrainingError as error:
                found.baseline_error = f"{error.how}: {error}"
                return
            found.baseline_runs.append(run)
            if found.pairing_holds is None:
                found.pairing_holds = self._repeats(seed, weights, run)
        for arm in arms:
            self._train_arm(arm, seed, weights)

    def _train(self, arms: Sequence[TrialArm], seed: int) -> None:
        """Runs that no verdict hangs on, in the time that is left."""
        weights = self._baseline.fresh_weights(seed) if arms else []
        for arm in arms:
            self._train_arm(arm, seed, weights)

    def _train_arm(self, arm: TrialArm, seed: int, weights: Any) -> None:
        variant, steps = arm.variant, self._comparison.steps
        is_ahead = isinstance(variant, TrainsAhead) and variant.has_trained(seed, steps)
        shared = weights if is_ahead else variant.weights_like(self._baseline, weights, seed)
        try:
            arm.runs.append(variant.run(seed, shared, steps, partial(self._report, arm.words, seed, steps)))
        except TrainingError as error:
            arm.error = str(error)

    def _repeats(self, seed: int, weights: Any, run: TrainingRun) -> bool:
        """Whether the same run again gives the same losses: only then are differences the fix's own."""
        again = self._baseline.run(seed, weights, min(self._baseline.chunk, run.steps[-1]))
        first, second = run.losses[len(again.losses) - 1], again.losses[-1]
        if not math.isfinite(first):
            return not math.isfinite(second)
        return abs(second - first) <= 1e-3 * (1 + abs(first))

    def _decide_with_these(self, arm: TrialArm) -> None:
        """There will be no more pairs: look at those as a test looks at its last ones."""
        pairs = self._comparison.pairs(arm)
        if arm.decision is Decision.OPEN and arm.error is None:
            decision = decide(pairs, self._comparisons, len(pairs))
            arm.decision = decision if decision in (Decision.WINS, Decision.LOSES) else Decision.OPEN


def _fitting(seconds: float, per_step: float, trainings: int) -> int:
    """How many steps each of the trainings can have."""
    return max(0, int(seconds / trainings / per_step))
