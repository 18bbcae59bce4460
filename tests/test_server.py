"""The language server as an editor sees it: what it answers over the protocol."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the extra `lsp` is not installed")
pytest.importorskip("pytest_lsp", reason="pytest-lsp is not installed")

import pytest_asyncio
import pytest_lsp
from lsprotocol import types
from pytest_lsp import LanguageClient

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.asyncio

HEAD = "from keras import Sequential, layers\n"
LINEAR = HEAD + "model = Sequential([layers.Dense(8, input_shape=(4,)), layers.Dense(1)])\nmodel.compile('adam', 'mse')\n"
CLEAN = LINEAR.replace("(8, ", "(8, activation='relu', ")


class Editor:
    """A client with the habits of an editor."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.received: dict[str, int] = {}

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None, language: str = "python", uri: str | None = None) -> str:
        """Open a file; with a text, one that has just that on disk too."""
        if uri is None:
            path = self.folder / name
            if text is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode())
            text = path.read_bytes().decode()
            uri = path.as_uri()
        item = types.TextDocumentItem(uri, language, 0, text or "")
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def replace(self, uri: str, text: str, version: int = 1) -> None:
        """All of a text."""
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri), [types.TextDocumentContentChangeWholeDocument(text)]
            )
        )

    def edit(self, uri: str, start: tuple[int, int], end: tuple[int, int], text: str, version: int = 1) -> None:
        """A part of a text."""
        change = types.TextDocumentContentChangePartial(range_of(start, end), text)
        identifier = types.VersionedTextDocumentIdentifier(version, uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))

    def save(self, uri: str) -> None:
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))

    async def diagnostics(
        self, uri: str, fits: Callable[[Sequence[types.Diagnostic]], bool] = lambda found: True
    ) -> Sequence[types.Diagnostic]:
        """Those of a text, when they are as they should be."""
        await until(lambda: uri in self.client.diagnostics and fits(self.client.diagnostics[uri]))
        return self.client.diagnostics[uri]

    async def codes(self, uri: str, *wanted: str) -> None:
        """Wait until the diagnostics are these."""
        await self.diagnostics(uri, lambda found: [d.code for d in found] == list(wanted))

    async def actions(
        self, uri: str, at: tuple[int, int], only: list[types.CodeActionKind | str] | None = None
    ) -> list[types.CodeAction]:
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(uri), range_of(at, at), types.CodeActionContext([], only=only)
        )
        found = await self.client.text_document_code_action_async(params)
        return [action for action in found or [] if isinstance(action, types.CodeAction)]

    async def edit_of(self, action: types.CodeAction) -> dict[str, list[types.TextEdit]]:
        """An action's edits by the address of their text."""
        if action.edit is None:
            action = await self.client.code_action_resolve_async(action)
        assert action.edit is not None
        if action.edit.changes is not None:
            return {uri: list(edits) for uri, edits in action.edit.changes.items()}
        edits: dict[str, list[types.TextEdit]] = {}
        for change in action.edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            edits[change.text_document.uri] = [e for e in change.edits if isinstance(e, types.TextEdit)]
        return edits

    async def hover(self, uri: str, at: tuple[int, int]) -> str | None:
        params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(*at))
        found = await self.client.text_document_hover_async(params)
        if found is None:
            return None
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    async def hints(self, uri: str, lines: int = 100) -> list[tuple[int, int, str]]:
        params = types.InlayHintParams(types.TextDocumentIdentifier(uri), range_of((0, 0), (lines, 0)))
        found = await self.client.text_document_inlay_hint_async(params)
        return [(hint.position.line, hint.position.character, str(hint.label)) for hint in found or []]

    async def pull(self, uri: str) -> Sequence[types.Diagnostic]:
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        report = await self.client.text_document_diagnostic_async(params)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return report.items


def range_of(start: tuple[int, int], end: tuple[int, int]) -> types.Range:
    return types.Range(types.Position(*start), types.Position(*end))


async def until(condition: Callable[[], bool], what: str = "what was waited for did not come") -> None:
    """Wait for something that is surely to come; the limit is for a test that fails."""
    for _ in range(1200):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(what)


def edited(text: str, edits: Sequence[types.TextEdit]) -> str:
    """A text of ASCII characters after edits of the server's."""
    lines = text.splitlines(keepends=True) + [""]
    offset = [0]
    for line in lines:
        offset.append(offset[-1] + len(line))
    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
        start, end = (offset[p.line] + p.character for p in (edit.range.start, edit.range.end))
        text = text[:start] + edit.new_text + text[end:]
    return text


Start = Callable[..., Awaitable[Editor]]

CAPABILITIES = types.ClientCapabilities(
    workspace=types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
    ),
    text_document=types.TextDocumentClientCapabilities(
        code_action=types.CodeActionClientCapabilities(
            data_support=True, resolve_support=types.ClientCodeActionResolveOptions(["edit"])
        ),
        hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
    ),
)


@pytest_asyncio.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Starts the server in an empty folder, and ends it as an editor does."""
    editors: list[Editor] = []

    async def start(
        capabilities: types.ClientCapabilities = CAPABILITIES,
        options: Any = None,
        folders: Sequence[Path] | None = None,
        configuration: dict[str, Any] | None = None,
    ) -> Editor:
        client = pytest_lsp.make_test_lsp_client()
        client._configuration = {"": configuration or {}}
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
        await client.start_io(sys.executable, "-m", "kerasrules", "server", env=environment, cwd=tmp_path)
        await client.initialize_session(
            types.InitializeParams(
                capabilities=capabilities,
                workspace_folders=[
                    types.WorkspaceFolder(f.as_uri(), f.name) for f in ([tmp_path] if folders is None else folders)
                ],
                initialization_options=options,
            )
        )
        editors.append(Editor(client, tmp_path))
        return editors[-1]

    yield start
    for editor in editors:
        await editor.client.shutdown_session()
        assert editor.client._server is not None
        assert editor.client._server.returncode == 0
        await editor.client.stop()


async def test_open(start: Start) -> None:
    editor = await start()
    uri = editor.open("train.py", LINEAR)
    [found] = await editor.diagnostics(uri)
    assert found.code == "KR101"
    assert found.source == "kerasrules"
    assert found.severity == types.DiagnosticSeverity.Error
    assert found.range.start.line == 1
    print(found)
