"""One model examined from end to end: data, tier-0 facts, paired trainings, verdicts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from kerasrules.confirming.judge.data_findings import DataFinding
from kerasrules.confirming.judge.least_skill import LEAST_SKILL
from kerasrules.confirming.judge.proofs import Proof
from kerasrules.confirming.judge.sequential_test import UNLEARNED, Decision, fewest_pairs
from kerasrules.confirming.plan.apply_fix import apply_fix, apply_fixes
from kerasrules.confirming.plan.model_plan import ModelPlan, Unbuildable, changed_outputs, line
from kerasrules.confirming.plan.request import ConfirmOptions
from kerasrules.confirming.plan.targets import VALUES
from kerasrules.confirming.plan.trials import STANDARD_TARGETS, ModelJob
from kerasrules.confirming.run import probes, reference, synthetic
from kerasrules.confirming.run.build import BuildMismatch, RefusedByKeras, build, layer_rows, make_optimizer
from kerasrules.confirming.run.comparison import DEFAULT_STEPS, Comparison, PairedTrainings, TrialArm
from kerasrules.confirming.run.evidence import judge_trials
from kerasrules.confirming.run.joint_fixes import Changes, JointFixes, variant_of
from kerasrules.confirming.run.loading import LoadedData, declared_for, load
from kerasrules.confirming.run.model_result import DataUsed, FixTrial, ModelResult, ProgramLength
from kerasrules.confirming.run.own_samples import LaterSamples
from kerasrules.confirming.run.parallel_seeds import ParallelVariant
from kerasrules.confirming.run.progress import progress_event
from kerasrules.confirming.run.samples import FILE, SYNTHETIC, Samples
from kerasrules.confirming.run.training_run import Clock, OutOfTime, Split, TrainingRun
from kerasrules.confirming.run.variant import Variant
from kerasrules.model.data import Shape
from kerasrules.model.edits import Fix
from kerasrules.model.findings import Effect, Finding, rank
from kerasrules.model.locations import Location
from kerasrules.rules import rule_of

Emit = Callable[[dict[str, Any]], None]

USUAL_STEPS, MOST_STEPS = 1000, 3000
"""As many steps as the program makes, up to the first; where nothing is learned in these, up to the second."""
WORTH = 1.5
"""By so much a second trial has to be longer to be worth its time."""


def examine(job: ModelJob, options: ConfirmOptions, clock: Clock, backend: str, emit: Emit) -> ModelResult:
    """Examine one model. Raises DataError for a data file that cannot be used."""
    return _Experiment(job, options, clock, backend, emit).result()


class _Experiment:
    def __init__(self, job: ModelJob, options: ConfirmOptions, clock: Clock, backend: str, emit: Emit) -> None:
        self.job, self.options, self.clock, self.backend, self.emit = job, options, clock, backend, emit
        self.plan = job.plan
        """The model as written, declared for the shape of the data."""
        self.samples: Samples | None = None
        self.for_labels: dict[str, DataFinding] = {}
        """By rule, what the program's own finding is with the labels at hand, which may ask for another fix."""
        self.found = ModelResult(job.plan.title, job.plan.optimizer.words, notes=list(job.plan.notes))
        if job.mended:
            self.found.notes.append(f"mended first: {job.mended}")

    def result(self) -> ModelResult:
        try:
            self._examine()
        except (OutOfTime, KeyboardInterrupt) as stop:
            self.found.interrupted = isinstance(stop, KeyboardInterrupt)
            self.found.comparison.out_of_time = True
        self._add_untried()
        self._note_batches()
        judge_trials(self.found, self.options.seeds, self.backend)
        if self.found.comparison.pairing_holds is False:
            self.found.notes.append(
                "repeating the same training gave different losses here: the two variants of a pair also differ by"
                " chance"
            )
        return self.found

    def _note_batches(self) -> None:
        """Say so where batches were made smaller than those of the program."""
        comparison, usual = self.found.comparison, self.plan.batch_size
        if comparison.batch_limit is not None and comparison.batch_limit >= usual:
            comparison.batch_limit = None
        if comparison.batch_limit is not None:
            self.found.notes.append(
                f"to fit the time limit, batches of {comparison.batch_limit} samples were trained instead of {usual};"
                " increase --budget to avoid that"
            )

    def _examine(self) -> None:
        try:
            make_optimizer(self.plan)  # what Keras refuses here takes no samples to tell
            data = self.samples = self._samples()
            self.found.data = DataUsed(data.source, data.words, data.count, len(Split.of(data, 0).held_out))
            self.found.notes += data.notes
            baseline = self._variant(self.plan)
        except RefusedByKeras as error:
            self._cannot_build(error)
            return
        except (Unbuildable, BuildMismatch) as error:
            self._give_up(f"the model could not be rebuilt: {error}")
            return
        self.found.rows = list(layer_rows(self.plan, baseline.layers))
        self._try_data_findings()
        self._try_planned()
        tried = [(trial, trial.arm) for trial in self.found.trials if trial.arm is not None]
        if not tried:
            return
        self._stage("checking without training")
        self.found.reference = reference.learn(data, self._is_text(), self.options.first_seed)
        for output in {arm.outputs[0] for _, arm in tried if len(arm.outputs) == 1}:
            learned = reference.learn(data, self._is_text(), self.options.first_seed, output)
            if learned is not None:
                self.found.references[output] = learned
        for trial, arm in tried:
            self.clock.check()
            if rule_of(trial.code).confirm.scales_targets:
                continue  # losses on another scale tell nothing
            trial.proofs += probes.prove(trial.code, baseline, variant_of(arm))
        self._train(baseline)

    # --- data ---

    def _samples(self) -> Samples:
        if self.options.data is None:
            own = self._own_data()
            if own is not None:
                return self._taken(own)
            if self.job.missing is not None:
                self.found.notes.append(_not_cached(self.job.missing))
            self._stage("generating data")
            inputs, outputs = self._made_up_shapes()
            self.found.notes += synthetic.choices(self.plan)
            return synthetic.make(self.plan, self.job.data, inputs, outputs, self.options.first_seed)
        if self.plan.chose_outputs:
            raise Unbuildable("how many classes the output has is unknown")
        self._stage("reading the data")
        own = self._own_data()
        return self._taken(own or load(self.plan, self.job.data, self.options.data, self.options.first_seed))

    def _own_data(self) -> LoadedData | None:
        """What the program makes or reads itself, where that is known."""
        own = self.job.own
        if isinstance(own, LaterSamples):
            self._stage("reading the program's own data")
            return own.of(self.plan, self.job.data, self.options.first_seed)
        return own if isinstance(own, LoadedData) else None

    def _taken(self, loaded: LoadedData) -> Samples:
        self.plan = loaded.plan
        known = {trial.code for trial in self.job.trials}
        # of its own arrays the program's findings speak already: what can be tried against them remains
        file = self.options.data
        asked = loaded.samples.source == FILE and not (file is not None and file.title)
        own = [one for one in loaded.findings if asked or one.finding.code in known]
        self.for_labels = {one.finding.code: one for one in own if one.suits_labels and one.finding.code in known}
        others = [one for one in own if one.finding.code not in self.for_labels]
        self.found.data_findings = others if self.job.judges_data else []
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
        raise Unbuildable(f"no valid size of its undefined axes was found ({refused}); pass real samples with --data")

    def _encodings(self) -> list[str | None]:
        """How the labels go in: as the program encodes them, where that was recovered."""
        assert self.samples is not None
        judged = [*self.found.data_findings, *self.for_labels.values()]
        as_given = any(found.labels_as_given for found in judged)
        encodings: list[str | None] = []
        for index, targets in enumerate(self.samples.y):
            recovered = self.job.data.target(index)
            known = targets.encoding if as_given else recovered.encoding if recovered is not None else None
            encodings.append(known if known in ("integer", "one-hot", "multi-hot") else None)
        return encodings

    def _is_text(self) -> bool:
        return any(layer.class_name == "Embedding" for layer in self.plan.consumers(self.plan.inputs[0]))

    def _variant(self, plan: ModelPlan, *, standard_targets: bool = False) -> Variant:
        assert self.samples is not None
        self.clock.check()
        self._stage("building the model")
        if plan is not self.plan and self.plan is not self.job.plan:
            plan = declared_for(plan, [given.shape for given in self.plan.inputs])
        scaled = self.samples.with_standard_targets() if standard_targets else None
        kind = ParallelVariant if self.backend == "jax" else Variant
        return kind(plan, scaled or self.samples, self._encodings(), self.clock)

    def _changed(self, changes: Changes) -> Variant | None:
        """The model with several changes at once; None where they exclude one another or Keras refuses it."""
        plan = self._with_fixes(changes.fixes)
        if plan is None:
            return None
        try:
            variant = self._variant(plan, standard_targets=changes.standard_targets)
        except (RefusedByKeras, Unbuildable, BuildMismatch):
            return None
        variant.transform, variant.batch_limit = changes.transform, self.found.comparison.batch_limit
        return variant

    # --- what is tried ---

    def _try_data_findings(self) -> None:
        planned = {trial.code: trial for trial in self.job.trials}
        for found in self.found.data_findings:
            code = found.finding.code
            for scaling in found.scalings:
                own = planned.get(code)  # the finding that the program itself shows, if nothing else is tried of it
                findings = own.findings if own is not None and own.plan is None else (found.finding,)
                trial = self._new_trial(FixTrial(findings, scaling.words))
                variant = self._variant(self.plan)
                variant.transform = scaling.transform
                trial.arm = TrialArm(f"fix for {code} ({scaling.words.lower()})", variant)
            if found.fix is not None and code not in planned:
                trial = self._new_trial(FixTrial((found.finding,), found.fix.description))
                self._apply(trial, found.fix)

    def _try_planned(self) -> None:
        known = {finding for trial in self.found.trials for finding in trial.findings}
        for planned in self.job.trials:
            if planned.plan is None and set(planned.findings) <= known:
                continue
            trial = self._new_trial(FixTrial.planned(planned))
            suited = self.for_labels.get(planned.code)
            if suited is not None and suited.fix is not None and suited.fix.description != planned.fix:
                trial.fix, trial.suits_labels = suited.fix.description, True
                self._apply(trial, suited.fix)
            elif planned.plan is not None:
                self._build_arm(trial, planned.plan)
            elif rule_of(planned.code).confirm.scales_targets:
                self._scale_targets(trial)

    def _new_trial(self, trial: FixTrial) -> FixTrial:
        self.found.trials.append(trial)
        return trial

    def _apply(self, trial: FixTrial, fix: Fix) -> None:
        try:
            self._build_arm(trial, apply_fix(self.plan, fix))
        except Unbuildable as error:
            trial.why = f"the fix could not be applied: {error}"

    def _build_arm(self, trial: FixTrial, plan: ModelPlan) -> None:
        try:
            variant = self._variant(plan)
            trial.arm = TrialArm(f"fix for {trial.code}", variant, outputs=changed_outputs(self.plan, plan))
        except (RefusedByKeras, Unbuildable, BuildMismatch) as error:
            trial.why = f"with the fix the model could not be built: {error}"

    def _scale_targets(self, trial: FixTrial) -> None:
        """Try the numbers that are predicted with mean 0 and spread 1."""
        assert self.samples is not None
        values = [number for number, target in enumerate(self.samples.y) if target.kind == VALUES]
        if values and self.samples.source != SYNTHETIC:
            variant = self._variant(self.plan, standard_targets=True)
            outputs = values if len(values) < len(self.samples.y) else ()
            trial.fix, trial.why = STANDARD_TARGETS, ""
            trial.arm = TrialArm(f"fix for {trial.code}", variant, outputs=outputs, same_loss=False)

    def _train(self, baseline: Variant) -> None:
        likeliest_first = sorted(self.found.trials, key=lambda trial: min(map(rank, trial.findings)))
        arms = [trial.arm for trial in likeliest_first if trial.arm is not None]
        for trial in self.found.trials:
            if trial.arm is not None and self._is_settled(trial):
                trial.arm.judged = False  # a few pairs show how far the fix goes
        seeds = self.options.seeds
        if all(not arm.judged for arm in arms):
            for arm in arms:
                arm.judged = True
            seeds = 1
        total = self._program_steps()
        trainings = PairedTrainings(baseline, self.found.comparison, self._progress)
        first, steps = self.options.first_seed, self.options.steps
        usual = min(max(total or 0, DEFAULT_STEPS), USUAL_STEPS)
        trainings.compare(arms, seeds=seeds, first_seed=first, steps=steps, most=usual)
        longer = self._longer(arms, total) if steps is None else None
        if longer is not None:
            self.found.comparison = Comparison(batch_limit=self.found.comparison.batch_limit)
            for arm in arms:
                arm.runs, arm.error, arm.decision = [], None, Decision.OPEN
            trainings = PairedTrainings(baseline, self.found.comparison, self._progress)
            trainings.compare(arms, seeds=seeds, first_seed=first, steps=longer)
        comparison = self.found.comparison
        trainings.show([arm for arm in arms if not arm.judged])
        if comparison.out_of_time:
            return
        assert self.samples is not None
        joint = JointFixes(self.found, self.samples, self.options, self._changed, self._progress)
        if comparison.baseline_error is None:
            joint.train(trainings)
        else:
            joint.train_past_error()

    def _program_steps(self) -> int | None:
        """How many steps the program makes, and a note of it: a shorter trial cannot refute."""
        data, samples = self.job.data, self.samples
        assert samples is not None
        if data.location is None:
            return None
        steps = None if data.duration is None else data.duration.steps(samples.total)
        self.found.length = ProgramLength(steps)
        return steps

    def _longer(self, arms: Sequence[TrialArm], total: int | None) -> int | None:
        """More steps, up to as many as the program makes, where those made so far may have been too few."""
        found = self.found.comparison
        runs = [*found.baseline_runs, *(run for arm in arms for run in arm.runs)]
        if not runs or found.baseline_error is not None or found.out_of_time:
            return None
        loses = any(arm.decision is Decision.LOSES for arm in arms)
        sides = [side for side in (found.baseline_runs, *(arm.runs for arm in arms)) if side]
        if not loses and any(median(run.deciding for run in side) >= LEAST_SKILL for side in sides):
            return None
        known = self.found.reference
        if total is None and (loses or known is None or known.deciding < LEAST_SKILL):
            return None  # there is nothing to learn, or nothing to compare with
        pairs = fewest_pairs(len(arms)) if loses else UNLEARNED
        each = median(run.seconds / max(run.steps[-1], 1) for run in runs)
        left = self.clock.deadline - time.monotonic()
        steps = int(left / (pairs * (1 + len(arms)) + 1) / max(each, 1e-6))
        steps = min(steps, total or USUAL_STEPS, MOST_STEPS)
        return steps if steps >= WORTH * found.steps else None

    def _with_fixes(self, fixes: Sequence[Fix]) -> ModelPlan | None:
        try:
            return apply_fixes(self.plan, fixes)
        except (Unbuildable, ValueError):
            return None

    def _is_settled(self, trial: FixTrial) -> bool:
        """Whether no training can change the verdict: a proof stands, or the data cannot decide."""
        data = self.samples
        rule = rule_of(trial.code).confirm
        undecidable = data is not None and data.source == SYNTHETIC and rule.needs_data
        return undecidable or rule.needs_pretrained_weights or any(proof.decides for proof in trial.proofs)

    def _progress(self, trial: str, seed: int, steps: int, run: TrainingRun) -> None:
        self.emit(progress_event(self.options, trial, seed, steps, run))

    def _stage(self, text: str) -> None:
        self.emit({"event": "stage", "text": text})

    # --- what cannot be tried ---

    def _give_up(self, reason: str) -> None:
        for planned in self.job.trials:
            self._new_trial(FixTrial.planned(planned)).why = reason

    def _cannot_build(self, error: RefusedByKeras) -> None:
        """Keras rejects the model as written: that confirms whoever says so, and whose fix makes it build."""
        where = f" at {self.plan.layers[error.call.layer].words}" if error.call else ""
        where += f" on {line(error.location)}" if error.location else ""
        said = f"Keras cannot build the model as written{where}: {error.message}"
        self.found.notes.append(said)
        for planned in self.job.trials:
            trial = self._new_trial(FixTrial.planned(planned))
            if planned.plan is not None and self._builds(planned.plan):
                trial.proofs.append(Proof("build-error", f"{said}. With the fix it can be built", decides=True))
            elif _says_so(trial) and _points_at(trial.findings, error.location):
                trial.proofs.append(Proof("build-error", said, decides=True))
            else:
                trial.why = f"{said}. Fix that first"

    def _builds(self, plan: ModelPlan) -> bool:
        try:
            build(plan, [given.shape for given in self.plan.inputs])
            make_optimizer(plan)
        except (RefusedByKeras, Unbuildable, BuildMismatch):
            return False
        return True

    def _add_untried(self) -> None:
        """What was planned and not come to, because the time was over."""
        known = {finding for trial in self.found.trials for finding in trial.findings}
        for planned in self.job.trials:
            if not set(planned.findings) <= known:
                trial = self._new_trial(FixTrial.planned(planned))
                trial.why = trial.why or "the time limit was reached before it was tested; increase --budget"


def _not_cached(name: str) -> str:
    load = f"keras.datasets.{name}.load_data()"
    return (
        f"the program trains on {load}, which is not in the cache of Keras: call it once, and its samples are used here"
    )


def _says_so(trial: FixTrial) -> bool:
    """Whether its findings say that Keras stops."""
    return rule_of(trial.code).confirm.keras_raises or all(one.effect is Effect.STOPS for one in trial.findings)


def _points_at(findings: Sequence[Finding], place: Location | None) -> bool:
    return place is not None and any(
        location.start.line == place.start.line
        for finding in findings
        for location in (finding.location, *(related.location for related in finding.related))
    )
