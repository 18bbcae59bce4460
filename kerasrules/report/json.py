"""Findings as JSON, for programs. `VERSION` changes when a part goes away or means another thing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kerasrules.model.as_json import finding_object, location_object
from kerasrules.model.results import CHECKED, FAILED, SKIPPED, WITHOUT_KERAS
from kerasrules.report import explanations
from kerasrules.report.inputs import Report

if TYPE_CHECKING:
    from kerasrules.model.report_documents import CheckDocument, NoteObject

VERSION = 1


def render(report: Report) -> Iterator[str]:
    """The report: one object, on several lines so that a diff of two reports is readable."""
    document: CheckDocument = {
        "version": VERSION,
        "findings": [finding_object(finding, report.fixes(finding)) for finding in report.findings],
        "files": {
            "checked": report.run.count(CHECKED),
            "without_keras": report.run.count(WITHOUT_KERAS),
            "skipped": report.run.count(SKIPPED),
            "failed": report.run.count(FAILED),
        },
    }
    if report.statistics:
        document["statistics"] = dict(Counter(finding.code for finding in report.findings))
    explained = explanations.objects(report.run)
    if explained:
        document["symptoms"] = explained
    unknown: list[NoteObject] = [
        {"message": note.message, **location_object(note.location)}
        for result in report.run.results
        for note in result.unknown
    ]
    if unknown:
        document["unknown"] = unknown
    if report.baselined:
        document["baseline"] = report.baselined
    yield dumps(document)


def dumps(document: Mapping[str, Any]) -> str:
    """JSON that any reader takes: no NaN, and ASCII whatever the terminal's encoding."""
    return json.dumps(document, indent=2, allow_nan=False)
