"""Findings as workflow commands: GitHub Actions shows them beside the lines of a pull request.

::error title=kerasrules (KR101),file=train.py,line=6,endLine=6,col=15,endColumn=30::train.py:6:15: KR101 …
"""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Severity
from kerasrules.report.inputs import Report
from kerasrules.report.messages import clean
from kerasrules.report.one_line import format_location

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> Iterator[str]:
    """One command for each finding."""
    for finding in report.findings:
        at = report.stored.range_of(finding.location)
        properties = {
            "title": f"kerasrules ({finding.code})",
            "file": clean(report.paths.plain(finding.location.path)),
            "line": at.line,
            "endLine": at.end_line,
        }
        if at.line == at.end_line:  # GitHub refuses columns of places that span lines
            properties.update(col=at.column, endColumn=at.end_column)
        text = f"{format_location(finding.location)}: {finding.code} {finding.name} {finding.message.strip()}"
        if finding.help:
            text += f"\nhelp: {finding.help.strip()}"
        listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
        yield f"::{_COMMANDS[finding.severity]} {listed}::{_data(clean(text))}"


def _data(text: str) -> str:
    """A command ends with its line, so line ends are written as the runner reads them."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
