"""The result as one plain object (`ConfirmDocument`)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING

from kerasrules.confirming.judge.conclusion import conclude
from kerasrules.model.as_json import finding_object, location_object
from kerasrules.model.confirm_document import (
    VERSION,
    CombinationObject,
    ConclusionObject,
    ConfirmDocument,
    DataObject,
    HeadObject,
    LineObject,
    ModelObject,
    ProofObject,
    TrialObject,
    VariantObject,
    VerdictObject,
)
from kerasrules.model.findings import Finding

if TYPE_CHECKING:  # the linter's process has no numpy, which these need
    from kerasrules.confirming.judge.data_findings import DataFinding
    from kerasrules.confirming.judge.proofs import Proof
    from kerasrules.confirming.plan.program_job import ProgramJob
    from kerasrules.confirming.plan.trials import Job
    from kerasrules.confirming.run.model_result import Combination, DataUsed, FixTrial, ModelResult
    from kerasrules.confirming.run.training_run import TrainingRun


def document(
    job: Job | ProgramJob,
    results: Sequence[ModelResult],
    backend: str,
    keras: str | None,
    timing: Mapping[str, float],
    seconds: float,
) -> ConfirmDocument:
    """Everything that was found out about a file's models."""
    verdicts = [one for result in results for trial in result.trials for one in _verdicts(trial, result, backend)]
    verdicts += [_left_out(finding, reason, backend) for finding, reason in job.left_out]
    examined = next((result for result in results if result.data is not None), None)
    by_hand = {trial.code for result in results for trial in result.trials if trial.suits_labels}
    reference = examined.reference if examined is not None else None
    combined = next((result.combined for result in results if result.combined is not None), None)
    return {
        "version": VERSION,
        "path": job.path,
        "backend": backend,
        "keras": keras,
        "data": _data(job, examined.data if examined is not None else None),
        "findings": [finding_object(found.finding) for result in results for found in _of_file(result)],
        "reference": {
            "name": reference.name,
            "skill": reference.skill,
            "held_out": reference.held_out,
            "seconds": reference.seconds,
        }
        if reference is not None
        else None,
        "verdicts": verdicts,
        "combined": _combined(combined) if combined is not None else None,
        "conclusion": _conclusion(
            job, verdicts, examined.data.words if examined is not None and examined.data else "", by_hand
        ),
        "models": [_model(result) for result in results if result.rows],
        "timing": dict(timing),
        "notes": list(dict.fromkeys(note for result in results for note in result.notes)),
        "interrupted": any(result.interrupted for result in results),
        "seconds": seconds,
    }


def _of_file(result: ModelResult) -> Sequence[DataFinding]:
    """What a data file shows; what the program's own data show stands among its findings."""
    return result.data_findings if result.data is None or result.data.source == "file" else ()


def unfinished(
    job: Job | ProgramJob, reason: str, backend: str, seconds: float, *, interrupted: bool = False
) -> ConfirmDocument:
    """The same where the worker gave no result: every finding is inconclusive."""
    left_out = dict(job.left_out)
    verdicts = [_left_out(one, left_out.get(one, reason), backend) for one in (*job.findings, *left_out)]
    return {
        "version": VERSION,
        "path": job.path,
        "backend": backend,
        "keras": None,
        "data": _data(job, None),
        "findings": [],
        "reference": None,
        "verdicts": verdicts,
        "combined": None,
        "conclusion": _conclusion(job, verdicts, ""),
        "models": [],
        "timing": {},
        "notes": [],
        "interrupted": interrupted,
        "seconds": seconds,
    }


def _data(job: Job | ProgramJob, used: DataUsed | None) -> DataObject:
    file = job.options.data
    return {
        "source": used.source if used is not None else job.data_source,
        "path": file.path if file is not None and not file.title else None,
        "samples": used.count if used is not None else 0,
        "held_out": used.held_out if used is not None else 0,
        "words": used.words if used is not None else "",
        "notes": [],
    }


