"""The result as one plain object: what `--output-format json` prints and what the other reports are made from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING, Any

from kerasrules.model.as_json import finding_object, location_object
from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.rules import rule_of

if TYPE_CHECKING:
    from kerasrules.confirm.judge.data_findings import DataFinding
    from kerasrules.confirm.judge.verdicts import Proof
    from kerasrules.confirm.plan.model_plan import ModelPlan
    from kerasrules.confirm.plan.trials import Job
    from kerasrules.confirm.run.experiment import ModelResult
    from kerasrules.confirm.run.variant import TrainingRun, Variant

VERSION = 1
"""Changes when a part goes away or means another thing."""


def document(
    job: Job,
    outcomes: Sequence[ModelResult],
    backend: str,
    keras: str,
    timing: Mapping[str, float],
    seconds: float,
) -> dict[str, Any]:
    """Everything that was found out about a file's models."""
    verdicts = [verdict for outcome in outcomes for one in outcome.verdicts for verdict in _of_findings(one)]
    verdicts += [_left_out(finding, reason, backend) for finding, reason in job.left_out]
    examined = next((outcome for outcome in outcomes if outcome.samples is not None), None)
    learner = examined.reference if examined is not None else None
    return {
        "version": VERSION,
        "path": job.path,
        "backend": backend,
        "keras": keras,
        "data": _data(job, examined),
        "findings": [_of_look(look) for outcome in outcomes for look in outcome.findings],
        "reference": vars(learner) if learner is not None else None,
        "verdicts": verdicts,
        "combined": next((outcome.combined for outcome in outcomes if outcome.combined is not None), None),
        "models": [
            {
                "title": outcome.plan.title,
                "rows": outcome.rows,
                "parameters": sum(row["parameters"] for row in outcome.rows),
            }
            for outcome in outcomes
            if outcome.rows
        ],
        "timing": dict(timing),
        "notes": list(dict.fromkeys(note for outcome in outcomes for note in outcome.notes)),
        "interrupted": any(outcome.interrupted for outcome in outcomes),
        "seconds": seconds,
    }


def unfinished(job: Job, reason: str, backend: str, seconds: float, *, interrupted: bool = False) -> dict[str, Any]:
    """The same where the worker gave no result: every finding is inconclusive."""
    findings = [finding for model in job.models for trial in model.trials for finding in trial.findings]
    left_out = dict(job.left_out)
    return {
        "version": VERSION,
        "path": job.path,
        "backend": backend,
        "keras": None,
        "data": _data(job, None),
        "findings": [],
        "reference": None,
        "verdicts": [_left_out(one, left_out.get(one, reason), backend) for one in (*findings, *left_out)],
        "combined": None,
        "models": [],
        "timing": {},
        "notes": [],
        "interrupted": interrupted,
        "seconds": seconds,
    }


def _data(job: Job, outcome: ModelResult | None) -> dict[str, Any]:
    file = job.options.data
    samples = outcome.samples if outcome is not None else None
    held = 0
    if samples is not None:
        from kerasrules.confirm.run.variant import Split

        held = len(Split.of(samples, 0).held_out)
    return {
        "source": samples.source if samples is not None else "file" if file is not None else "synthetic",
        "path": file.path if file is not None else None,
        "samples": samples.count if samples is not None else 0,
        "held_out": held,
        "words": samples.words if samples is not None else "",
        "notes": [],
    }


def _of_findings(verdict: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One object for each finding of a trial, naming those that were mended with it."""
    shared = {key: value for key, value in verdict.items() if key not in ("findings", "place", "code", "message")}
    findings: Sequence[Finding] = verdict["findings"]
    if not findings:
        yield {**_head(verdict["code"], verdict["message"], verdict["place"], None), "together": [], **shared}
    for finding in findings:
        others = [
            {"line": other.location.start.line, "cell": other.location.cell}
            for other in findings
            if other is not finding
        ]
        head = _head(finding.code, finding.message, finding.location, finding)
        yield {**head, "together": others, **shared}


def _left_out(finding: Finding, reason: str, backend: str) -> dict[str, Any]:
    return {
        **_head(finding.code, finding.message, finding.location, finding),
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


def _head(code: str, message: str, location: Location, finding: Finding | None) -> dict[str, Any]:
    rule = rule_of(code)
    severity = finding.severity if finding is not None else rule.severity
    return {
        "code": code,
        "name": rule.name,
        "severity": severity.value,
        "message": message,
        **location_object(location),
    }


def _of_look(look: DataFinding) -> dict[str, Any]:
    return finding_object(finding_of(look))


def finding_of(look: DataFinding) -> Finding:
    """What the data show, as a finding of the rule that says the same of programs."""
    rule = rule_of(look.code)
    return Finding(rule.code, rule.name, rule.severity, look.message, look.location, help=look.help)


def proof_document(proof: Proof) -> dict[str, Any]:
    """A proof."""
    return {
        "name": proof.name,
        "text": proof.text,
        "as_written": proof.baseline,
        "remedied": proof.fixed,
        "decides": proof.decides,
    }


def side_document(runs: Sequence[TrainingRun]) -> dict[str, Any] | None:
    """What the runs of one side came to: medians, and every run with its curve."""
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


def rows_of(plan: ModelPlan, variant: Variant) -> Iterator[dict[str, Any]]:
    """The table of the model's layers, as Keras built them."""
    seen: set[int] = set()
    for call in plan.calls:
        layer, made = plan.layers[call.layer], variant.layers[call.layer]
        if call.layer in seen or made is None:
            continue
        seen.add(call.layer)
        activation = layer.config.get("activation")
        try:
            shape = str(tuple(made.output.shape))
        except (AttributeError, ValueError):
            shape = "several"
        yield {
            "layer": layer.words,
            "output_shape": shape,
            "parameters": made.count_params(),
            "activation": activation if isinstance(activation, str) and activation != "linear" else None,
            "line": call.location.start.line,
        }
