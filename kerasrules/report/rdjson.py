"""Findings in reviewdog's diagnostic format, which reviewdog and several editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.report.display_paths import Names
from kerasrules.report.file_positions import FilePositions, clean, message
from kerasrules.report.links import rule_url


def render(findings: Sequence[Finding], *, stored: FilePositions, names: Names) -> str:
    """The report: one object."""
    report = {
        "source": {"name": "kerasrules"},
        "diagnostics": [_diagnostic(finding, stored, names) for finding in findings],
    }
    return json.dumps(report, indent=2, allow_nan=False)


def _diagnostic(finding: Finding, stored: FilePositions, names: Names) -> dict[str, Any]:
    url = rule_url(finding.name)
    diagnostic: dict[str, Any] = {
        "message": message(finding) + (f"\nhelp: {clean(finding.help.strip())}" if finding.help else ""),
        "location": _location(finding.location, stored, names),
        "severity": finding.severity.value.upper(),
        "code": {"value": finding.code, **({"url": url} if url else {})},
    }
    if finding.related:
        diagnostic["related_locations"] = [
            {"message": clean(related.message), "location": _location(related.location, stored, names)}
            for related in finding.related
        ]
    return diagnostic


def _location(location: Location, stored: FilePositions, names: Names) -> dict[str, Any]:
    line, column, end_line, end_column = stored.bytes_stretch(location)
    return {
        "path": clean(names.plain(location.path)),
        "range": {"start": {"line": line, "column": column}, "end": {"line": end_line, "column": end_column}},
    }
