"""Findings as JUnit XML, which most CI systems show as test results.

Each file is a suite and each of its findings a failed case; a file without findings is a suite with one passed case.
Only what the schema of Jenkins' xUnit plugin allows is written, so a case has no attribute for its line.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

from kerasrules.model.findings import Finding
from kerasrules.model.results import FAILED, SKIPPED
from kerasrules.report.inputs import Report
from kerasrules.report.messages import message
from kerasrules.report.one_line import format_location, format_position
from kerasrules.report.xml_text import document, xml_text


def render(report: Report) -> Iterator[str]:
    """The report: one document."""
    by_path: dict[str, list[Finding]] = {result.path: [] for result in report.run.results if result.status != SKIPPED}
    for finding in report.findings:
        by_path.setdefault(finding.location.path, []).append(finding)
    failed = {result.path for result in report.run.results if result.status == FAILED}
    top = ElementTree.Element("testsuites", name="kerasrules")
    for path, found in by_path.items():
        name = xml_text(report.paths.plain(path))
        error = not found and path in failed  # an internal error, which is told on standard error
        suite = ElementTree.SubElement(
            top,
            "testsuite",
            name=name,
            tests=str(len(found) or 1),
            failures=str(len(found)),
            errors=str(int(error)),
        )
        for finding in found:
            title = f"{finding.name} ({finding.code}) at {format_position(finding.location)}"
            case = ElementTree.SubElement(suite, "testcase", name=xml_text(title), classname=name, time="0")
            text = f"{format_location(finding.location)}: {finding.message.strip()}"
            if finding.help:
                text += f"\nhelp: {finding.help.strip()}"
            failure = ElementTree.SubElement(case, "failure", message=xml_text(message(finding)), type=finding.code)
            failure.text = xml_text(text)
        if not found:
            case = ElementTree.SubElement(suite, "testcase", name="no findings", classname=name, time="0")
            if error:
                case.set("name", "not checked")
                ElementTree.SubElement(case, "error", message="kerasrules could not check this file", type="internal")
    top.set("tests", str(sum(len(found) or 1 for found in by_path.values())))
    top.set("failures", str(sum(map(len, by_path.values()))))
    top.set("errors", str(len(top.findall("testsuite[@errors='1']"))))
    yield from document(top)
