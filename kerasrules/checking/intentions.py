"""What is true of a program and yet no fault, as the program itself shows: errors that it expects, models of tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.locations import Location
from kerasrules.model.record import replace

if TYPE_CHECKING:
    from kerasrules.model.program import Program

_LEARNING = frozenset({Effect.PREVENTS, Effect.IMPAIRS, Effect.MISLEADS})


def as_meant(findings: Iterable[Finding], program: Program) -> Iterator[Finding]:
    """The findings, less errors that the program expects; how well the models of a test learn is information only."""
    for finding in findings:
        if finding.effect is Effect.STOPS and _is_expected(finding, program):
            continue
        is_of_test = program.is_test and finding.effect in _LEARNING and _is_made_here(finding, program)
        yield replace(finding, severity=Severity.INFO) if is_of_test else finding


def _is_expected(finding: Finding, program: Program) -> bool:
    """Whether the error comes at a call that is written for one; a finding at another place points to that call."""
    expected = program.expected_errors
    return bool(expected) and any(place in expected for place in _places(finding))


def _is_made_here(finding: Finding, program: Program) -> bool:
    """Whether the file has a part in it, and not only modules that it imports."""
    return any(place.path == program.path for place in _places(finding))


def _places(finding: Finding) -> Iterator[Location]:
    yield finding.location
    yield from (related.location for related in finding.related)
