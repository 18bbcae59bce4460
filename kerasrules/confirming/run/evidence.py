"""The evidence on each fix of a model, and the verdict that follows from it."""

from __future__ import annotations

from statistics import median

from kerasrules.confirming.judge.least_skill import LEAST_SKILL
from kerasrules.confirming.judge.proofs import Proof
from kerasrules.confirming.judge.verdicts import Evidence, Length, Verdict, judge
from kerasrules.confirming.run.comparison import TrialArm
from kerasrules.confirming.run.model_result import FixTrial, ModelResult
from kerasrules.confirming.run.samples import SYNTHETIC
from kerasrules.model.edits import ReplaceLoss
from kerasrules.model.record import replace
from kerasrules.rules import rule_of


def judge_trials(result: ModelResult, seeds: int, backend: str, *, as_run: bool = False) -> None:
    """Enter the verdict on every trial. seeds: how many were asked for. as_run: it is the user's own program."""
    for trial in result.trials:
        trial.verdict, trial.reason = _verdict(result, trial, seeds, backend, as_run)


def _verdict(result: ModelResult, trial: FixTrial, seeds: int, backend: str, as_run: bool) -> tuple[Verdict, str]:
    arm = trial.arm
    decided = next((proof for proof in trial.proofs if proof.decides), None)
    if decided is not None and arm is None:
        return Verdict.CONFIRMED, decided.text
    if arm is None:
        return Verdict.INCONCLUSIVE, trial.why or "it was not tested"
    if result.comparison.baseline_error is not None and decided is None:
        return _stopped(result, trial, arm, result.comparison.baseline_error)
    if arm.error is not None:
        return Verdict.INCONCLUSIVE, f"with the fix Keras raises an error: {arm.error}"
    return judge(replace(_evidence(result, trial, arm, seeds, backend), as_run=as_run))


def _stopped(result: ModelResult, trial: FixTrial, arm: TrialArm, error: str) -> tuple[Verdict, str]:
    if trial.on_top:
        return Verdict.CONFIRMED, trial.on_top
    if trial.none_on_top:
        return Verdict.NOT_CONFIRMED, trial.none_on_top
    if arm.error is not None:
        return Verdict.INCONCLUSIVE, f"Keras raises an error, as written and with the fix: {arm.error}"
    if not arm.runs:
        return Verdict.INCONCLUSIVE, f"as written {error}"
    text = f"as written {error}. With the fix it trains"
    if not rule_of(trial.code).confirm.keras_raises:  # then the error is not what the finding is about
        if (trial.reached or 0.0) < LEAST_SKILL:
            return Verdict.INCONCLUSIVE, f"{text}, but learns nothing in {result.comparison.steps} steps"
        text += ", and learns"
    trial.proofs.append(Proof("run-error", text, None, trial.reached, True))
    return Verdict.CONFIRMED, text


def _evidence(result: ModelResult, trial: FixTrial, arm: TrialArm, seeds: int, backend: str) -> Evidence:
    assert result.data is not None
    found = result.comparison.pairs(arm)
    runs = trial.runs
    held = bool(runs) and runs[0].held_out is not None
    learned = median([run.skill for run in runs]) if runs else 0.0
    known = result.reference_for(trial)
    return Evidence(
        code=trial.code,
        synthetic=result.data.source == SYNTHETIC,
        backend=backend,
        comparisons=sum(one.arm is not None and one.arm.judged for one in result.trials),
        seeds=seeds,
        decision=arm.decision,
        tally=result.comparison.tally(arm),
        baseline=[pair[0] for pair in found],
        fixed=[pair[1] for pair in found],
        reference=known.deciding if known is not None else None,
        reference_name=known.name if known is not None else "",
        proofs=trial.proofs,
        others_learn=_others(result, trial),
        held_out=held,
        memorised=held and learned > 0.5,
        trained=learned if runs else None,
        losses=_losses(result, trial),
        on_top=trial.on_top,
        none_on_top=trial.none_on_top,
        together=_together(result, trial),
        out_of_time=result.comparison.out_of_time,
        length=_length(result),
    )


def _length(result: ModelResult) -> Length | None:
    """How much was trained; of batches that were made smaller for lack of time nobody knows how many it takes."""
    if result.length is None:
        return None
    return Length(result.comparison.steps, None if result.comparison.batch_limit else result.length.steps)


def _losses(result: ModelResult, trial: FixTrial) -> tuple[float, float] | None:
    """Where the loss ends as written and with the fix; None where they are not the same loss."""
    edits = [edit for one in trial.findings if one.fix is not None for edit in one.fix.edits]
    baseline = result.baseline_runs(trial)
    comparable = trial.arm is not None and trial.arm.same_loss
    if not comparable or not baseline or not trial.runs or any(isinstance(edit, ReplaceLoss) for edit in edits):
        return None
    return median(run.losses[-1] for run in baseline), median(run.losses[-1] for run in trial.runs)


def _together(result: ModelResult, trial: FixTrial) -> tuple[float, str] | None:
    """What the model reaches with everything that was tried, this fix among it."""
    combined = result.combined
    if combined is None or trial.code not in combined.codes:
        return None
    others = [code for code in combined.codes if code != trial.code]
    besides = [*([f"with the {'fixes' if len(others) > 1 else 'fix'} for {' and '.join(others)}"] if others else [])]
    besides += [f"with {combined.besides}"] if combined.besides else []
    outputs = trial.arm.outputs if trial.arm is not None else ()
    return median(run.of(outputs).skill for run in combined.runs), " and ".join(besides) + " as well"


def _others(result: ModelResult, trial: FixTrial) -> str:
    """Which other fix this model learned with, on the same data and in as many steps."""
    own = trial.reached
    for other in result.trials:
        reached = other.reached if other is not trial else None
        if reached is None or reached < 2 * LEAST_SKILL:
            continue
        if own is None or reached > own + LEAST_SKILL:
            return f"with another one ({other.code}: {other.fix[:1].lower()}{other.fix[1:]})"
    return ""