def _conclusion(
    job: Job | ProgramJob, verdicts: Sequence[VerdictObject], data_words: str, by_hand: Collection[str] = ()
) -> ConclusionObject:
    """by_hand: the rules of which another fix was tried than `check --fix` writes."""
    every = [*job.findings, *(finding for finding, _ in job.left_out)]
    fixable = {finding.code for finding in every if finding.is_fixable(unsafe=True)} - set(by_hand)
    arguments = getattr(job, "arguments", ())
    return conclude(job.path, data_words, verdicts, job.options, fixable, arguments)


def _model(result: ModelResult) -> ModelObject:
    return {
        "title": result.title,
        "rows": [
            {
                "layer": row.layer,
                "output_shape": row.output_shape,
                "parameters": row.parameters,
                "activation": row.activation,
                "line": row.line,
            }
            for row in result.rows
        ],
        "parameters": sum(row.parameters for row in result.rows),
    }


def _verdicts(trial: FixTrial, result: ModelResult, backend: str) -> Iterator[VerdictObject]:
    """One object for each finding of a trial, naming those that were fixed with it."""
    baseline, fixed = result.baseline_runs(trial), trial.runs
    tally = result.comparison.tally(trial.arm) if trial.arm is not None else None
    shared: TrialObject = {
        "remedy": trial.fix,
        "model": result.title,
        "verdict": trial.verdict.value,
        "reason": trial.reason,
        "proofs": [_proof(proof) for proof in trial.proofs],
        "data": result.data.source if result.data is not None else None,
        "backend": backend,
        "optimizer": result.optimizer,
        "seeds": [run.seed for run in fixed],
        "steps": result.comparison.steps,
        "wins": tally.wins if tally is not None else 0,
        "losses": tally.losses if tally is not None else 0,
        "ties": tally.ties + tally.unlearned if tally is not None else 0,
        "as_written": _variant(baseline),
        "remedied": _variant(fixed),
        "seconds": sum(run.seconds for run in (*baseline, *fixed)),
    }
    for finding in trial.findings:
        others: list[LineObject] = [
            {"line": other.location.start.line, "cell": other.location.cell}
            for other in trial.findings
            if other is not finding
        ]
        yield {**_head(finding), "together": others, **shared}


def _left_out(finding: Finding, reason: str, backend: str) -> VerdictObject:
    return {
        **_head(finding),
        "remedy": finding.fix.description if finding.fix is not None else "",
        "together": [],
        "model": None,
        "verdict": "inconclusive",
        "reason": reason,
        "proofs": [],
        "data": None,
        "backend": backend,
        "optimizer": None,
        "seeds": [],
        "steps": 0,
        "wins": 0,
        "losses": 0,
        "ties": 0,
        "as_written": None,
        "remedied": None,
        "seconds": 0.0,
    }


def _head(finding: Finding) -> HeadObject:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        **location_object(finding.location),
    }


def _proof(proof: Proof) -> ProofObject:
    return {
        "name": proof.name,
        "text": proof.text,
        "as_written": proof.baseline,
        "remedied": proof.fixed,
        "decides": proof.decides,
    }


def _combined(combined: Combination) -> CombinationObject:
    return {"remedies": list(combined.codes), "remedied": _variant(combined.runs)}


def _variant(runs: Sequence[TrainingRun]) -> VariantObject | None:
    """What the trainings of one variant came to: medians, and every one with its curve."""
    if not runs:
        return None
    held = [run.held_out for run in runs if run.held_out is not None]
    return {
        "skill": median(run.skill for run in runs),
        "held_out": median(held) if held else None,
        "loss_start": _number(median(run.losses[0] for run in runs)),
        "loss_end": _number(median(run.losses[-1] for run in runs)),
        "runs": [
            {
                "seed": run.seed,
                "skill": run.skill,
                "held_out": run.held_out,
                "steps": run.steps[-1],
                "curve": {
                    "step": run.steps,
                    "loss": [_number(loss) for loss in run.losses],
                    "skill": run.skills,
                    "held_out": run.held_out_skills,
                },
            }
            for run in runs
        ],
    }


def _number(value: float) -> float | None:
    """JSON has no NaN."""
    return value if math.isfinite(value) else None
