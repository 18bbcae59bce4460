"""Findings as JSON, for programs. `VERSION` changes when a part goes away or means another thing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from kerasrules.check.engine import CHECKED, FAILED, SKIPPED, LintRun
from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.report.links import rule_url

VERSION = 1


def render(run: LintRun, findings: Sequence[Finding], statistics: bool = False, held: int = 0) -> str:
    """The report: one object, on several lines so that a diff of two reports is readable.

    held: how many more findings a baseline holds back.
    """
    report: dict[str, Any] = {"version": VERSION, "findings": [as_object(finding) for finding in findings]}
    if statistics:
        report["statistics"] = dict(Counter(finding.code for finding in findings))
    report["files"] = {status: run.count(status) for status in (CHECKED, SKIPPED, FAILED)}
    if held:
        report["baseline"] = held
    return dumps(report)


def dumps(report: dict[str, Any]) -> str:
    """JSON that any reader takes: no NaN, and ASCII whatever the terminal's encoding."""
    return json.dumps(report, indent=2, allow_nan=False)


def as_object(finding: Finding) -> dict[str, Any]:
    """One finding."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        **located(finding.location),
        "related": [{"message": related.message, **located(related.location)} for related in finding.related],
        "help": finding.help,
        "url": rule_url(finding.name),
    }


def located(location: Location) -> dict[str, Any]:
    """path, cell and range of a place."""
    return {"path": location.path, "cell": location.cell, "range": range_of(location)}


def range_of(location: Location) -> dict[str, Any]:
    """Start and end, 1-based, in characters."""
    return {
        "start": {"line": location.start.line, "column": location.start.column},
        "end": {"line": location.end.line, "column": location.end.column},
    }
