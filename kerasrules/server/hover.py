"""What is shown where the pointer rests, and at the ends of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lsprotocol import types

from kerasrules.model.locations import Location, Position
from kerasrules.server.documents import Document, Text

_HEADING = re.compile(r"^#+(?= )", re.MULTILINE)


def hover(document: Document, text: Text, position: Position) -> str | None:
    """In Markdown: the layer or model that is made or called at a position, and the rules that flag it."""
    parts = [*_layer(document, text, position), *_rules(document, text, position)]
    return "\n\n---\n\n".join(parts) or None


def inlay_hints(document: Document, text: Text) -> Iterator[tuple[int, str]]:
    """The output shapes of each line's layers, by the number of the line that the last of them ends on."""
    lines: dict[int, list[str]] = {}
    for facts in document.good.analysis.facts if document.good else ():
        found = document.located(facts.location) if facts.is_call and facts.shape else None
        if found is not None and found[0] is text:
            lines.setdefault(found[1].end.line, []).append(facts.shape)
    for line, shapes in sorted(lines.items()):
        yield line, " → ".join(dict.fromkeys(shapes))


def _layer(document: Document, text: Text, position: Position) -> Iterator[str]:
    """The innermost one."""
    around = []
    for facts in document.good.analysis.facts if document.good else ():
        found = document.located(facts.location)
        if found is not None and found[0] is text and _contains(found[1], position):
            around.append((_extent(found[1]), not facts.is_call, facts))
    for *_, facts in sorted(around, key=lambda item: item[:2])[:1]:
        yield "\n".join([f"**{facts.title}**", "", *(f"- {line}" for line in facts.lines)])


def _rules(document: Document, text: Text, position: Position) -> Iterator[str]:
    seen = set()
    for finding, where, location in document.findings():
        if where is text and _contains(location, position) and finding.code not in seen:
            seen.add(finding.code)
            # a page's headings are too large beside code
            yield _HEADING.sub("###", document.rule(finding.code).text)


def _contains(location: Location, position: Position) -> bool:
    return location.start <= position <= location.end


def _extent(location: Location) -> tuple[int, int]:
    return location.end.line - location.start.line, location.end.column - location.start.column


def content(text: str, capabilities: types.ClientCapabilities) -> types.MarkupContent:
    """Markdown, for a client that knows it."""
    about = capabilities.text_document.hover if capabilities.text_document else None
    formats = about.content_format if about and about.content_format else []
    kind = types.MarkupKind.Markdown if types.MarkupKind.Markdown in formats or not formats else formats[0]
    return types.MarkupContent(kind, text)
