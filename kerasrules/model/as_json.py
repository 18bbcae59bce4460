"""Findings and locations as JSON objects: the form that `check`, `show` and `confirm` share."""

from __future__ import annotations

from typing import TypedDict

from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.model.proposed_fixes import ProposedFix
from kerasrules.model.rule_pages import rule_url


class PositionObject(TypedDict):
    """1-based, in characters."""

    line: int
    column: int


class RangeObject(TypedDict):
    """From start to end."""

    start: PositionObject
    end: PositionObject


class LocationObject(TypedDict):
    """A range of a file, in a notebook of a cell."""

    path: str
    cell: int | None
    range: RangeObject


class RelatedObject(LocationObject):
    """Another location that a finding is about."""

    message: str


class TextEditObject(LocationObject):
    """A stretch of a file, or of a notebook's cell, and the text that is to stand there."""

    text: str


class FixObject(TypedDict):
    """What would fix a finding: all these edits together, which do not overlap. safe: `--fix` alone would apply it."""

    description: str
    safe: bool
    edits: list[TextEditObject]


class _FindingPart(LocationObject):
    code: str
    name: str
    severity: str
    confidence: str
    effect: str
    message: str
    related: list[RelatedObject]
    help: str
    url: str | None
    data_files: list[str]


class FindingObject(_FindingPart, total=False):
    """A finding. url: of the rule's page, where there is one. data_files: those without which it would not be found.

    fix: in the report of a `check`, where there is one that was tried on the program.
    """

    fix: FixObject


def finding_object(finding: Finding, fix: ProposedFix | None = None) -> FindingObject:
    """One finding."""
    described: FindingObject = {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "effect": finding.effect.value,
        "message": finding.message,
        "path": finding.location.path,
        "cell": finding.location.cell,
        "range": range_object(finding.location),
        "related": [{"message": related.message, **location_object(related.location)} for related in finding.related],
        "help": finding.help,
        "url": rule_url(finding.code, finding.name),
        "data_files": list(finding.data_files),
    }
    if fix is not None:
        edits: list[TextEditObject] = [{**location_object(edit.location), "text": edit.text} for edit in fix.edits]
        described["fix"] = {"description": fix.description, "safe": fix.safe, "edits": edits}
    return described


def location_object(location: Location) -> LocationObject:
    """path, cell and range of a location."""
    return {"path": location.path, "cell": location.cell, "range": range_object(location)}


def range_object(location: Location) -> RangeObject:
    """Start and end, 1-based, in characters."""
    return {
        "start": {"line": location.start.line, "column": location.start.column},
        "end": {"line": location.end.line, "column": location.end.column},
    }
