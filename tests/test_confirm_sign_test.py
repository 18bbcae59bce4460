"""The sequential sign test: its bounds against Wald's formulas, and every course of outcomes that can come."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import pytest

from kerasrules.confirm.judge.sign_test import (
    LEAST_SKILL,
    MARGIN,
    MAX_SEEDS,
    Decision,
    Tally,
    decide,
    outcome,
    straight_wins,
    tally,
)

COURSES = [course for length in range(1, MAX_SEEDS + 1) for course in product((1, 0, -1), repeat=length)]


def counted(course: tuple[int, ...]) -> Tally:
    return Tally(course.count(1), course.count(-1), course.count(0))


def decided(course: tuple[int, ...], comparisons: int = 1, seeds: int = MAX_SEEDS) -> tuple[Decision, int]:
    """What a course leads to, and after how many pairs: it ends with the first decision."""
    for number in range(1, len(course) + 1):
        decision = decide(counted(course[:number]), comparisons, seeds)
        if decision is not Decision.OPEN:
            return decision, number
    return Decision.OPEN, len(course)


# ---- Wald 1945: log((1 - beta) / alpha) is the bound of the summed log likelihood ratios ----


def ratio(wins: int, others: int) -> float:
    return wins * math.log(0.95 / 0.5) + others * math.log(0.05 / 0.5)


def test_bound_is_walds() -> None:
    bound = math.log(0.95 / 0.05)
    for course in COURSES:
        wins, losses = course.count(1), course.count(-1)
        decision = decide(counted(course))
        assert (decision is Decision.WINS) == (ratio(wins, len(course) - wins) >= bound), course
        assert (decision is Decision.LOSES) == (ratio(losses, len(course) - losses) >= bound), course


@pytest.mark.parametrize(("comparisons", "straight"), [(0, 5), (1, 5), (2, 7), (9, 7)])
def test_straight_wins(comparisons: int, straight: int) -> None:
    assert straight_wins(comparisons) == straight
    for number in range(1, MAX_SEEDS + 1):
        expected = Decision.WINS if number >= straight else Decision.OPEN
        assert decide(Tally(wins=number), comparisons) is expected


@pytest.mark.parametrize("comparisons", [1, 2])
def test_never_confirms_with_a_pair_that_is_not_won(comparisons: int) -> None:
    for course in COURSES:
        decision = decide(counted(course), comparisons)
        assert (decision is Decision.WINS) == (set(course) == {1} and len(course) >= straight_wins(comparisons)), course


@pytest.mark.parametrize("comparisons", [1, 2])
@pytest.mark.parametrize("seeds", [1, 2, 4, 5, 8, 12])
def test_losses_are_the_mirror_of_wins(comparisons: int, seeds: int) -> None:
    other = {Decision.WINS: Decision.LOSES, Decision.LOSES: Decision.WINS}
    for course in COURSES:
        if len(course) <= seeds:
            found = decide(counted(course), comparisons, seeds)
            mirrored = decide(counted(tuple(-one for one in course)), comparisons, seeds)
            assert mirrored is other.get(found, found), course


@pytest.mark.parametrize("comparisons", [1, 2])
def test_order_does_not_matter_and_no_decision_is_taken_back(comparisons: int) -> None:
    for course in COURSES:
        whole = decide(counted(course), comparisons)
        for number in range(1, len(course)):
            part = decide(counted(course[:number]), comparisons)
            if part in (Decision.WINS, Decision.LOSES) and set(course) == {course[0]}:
                assert whole is part
            if part is Decision.NEITHER:
                assert whole not in (Decision.WINS, Decision.LOSES), course


@pytest.mark.parametrize("comparisons", [1, 2])
@pytest.mark.parametrize("seeds", [1, 2, 4, 5, 8, 12])
def test_open_only_while_it_can_come_to_something(comparisons: int, seeds: int) -> None:
    """It never asks for more pairs than there are seeds, and gives up only where no rest can win or lose."""
    for course in COURSES:
        if len(course) > seeds:
            continue
        decision, used = decided(course, comparisons, seeds)
        assert used <= seeds
        if decision is Decision.NEITHER and seeds <= MAX_SEEDS:
            for rest in ((1,) * (seeds - used), (-1,) * (seeds - used)):
                end = decide(counted(course[:used] + rest), comparisons, seeds)
                assert end not in (Decision.WINS, Decision.LOSES), (course, rest)


@pytest.mark.parametrize("comparisons", [1, 2])
@pytest.mark.parametrize("seeds", range(1, MAX_SEEDS + 1))
def test_a_course_without_exception_is_seen_to_its_end(comparisons: int, seeds: int) -> None:
    """With fewer seeds than it takes nothing is decided, but every pair that was asked for is shown."""
    for kind in (1, -1):
        decision, used = decided((kind,) * seeds, comparisons, seeds)
        if seeds < straight_wins(comparisons):
            assert (decision, used) == (Decision.OPEN, seeds)
        else:
            assert used == straight_wins(comparisons)


def test_ties_stop_after_two() -> None:
    assert decide(Tally(ties=1)) is Decision.OPEN
    assert decide(Tally(ties=2)) is Decision.NEITHER
    assert decide(Tally(ties=1), seeds=1) is Decision.NEITHER


@pytest.mark.parametrize(("comparisons", "wins"), [(1, 5), (2, 7)])
def test_chance_of_a_false_confirmation(comparisons: int, wins: int) -> None:
    """Summed over all courses of fair coins, exactly."""

    def chance(p: float) -> float:
        """Of a confirmation, if a pair is won with this chance."""

        def after(course: tuple[int, ...]) -> float:
            if course:
                decision = decide(counted(course), comparisons)
                if decision is not Decision.OPEN:
                    return float(decision is Decision.WINS)
            return p * after((*course, 1)) + (1 - p) * after((*course, -1))

        return after(())

    assert chance(0.5) == pytest.approx(0.5**wins)
    assert chance(0.5) < 0.05
    assert chance(0.95) == pytest.approx(0.95**wins)
    assert chance(1.0) == 1.0


@pytest.mark.parametrize(("comparisons", "most"), [(1, 0.005), (2, 0.001)])
def test_chance_of_confirming_a_program_against_itself(comparisons: int, most: float) -> None:
    """Each side learns or does not, by its own coin: exactly, for every bias of the coin."""

    def chance(learns: float) -> float:
        kinds = {"wins": learns * (1 - learns), "losses": learns * (1 - learns), "ties": learns**2}
        kinds["unlearned"] = (1 - learns) ** 2

        def after(found: Tally) -> float:
            decision = decide(found, comparisons) if found != Tally() else Decision.OPEN
            if decision is not Decision.OPEN or found.pairs + found.unlearned == MAX_SEEDS:
                return float(decision is Decision.WINS)
            following = {kind: replace(found, **{kind: getattr(found, kind) + 1}) for kind in kinds}
            return sum(share * after(following[kind]) for kind, share in kinds.items())

        return after(Tally())

    worst = max(chance(step / 20) for step in range(21))
    assert 0 < worst <= most


def test_pairs_from_which_nothing_learned_do_not_count() -> None:
    assert decide(Tally(unlearned=1)) is Decision.OPEN
    assert decide(Tally(unlearned=2)) is Decision.NEITHER
    assert decide(Tally(wins=1, unlearned=2)) is Decision.OPEN
    assert decide(Tally(wins=5, unlearned=3)) is Decision.WINS
    assert decide(Tally(losses=5, unlearned=1)) is Decision.LOSES
    assert decide(Tally(wins=6, unlearned=1), comparisons=2) is Decision.OPEN
    assert decide(Tally(wins=7, unlearned=1), comparisons=2) is Decision.WINS
    assert tally([(0.0, 0.05), (-1.0, 0.0), (0.0, 1.0)]) == Tally(wins=1, unlearned=2)


# ---- one pair ----


@pytest.mark.parametrize(
    ("baseline", "fixed", "expected"),
    [
        (0.0, 1.0, 1),
        (1.0, 0.0, -1),
        (0.5, 0.5, 0),
        (0.5, 0.5 + MARGIN, 0),
        (0.5, 0.5 + 2 * MARGIN, 1),
        (0.5 + 2 * MARGIN, 0.5, -1),
        (-1.0, 0.0, 0),  # neither has learned
        (0.0, -1.0, 0),
        (-1.0, LEAST_SKILL - 1e-9, 0),
        (-1.0, LEAST_SKILL, 1),
        (0.99, 1.0, 0),
        (-1.0, 1.0, 1),
    ],
)
def test_outcome(baseline: float, fixed: float, expected: int) -> None:
    assert outcome(baseline, fixed) == expected
    assert outcome(fixed, baseline) == -expected


def test_tally() -> None:
    found = tally([(0.0, 1.0), (1.0, 0.0), (0.5, 0.51), (0.0, 0.9)])
    assert found == Tally(wins=2, losses=1, ties=1)
    assert found.pairs == 4
    assert tally([]) == Tally()
