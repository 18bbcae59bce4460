"""Findings as a Code Quality report, which GitLab shows in merge requests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from kerasrules.model.findings import Severity
from kerasrules.report.inputs import Report
from kerasrules.report.messages import clean, message

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report) -> Iterator[str]:
    """The report: one list."""
    issues = []
    for finding, fingerprint in zip(report.findings, report.fingerprints(), strict=True):
        path = clean(report.paths.plain(finding.location.path))
        at = report.stored.range_of(finding.location)
        issues.append(
            {
                "description": f"{finding.code} {finding.name}: {message(finding)}",
                "check_name": finding.name,
                "fingerprint": hashlib.sha256(f"{path}\0{fingerprint.digest}".encode()).hexdigest()[:32],
                "severity": _SEVERITIES[finding.severity],
                "location": {"path": path, "lines": {"begin": at.line, "end": at.end_line}},
            }
        )
    yield json.dumps(issues, indent=2, allow_nan=False)
