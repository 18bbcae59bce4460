"""The verdict that each kind of evidence leads to, and what is said for it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

pytest.importorskip("numpy", reason="the test of skills computes with numpy")

from kerasrules.confirming.judge.sequential_test import Decision, Tally, decide, tally
from kerasrules.confirming.judge.verdicts import (
    NEAR_REFERENCE,
    Evidence,
    Length,
    Proof,
    Verdict,
    judge,
)
from kerasrules.rules import RULES, rule_of

CONFIRMED, NOT_CONFIRMED, REFUTED, INCONCLUSIVE = Verdict

PLAIN = Evidence(
    code="KR204",
    synthetic=False,
    backend="tensorflow",
    comparisons=1,
    seeds=8,
    reference=0.9,
    reference_name="ridge regression",
    held_out=True,
)


def evidence(baseline: tuple[float, ...], fixed: tuple[float, ...], **changes: object) -> Evidence:
    """What the trainings with these skills come to."""
    found = replace(PLAIN, baseline=baseline, fixed=fixed)
    found = replace(found, **changes)  # type: ignore[arg-type]
    pairs = list(zip(baseline, fixed, strict=True))
    return replace(found, tally=tally(pairs), decision=decide(pairs, found.comparisons, found.seeds))


WON = evidence((0.0,) * 5, (1.0,) * 5)
LOST = evidence((1.0,) * 5, (0.2,) * 5)
BOTH_LEARN = evidence((0.9, 0.9), (0.91, 0.9))
NEITHER = evidence((0.0, 0.02), (0.01, 0.0), reference=0.0)


def test_won() -> None:
    verdict, reason = judge(WON)
    assert verdict is CONFIRMED
    assert reason == (
        "the fix won all of 5 pairs of trainings: skill 0.00 as written, 1.00 with the fix"
        " (chance alone does that once in 252 trials)"
    )


def test_lost() -> None:
    verdict, reason = judge(LOST)
    assert verdict is REFUTED
    assert reason == (
        "the fix lost all of 5 pairs of trainings: skill 1.00 as written, 0.20 with the fix"
        " (chance alone does that once in 252 trials)"
    )


def test_a_loss_that_says_otherwise_is_told() -> None:
    """The loss is a second witness: it does not decide, but it is heard."""
    assert judge(replace(WON, losses=(0.7, 0.1))) == judge(WON)
    verdict, reason = judge(replace(WON, losses=(0.1, 0.7)))
    assert verdict is CONFIRMED
    assert reason.endswith("The loss does not show that: it ends at 0.1 as written and at 0.7 with the fix")


def test_both_learn() -> None:
    verdict, reason = judge(BOTH_LEARN)
    assert verdict is NOT_CONFIRMED
    assert "learns these data as well as with the fix: skill 0.90" in reason


def test_both_learn_less_than_the_reference() -> None:
    just = NEAR_REFERENCE * 0.9
    enough = judge(evidence((just, just), (just, just)))
    assert enough[0] is NOT_CONFIRMED
    less = judge(evidence((just - 0.04,) * 2, (just - 0.01,) * 2))
    assert less[0] is INCONCLUSIVE
    assert "this fix alone is not enough" in less[1]
    assert "ridge regression reaches 0.90" in less[1]


def test_alike_pair_by_pair() -> None:
    """Where the remedy changes nothing at all it is no matter that a plain learner does better."""
    verdict, reason = judge(evidence((0.4, 0.5), (0.4, 0.5), code="KR205"))
    assert verdict is NOT_CONFIRMED
    assert "makes no difference, pair by pair: skill 0.45 as written, 0.45 with the fix" in reason
    assert "on JAX and torch it does not" in reason
    assert judge(evidence((0.0, 0.0), (0.0, 0.0), code="KR205"))[0] is INCONCLUSIVE


def test_no_difference_in_as_many_steps_as_the_program_makes() -> None:
    """Then nothing later can make one, however far a plain learner gets."""
    some = evidence((0.4, 0.4, 0.4, 0.4), (0.42, 0.38, 0.42, 0.38))
    assert judge(replace(some, length=Length(300, 900)))[0] is INCONCLUSIVE
    assert judge(replace(some, length=Length(300, None)))[0] is INCONCLUSIVE
    verdict, reason = judge(replace(some, length=Length(300, 390)))
    assert verdict is NOT_CONFIRMED
    assert "in 300 of the 390 steps that the program makes" in reason
    verdict, reason = judge(replace(some, length=Length(300, 300)))
    assert verdict is NOT_CONFIRMED
    assert "the fix makes no difference: skill 0.40 as written, 0.40 with the fix" in reason
    assert "ridge regression reaches 0.90, so something else holds the model back" in reason


def test_both_learn_without_a_reference() -> None:
    assert judge(replace(BOTH_LEARN, reference=None, reference_name=""))[0] is NOT_CONFIRMED


def test_neither_learns_and_nothing_else_does() -> None:
    verdict, reason = judge(replace(NEITHER))
    assert verdict is INCONCLUSIVE
    assert "the data may contain no signal for this model" in reason
    assert "neither has ridge regression" in reason


def test_neither_learns_but_the_reference_does() -> None:
    verdict, reason = judge(replace(NEITHER, reference=0.93))
    assert verdict is INCONCLUSIVE
    assert "neither variant learned anything" in reason
    assert "ridge regression reaches 0.93" in reason
    assert "no signal" not in reason


def test_neither_learns_and_nothing_was_kept_apart() -> None:
    """Training samples alone cannot tell that there is no signal."""
    verdict, reason = judge(replace(NEITHER, held_out=False))
    assert verdict is INCONCLUSIVE
    assert "no signal" not in reason


def test_learned_by_heart() -> None:
    verdict, reason = judge(replace(NEITHER, memorised=True))
    assert verdict is INCONCLUSIVE
    assert "memorize" in reason
    assert "no signal" in reason


def test_what_is_so_on_top_of_another_fix() -> None:
    words = "this fix alone is not enough: neither variant learned. With the fix for KR308 the model learns"
    assert judge(replace(NEITHER, none_on_top=words)) == (NOT_CONFIRMED, words)
    assert judge(replace(NEITHER, on_top="with the fix for KR308 the fix won 4 of 4 pairs"))[0] is CONFIRMED


def test_neither_learns_but_another_remedy_does() -> None:
    verdict, reason = judge(replace(NEITHER, others_learn="with another one (KR308: standardise)"))
    assert verdict is NOT_CONFIRMED
    assert "this fix alone is not enough" in reason
    assert "KR308" in reason


def test_neither_better_but_another_remedy_is() -> None:
    found = evidence((0.4, 0.4), (0.41, 0.4), others_learn="with another one (KR308: standardise)")
    verdict, reason = judge(found)
    assert verdict is NOT_CONFIRMED
    assert "makes no difference" in reason


def test_depends_on_the_seed() -> None:
    found = evidence((0.0, 1.0, 0.0), (1.0, 0.0, 1.0))
    verdict, reason = judge(found)
    assert verdict is INCONCLUSIVE
    assert "of 3 pairs of trainings the fix won 2, lost 1: skill 0.00 as written, 1.00 with the fix" in reason
    assert "--budget" not in reason
    assert "More seeds may decide: increase --budget" in judge(replace(found, out_of_time=True))[1]


def test_a_single_odd_win_does_not_hide_that_both_learn() -> None:
    assert judge(evidence((0.9, 0.9), (0.97, 0.9)))[0] is NOT_CONFIRMED


def test_learns_better_as_written() -> None:
    """One pair is not enough to refute, but the words must not call it even."""
    verdict, reason = judge(evidence((0.91,), (0.11,), seeds=1))
    assert verdict is NOT_CONFIRMED
    assert "better than with the fix: skill 0.91 as written, 0.11" in reason


def test_no_pair() -> None:
    verdict, reason = judge(evidence((), ()))
    assert verdict is INCONCLUSIVE
    assert "--budget" in reason


def test_too_few_pairs_for_lack_of_time() -> None:
    verdict, reason = judge(replace(evidence((0.0, 0.0), (1.0, 1.0)), out_of_time=True))
    assert verdict is INCONCLUSIVE
    assert "won all of 2 pairs" in reason
    assert "a decision takes at least 4: the time limit was reached; increase --budget" in reason
    assert "--seeds" not in reason


@pytest.mark.parametrize(("comparisons", "seeds", "needed"), [(1, 3, 4), (2, 4, 5), (2, 2, 5), (1, 1, 4)])
def test_too_few_seeds(comparisons: int, seeds: int, needed: int) -> None:
    verdict, reason = judge(evidence((0.0,) * seeds, (1.0,) * seeds, comparisons=comparisons, seeds=seeds))
    assert verdict is INCONCLUSIVE
    assert f"won all of {seeds} pairs" in reason
    assert f"takes at least {needed}: increase --seeds" in reason
    assert "--budget" not in reason
    assert "depends on the seed" not in reason


def test_too_few_seeds_to_refute() -> None:
    verdict, reason = judge(evidence((1.0,) * 3, (0.0,) * 3, seeds=3))
    assert verdict is not REFUTED
    assert "depends on the seed" not in reason


def test_more_seeds_make_up_for_a_lost_pair() -> None:
    found = evidence((0.0,) * 9 + (1.0,), (1.0,) * 9 + (0.0,), seeds=12)
    assert found.decision is Decision.WINS
    verdict, reason = judge(found)
    assert verdict is CONFIRMED
    assert "all of" not in reason
    assert "9 of 10 pairs" in reason


# ---- proofs ----

PROOF = Proof("head-ceiling", "no weights can succeed", 0.0, 1.0, decides=True)
FACT = replace(PROOF, decides=False)


@pytest.mark.parametrize("found", [WON, LOST, BOTH_LEARN, evidence((), ()), replace(NEITHER, trained=0.8)])
def test_a_proof_decides(found: Evidence) -> None:
    assert judge(replace(found, proofs=(FACT, PROOF))) == (CONFIRMED, PROOF.text)


def test_a_proof_confirms_nothing_where_the_fix_learns_nothing_either() -> None:
    verdict, reason = judge(replace(NEITHER, proofs=(PROOF,)))
    assert verdict is INCONCLUSIVE
    assert "with the fix the model learned nothing either (skill 0.01)" in reason
    with_all = replace(NEITHER, proofs=(PROOF,), together=(0.93, "with the fix for KR301 as well"))
    verdict, reason = judge(with_all)
    assert verdict is CONFIRMED
    assert reason.endswith("The fix alone is not enough: with the fix for KR301 as well, the skill is 0.93")


@pytest.mark.parametrize(("steps", "program", "words"), [(300, 900, "makes 900 steps"), (300, None, "is unknown")])
def test_nothing_is_refuted_on_fewer_steps_than_the_program_makes(steps: int, program: int | None, words: str) -> None:
    verdict, reason = judge(replace(LOST, length=Length(steps, program)))
    assert verdict is INCONCLUSIVE
    assert "in 300 steps the fix lost all of 5 pairs" in reason
    assert words in reason
    assert judge(replace(LOST, length=Length(300, 300)))[0] is REFUTED
    assert judge(replace(WON, length=Length(steps, program))) == judge(WON)


@pytest.mark.parametrize("found", [WON, LOST, BOTH_LEARN, NEITHER, evidence((), ())])
def test_a_fact_decides_nothing(found: Evidence) -> None:
    assert judge(replace(found, proofs=(FACT,))) == judge(found)


# ---- synthetic data ----


def rule_codes() -> list[str]:
    return [rule.code for rule in RULES]


@pytest.mark.parametrize("code", rule_codes())
def test_never_refuted_on_made_up_data(code: str) -> None:
    values = (-1.0, 0.0, 0.5, 1.0)
    for baseline, fixed in product(values, values):
        for pairs in (1, 2, 5, 8):
            found = evidence((baseline,) * pairs, (fixed,) * pairs, code=code, synthetic=True)
            assert judge(found)[0] is not REFUTED
    verdict, reason = judge(replace(LOST, code=code, synthetic=True))
    assert verdict is INCONCLUSIVE
    assert "synthetic data" in reason or "pretrained" in reason


@pytest.mark.parametrize("code", [rule.code for rule in RULES if rule.confirm.needs_data])
def test_made_up_data_cannot_decide_what_depends_on_data(code: str) -> None:
    for found in (WON, LOST, BOTH_LEARN, NEITHER):
        verdict, reason = judge(replace(found, code=code, synthetic=True))
        assert verdict is INCONCLUSIVE
        assert "--data" in reason or rule_of(code).confirm.needs_pretrained_weights


def test_made_up_data_decide_the_rest() -> None:
    assert judge(replace(WON, synthetic=True))[0] is CONFIRMED
    assert judge(replace(BOTH_LEARN, synthetic=True))[0] is NOT_CONFIRMED


def test_what_depends_on_data() -> None:
    """Activations, inputs and regularisation: nothing of heads, losses, learning rates, depth and initialisation."""
    decides = {rule.code for rule in RULES if not rule.confirm.needs_data}
    assert {"KR202", "KR204", "KR208", "KR501", "KR502", "KR104", "KR105"} <= decides
    assert not {"KR101", "KR102", "KR106", "KR301", "KR308", "KR601", "KR605"} & decides


# ---- pretrained weights, backends ----


@pytest.mark.parametrize("code", [rule.code for rule in RULES if rule.confirm.needs_pretrained_weights])
@pytest.mark.parametrize("found", [WON, LOST, BOTH_LEARN, NEITHER])
def test_pretrained_weights_are_not_there(code: str, found: Evidence) -> None:
    verdict, reason = judge(replace(found, code=code))
    assert verdict is INCONCLUSIVE
    assert "pretrained weights" in reason


@pytest.mark.parametrize("code", [rule.code for rule in RULES if rule.confirm.undone_by_tensorflow])
def test_words_about_backends(code: str) -> None:
    assert "on JAX and torch it does not" in judge(replace(BOTH_LEARN, code=code))[1]
    assert "JAX" not in judge(replace(BOTH_LEARN, code=code, backend="jax"))[1]
    assert "JAX" not in judge(replace(BOTH_LEARN, code="KR204"))[1]


def test_every_verdict_says_something() -> None:
    values = (-1.0, 0.0, 0.05, 0.3, 0.75, 0.9, 1.0)
    for baseline, fixed, reference, pairs in product(values, values, (None, 0.0, 0.9), (0, 1, 2, 5, 7)):
        for synthetic, held, comparisons, seeds in product((True, False), (True, False), (1, 3), (1, 8)):
            if pairs > seeds:
                continue
            name = "ridge regression" if reference is not None else ""
            found = evidence(
                (baseline,) * pairs,
                (fixed,) * pairs,
                reference=reference,
                reference_name=name,
                synthetic=synthetic,
                held_out=held,
                comparisons=comparisons,
                seeds=seeds,
            )
            verdict, reason = judge(found)
            assert reason
            assert "None" not in reason
            assert "nan" not in reason
            if verdict is CONFIRMED:
                assert fixed > baseline
            if verdict is REFUTED:
                assert fixed < baseline
            if verdict is NOT_CONFIRMED:
                assert baseline >= 0.1


def test_tally_is_what_the_words_say() -> None:
    assert WON.tally == Tally(wins=5)
    assert LOST.tally == Tally(losses=5)
