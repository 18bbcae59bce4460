"""What fixes do together: all of them at once, and each on top of what the model needs to learn anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

from kerasrules.confirming.judge.least_skill import LEAST_SKILL
from kerasrules.confirming.judge.sequential_test import Decision
from kerasrules.confirming.plan.request import ConfirmOptions
from kerasrules.confirming.plan.scaling import Scaling, Transform
from kerasrules.confirming.plan.targets import VALUES
from kerasrules.confirming.run.comparison import Comparison, OnProgress, PairedTrainings, TrialArm
from kerasrules.confirming.run.model_result import Combination, FixTrial, ModelResult
from kerasrules.confirming.run.on_top import (
    NOT_LEARNED,
    STANDARDIZED,
    STOPPED,
    fix_words,
    lets_it_train,
    note_on_top,
    stopped_too,
)
from kerasrules.confirming.run.samples import SYNTHETIC, Samples
from kerasrules.confirming.run.variant import Variant
from kerasrules.model.edits import Fix


class Changes(NamedTuple):
    """What is changed of the model and of its data at once."""

    fixes: tuple[Fix, ...] = ()
    transform: Transform | None = None
    standard_targets: bool = False

    def __add__(self, other: Changes) -> Changes:  # type: ignore[override]
        """These and those; of two scalings of the inputs the first."""
        return Changes(
            (*self.fixes, *other.fixes),
            self.transform or other.transform,
            self.standard_targets or other.standard_targets,
        )


Make = Callable[[Changes], Variant | None]
"""Builds the model with changes; None where they exclude one another or Keras refuses it."""


class JointFixes:
    """Trains what is more than one fix, after each was tried alone."""

    def __init__(
        self, found: ModelResult, samples: Samples, options: ConfirmOptions, make: Make, report: OnProgress
    ) -> None:
        self._found, self._samples, self._options, self._make, self._report = found, samples, options, make, report

    def train(self, trainings: PairedTrainings) -> None:
        """All fixes at once, as a user would apply them: of several scalings the one that went furthest.

        Where nothing is learned without one of them, the others are judged on top of it.
        """
        trials = [trial for trial in self._found.trials if trial.arm is not None and trial.runs]
        every, codes = self._changes(trials), {trial.code for trial in trials}
        needed, words = self._needed(trials)
        for trial in trials:
            if words and trial not in self._winners(trials) and self._has_learned_nothing(trial):
                self._judge_on_top(trial, needed, words, NOT_LEARNED, self._found.comparison.steps)
        besides = STANDARDIZED if words == STANDARDIZED else ""
        if besides:
            every = every + needed
        if len(codes) < 2 and not besides:
            return
        variant = self._make(every)
        if variant is None:
            return
        together = TrialArm("all fixes", variant, judged=False)
        trainings.show([together])
        if together.runs:
            self._found.combined = Combination(sorted(codes), together.runs, besides)

    def train_past_error(self) -> None:
        """Where Keras stops as written, and trains with one of the fixes: the others are judged on top of that one."""
        needed = lets_it_train(self._found)
        if needed is not None:
            for trial in stopped_too(self._found, synthetic=self._samples.source == SYNTHETIC):
                self._judge_on_top(trial, self._changes([needed]), fix_words(needed), STOPPED, self._options.steps)

    def _changes(self, trials: Sequence[FixTrial]) -> Changes:
        """What the fixes of these trials change together."""
        made = [(trial, variant_of(trial.arm)) for trial in trials if trial.arm is not None]
        scaled = [(trial, variant) for trial, variant in made if variant.transform is not None]
        best = max(scaled, key=lambda one: one[0].reached or -1.0, default=None)
        of_model = [trial for trial, variant in made if variant.transform is None and variant.samples is self._samples]
        return Changes(
            tuple(one.fix for trial in of_model for one in trial.findings if one.fix is not None),
            best[1].transform if best is not None else None,
            any(variant.samples is not self._samples for _, variant in made),
        )

    def _winners(self, trials: Sequence[FixTrial]) -> list[FixTrial]:
        return [trial for trial in trials if trial.arm is not None and trial.arm.decision is Decision.WINS]

    def _needed(self, trials: Sequence[FixTrial]) -> tuple[Changes, str]:
        """What the model needs to learn anything, and that in words; no words where it is not known."""
        winners = self._winners(trials)
        if winners:
            best = max(winners, key=lambda trial: trial.reached or -1.0)
            return self._changes([best]), fix_words(best)
        runs = [*self._found.comparison.baseline_runs, *(run for trial in trials for run in trial.runs)]
        learned = any(max(run.skill, run.deciding) >= LEAST_SKILL for run in runs)
        if learned or self._samples.source == SYNTHETIC or all(target.kind != VALUES for target in self._samples.y):
            return Changes(), ""
        scaling = Scaling.of("data set", self._samples.x[0].ndim)
        return Changes((), scaling.transform if scaling is not None else None, True), STANDARDIZED

    def _has_learned_nothing(self, trial: FixTrial) -> bool:
        """As written and with the fix, by the outputs that it changes."""
        sides = [self._found.baseline_runs(trial), trial.runs]
        judged = trial.arm is not None and trial.arm.judged
        return judged and all(side and median(run.deciding for run in side) < LEAST_SKILL for side in sides)

    def _judge_on_top(self, trial: FixTrial, needed: Changes, words: str, without: str, steps: int | None) -> None:
        """Whether a fix wins where what the model needs is changed on both sides."""
        assert trial.arm is not None
        changed = needed + self._changes([trial])
        before, after = (self._make(needed), self._make(changed)) if changed != needed else (None, None)
        if before is None or after is None:
            return
        found = Comparison()
        arm = TrialArm(f"{trial.arm.words} on top", after, outputs=trial.arm.outputs)
        PairedTrainings(before, found, self._report).compare(
            [arm],
            seeds=self._options.seeds,
            first_seed=self._options.first_seed,
            steps=steps,
            most=self._found.comparison.steps,
        )
        note_on_top(trial, found, arm, words, without)


def variant_of(arm: TrialArm) -> Variant:
    """The variant of an arm of this kind of trial."""
    assert isinstance(arm.variant, Variant)
    return arm.variant
