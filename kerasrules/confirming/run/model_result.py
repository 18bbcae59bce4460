"""What comes of examining a model: every fix on its way to a verdict, and what is known of the model and the data."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from kerasrules.confirming.judge.data_findings import DataFinding
from kerasrules.confirming.judge.proofs import Proof
from kerasrules.confirming.judge.verdicts import Verdict
from kerasrules.confirming.plan.trials import TrialPlan
from kerasrules.confirming.run.build import LayerRow
from kerasrules.confirming.run.comparison import Comparison, TrialArm
from kerasrules.confirming.run.reference import Reference
from kerasrules.confirming.run.training_run import TrainingRun
from kerasrules.model.findings import Finding
from kerasrules.model.record import field, record


@record
class FixTrial:
    """One fix with all that is found out about it: a trial of static findings, or a fix of what the data show.

    fix: in words. arm: its trainings, None where none can be made, for which `why` gives the reason.
    """

    findings: tuple[Finding, ...]
    fix: str
    why: str = ""
    arm: TrialArm | None = None
    proofs: list[Proof] = field(default_factory=list)
    on_top: str = ""
    """What the fix does on top of what else the model needs, where it wins there, in words."""
    none_on_top: str = ""
    """That it makes no difference there, likewise."""
    suits_labels: bool = False
    """Whether it is the fix for the user's labels, which the program does not show and `check --fix` does not write."""
    verdict: Verdict = Verdict.INCONCLUSIVE
    reason: str = ""

    @classmethod
    def planned(cls, plan: TrialPlan) -> FixTrial:
        """Nothing of it is tried yet."""
        return cls(plan.findings, plan.fix, plan.why)

    @property
    def code(self) -> str:
        """The rule whose findings it is about."""
        return self.findings[0].code

    @property
    def runs(self) -> list[TrainingRun]:
        """The trainings with the fix, as the outputs show them that it changes."""
        return [run.of(self.arm.outputs) for run in self.arm.runs] if self.arm is not None else []

    @property
    def reached(self) -> float | None:
        """The median skill with the fix; None where nothing was trained with it."""
        return median(run.deciding for run in self.runs) if self.runs else None


@record(frozen=True)
class Combination:
    """The trainings with the fixes of several rules at once. besides: what else was changed, in words."""

    codes: Sequence[str]
    runs: Sequence[TrainingRun]
    besides: str = ""


@record(frozen=True)
class ProgramLength:
    """How many steps the program makes in its first fit; None where it trains and that is unknown."""

    steps: int | None


@record(frozen=True)
class DataUsed:
    """What was trained on. source: "file", "synthetic" or "program". held_out: how many samples are kept apart."""

    source: str
    words: str
    count: int
    held_out: int


@record
class ModelResult:
    """Everything that is reported about one model. title, optimizer: in words."""

    title: str
    optimizer: str
    trials: list[FixTrial] = field(default_factory=list)
    comparison: Comparison = field(default_factory=Comparison)
    data_findings: list[DataFinding] = field(default_factory=list)
    data: DataUsed | None = None
    reference: Reference | None = None
    references: dict[int, Reference] = field(default_factory=dict)
    """By output, where a fix is judged by one."""
    combined: Combination | None = None
    length: ProgramLength | None = None
    """None where the program trains nothing, or runs itself as it is."""
    rows: list[LayerRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    interrupted: bool = False

    def baseline_runs(self, trial: FixTrial) -> list[TrainingRun]:
        """The trainings of the model as written that those with a fix were compared with."""
        seeds = {run.seed for run in trial.runs}
        outputs = trial.arm.outputs if trial.arm is not None else ()
        return [run.of(outputs) for run in self.comparison.baseline_runs if run.seed in seeds]

    def reference_for(self, trial: FixTrial) -> Reference | None:
        """What a plain learner reaches on the output that the trial is judged by."""
        outputs = trial.arm.outputs if trial.arm is not None else ()
        return self.references.get(outputs[0]) if len(outputs) == 1 else self.reference
