"""Findings as JSON Lines, for programs: one object on a line for each finding, as `json` has them in its list."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kerasrules.model.as_json import finding_object
from kerasrules.model.findings import Finding
from kerasrules.report.inputs import Report


def render(report: Report) -> Iterator[str]:
    """One line for each finding."""
    return map(line, report.findings)


def line(finding: Finding) -> str:
    """A finding as one line."""
    return json.dumps(finding_object(finding), allow_nan=False, separators=(",", ":"))
