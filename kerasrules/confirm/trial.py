"""Tier 1: every remedy of a model tried against the model as written, seed by seed."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from kerasrules.confirm.statistics import Decision, Tally, decide, straight_wins, tally
from kerasrules.confirm.targets import Values
from kerasrules.confirm.training import CHUNK, OutOfTime, Run, RunError, Side, shared_weights

DEFAULT_STEPS = 300
FEWEST_STEPS = 150
PAIRS_SHOWN = 3
"""Of what is shown and not judged (all remedies together) three seeds tell enough."""

Report = Callable[[str, int, int, Run], None]
"""(which side, seed, steps in all, the run so far)"""


@dataclass
class Candidate:
    """One remedy's side of the trial. judged False: only shown (all remedies together, or proved)."""

    words: str
    side: Side
    judged: bool = True
    runs: list[Run] = field(default_factory=list)
    error: str | None = None
    decision: Decision = Decision.OPEN


@dataclass
class Rounds:
    """The runs so far. as_written_error: Keras stopped while training as written."""

    as_written: list[Run] = field(default_factory=list)
    as_written_error: str | None = None
    steps: int = DEFAULT_STEPS
    pairing_holds: bool | None = None
    out_of_time: bool = False


def pairs(rounds: Rounds, candidate: Candidate) -> list[tuple[float, float]]:
    """The deciding skills of both sides, seed by seed."""
    by_seed = {run.seed: run for run in rounds.as_written}
    return [(by_seed[run.seed].deciding, run.deciding) for run in candidate.runs if run.seed in by_seed]


def count(rounds: Rounds, candidate: Candidate) -> Tally:
    """How the pairs came out."""
    return tally(pairs(rounds, candidate))


def run_rounds(
    written: Side,
    candidates: Sequence[Candidate],
    *,
    seeds: int,
    first_seed: int,
    steps: int | None,
    report: Report,
    rounds: Rounds,
) -> None:
    """Train as written and with every remedy that is still open, from one seed after another; fill `rounds`.

    Ends when every candidate is decided, the seeds are used up or the clock runs out.
    """
    rounds.steps = steps or DEFAULT_STEPS
    comparisons = sum(candidate.judged for candidate in candidates)
    try:
        for seed in range(first_seed, first_seed + seeds):
            active = [c for c in candidates if c.judged and c.decision is Decision.OPEN and c.error is None]
            if not active:
                break
            _round(rounds, written, active, seed, report, steps is None, comparisons, seeds)
            if rounds.as_written_error is not None:
                _only_shown(rounds, written, active, seed, report)  # whether the remedies run
                break
            for candidate in active:
                candidate.decision = decide(count(rounds, candidate), comparisons, seeds)
    except OutOfTime:
        rounds.out_of_time = True


def run_shown(rounds: Rounds, written: Side, candidates: Sequence[Candidate], report: Report) -> None:
    """Train what is only shown, from the first of the seeds that the model as written was trained from."""
    try:
        for run in rounds.as_written[:PAIRS_SHOWN]:
            _only_shown(rounds, written, [c for c in candidates if c.error is None], run.seed, report)
    except OutOfTime:
        rounds.out_of_time = True


def _round(
    rounds: Rounds,
    written: Side,
    active: Sequence[Candidate],
    seed: int,
    report: Report,
    adapt: bool,
    comparisons: int,
    seeds: int,
) -> None:
    weights = written.fresh_weights(seed)
    first = not rounds.as_written
    started = time.monotonic()
    try:
        run = written.run(seed, weights, rounds.steps, partial(report, "as written", seed, rounds.steps))
        if first and adapt:
            needed = min(straight_wins(comparisons), seeds) * (1 + len(active)) + 1
            rounds.steps = _affordable(rounds.steps, run, time.monotonic() - started, needed, written)
            run.cut(rounds.steps)  # both sides of a pair get the same number of steps
        rounds.as_written.append(run)
    except RunError as error:
        rounds.as_written_error = str(error)
        return
    for candidate in active:
        _run_candidate(rounds, written, candidate, seed, weights, report)
    if first:
        rounds.pairing_holds = _repeats(written, seed, weights, run)


def _affordable(steps: int, run: Run, seconds: float, runs: int, side: Side) -> int:
    """So many steps that all runs fit in the time that is left; few enough seeds would decide nothing."""
    done = max(run.steps[-1], 1)
    left = side.clock.deadline - time.monotonic()
    each = seconds / done
    fitting = int(left / max(runs, 1) / max(each, 1e-6))
    return max(FEWEST_STEPS, min(steps, fitting // CHUNK * CHUNK))


def _only_shown(rounds: Rounds, written: Side, candidates: Sequence[Candidate], seed: int, report: Report) -> None:
    """Runs that no verdict hangs on, in the time that is left."""
    weights = written.fresh_weights(seed) if candidates else []
    for candidate in candidates:
        _run_candidate(rounds, written, candidate, seed, weights, report)


def _run_candidate(
    rounds: Rounds,
    written: Side,
    candidate: Candidate,
    seed: int,
    weights: Sequence[Sequence[Values]],
    report: Report,
) -> None:
    side = candidate.side
    shared = shared_weights(written.plan, weights, side.plan, side.fresh_weights(seed))
    try:
        candidate.runs.append(
            side.run(seed, shared, rounds.steps, partial(report, candidate.words, seed, rounds.steps))
        )
    except RunError as error:
        candidate.error = str(error)


def _repeats(written: Side, seed: int, weights: Sequence[Sequence[Values]], run: Run) -> bool:
    """Whether the same run again gives the same skill: only then are differences the remedy's own."""
    again = written.run(seed, weights, min(CHUNK, run.steps[-1]))
    first, second = run.losses[len(again.losses) - 1], again.losses[-1]
    if not math.isfinite(first):
        return not math.isfinite(second)
    return abs(second - first) <= 1e-3 * (1 + abs(first))
