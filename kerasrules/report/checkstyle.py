"""Findings as Checkstyle's XML, which Jenkins, reviewdog and many code review tools read."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

from kerasrules.model.findings import Finding
from kerasrules.model.results import SKIPPED
from kerasrules.report.inputs import Report
from kerasrules.report.messages import message
from kerasrules.report.xml_text import document, xml_text

VERSION = "4.3"
"""The version of the format that readers expect, as other linters write it."""


def render(report: Report) -> Iterator[str]:
    """One document; as Checkstyle does, it lists the files without findings too."""
    by_path: dict[str, list[Finding]] = {result.path: [] for result in report.run.results if result.status != SKIPPED}
    for finding in report.findings:
        by_path.setdefault(finding.location.path, []).append(finding)
    top = ElementTree.Element("checkstyle", version=VERSION)
    for path, findings in by_path.items():
        file = ElementTree.SubElement(top, "file", name=xml_text(report.paths.plain(path)))
        for finding in findings:
            at = report.stored.range_of(finding.location)
            text = message(finding) + (f"\nhelp: {finding.help.strip()}" if finding.help else "")
            ElementTree.SubElement(
                file,
                "error",
                line=str(at.line),
                column=str(at.column),
                severity=finding.severity.value,
                message=xml_text(text),
                source=f"kerasrules.{finding.name}.{finding.code}",
            )
    yield from document(top)
