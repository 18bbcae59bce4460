"""What the user's own arrays show before anything is trained: the rules, asked of what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kerasrules.checking.judging import judge
from kerasrules.confirming.judge.measured_arrays import measured_input, measured_targets
from kerasrules.confirming.plan.as_program import as_program
from kerasrules.confirming.plan.data_plan import DataPlan
from kerasrules.confirming.plan.model_plan import ModelPlan
from kerasrules.confirming.plan.scaling import Scaling
from kerasrules.confirming.plan.targets import MULTI_LABEL, Targets, Values
from kerasrules.model.edits import Fix, ReplaceLoss
from kerasrules.model.findings import Finding
from kerasrules.model.record import record
from kerasrules.rules import RULES, rule_of
from kerasrules.rules.rule import ConfirmTraits


@record(frozen=True)
class DataFinding:
    """A rule's finding about the user's arrays. scalings: what is tried on the inputs against it."""

    finding: Finding
    scalings: tuple[Scaling, ...] = ()

    @property
    def suits_labels(self) -> bool:
        """Whether its fix is the one for these labels, which stands for what the program's own finding proposes."""
        return rule_of(self.finding.code).confirm.fix_suits_labels

    @property
    def fix(self) -> Fix | None:
        """What is tried on the model: nothing where trainings cannot tell, or where the inputs are scaled instead."""
        traits = rule_of(self.finding.code).confirm
        return self.finding.fix if traits.trains and not traits.scalings else None

    @property
    def labels_as_given(self) -> bool:
        """Whether another loss is to suit the labels, so that these must go in as the file holds them."""
        return self.fix is not None and any(isinstance(edit, ReplaceLoss) for edit in self.fix.edits)


def find_in_data(
    plan: ModelPlan, data: DataPlan, x: Sequence[Values], y: Sequence[Targets], origin: str
) -> list[DataFinding]:
    """What the rules that judge data say of these arrays. origin: where they are from, in words for the user."""
    inputs = [measured_input(array, origin) for array in x]
    targets = [measured_targets(one, plan.units(index), origin) for index, one in enumerate(y)]
    program = as_program(plan, inputs, targets, data.location or plan.location)
    several = any(one.kind == MULTI_LABEL for one in y)
    found = judge(program, frozenset(rule.code for rule in RULES if _is_asked(rule.confirm, several)))
    return _with_scalings(found, max(array.ndim for array in x))


def _is_asked(traits: ConfirmTraits, several: bool) -> bool:
    """several: whether the labels hold several classes for a sample."""
    return traits.asked_of_data or (several and traits.fix_suits_labels)


def _with_scalings(findings: Sequence[Finding], dimensions: int) -> list[DataFinding]:
    """Each way of scaling once: against the last finding that it may fix, which of two on the inputs says more."""
    tried: set[Scaling] = set()
    found: list[DataFinding] = []
    for finding in reversed(findings):
        possible = (Scaling.of(kind, dimensions) for kind in rule_of(finding.code).confirm.scalings)
        scalings = tuple(scaling for scaling in possible if scaling is not None and scaling not in tried)
        tried.update(scalings)
        found.insert(0, DataFinding(finding, scalings))
    return found


def constant_columns(x: Sequence[Values]) -> Iterator[str]:
    """A note for inputs that never change."""
    for index, array in enumerate(x):
        flat = array.reshape(len(array), -1)
        if flat.shape[1] > 200_000 or array.dtype.kind not in "iufb":
            continue
        constant = np.flatnonzero(flat.max(axis=0) == flat.min(axis=0))
        if len(constant):
            name = f"input {index + 1}" if len(x) > 1 else "the inputs"
            if array.ndim == 2:
                which = ", ".join(map(str, constant[:8]))
                yield (
                    f"{len(constant)} of {flat.shape[1]} columns of {name} are constant and carry no information "
                    f"(column {which})"
                )
            elif len(constant) > flat.shape[1] // 2:
                yield f"{len(constant)} of {flat.shape[1]} values in each sample of {name} are the same in all samples"
