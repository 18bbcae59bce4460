"""One model examined from end to end: data, tier-0 facts, paired trainings, verdicts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from kerasrules.confirm.judge import data_findings
from kerasrules.confirm.judge.sign_test import LEAST_SKILL
from kerasrules.confirm.judge.verdicts import Evidence, Proof, Verdict, judge
from kerasrules.confirm.plan.apply_fix import apply_fix
from kerasrules.confirm.plan.model_plan import LayerCall, ModelPlan, Unbuildable, located
from kerasrules.confirm.plan.trials import ConfirmOptions, ModelJob, TrialPlan
from kerasrules.confirm.run import probes, reference, synthetic
from kerasrules.confirm.run.build import BuildMismatch, RefusedByKeras, build
from kerasrules.confirm.run.comparison import Comparison, TrialArm, compare, count, pairs, train_unjudged
from kerasrules.confirm.run.document import proof_document, rows_of, side_document
from kerasrules.confirm.run.loading import declared_for, load
from kerasrules.confirm.run.samples import FILE, Samples
from kerasrules.confirm.run.variant import Clock, OutOfTime, TrainingRun, Variant
from kerasrules.model.data import Shape
from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.rules import rule_of

Emit = Callable[[dict[str, Any]], None]

CURVE = 24


@dataclass
class FixTrial:
    """One remedy on its way: a trial of static findings, or a scaling for a finding about the data."""

    code: str
    findings: tuple[Finding, ...]
    fix: str
    location: Location
    message: str
    why: str = ""
    arm: TrialArm | None = None
    proofs: list[Proof] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)


@dataclass
class ModelResult:
    """Everything that is reported about one model."""

    plan: ModelPlan
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    findings: list[data_findings.DataFinding] = field(default_factory=list)
    samples: Samples | None = None
    reference: reference.Reference | None = None
    combined: dict[str, Any] | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    interrupted: bool = False


def examine(job: ModelJob, options: ConfirmOptions, clock: Clock, backend: str, emit: Emit) -> ModelResult:
    """Examine one model. Raises DataError for a data file that cannot be used."""
    return _Experiment(job, options, clock, backend, emit).outcome()


class _Experiment:
    def __init__(self, job: ModelJob, options: ConfirmOptions, clock: Clock, backend: str, emit: Emit) -> None:
        self.job, self.options, self.clock, self.backend, self.emit = job, options, clock, backend, emit
        self.plan = job.plan
        self.found = ModelResult(job.plan, notes=list(job.plan.notes))
        self.attempts: list[FixTrial] = []
        self.comparison = Comparison()

    def outcome(self) -> ModelResult:
        try:
            self._examine()
        except (OutOfTime, KeyboardInterrupt) as stop:
            self.found.interrupted = isinstance(stop, KeyboardInterrupt)
            self.comparison.out_of_time = True
        self._judge()
        return self.found

    def _examine(self) -> None:
        try:
            data = self.found.samples = self._samples()
            self.found.notes += data.notes
            baseline = self._variant(self.plan)
        except RefusedByKeras as error:
            self._cannot_build(error)
            return
        except (Unbuildable, BuildMismatch) as error:
            self._give_up(f"the model could not be rebuilt: {error}")
            return
        self.found.rows = list(rows_of(self.plan, baseline))
        if data.source == FILE:
            self._look_at_data(baseline)
        self._attempt_trials()
        if not any(attempt.arm for attempt in self.attempts):
            return
        self._stage("checking what needs no training")
        self.found.reference = reference.learn(data, self._is_text(), self.options.first_seed)
        for attempt in self.attempts:
            if attempt.arm is not None:
                self.clock.check()
                attempt.proofs += probes.prove(attempt.code, baseline, attempt.arm.variant, attempt.fix)
        self._train(baseline)

    # --- data ---

    def _samples(self) -> Samples:
        if self.options.data is None:
            self._stage("making up data")
            inputs, outputs = self._made_up_shapes()
            return synthetic.make(self.plan, self.job.data, inputs, outputs, self.options.first_seed)
        self._stage("reading the data")
        loaded = load(self.plan, self.job.data, self.options.data, self.options.first_seed)
        self.plan = loaded.plan
        self.found.findings += loaded.findings
        return loaded.samples

    def _made_up_shapes(self) -> tuple[list[Shape], list[Shape]]:
        """Shapes of the inputs and outputs; open axes as large as the model needs them."""
        for larger in synthetic.LARGER:
            inputs = synthetic.shapes(self.plan, larger)
            try:
                model, _ = build(self.plan, [(None, *shape) for shape in inputs])
            except RefusedByKeras as error:
                if not synthetic.is_open(self.plan):
                    raise
                refused = error  # of our sizes, which are not the program's
                continue
            return inputs, [tuple(output.shape) for output in model.outputs]
        raise Unbuildable(f"no size of its open axes was found that fits ({refused}); give real samples with --data")

    def _encodings(self) -> list[str | None]:
        """How the program encodes the labels, where that was recovered."""
        found: list[str | None] = []
        given = any(look.as_given for look in self.found.findings)
        for index in range(len(self.plan.outputs)):
            facts = self.job.data.y[index] if index < len(self.job.data.y) else None
            known = facts.encoding if facts is not None else None
            if given and self.found.samples is not None:
                known = self.found.samples.y[index].encoding
            found.append(known if known in ("integer", "one-hot", "multi-hot") else None)
        return found

    def _is_text(self) -> bool:
        first = self.plan.inputs[0].tensor
        return any(
            first in call.inputs and self.plan.layers[call.layer].class_name == "Embedding" for call in self.plan.calls
        )

    def _variant(self, plan: ModelPlan) -> Variant:
        assert self.found.samples is not None
        self.clock.check()
        self._stage("building the model")
        if plan is not self.plan and self.plan is not self.job.plan:
            plan = declared_for(plan, [given.shape for given in self.plan.inputs])
        return Variant(plan, self.found.samples, self._encodings(), self.clock)

    # --- what is tried ---

    def _look_at_data(self, baseline: Variant) -> None:
        data = self.found.samples
        assert data is not None
        found = list(data_findings.look(self.plan, self.job.data, data.x, data.y, baseline.output_shapes))
        self.found.findings += found
        baseline.encodings = self._encodings()
        for look in found:
            for scaling in look.scalings:
                variant = self._variant(self.plan)
                variant.transform = scaling.transform()
                words = f"with {look.code}'s remedy ({scaling.words.lower()})"
                self.attempts.append(
                    FixTrial(look.code, (), scaling.words, look.location, look.message, arm=TrialArm(words, variant))
                )
            if look.fix is not None and all(trial.code != look.code for trial in self.job.trials):
                attempt = FixTrial(look.code, (), look.fix.description, look.location, look.message)
                try:
                    self._build_arm(attempt, apply_fix(self.plan, look.fix), f"with {look.code}'s remedy")
                except Unbuildable as error:
                    attempt.why = f"the remedy could not be applied: {error}"
                self.attempts.append(attempt)

    def _attempt_trials(self) -> None:
        for trial in self.job.trials:
            attempt = _attempt(trial)
            self.attempts.append(attempt)
            if trial.plan is None:
                attempt.why = trial.why
            else:
                self._build_arm(attempt, trial.plan, f"with {trial.code}'s remedy")

    def _build_arm(self, attempt: FixTrial, plan: ModelPlan, words: str) -> None:
        try:
            attempt.arm = TrialArm(words, self._variant(plan))
        except (RefusedByKeras, Unbuildable, BuildMismatch) as error:
            attempt.why = f"with the remedy the model could not be built: {error}"

    def _train(self, baseline: Variant) -> None:
        arms = [a.arm for a in self.attempts if a.arm is not None]
        for attempt in self.attempts:
            if attempt.arm is not None and self._is_settled(attempt):
                attempt.arm.judged = False  # a few pairs show how far the remedy goes
        seeds = self.options.seeds
        if all(not arm.judged for arm in arms):
            for arm in arms:
                arm.judged = True
            seeds = 1
        self.comparison = Comparison()
        compare(
            baseline,
            arms,
            seeds=seeds,
            first_seed=self.options.first_seed,
            steps=self.options.steps,
            report=self._progress,
            comparison=self.comparison,
        )
        train_unjudged(self.comparison, baseline, [c for c in arms if not c.judged], self._progress)
        if self.comparison.baseline_error is None and not self.comparison.out_of_time:
            self._show_together(baseline)

    def _show_together(self, baseline: Variant) -> None:
        """All remedies at once, as a user would apply them: of several scalings the one that went furthest."""
        scalings = [a for a in self.attempts if a.arm is not None and a.arm.variant.transform is not None]
        scalings = [a for a in scalings if a.arm is not None and a.arm.runs]
        trials = [trial for trial in self.job.trials if trial.plan is not None]
        codes = {trial.code for trial in trials} | {attempt.code for attempt in scalings}
        plan = self.job.together if len(trials) > 1 else trials[0].plan if trials else None
        if len(codes) < 2 or plan is None:
            return
        try:
            variant = self._variant(plan)
        except (RefusedByKeras, Unbuildable, BuildMismatch):
            return
        if scalings:
            best = max(scalings, key=lambda attempt: _reached(attempt) or -1.0)
            assert best.arm is not None
            variant.transform = best.arm.variant.transform
        together = TrialArm("with all remedies", variant, judged=False)
        train_unjudged(self.comparison, baseline, [together], self._progress)
        if together.runs:
            self.found.combined = {"remedies": sorted(codes), "remedied": side_document(together.runs)}

    def _is_settled(self, attempt: FixTrial) -> bool:
        """Whether no training can change the verdict: a proof stands, or the data cannot decide."""
        data = self.found.samples
        rule = rule_of(attempt.code).confirm
        undecidable = data is not None and data.source != FILE and rule.needs_data
        return undecidable or rule.needs_pretrained_weights or any(proof.decides for proof in attempt.proofs)

    def _progress(self, trial: str, seed: int, steps: int, run: TrainingRun) -> None:
        curve = [
            value if value is not None else own for value, own in zip(run.held_out_skills, run.skills, strict=True)
        ]
        self.emit(
            {
                "event": "progress",
                "trial": trial,
                "seed": seed - self.options.first_seed + 1,
                "seeds": self.options.seeds,
                "step": run.steps[-1],
                "steps": steps,
                "skill": curve[-1],
                "curve": curve[-CURVE:],
            }
        )

    def _stage(self, text: str) -> None:
        self.emit({"event": "stage", "text": text})

    # --- what cannot be tried ---

    def _give_up(self, reason: str) -> None:
        for trial in self.job.trials:
            attempt = _attempt(trial)
            attempt.why = reason
            self.attempts.append(attempt)

    def _cannot_build(self, error: RefusedByKeras) -> None:
        """Keras refuses the model as written: that confirms whoever says so, and whose remedy makes it build."""
        where = (
            f" at {self.plan.layers[error.call.layer].words} on {located(error.call.location)}" if error.call else ""
        )
        said = f"Keras cannot build the model as written{where}: {error.message}"
        self.found.notes.append(said)
        for trial in self.job.trials:
            attempt = _attempt(trial)
            self.attempts.append(attempt)
            if trial.plan is not None and self._builds(trial.plan):
                attempt.proofs.append(Proof("build-error", f"{said}. With the remedy it is built", decides=True))
            elif rule_of(trial.code).confirm.keras_raises and _points_at(trial.findings, error.call):
                attempt.proofs.append(Proof("build-error", said, decides=True))
            else:
                attempt.why = f"{said}. Mend that first"

    def _builds(self, plan: ModelPlan) -> bool:
        try:
            build(plan, [given.shape for given in self.plan.inputs])
        except (RefusedByKeras, Unbuildable, BuildMismatch):
            return False
        return True

    # --- verdicts ---

    def _judge(self) -> None:
        known = {finding for attempt in self.attempts for finding in attempt.findings}
        for trial in self.job.trials:
            if not set(trial.findings) <= known:
                attempt = _attempt(trial)
                attempt.why = trial.why or "the time was used up before it was tried; give a larger --budget"
                self.attempts.append(attempt)
        for attempt in self.attempts:
            self.found.verdicts.append(self._document(attempt))
        if self.comparison.pairing_holds is False:
            self.found.notes.append(
                "the same training run twice gave different losses here: the two sides of a pair differ by chance too"
            )

    def _document(self, attempt: FixTrial) -> dict[str, Any]:
        verdict, reason = self._verdict(attempt)
        arm = attempt.arm
        baseline = self._paired(arm)
        found = count(self.comparison, arm) if arm is not None else None
        return {
            "code": attempt.code,
            "message": attempt.message,
            "place": attempt.location,
            "findings": attempt.findings,
            "remedy": attempt.fix,
            "model": self.plan.title,
            "verdict": verdict.value,
            "reason": reason,
            "proofs": [proof_document(proof) for proof in attempt.proofs],
            "data": self.found.samples.source if self.found.samples is not None else None,
            "backend": self.backend,
            "optimizer": self.plan.optimizer.words,
            "seeds": [run.seed for run in arm.runs] if arm is not None else [],
            "steps": self.comparison.steps,
            "wins": found.wins if found is not None else 0,
            "losses": found.losses if found is not None else 0,
            "ties": found.ties + found.unlearned if found is not None else 0,
            "as_written": side_document(baseline),
            "remedied": side_document(arm.runs) if arm is not None else None,
            "seconds": sum(run.seconds for run in (*baseline, *(arm.runs if arm else ()))),
        }

    def _paired(self, arm: TrialArm | None) -> list[TrainingRun]:
        """The runs as written; with a candidate those that it was compared with."""
        if arm is None:
            return []
        seeds = {run.seed for run in arm.runs}
        return [run for run in self.comparison.baseline_runs if run.seed in seeds]

    def _verdict(self, attempt: FixTrial) -> tuple[Verdict, str]:
        arm = attempt.arm
        decided = next((proof for proof in attempt.proofs if proof.decides), None)
        if decided is not None and (arm is None or arm.error is None):
            return Verdict.CONFIRMED, decided.text
        if arm is None:
            return Verdict.INCONCLUSIVE, attempt.why or "it was not tried"
        if self.comparison.baseline_error is not None:
            return self._stopped(attempt, arm, self.comparison.baseline_error)
        if arm.error is not None:
            return Verdict.INCONCLUSIVE, f"with the remedy Keras stops: {arm.error}"
        return judge(self._evidence(attempt, arm))

    def _stopped(self, attempt: FixTrial, arm: TrialArm, error: str) -> tuple[Verdict, str]:
        if arm.error is not None:
            return Verdict.INCONCLUSIVE, f"Keras stops, as written and with the remedy: {arm.error}"
        if not arm.runs:
            return Verdict.INCONCLUSIVE, f"as written Keras stops in training: {error}"
        text = f"as written Keras stops in training: {error}. With the remedy it trains"
        attempt.proofs.append(Proof("run-error", text, None, median(run.deciding for run in arm.runs), True))
        return Verdict.CONFIRMED, text

    def _evidence(self, attempt: FixTrial, arm: TrialArm) -> Evidence:
        data = self.found.samples
        assert data is not None
        found = pairs(self.comparison, arm)
        held = bool(arm.runs) and arm.runs[0].held_out is not None
        learned = median([run.skill for run in arm.runs]) if arm.runs else 0.0
        known = self.found.reference
        return Evidence(
            code=attempt.code,
            synthetic=data.source != FILE,
            backend=self.backend,
            comparisons=self._comparisons(),
            seeds=self.options.seeds,
            decision=arm.decision,
            tally=count(self.comparison, arm),
            baseline=[pair[0] for pair in found],
            fixed=[pair[1] for pair in found],
            reference=known.deciding if known is not None else None,
            reference_name=known.name if known is not None else "",
            proofs=attempt.proofs,
            others_learn=self._others(attempt),
            held_out=held,
            memorised=held and learned > 0.5,
        )

    def _comparisons(self) -> int:
        return sum(attempt.arm is not None and attempt.arm.judged for attempt in self.attempts)

    def _others(self, attempt: FixTrial) -> str:
        """Which other remedy this model learned with, on the same data and in as many steps."""
        own = _reached(attempt)
        for other in self.attempts:
            reached = _reached(other) if other is not attempt else None
            if reached is None or reached < 2 * LEAST_SKILL:
                continue
            if own is None or reached > own + LEAST_SKILL:
                return f"with another one ({other.code}: {other.fix[:1].lower()}{other.fix[1:]})"
        return ""


def _attempt(trial: TrialPlan) -> FixTrial:
    first = trial.findings[0]
    return FixTrial(trial.code, trial.findings, trial.fix, first.location, first.message)


def _reached(attempt: FixTrial) -> float | None:
    """The median skill with this remedy; None where nothing was trained with it."""
    runs = attempt.arm.runs if attempt.arm is not None else []
    return median(run.deciding for run in runs) if runs else None


def _points_at(findings: Sequence[Finding], call: LayerCall | None) -> bool:
    if call is None:
        return False
    lines = {call.location.start.line}
    return any(
        location.start.line in lines
        for finding in findings
        for location in (finding.location, *(r.location for r in finding.related))
    )
