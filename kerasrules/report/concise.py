"""One line for each finding: `path:line:column: CODE name message`."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.report import explanations
from kerasrules.report.inputs import Report
from kerasrules.report.one_line import format_location, one_line
from kerasrules.report.summary import statistics


def render(report: Report) -> Iterator[str]:
    """The report, line by line."""
    if report.statistics:
        yield from statistics(report.findings)
        return
    for finding in report.findings:
        code = report.colors.paint(finding.code, finding.severity.value)
        name = report.colors.paint(finding.name, "bold")
        yield f"{format_location(finding.location)}: {code} {name} {one_line(finding.message)}"
    yield from explanations.render(report.run, report.findings, report.colors)
