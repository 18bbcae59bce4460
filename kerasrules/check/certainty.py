"""Predicted errors against what is known to have happened: a notebook that was saved with its outputs ran.

What Keras surely raises stops the cell. Where that ended well, the prediction is wrong, or right of a newer Keras
alone. (What a prediction rests on inside the program is tested by `interpreter.second_reading`.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.record import replace

if TYPE_CHECKING:
    from kerasrules.model.program import Program


def unrefuted(findings: Iterable[Finding], program: Program) -> Iterator[Finding]:
    """The findings, less errors in code that ran; what only a newer Keras refuses of such code is information."""
    for finding in findings:
        if not _ran(finding, program):
            yield finding
        elif finding.severity is not Severity.ERROR:
            yield replace(finding, severity=Severity.INFO)


def _ran(finding: Finding, program: Program) -> bool:
    """Whether it predicts an error at a place that was passed; one that it names beside may have raised it."""
    run = program.saved_run
    if run is None or finding.effect is not Effect.STOPS or not run.passed(finding.location):
        return False
    return all(run.passed(related.location) is not False for related in finding.related)
