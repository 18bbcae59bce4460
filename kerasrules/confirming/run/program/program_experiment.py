"""The program as written and with each fix: run up to fit, trained in pairs, judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from kerasrules.confirming.judge.least_skill import LEAST_SKILL
from kerasrules.confirming.judge.proofs import Proof
from kerasrules.confirming.judge.sequential_test import Decision, fewest_pairs
from kerasrules.confirming.plan.program_job import ProgramJob, ProgramRound, ProgramTrial, ProgramVersion
from kerasrules.confirming.run.comparison import (
    CHUNK,
    DEFAULT_STEPS,
    FEWEST_STEPS,
    Comparison,
    PairedTrainings,
    TrialArm,
)
from kerasrules.confirming.run.evidence import judge_trials
from kerasrules.confirming.run.model_result import Combination, DataUsed, FixTrial, ModelResult, ProgramLength
from kerasrules.confirming.run.on_top import (
    NOT_LEARNED,
    STANDARDIZED,
    STANDARDIZED_INPUTS,
    STOPPED,
    fix_words,
    lets_it_train,
    note_on_top,
    stopped_too,
)
from kerasrules.confirming.run.program.child_messages import ReachedFit, Stopped
from kerasrules.confirming.run.program.program_process import (
    TO_REACH_FIT,
    ProgramProcess,
    ProgramStopped,
    ProgramVariant,
)
from kerasrules.confirming.run.program.step_times import StepTimes, measured
from kerasrules.confirming.run.progress import progress_event
from kerasrules.confirming.run.training_run import Clock, OutOfTime, TrainingError, TrainingRun
from kerasrules.keras_api.losses import BINARY, CATEGORICAL, HINGE, SPARSE
from kerasrules.model.findings import Effect, Finding
from kerasrules.rules import rule_of
from kerasrules.rules.rule import ScalingKind

Emit = Callable[[dict[str, Any]], None]

MOST_STEPS = 3000
LONGER = 1.5
"""By so much a second trial has to be longer to be worth its time."""
SCALINGS: tuple[ScalingKind, ...] = ("data set", "sample")
LOOKS = 6
"""At least so often skill is looked at in a training."""


class StoppedVariant:
    """The program as written, where it does not come to fit: its trainings stop for that reason."""

    def __init__(self, why: str, clock: Clock) -> None:
        self.why, self.clock, self.chunk = why, clock, CHUNK
        self.batch_limit: int | None = None

    def fresh_weights(self, seed: int) -> Any:
        """None."""
        return []

    def weights_like(self, baseline: Any, weights: Any, seed: int) -> Any:
        """None."""
        return []

    def run(
        self, seed: int, weights: Any, steps: int, report: Callable[[TrainingRun], None] = lambda run: None
    ) -> TrainingRun:
        """Raises TrainingError."""
        raise TrainingError(self.why, "the program stops")


class ProgramExperiment:
    """Examines one version of a program. `keras` and `backend` are known after `result`."""

    def __init__(
        self, job: ProgramJob, part: ProgramRound, backend: str, clock: Clock, emit: Emit, seconds: float
    ) -> None:
        """seconds: for the trainings of this round."""
        self._seconds = seconds
        self.job, self.part, self.backend, self.clock, self.emit = job, part, backend, clock, emit
        self.keras = ""
        self.found = ModelResult(job.path, "")
        if part.mended:
            self.found.notes.append(f"mended first: {part.mended}")
        self._processes: list[ProgramProcess] = []
        self._reached: list[ReachedFit] = []
        self._times: StepTimes | None = None
        self._untraced = 0
        """How many versions have not taken a step yet: the first one takes longer."""

    def result(self) -> ModelResult:
        """Everything that was found out. The processes end with it."""
        try:
            self._examine()
        except (OutOfTime, KeyboardInterrupt) as stop:
            self.found.interrupted = isinstance(stop, KeyboardInterrupt)
            self.found.comparison.out_of_time = True
        finally:
            for process in self._processes:
                process.close()
        for trial in self.part.trials[len(self.found.trials) :]:
            why = trial.why or "the time limit was reached before it was tested; increase --budget"
            self.found.trials.append(FixTrial(trial.findings, trial.fix, why))
        self._leave_out_without_effect()
        judge_trials(self.found, self.job.options.seeds, self.backend, as_run=True)
        self._note_length()
        return self.found

    def _examine(self) -> None:
        if not any(trial.can_be_tried or _says_that_it_stops(trial.findings) for trial in self.part.trials):
            return  # there is nothing to try: why stands in each trial
        self._stage("running the program up to fit")
        first = self._start(self.part.version)
        ahead = {id(trial): self._start(trial.version) for trial in self.part.trials[:1] if trial.version is not None}
        baseline: ProgramVariant | StoppedVariant
        stopped: Stopped | None = None
        try:
            baseline = self._variant(first)
        except ProgramStopped as stop:
            if not stop.stopped.raised:
                self.found.notes += self._containment()
                self._give_up(f"the program was run: {self._said(stop)}")
                return
            baseline, stopped = StoppedVariant(self._said(stop), self.clock), stop.stopped
            self.found.notes.append(f"as written: {self._said(stop)}")
        for trial in self.part.trials:
            made = FixTrial(trial.findings, trial.fix, trial.why)
            self.found.trials.append(made)
            try:
                variant = self._fixed(trial, made, baseline, ahead.get(id(trial)))
            except ProgramStopped as stop:
                said = self._said(stop)
                as_before = isinstance(baseline, StoppedVariant) and baseline.why == said
                made.why = f"as written and with the fix: {said}" if as_before else f"with the fix: {said}"
                continue
            if variant is None and isinstance(baseline, StoppedVariant):
                made.why = made.why or f"as written the program stops: {baseline.why}"
            if variant is not None:
                same_loss = not trial.standard_targets
                made.arm = TrialArm(f"fix for {made.code}", variant, outputs=trial.outputs, same_loss=same_loss)
        arms = [trial.arm for trial in self.found.trials if trial.arm is not None]
        if stopped is not None:
            self._confirm_where_it_stops(stopped)
        self.found.notes += self._containment()
        if arms:
            self._train(baseline, arms)

    def _confirm_where_it_stops(self, stopped: Stopped) -> None:
        """Findings that say that the program stops where it does need no fix to be confirmed."""
        if stopped.line is None:
            return
        place = self.job.place(stopped.line)
        for trial in self.found.trials:
            told = [self.job.place_of(one.location) for one in trial.findings if one.location.path == self.job.path]
            if trial.arm is None and _says_that_it_stops(trial.findings) and place in told:
                text = f"the program stops there: {stopped.words}"
                trial.proofs.append(Proof("run-error", text, decides=True))

    def _start(self, version: ProgramVersion) -> ProgramProcess:
        process = ProgramProcess(self.job, version, self.backend)
        self._processes.append(process)
        return process

    def _variant(self, process: ProgramProcess) -> ProgramVariant:
        started = time.monotonic()
        reached = process.reached_fit(started + max(TO_REACH_FIT, self.job.options.budget))
        self.clock.build += time.monotonic() - started
        self._reached.append(reached)
        variant = ProgramVariant(process, reached, self.clock)
        variant.encodings = self.part.encodings
        return variant

    def _fixed(
        self,
        trial: ProgramTrial,
        made: FixTrial,
        baseline: ProgramVariant | StoppedVariant,
        process: ProgramProcess | None,
    ) -> ProgramVariant | None:
        """The program with the fix; None where there is none to try. `made.why` says why, if that is not known yet."""
        if trial.version is not None:
            return self._variant(process or self._start(trial.version))
        if not trial.can_be_tried or isinstance(baseline, StoppedVariant):
            return None
        if not baseline.reached.can_scale:
            made.why = "the program makes its batches in a loop of its own, and what it makes is not scaled"
            return None
        return baseline.scaled(trial.scaling, targets=trial.standard_targets)

    def _train(self, baseline: ProgramVariant | StoppedVariant, arms: Sequence[TrialArm]) -> None:
        options, comparison = self.job.options, self.found.comparison
        reached = self._reached[0]
        self.found.title, self.found.optimizer = reached.model, reached.optimizer
        self.found.length = ProgramLength(reached.steps)
        self.found.data = DataUsed("program", reached.words, reached.samples + reached.held_out, reached.held_out)
        self.found.notes += reached.notes
        self.keras, self.backend = reached.keras, reached.backend
        self.clock.deadline = time.monotonic() + self._seconds  # what the program does before fit is its own
        variants = [
            variant for variant in (baseline, *(arm.variant for arm in arms)) if isinstance(variant, ProgramVariant)
        ]
        self._agree_on_targets(variants)
        if isinstance(baseline, ProgramVariant):
            self._stage("checking without training")
            self.found.reference = baseline.reference(options.first_seed)
        self._stage("measuring the time of a step")
        self._times = next(filter(None, (measured(one, options.first_seed) for one in variants)), None)
        self._untraced = len(variants) - 1
        steps = options.steps or self._affordable(min(fewest_pairs(len(arms)), options.seeds), len(arms))
        while True:
            for variant in variants:
                variant.chunk = max(10, min(CHUNK, steps // LOOKS))
            trainings = PairedTrainings(baseline, comparison, self._progress)
            trainings.compare(arms, seeds=options.seeds, first_seed=options.first_seed, steps=steps)
            self._untraced = 0
            if self._wants_standard_data(baseline):
                self._train_on_standard_data(baseline)
                return
            longer = self._affordable(2, len(arms))
            if options.steps or self._has_learned() or comparison.out_of_time or longer < LONGER * steps:
                break
            steps = longer  # nothing learned yet: fewer pairs, each nearer to what the program makes
            comparison = self.found.comparison = Comparison()
            for arm in arms:
                arm.runs, arm.error, arm.decision = [], None, Decision.OPEN
        if comparison.out_of_time:
            return
        if comparison.baseline_error is not None:
            self._train_past_error()
        elif self.part.together is not None:
            self._train_together(trainings, variants)

    def _agree_on_targets(self, variants: Sequence[ProgramVariant]) -> None:
        """The targets of an output are classes for all versions, if they are for the loss of one."""
        outputs = max(len(variant.reached.losses) for variant in variants)
        known = BINARY | CATEGORICAL | SPARSE | HINGE
        classes = tuple(
            any(output < len(v.reached.losses) and v.reached.losses[output] in known for v in variants)
            for output in range(outputs)
        )
        for variant in variants:
            variant.classes = classes

    def _affordable(self, pairs: int, arms: int) -> int:
        """So many steps as the program makes, or as fit in the time that is left for so many pairs."""
        total = min(self._reached[0].steps or DEFAULT_STEPS, MOST_STEPS)
        times = self._times
        if times is None:
            return min(total, FEWEST_STEPS)
        left = self.clock.deadline - time.monotonic() - times.setup * self._untraced
        trainings = pairs * (1 + arms) + 1
        return max(1, min(total, max(FEWEST_STEPS, int((left / trainings - times.each) / times.step))))

    def _has_learned(self) -> bool:
        """Whether some training came to something, or none could be made."""
        runs = [*self.found.comparison.baseline_runs, *(run for trial in self.found.trials for run in trial.runs)]
        return not runs or any(run.deciding >= LEAST_SKILL for run in runs)

    def _train_together(self, trainings: PairedTrainings, known: Sequence[ProgramVariant]) -> None:
        assert self.part.together is not None
        try:
            variant = self._with_every_fix(self.part.together)
        except ProgramStopped:
            return
        variant.classes, variant.chunk = known[0].classes, known[0].chunk
        together = TrialArm("all fixes", variant, judged=False)
        trainings.show([together])
        if together.runs:
            codes = sorted({trial.code for trial in self.found.trials if trial.arm is not None})
            self.found.combined = Combination(codes, together.runs)

    def _wants_standard_data(self, baseline: ProgramVariant | StoppedVariant) -> bool:
        """Whether nothing is learned that can be learned: then the scale of the data may hide what the fixes do."""
        comparison, known = self.found.comparison, self.found.reference
        if comparison.baseline_error is not None or comparison.out_of_time or self._has_learned():
            return False
        can_learn = known is not None and known.deciding >= LEAST_SKILL
        return can_learn and isinstance(baseline, ProgramVariant) and baseline.reached.can_scale

    def _train_on_standard_data(self, baseline: ProgramVariant | StoppedVariant) -> None:
        """Judge every fix with inputs, and numbers that are predicted, of mean 0 and spread 1 on both sides."""
        assert isinstance(baseline, ProgramVariant)
        options, values = self.job.options, baseline.reached.predicts_values
        standard = self._on_standard_data(baseline)
        if standard is None:
            return
        before, run = standard
        made = [(trial, trial.arm.variant) for trial in self.found.trials if trial.arm is not None]
        written = [(trial, one) for trial, one in made if isinstance(one, ProgramVariant) and not one.is_scaled]
        runs, words = [run], STANDARDIZED if values else STANDARDIZED_INPUTS
        for number, (trial, variant) in enumerate(written):
            after = variant.scaled(before.scaling, targets=values)
            steps = options.steps or self._affordable(fewest_pairs(1), len(written) - number)
            outputs = trial.arm.outputs if trial.arm is not None else ()
            found, arm = Comparison(), TrialArm(f"fix for {trial.code} on top", after, outputs=outputs)
            PairedTrainings(before, found, self._progress).compare(
                [arm], seeds=options.seeds, first_seed=options.first_seed, steps=steps
            )
            note_on_top(trial, found, arm, words, NOT_LEARNED)
            runs = arm.runs or runs
        self.found.combined = Combination(sorted({trial.code for trial, _ in made}), runs, words)

    def _on_standard_data(self, baseline: ProgramVariant) -> tuple[ProgramVariant, TrainingRun] | None:
        """The program as written on data that are scaled over the data set, or each sample for itself if that fails."""
        tried = []
        for kind in SCALINGS:
            variant = baseline.scaled(kind, targets=baseline.reached.predicts_values)
            try:
                tried.append((variant, variant.run(self.job.options.first_seed, [], self.found.comparison.steps)))
            except TrainingError:
                continue
            if tried[-1][1].deciding >= LEAST_SKILL:
                return tried[-1]
        return tried[0] if tried else None

    def _with_every_fix(self, version: ProgramVersion) -> ProgramVariant:
        """Started when the others have trained. Raises ProgramStopped."""
        started = time.monotonic()
        variant = self._variant(self._start(version))
        self.clock.deadline += time.monotonic() - started  # what the program does before fit is its own
        return variant

    def _train_past_error(self) -> None:
        """Where Keras stops as written, and trains with one of two fixes: the other is judged on top of that one."""
        needed, stopped = lets_it_train(self.found), stopped_too(self.found, synthetic=False)
        written = [trial for trial in self.part.trials if trial.version is not None]
        if self.part.together is None or needed is None or len(stopped) != 1 or len(written) != 2:
            return
        assert needed.arm is not None
        before = needed.arm.variant
        try:
            after = self._with_every_fix(self.part.together)
        except ProgramStopped:
            return
        assert isinstance(before, ProgramVariant)
        after.classes = before.classes
        self._times, self._untraced = measured(before, self.job.options.first_seed), 1
        steps = self.job.options.steps or self._affordable(fewest_pairs(1), 1)
        before.chunk = after.chunk = max(10, min(CHUNK, steps // LOOKS))
        found, (trial,) = Comparison(), stopped
        arm = TrialArm(f"fix for {trial.code} on top", after, outputs=trial.arm.outputs if trial.arm else ())
        PairedTrainings(before, found, self._progress).compare(
            [arm], seeds=self.job.options.seeds, first_seed=self.job.options.first_seed, steps=steps
        )
        note_on_top(trial, found, arm, fix_words(needed), STOPPED)

    def _leave_out_without_effect(self) -> None:
        """A fix that has not come to the training that was captured says nothing of its finding."""
        for trial in self.found.trials:
            variant = trial.arm.variant if trial.arm is not None else None
            if not isinstance(variant, ProgramVariant) or variant.is_scaled or not trial.runs:
                continue
            baseline = {run.seed: run for run in self.found.comparison.baseline_runs}
            pairs = [(baseline[run.seed], run) for run in trial.runs if run.seed in baseline]
            same = all(repr((one.losses, one.skills)) == repr((run.losses, run.skills)) for one, run in pairs)
            if pairs and same and variant.reached.mark == self._reached[0].mark:
                line = variant.reached.line
                where = "" if line is None else f" ({self.job.place(line)})"
                trial.arm = None
                trial.why = f"the fix changes nothing in the training that was examined{where}; another one may count"

    def _note_length(self) -> None:
        """Say so where the trial is shorter than the program."""
        total = self._reached[0].steps if self._reached else None
        made = self.found.comparison.steps
        if total is not None and made < total and self.found.comparison.baseline_runs:
            self.found.notes.append(f"{made} of the {total} steps that the program makes were trained; see --budget")

    def _containment(self) -> list[str]:
        words = dict.fromkeys(process.contained for process in self._processes if process.contained)
        return [f"the program ran {one}" for one in words]

    def _said(self, stop: ProgramStopped) -> str:
        line = stop.stopped.line
        return stop.stopped.words if line is None else f"{self.job.place(line)}: {stop.stopped.words}"

    def _give_up(self, reason: str) -> None:
        for trial in self.part.trials:
            self.found.trials.append(FixTrial(trial.findings, trial.fix, trial.why or reason))

    def _progress(self, trial: str, seed: int, steps: int, run: TrainingRun) -> None:
        self.emit(progress_event(self.job.options, trial, seed, steps, run))

    def _stage(self, text: str) -> None:
        self.emit({"event": "stage", "text": text})


def _says_that_it_stops(findings: Sequence[Finding]) -> bool:
    raises = rule_of(findings[0].code).confirm.keras_raises
    return raises or all(finding.effect is Effect.STOPS for finding in findings)
