"""What is true of a program and yet no fault, as the program itself shows: errors that it expects, models of tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kerasrules.model.findings import Confidence, Effect, Finding
from kerasrules.model.locations import Location

if TYPE_CHECKING:
    from kerasrules.model.program import Program

_LEARNING = frozenset({Effect.PREVENTS, Effect.IMPAIRS, Effect.MISLEADS})


def as_meant(findings: Iterable[Finding], program: Program) -> Iterator[Finding]:
    """The findings, less errors that the program expects, and less how well the models of a test learn."""
    for finding in findings:
        if finding.effect is Effect.STOPS and _is_expected(finding, program):
            continue
        if program.is_test and _is_of_training(finding):
            continue  # the model is there to be built and run; modules that it imports are checked on their own
        yield finding


def _is_of_training(finding: Finding) -> bool:
    """Whether it is about how well a model learns, or how it is best written."""
    return finding.effect in _LEARNING or finding.confidence is Confidence.LOW


def _is_expected(finding: Finding, program: Program) -> bool:
    """Whether the error comes at a call that is written for one; a finding at another place points to that call."""
    expected = program.expected_errors
    return bool(expected) and any(place in expected for place in _places(finding))


def _places(finding: Finding) -> Iterator[Location]:
    yield finding.location
    yield from (related.location for related in finding.related)
