"""Findings as SARIF 2.1.0, which GitHub code scanning and many viewers read.

Silenced findings and those of a baseline are no results: what nobody should act on is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from kerasrules import __version__
from kerasrules.check.engine import LintRun, Notice
from kerasrules.model.findings import Finding, Severity
from kerasrules.model.locations import Location
from kerasrules.report.display_paths import Names
from kerasrules.report.file_positions import FilePositions, clean, message
from kerasrules.report.links import rule_url
from kerasrules.rules import load
from kerasrules.rules.rule import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "kerasrules/v1"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PLACEHOLDER = re.compile(r"\{(\d+)\}")


def render(
    run: LintRun,
    findings: Sequence[Finding],
    *,
    stored: FilePositions,
    names: Names,
    marks: Sequence[tuple[str, str]],
) -> str:
    """The report: one log with one run.

    marks: of each finding the function or class that it stands in ("" for none) and its fingerprint.
    """
    codes = sorted({finding.code for finding in findings})
    index = {code: number for number, code in enumerate(codes)}
    results = [
        _result(finding, index[finding.code], fingerprint, scope, stored, names)
        for finding, (scope, fingerprint) in zip(findings, marks, strict=True)
    ]
    invocation: dict[str, Any] = {"executionSuccessful": not any(notice.internal for notice in run.notices)}
    if run.notices:
        invocation["toolExecutionNotifications"] = [_notification(notice, stored, names) for notice in run.notices]
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "kerasrules",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "rules": [_rule(rule) for rule in load(codes)],
                    }
                },
                "invocations": [invocation],
                "originalUriBaseIds": {
                    "%SRCROOT%": {"description": {"text": "The folder that the names of files begin at."}}
                },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(log, indent=2, allow_nan=False)


def _rule(rule: Rule) -> dict[str, Any]:
    what = rule.documentation.partition("## What it does")[2].partition("\n## ")[0].strip()
    described = {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": " ".join(what.split()) or rule.summary},
        "help": {"text": rule.documentation, "markdown": f"# {rule.name} ({rule.code})\n\n{rule.documentation}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["keras", rule.name]},
    }
    url = rule_url(rule.name)
    return {**described, "helpUri": url} if url else described


def _result(
    finding: Finding, index: int, fingerprint: str, scope: str, stored: FilePositions, names: Names
) -> dict[str, Any]:
    text = message(finding) + (f"\nhelp: {finding.help.strip()}" if finding.help else "")
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _text(text)},
        "locations": [_location(finding.location, stored, names, scope)],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(related.location, stored, names), "message": {"text": _text(related.message)}}
            for number, related in enumerate(finding.related, 1)
        ]
    return result


def _location(location: Location, stored: FilePositions, names: Names, scope: str = "") -> dict[str, Any]:
    format_location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _artifact(location.path, names), "region": _region(location, stored)}
    }
    logical: list[dict[str, Any]] = []
    if location.cell is not None:
        logical.append({"name": f"cell {location.cell}", "kind": "cell"})
    if scope:
        logical.append({"fullyQualifiedName": scope})
    if logical:
        format_location["logicalLocations"] = logical
    return format_location


def _region(location: Location, stored: FilePositions) -> dict[str, int]:
    line, column, end_line, end_column = stored.stretch(location)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _artifact(path: str, names: Names) -> dict[str, str]:
    uri = names.uri(path)
    return {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _notification(notice: Notice, stored: FilePositions, names: Names) -> dict[str, Any]:
    return {
        "level": "error" if notice.internal else "note",
        "message": {"text": _text(notice.message)},
        "locations": [_location(notice.location, stored, names)],
    }


def _text(text: str) -> str:
    """A message's text, in which `{0}` would be a place to fill in."""
    return _PLACEHOLDER.sub(r"{{\1}}", clean(text))
