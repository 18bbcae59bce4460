"""The sequential test that decides, pair by pair of trainings, whether a fix wins.

Outcomes of training are bimodal (a network learns or it does not), so t-tests mislead: identical programs under
different seeds differ by more than the margin in the mean of five runs in up to 43 % of cases. What decides is an
exact permutation test over the skills of all seeds, which knows both the sign and the size of the effect and assumes
no distribution:

- four trainings of each variant decide if every one with the fix is better than every one without, by a gap that is
  wide beside what the seeds do (five, if several fixes are tested);
- else more seeds follow. The fix must win three more than it loses, so that one training that failed decides nothing
  beside many that end a little higher, and what is seen has to be as clear as `INTERIM` asks before the last one,
  and as `FINAL` asks at the end: the bounds of Haybittle and Peto for tests that look at their data as these come in.

A program compared with itself, each side with seeds of its own, is confirmed in less than 1 of 100 trials
(`tests/test_confirm_sequential_test.py` for skills of many distributions, `benchmarks/confirm` for real trainings).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean as mean
from statistics import median, pstdev

from kerasrules.confirming.judge.least_skill import LEAST_SKILL
from kerasrules.confirming.judge.permutation_test import chance, learned
from kerasrules.model.enumeration import Enum
from kerasrules.model.record import record

MARGIN = 0.05
"""Skills that differ by less are as good as each other."""
MAX_SEEDS = 16
INTERIM, FINAL = 0.0012, 0.004
"""How rare what is seen must be by chance: before the last seed and at the end, divided among the fixes tested."""
WIDE = 0.75
"""A gap of this share of the spread that the seeds make on either side is a clear one."""
HOPEFUL = 1.0
"""In standard deviations of the permutations: below that, all the seeds that there can be will not decide, if they are
like those so far."""
NET_WINS = 3
"""By so many more pairs than it loses a fix has to win, unless all its skills are apart from the others."""
SETTLED = 8
"""After so many pairs without a winner there is no difference: with fewer, what fails now and then is not seen."""
UNLEARNED = 3
"""So many pairs in which neither variant learned, and nothing else, are enough of them."""

Pairs = Sequence[tuple[float, float]]
"""The skills as written and with the fix, seed by seed."""


class Decision(str, Enum):
    """What the pairs so far say."""

    WINS = "wins"
    LOSES = "loses"
    NEITHER = "neither"
    OPEN = "open"


@record(frozen=True)
class Tally:
    """How the pairs came out. wins: the fix is better; losses: it is worse; ties: within the margin.

    unlearned: neither side learned anything from that seed.
    """

    wins: int = 0
    losses: int = 0
    ties: int = 0
    unlearned: int = 0

    @property
    def pairs(self) -> int:
        """Those in which something was learned."""
        return self.wins + self.losses + self.ties


def outcome(baseline: float, fixed: float) -> int:
    """1 if the pair is won, -1 if it is lost, 0 for a tie. The winner must have learned something."""
    difference = fixed - baseline
    if abs(difference) <= MARGIN + 1e-9 or max(baseline, fixed) < LEAST_SKILL:
        return 0
    return 1 if difference > 0 else -1


def tally(pairs: Pairs) -> Tally:
    """Count (as written, fixed) pairs."""
    counted = [pair for pair in pairs if max(pair) >= LEAST_SKILL]
    outcomes = [outcome(*pair) for pair in counted]
    return Tally(outcomes.count(1), outcomes.count(-1), outcomes.count(0), len(pairs) - len(counted))


def fewest_pairs(comparisons: int) -> int:
    """How many pairs a decision takes at least: with several comparisons one more, since each may err."""
    return 4 if comparisons <= 1 else 5


def decide(pairs: Pairs, comparisons: int = 1, seeds: int = MAX_SEEDS) -> Decision:
    """What the pairs say, and whether further ones may change it. seeds: how many pairs there can be."""
    if not pairs:
        return Decision.OPEN
    baseline, fixed = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    for decision, worse, better in ((Decision.WINS, baseline, fixed), (Decision.LOSES, fixed, baseline)):
        if _is_better(worse, better, comparisons, is_last=len(pairs) >= seeds):
            return decision
    counted = tally(pairs)
    if not counted.pairs:
        return Decision.NEITHER if counted.unlearned >= min(UNLEARNED, seeds) else Decision.OPEN
    if len(pairs) < fewest_pairs(comparisons):
        return Decision.NEITHER if len(pairs) >= seeds and counted.ties else Decision.OPEN
    if len(pairs) >= seeds:
        return Decision.NEITHER
    if len(pairs) < SETTLED and not (counted.wins and counted.losses):
        return Decision.OPEN
    if not (counted.wins or counted.losses):
        return Decision.NEITHER
    worse, better = (baseline, fixed) if mean(fixed) > mean(baseline) else (fixed, baseline)
    return Decision.OPEN if _distance(worse, better, seeds) >= HOPEFUL else Decision.NEITHER


def _is_better(worse: Sequence[float], better: Sequence[float], comparisons: int, *, is_last: bool) -> bool:
    worse, better = [learned(skill) for skill in worse], [learned(skill) for skill in better]
    pairs, difference = len(better), mean(better) - mean(worse)
    if pairs < fewest_pairs(comparisons) or difference <= MARGIN or median(better) < LEAST_SKILL:
        return False
    gap = min(better) - max(worse)
    if gap >= max(MARGIN, WIDE * max(max(side) - min(side) for side in (worse, better))):
        return True
    outcomes = [outcome(*pair) for pair in zip(worse, better, strict=True)]
    if sum(outcomes) < NET_WINS:
        return False
    return chance(worse, better) <= (FINAL if is_last else INTERIM) / max(1, comparisons)


def _distance(worse: Sequence[float], better: Sequence[float], pairs: int) -> float:
    """How far the means of so many pairs are apart, in standard deviations of their permutations."""
    first, second = [learned(skill) for skill in worse], [learned(skill) for skill in better]
    spread = pstdev([*first, *second])
    return (mean(second) - mean(first)) / (spread * math.sqrt(2 / pairs)) if spread else 0.0


def chance_beyond_margin(worse: Sequence[float], better: Sequence[float]) -> float:
    """How often chance alone makes the one side better than the other by more than the margin."""
    return chance([learned(skill) + MARGIN for skill in worse], better)


def words_of(likelihood: float) -> str:
    """How often chance alone does what was seen, in words."""
    return f"chance alone does that once in {math.floor(1 / likelihood):,} trials" if likelihood > 0 else ""
