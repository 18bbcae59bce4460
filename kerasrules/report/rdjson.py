"""Findings in reviewdog's diagnostic format, which reviewdog and several editors read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.model.rule_pages import rule_url
from kerasrules.report.inputs import Report
from kerasrules.report.messages import clean, message


def render(report: Report) -> Iterator[str]:
    """The report: one object."""
    document = {
        "source": {"name": "kerasrules"},
        "diagnostics": [_diagnostic(finding, report) for finding in report.findings],
    }
    yield json.dumps(document, indent=2, allow_nan=False)


def _diagnostic(finding: Finding, report: Report) -> dict[str, Any]:
    url = rule_url(finding.name)
    diagnostic: dict[str, Any] = {
        "message": message(finding) + (f"\nhelp: {clean(finding.help.strip())}" if finding.help else ""),
        "location": _location(finding.location, report),
        "severity": finding.severity.value.upper(),
        "code": {"value": finding.code, **({"url": url} if url else {})},
    }
    if finding.related:
        diagnostic["related_locations"] = [
            {"message": clean(related.message), "location": _location(related.location, report)}
            for related in finding.related
        ]
    return diagnostic


def _location(location: Location, report: Report) -> dict[str, Any]:
    at = report.stored.byte_range_of(location)
    return {
        "path": clean(report.paths.plain(location.path)),
        "range": {
            "start": {"line": at.line, "column": at.column},
            "end": {"line": at.end_line, "column": at.end_column},
        },
    }
