"""Findings as SARIF 2.1.0, which GitHub code scanning and many viewers read.

Silenced findings and those of a baseline are no results: what nobody should act on is omitted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from kerasrules.model.findings import Finding, Severity
from kerasrules.model.locations import FileRange, Location
from kerasrules.model.proposed_fixes import ProposedFix
from kerasrules.model.results import Fingerprint, Notice
from kerasrules.model.rule_pages import rule_url, site
from kerasrules.report.inputs import Report, RuleText
from kerasrules.report.messages import clean, message
from kerasrules.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "kerasrules/v1"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PLACEHOLDER = re.compile(r"\{(\d+)\}")


def render(report: Report) -> Iterator[str]:
    """The report: one log with one run."""
    codes = sorted({finding.code for finding in report.findings})
    index = {code: number for number, code in enumerate(codes)}
    results = [
        _result(finding, index[finding.code], fingerprint, report)
        for finding, fingerprint in zip(report.findings, report.fingerprints(), strict=True)
    ]
    run = report.run
    invocation: dict[str, Any] = {"executionSuccessful": not any(notice.internal for notice in run.notices)}
    if run.notices:
        invocation["toolExecutionNotifications"] = [_notification(notice, report) for notice in run.notices]
    address = site()
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
                        **({"informationUri": address} if address else {}),
                        "rules": [_rule(rule) for rule in report.rules(codes)],
                    }
                },
                "invocations": [invocation],
                "originalUriBaseIds": {
                    "%SRCROOT%": {"description": {"text": "The folder that file paths are relative to."}}
                },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    yield json.dumps(log, indent=2, allow_nan=False)


def _rule(rule: RuleText) -> dict[str, Any]:
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
    url = rule_url(rule.code, rule.name)
    return {**described, "helpUri": url} if url else described


def _result(finding: Finding, index: int, fingerprint: Fingerprint, report: Report) -> dict[str, Any]:
    text = message(finding) + (f"\nhelp: {finding.help.strip()}" if finding.help else "")
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _text(text)},
        "locations": [_location(finding.location, report, fingerprint.scope)],
        "partialFingerprints": {FINGERPRINT: fingerprint.digest},
        "properties": {
            **({"dataFiles": list(finding.data_files)} if finding.data_files else {}),
            "confidence": finding.confidence.value,
            "effect": finding.effect.value,
        },
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(related.location, report), "message": {"text": _text(related.message)}}
            for number, related in enumerate(finding.related, 1)
        ]
    fix = report.fixes(finding)
    if fix is not None:
        result["fixes"] = [_fix(fix, report)]
    return result


def _fix(fix: ProposedFix, report: Report) -> dict[str, Any]:
    replacements: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        replacements.setdefault(edit.location.path, []).append(
            {"deletedRegion": _columns(edit.stored_range), "insertedContent": {"text": clean(edit.stored_text)}}
        )
    changes = [
        {"artifactLocation": _artifact(path, report), "replacements": parts} for path, parts in replacements.items()
    ]
    text = fix.description if fix.safe else f"{fix.description} (unsafe: changes what the program does)"
    return {"description": {"text": _text(text)}, "artifactChanges": changes}


def _location(location: Location, report: Report, scope: str = "") -> dict[str, Any]:
    described: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _artifact(location.path, report), "region": _region(location, report)}
    }
    logical: list[dict[str, Any]] = []
    if location.cell is not None:
        logical.append({"name": f"cell {location.cell}", "kind": "cell"})
    if scope:
        logical.append({"fullyQualifiedName": scope})
    if logical:
        described["logicalLocations"] = logical
    return described


def _region(location: Location, report: Report) -> dict[str, int]:
    return _columns(report.stored.range_of(location))


def _columns(at: FileRange) -> dict[str, int]:
    return {"startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column}


def _artifact(path: str, report: Report) -> dict[str, str]:
    uri = report.paths.uri(path)
    return {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _notification(notice: Notice, report: Report) -> dict[str, Any]:
    return {
        "level": "error" if notice.internal else "note",
        "message": {"text": _text(notice.message)},
        "locations": [_location(notice.location, report)],
    }


def _text(text: str) -> str:
    """A message's text, in which `{0}` would be a place to fill in."""
    return _PLACEHOLDER.sub(r"{{\1}}", clean(text))
