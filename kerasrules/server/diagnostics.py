"""Findings in the protocol's terms."""

from __future__ import annotations

import os
from collections.abc import Iterator

from lsprotocol import types

from kerasrules.model.findings import Finding, Severity
from kerasrules.model.locations import Location
from kerasrules.model.rule_pages import rule_url
from kerasrules.server.documents import Document, Documents
from kerasrules.server.positions import to_client

SOURCE = "kerasrules"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_TAGS = {"unnecessary": types.DiagnosticTag.Unnecessary, "deprecated": types.DiagnosticTag.Deprecated}


def own(documents: Documents, document: Document) -> Iterator[tuple[str, types.Diagnostic]]:
    """What there is to show in a program's own texts, each with the address of its text."""
    for finding, text, location in document.findings():
        yield text.uri, diagnostic(finding, text.range(location, documents.encoding), documents, document)


def elsewhere(documents: Documents, document: Document) -> Iterator[tuple[str, types.Diagnostic]]:
    """What a program led to in files that it imports, as they are on disk."""
    for finding in document.good.analysis.findings if document.good else ():
        if finding.location.path != document.path:
            where = _location_on_disk(finding.location, documents, document)
            yield where.uri, diagnostic(finding, where.range, documents, document)


def diagnostic(finding: Finding, range: types.Range, documents: Documents, document: Document) -> types.Diagnostic:
    """A finding at a range."""
    related = [
        types.DiagnosticRelatedInformation(where, part.message)
        for part in finding.related
        if (where := _location(part.location, documents, document)) is not None
    ]
    url = rule_url(finding.code, finding.name)
    tag = document.rule(finding.code).tag
    return types.Diagnostic(
        range,
        f"{finding.message}\nhelp: {finding.help}" if finding.help else finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(url) if url else None,
        source=SOURCE,
        tags=[_TAGS[tag]] if tag in _TAGS else None,
        related_information=related or None,
        data={"name": finding.name},
    )


def _location(location: Location, documents: Documents, document: Document) -> types.Location | None:
    if location.path != document.path:
        return _location_on_disk(location, documents, document)
    found = document.located(location)
    if found is None:
        return None
    text, moved = found
    return types.Location(text.uri, text.range(moved, documents.encoding))


def _location_on_disk(location: Location, documents: Documents, document: Document) -> types.Location:
    lines = document.good.analysis.lines if document.good else {}
    start, end = (
        to_client(position, lines.get((location.path, position.line), ""), documents.encoding)
        for position in (location.start, location.end)
    )
    path = os.path.abspath(location.path)
    return types.Location(documents.uri_of(path), types.Range(start, end))
