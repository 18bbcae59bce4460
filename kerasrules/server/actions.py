"""Code actions: fix a finding, fix all that is safe, ignore a finding here, open the rule's documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.rules import INDEX, rule_of
from kerasrules.server import diagnostics, jobs
from kerasrules.server.app import Server
from kerasrules.server.documents import Document, Notebook, Text
from kerasrules.server.text_edits import text_edits

QUICK_FIX = types.CodeActionKind.QuickFix
FIX_ALL = "source.fixAll.kerasrules"
OPEN_DOCUMENTATION = "kerasrules.openDocumentation"
CONFIRM = "kerasrules.confirm"
OPTIONS = types.CodeActionOptions(code_action_kinds=[QUICK_FIX, FIX_ALL], resolve_provider=True)


def offered(
    server: Server, document: Document, text: Text, params: types.CodeActionParams
) -> Iterator[types.CodeAction]:
    """The actions for a range. The document must be settled: edits are only for a text that can be parsed."""
    data = {"uri": text.uri, "edits": document.edits}
    flagged = list(_flagged(server, document, text, params.range))
    if _wants(params, QUICK_FIX):
        for finding, diagnostic in flagged:
            if document.is_good and finding.is_fixable(unsafe=True):
                yield _fix(finding, diagnostic, {**data, "do": "fix", "finding": _key(finding)})
        for finding, diagnostic in flagged:
            if document.is_good and not _is_broken(document, text):
                yield types.CodeAction(
                    f"Suppress {finding.name} here",
                    kind=QUICK_FIX,
                    diagnostics=[diagnostic],
                    data={**data, "do": "ignore", "finding": _key(finding)},
                )
        for finding, diagnostic in flagged:
            if document.is_good and server.options_for(document).confirm and _can_be_tried(finding):
                title = f"Confirm this finding: {finding.name}"
                arguments = [text.uri, _key(finding), document.edits]
                command = types.Command(title, CONFIRM, arguments=arguments)
                yield types.CodeAction(title, kind=QUICK_FIX, diagnostics=[diagnostic], command=command)
        for name in dict.fromkeys(finding.name for finding, _ in flagged):
            title = f"Open the documentation of {name}"
            yield types.CodeAction(
                title,
                kind=QUICK_FIX,
                diagnostics=[d for finding, d in flagged if finding.name == name],
                command=types.Command(title, OPEN_DOCUMENTATION, arguments=[name]),
            )
    unsafe = server.options_for(document).unsafe_fixes
    if _wants(params, FIX_ALL) and document.is_good and any(f.is_fixable(unsafe=unsafe) for f in _all(document)):
        title = f"Fix all {'' if unsafe else 'safe '}kerasrules findings"
        yield types.CodeAction(title, kind=FIX_ALL, data={**data, "do": "fixAll"})


async def resolved(server: Server, action: types.CodeAction) -> types.CodeAction:
    """The action with its edit. Raises where the text has changed since it was offered, or cannot be edited so."""
    data: dict[str, Any] = action.data if isinstance(action.data, dict) else {}
    document = server.documents.find(data.get("uri", ""))
    if not data:
        return action
    if document is not None:
        await server.settled(document)
    if document is None or not document.is_good or document.edits != data["edits"]:
        raise _changed()
    texts = document.texts
    if data["do"] == "fixAll":
        unsafe = server.options_for(document).unsafe_fixes
        edited = await server.workers.run(jobs.apply_fixes, server.request(document), None, unsafe)
    else:
        finding = asked_for(document, data["finding"])
        if finding is None:
            raise _changed()
        if data["do"] == "fix":
            edited = await server.workers.run(jobs.apply_fixes, server.request(document), [finding], True)
        else:
            return await _suppressed(server, document, finding, action)
    edits = _edits_of_program(server, document, texts, edited.text)
    return _with_edits(server, document, action, edits, edited.reason)


async def _suppressed(
    server: Server, document: Document, finding: Finding, action: types.CodeAction
) -> types.CodeAction:
    found = document.located(finding.location)
    if found is None:
        raise _changed()
    text, location = found
    is_cell = isinstance(document, Notebook)
    lines = location.start.line, location.end.line
    edited = await server.workers.run(jobs.suppress, text.text, is_cell, *lines, finding.name)
    edits = {text: text_edits(text.lines, edited.text, server.documents.encoding)}
    return _with_edits(server, document, action, edits, edited.reason)


def _with_edits(
    server: Server,
    document: Document,
    action: types.CodeAction,
    edits: dict[Text, list[types.TextEdit]],
    reason: str,
) -> types.CodeAction:
    """The action, if the text is still the one that the edits are for."""
    assert isinstance(action.data, dict)
    if document.edits != action.data["edits"]:
        raise _changed()
    if not any(edits.values()) and reason:
        raise JsonRpcException(f"not applied: {reason}", types.LSPErrorCodes.RequestFailed.value)
    action.edit = _workspace_edit(server, edits)
    return action


def asked_for(document: Document, key: Sequence[object]) -> Finding | None:
    """The finding that a client names, in the present text."""
    return next((finding for finding in _all(document) if _key(finding) == list(key)), None)


def _can_be_tried(finding: Finding) -> bool:
    """Whether there is a fix to train with: an edit, or a scaling of the inputs. Rules that users wrote have none."""
    return finding.code in INDEX and (finding.fix is not None or bool(rule_of(finding.code).confirm.scalings))


def _key(finding: Finding) -> list[object]:
    """What a finding is known by from one check of a text to the next, as the client keeps it."""
    location = finding.location
    return [
        finding.code,
        location.cell,
        location.start.line,
        location.start.column,
        location.end.line,
        location.end.column,
    ]


def _fix(finding: Finding, diagnostic: types.Diagnostic, data: dict[str, Any]) -> types.CodeAction:
    assert finding.fix is not None
    title = f"Fix{'' if finding.fix.safe else ' (unsafe)'}: {finding.fix.description} ({finding.name})"
    safe = finding.fix.safe or None
    return types.CodeAction(title, kind=QUICK_FIX, diagnostics=[diagnostic], is_preferred=safe, data=data)


def _wants(params: types.CodeActionParams, kind: str) -> bool:
    """Whether the client asks for actions of a kind: kinds are a tree, by their dots."""
    only = params.context.only
    return only is None or any(kind == wanted or kind.startswith(f"{wanted}.") or not wanted for wanted in only)


def _all(document: Document) -> Sequence[Finding]:
    return document.good.analysis.findings if document.good is not None else ()


def _is_broken(document: Document, text: Text) -> bool:
    """Whether a text could not be parsed: a comment would not suppress that, nor is it known where one can stand."""
    return document.good is not None and text in document.good.broken


def _flagged(
    server: Server, document: Document, text: Text, range: types.Range
) -> Iterator[tuple[Finding, types.Diagnostic]]:
    """The findings that a range touches."""
    encoding = server.documents.encoding
    start, end = text.position(range.start, encoding), text.position(range.end, encoding)
    for finding, where, location in document.findings():
        if where is text and _touches(location, Location("", start, end)):
            diagnostic = diagnostics.diagnostic(finding, text.range(location, encoding), server.documents, document)
            yield finding, diagnostic


def _touches(one: Location, other: Location) -> bool:
    return one.start <= other.end and other.start <= one.end


def _edits_of_program(
    server: Server, document: Document, texts: Sequence[Text | None], new: str
) -> dict[Text, list[types.TextEdit]]:
    codes = [cell["source"] for cell in json.loads(new)["cells"]] if isinstance(document, Notebook) else [new]
    edits: dict[Text, list[types.TextEdit]] = {}
    for text, code in zip(texts, codes, strict=True):
        if text is not None:
            code = "".join(code) if isinstance(code, list) else code
            edits[text] = text_edits(text.lines, code, server.documents.encoding)
    return edits


def _workspace_edit(server: Server, edits: dict[Text, list[types.TextEdit]]) -> types.WorkspaceEdit:
    if server.can("workspace.workspace_edit.document_changes"):
        return types.WorkspaceEdit(
            document_changes=[
                types.TextDocumentEdit(
                    types.OptionalVersionedTextDocumentIdentifier(text.uri, text.version), [*changes]
                )
                for text, changes in edits.items()
                if changes
            ]
        )
    return types.WorkspaceEdit(changes={text.uri: changes for text, changes in edits.items() if changes})


def _changed() -> JsonRpcException:
    return JsonRpcException(
        "the text has changed since this action was offered", types.LSPErrorCodes.ContentModified.value
    )
