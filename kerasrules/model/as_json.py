"""Findings and locations as JSON objects: the form that `check`, `show` and `confirm` share."""

from __future__ import annotations

from typing import Any

from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.model.rule_pages import rule_url


def finding_object(finding: Finding) -> dict[str, Any]:
    """One finding."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        **location_object(finding.location),
        "related": [{"message": related.message, **location_object(related.location)} for related in finding.related],
        "help": finding.help,
        "url": rule_url(finding.name),
    }


def location_object(location: Location) -> dict[str, Any]:
    """path, cell and range of a location."""
    return {"path": location.path, "cell": location.cell, "range": range_object(location)}


def range_object(location: Location) -> dict[str, Any]:
    """Start and end, 1-based, in characters."""
    return {
        "start": {"line": location.start.line, "column": location.start.column},
        "end": {"line": location.end.line, "column": location.end.column},
    }
