"""Programs as the plans that `confirm` builds from, and the places in them."""

from __future__ import annotations

from pathlib import Path

import reading as helper

from kerasrules.checking.engine import examine_file
from kerasrules.checking.settings import Settings
from kerasrules.confirming.plan.model_plan import LayerPlan, ModelPlan
from kerasrules.confirming.plan.plan_model import plan_model
from kerasrules.model.edits import Fix
from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.model.program import Program


def plan(text: str, number: int = 0) -> ModelPlan:
    """The plan of a text's training; the usual imports are put before it."""
    return plan_model(helper.program(text).trainings[number])


def layers(found: ModelPlan) -> list[str]:
    """The calls in their order, as the words of their layers."""
    return [found.layers[call.layer].words for call in found.calls]


def layer(found: ModelPlan, class_name: str, number: int = 0) -> LayerPlan:
    """The layer of a class, wrapped ones too."""
    return [one for outer in found.layers for one in _and_wrapped(outer) if one.class_name == class_name][number]


def location(found: ModelPlan, class_name: str, number: int = 0) -> Location:
    """Where it is made."""
    where = layer(found, class_name, number).location
    assert where is not None
    return where


def _and_wrapped(outer: LayerPlan) -> list[LayerPlan]:
    inner = [value for value in outer.config.values() if isinstance(value, LayerPlan)]
    return [outer, *(one for value in inner for one in _and_wrapped(value))]


def checked(path: Path) -> tuple[Program, list[Finding]]:
    """A file's program with its findings."""
    _, program, result = examine_file(str(path), Settings())
    assert program is not None, result
    return program, list(result.findings)


def remedies(findings: list[Finding]) -> list[Fix]:
    """Those that findings have."""
    return [finding.fix for finding in findings if finding.fix is not None]
