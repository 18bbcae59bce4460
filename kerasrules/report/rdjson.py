"""Findings in reviewdog's diagnostic format, which reviewdog and several editors read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kerasrules.model.findings import Finding
from kerasrules.model.locations import FileRange, Location
from kerasrules.model.proposed_fixes import ProposedFix
from kerasrules.model.rule_pages import rule_url
from kerasrules.report.inputs import Report
from kerasrules.report.messages import clean, message

MOST_LINES = 40
"""From the first to the last change of a suggestion; what is longer nobody would read in a review."""


def render(report: Report) -> Iterator[str]:
    """The report: one object."""
    document = {
        "source": {"name": "kerasrules"},
        "diagnostics": [_diagnostic(finding, report) for finding in report.findings],
    }
    yield json.dumps(document, indent=2, allow_nan=False)


def _diagnostic(finding: Finding, report: Report) -> dict[str, Any]:
    url = rule_url(finding.code, finding.name)
    diagnostic: dict[str, Any] = {
        "message": message(finding) + (f"\nhelp: {clean(finding.help.strip())}" if finding.help else ""),
        "location": _location(finding.location, report),
        "severity": finding.severity.value.upper(),
        "code": {"value": finding.code, **({"url": url} if url else {})},
    }
    suggestion = _suggestion(report.fixes(finding), report)
    if suggestion is not None:
        diagnostic["suggestions"] = [suggestion]
    if finding.related:
        diagnostic["related_locations"] = [
            {"message": clean(related.message), "location": _location(related.location, report)}
            for related in finding.related
        ]
    return diagnostic


def _suggestion(fix: ProposedFix | None, report: Report) -> dict[str, Any] | None:
    """A fix as one stretch of the file: where there are several, a reader offers the choice between them."""
    if fix is None or fix.stored_range.end_line - fix.stored_range.line > MOST_LINES:
        return None
    at = report.stored.in_bytes(fix.edits[0].location.path, fix.stored_range)
    return {"range": _range(at), "text": clean(fix.stored_text)}


def _location(location: Location, report: Report) -> dict[str, Any]:
    return {
        "path": clean(report.paths.plain(location.path)),
        "range": _range(report.stored.byte_range_of(location)),
    }


def _range(at: FileRange) -> dict[str, dict[str, int]]:
    return {
        "start": {"line": at.line, "column": at.column},
        "end": {"line": at.end_line, "column": at.end_column},
    }
