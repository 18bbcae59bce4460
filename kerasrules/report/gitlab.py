"""Findings as a Code Quality report, which GitLab shows in merge requests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from kerasrules.model.findings import Finding, Severity
from kerasrules.report.display_paths import Names
from kerasrules.report.file_positions import FilePositions, clean, message

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(findings: Sequence[Finding], *, stored: FilePositions, names: Names, fingerprints: Sequence[str]) -> str:
    """The report: one list. fingerprints: one for each finding."""
    issues = []
    for finding, fingerprint in zip(findings, fingerprints, strict=True):
        path = clean(names.plain(finding.location.path))
        line, _, end_line, _ = stored.stretch(finding.location)
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
