"""The sequential sign test with a margin that decides whether a fix wins.

Outcomes of training are bimodal (a network learns or it does not), so means and t-tests mislead: identical programs
under different seeds differ by more than the margin in the mean of five runs in up to 43 % of cases. Each seed gives
one pair of runs that share weights, split and batch order; a pair is won if the fix's skill is higher by more than
`MARGIN`. Wald's sequential probability ratio test (Wald 1945) between p = 0.5 and p = 0.95 then asks for five wins in
a row; one pair that is not won is more than eight pairs can make good. A pair in which neither side learned compares
nothing and is omitted, as ties are in the classical sign test, unless the first two pairs are so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum

from kerasrules.model.record import record

MARGIN = 0.05
MAX_SEEDS = 8
NULL, ALTERNATIVE = 0.5, 0.95
ALPHA, BETA = 0.05, 0.05
_WIN = math.log(ALTERNATIVE / NULL)
_LOSS = math.log((1 - ALTERNATIVE) / (1 - NULL))
_ACCEPT = math.log((1 - BETA) / ALPHA)

LEAST_SKILL = 0.1
"""A side without this much skill has not learned, however much worse the other one is."""


class Decision(str, Enum):
    """What the pairs so far say."""

    WINS = "wins"
    LOSES = "loses"
    NEITHER = "neither"
    OPEN = "open"


@record(frozen=True)
class Tally:
    """How the pairs came out. wins: the fix is better; losses: it is worse; ties: within the margin.

    unlearned: neither side learned anything from that seed, so the pair compares nothing and does not count.
    """

    wins: int = 0
    losses: int = 0
    ties: int = 0
    unlearned: int = 0

    @property
    def pairs(self) -> int:
        """Those that count."""
        return self.wins + self.losses + self.ties


def outcome(baseline: float, fixed: float) -> int:
    """1 if the pair is won, -1 if it is lost, 0 for a tie. The winner must have learned something."""
    difference = fixed - baseline
    if abs(difference) <= MARGIN + 1e-9 or max(baseline, fixed) < LEAST_SKILL:
        return 0
    return 1 if difference > 0 else -1


def tally(pairs: Sequence[tuple[float, float]]) -> Tally:
    """Count (as written, fixed) pairs."""
    learned = [pair for pair in pairs if max(pair) >= LEAST_SKILL]
    outcomes = [outcome(*pair) for pair in learned]
    return Tally(outcomes.count(1), outcomes.count(-1), outcomes.count(0), len(pairs) - len(learned))


def straight_wins(comparisons: int) -> int:
    """How many wins in a row confirm: five for one comparison; with several in one run seven, since each may err."""
    alone = math.ceil(_ACCEPT / _WIN)
    return alone if comparisons <= 1 else alone + 2


def decide(found: Tally, comparisons: int = 1, seeds: int = MAX_SEEDS) -> Decision:
    """What the tally says, and whether further pairs can change it."""
    needed = straight_wins(comparisons)
    threshold = needed * _WIN if comparisons > 1 else _ACCEPT
    for decision, good in ((Decision.WINS, found.wins), (Decision.LOSES, found.losses)):
        if good * _WIN + (found.pairs - good) * _LOSS >= threshold:
            return decision
    if not found.pairs:  # two seeds from which nothing learned are enough of them
        return Decision.NEITHER if found.unlearned >= min(2, seeds) else Decision.OPEN
    left = seeds - found.pairs - found.unlearned
    for good in (found.wins, found.losses):
        if (good + left) * _WIN + (found.pairs - good) * _LOSS >= threshold:
            return Decision.OPEN
    if found.pairs in (found.wins, found.losses):
        return Decision.OPEN  # fewer seeds than a decision takes: those that were asked for are shown
    # no further pair can decide; a second one keeps a single odd run from standing for all, and where runs differ
    # four tell how often
    enough = min(2 if found.pairs == found.ties else 4, seeds - found.unlearned)
    return Decision.NEITHER if found.pairs >= enough else Decision.OPEN
