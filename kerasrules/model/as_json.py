"""Findings and locations as JSON objects: the form that `check`, `show` and `confirm` share."""

from __future__ import annotations

from typing import TypedDict

from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
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


class FindingObject(LocationObject):
    """A finding. url: of the rule's page, where there is one. data_files: those without which it would not be found."""

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


def finding_object(finding: Finding) -> FindingObject:
    """One finding."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "effect": finding.effect.value,
        "message": finding.message,
        **location_object(finding.location),
        "related": [{"message": related.message, **location_object(related.location)} for related in finding.related],
        "help": finding.help,
        "url": rule_url(finding.name),
        "data_files": list(finding.data_files),
    }


def location_object(location: Location) -> LocationObject:
    """path, cell and range of a location."""
    return {"path": location.path, "cell": location.cell, "range": range_object(location)}


def range_object(location: Location) -> RangeObject:
    """Start and end, 1-based, in characters."""
    return {
        "start": {"line": location.start.line, "column": location.start.column},
        "end": {"line": location.end.line, "column": location.end.column},
    }
