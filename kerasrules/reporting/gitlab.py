"""Findings as a Code Quality report, which GitLab shows in merge requests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from kerasrules.findings import Finding, Severity
from kerasrules.reporting.stored import Stored, clean, message
from kerasrules.reporting.uris import Names

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(findings: Sequence[Finding], *, stored: Stored, names: Names, fingerprints: Sequence[str]) -> str:
    """The report: one list. fingerprints: one for each finding."""
    issues = []
    for finding, fingerprint in zip(findings, fingerprints, strict=True):
        path = clean(names.plain(finding.place.path))
        line, _, end_line, _ = stored.stretch(finding.place)
        issues.append(
            {
                "description": f"{finding.code} {finding.name}: {message(finding)}",
                "check_name": finding.name,
                "fingerprint": hashlib.sha256(f"{path}\0{fingerprint}".encode()).hexdigest()[:32],
                "severity": _SEVERITIES[finding.severity],
                "location": {"path": path, "lines": {"begin": line, "end": end_line}},
            }
        )
    return json.dumps(issues, indent=2, allow_nan=False)
