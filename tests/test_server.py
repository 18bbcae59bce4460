"""The language server as an editor sees it: what it answers over the protocol."""

from __future__ import annotations

import asyncio
import os
import signal
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

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEAD = "from keras import Sequential, layers\n"
LINEAR = (
    HEAD + "model = Sequential([layers.Dense(8, input_shape=(4,)), layers.Dense(1)])\nmodel.compile('adam', 'mse')\n"
)
CLEAN = LINEAR.replace("(8, ", "(8, activation='relu', ")


class Editor:
    """A client with the habits of an editor."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self._open: dict[str, Callable[[], None]] = {}

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str) -> str:
        """Open a file that has this text, on disk too."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return self.open_text(path.as_uri(), text)

    def open_text(self, uri: str, text: str, language: str = "python") -> str:
        item = types.TextDocumentItem(uri, language, 0, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        closed = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
        self._open[uri] = lambda: self.client.text_document_did_close(closed)
        return uri

    def open_notebook(self, opened: types.DidOpenNotebookDocumentParams) -> None:
        self.client.notebook_document_did_open(opened)
        uri = opened.notebook_document.uri
        closed = types.DidCloseNotebookDocumentParams(types.NotebookDocumentIdentifier(uri), [])
        self._open[uri] = lambda: self.client.notebook_document_did_close(closed)

    def close(self, uri: str) -> None:
        """Close a text or a notebook."""
        self._open.pop(uri)()

    def close_all(self) -> None:
        for uri in list(self._open):
            self.close(uri)

    def configure(self, **settings: Any) -> None:
        """Tell the server all settings of the editor's user."""
        changed = types.DidChangeConfigurationParams({"kerasrules": settings})
        self.client.workspace_did_change_configuration(changed)

    def replace(self, uri: str, text: str, version: int = 1) -> None:
        """All of a text."""
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
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
        return list(self.client.diagnostics[uri])

    async def codes(self, uri: str, *wanted: str) -> None:
        """Wait until the diagnostics are these."""
        await self.diagnostics(uri, lambda found: [d.code for d in found] == list(wanted))

    async def actions(
        self, uri: str, at: tuple[int, int], only: list[types.CodeActionKind | str] | None = None
    ) -> list[types.CodeAction]:
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(uri), range_of(at, at), types.CodeActionContext([], only=only)
        )
        found = await self.client.text_document_code_action_async(params) or []
        # this client takes an action that has a command for that command, without its arguments
        return [a if isinstance(a, types.CodeAction) else types.CodeAction(a.title) for a in found]

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
        return list(report.items)


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
    lines = [*text.splitlines(keepends=True), ""]
    offset = [0]
    for line in lines:
        offset.append(offset[-1] + len(line))
    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
        start, end = (offset[p.line] + p.character for p in (edit.range.start, edit.range.end))
        text = text[:start] + edit.new_text + text[end:]
    return text


async def start_server(client: LanguageClient, folder: Path) -> None:
    """As the installed command does it: `-m` would put the current folder on Python's path."""
    command = folder.parent / f"{folder.name}-command" / "kerasrules"
    command.parent.mkdir(exist_ok=True)
    command.write_text("import sys\nfrom kerasrules.cli import main\nsys.exit(main())\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    await client.start_io(sys.executable, str(command), "server", env=environment, cwd=folder)


async def end_server(client: LanguageClient) -> None:
    """As an editor does it."""
    await client.shutdown_session()
    assert client._server is not None
    assert client._server.returncode == 0
    await client.stop()


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


async def started(
    folder: Path,
    capabilities: types.ClientCapabilities = CAPABILITIES,
    options: Any = None,
    folders: Sequence[Path] | None = None,
    configuration: dict[str, Any] | None = None,
) -> Editor:
    """An editor whose server was started in a folder; that is the workspace where no other folders are given."""
    client = pytest_lsp.make_test_lsp_client()
    client._configuration = {"": configuration or {}}
    await start_server(client, folder)
    await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities,
            workspace_folders=[
                types.WorkspaceFolder(f.as_uri(), f.name) for f in ([folder] if folders is None else folders)
            ],
            initialization_options=options,
        )
    )
    return Editor(client, folder)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LanguageClient]:
    """One that the tests share, since a start takes longer than most of them."""
    editor = await started(tmp_path_factory.getbasetemp())
    yield editor.client
    await end_server(editor.client)


@pytest_asyncio.fixture(loop_scope="module")
async def editor(server: LanguageClient, tmp_path: Path) -> AsyncIterator[Editor]:
    """An editor with an empty folder in the workspace of the shared server, where nothing else is open."""
    server.messages.clear()
    server.diagnostics.clear()
    editor = Editor(server, tmp_path)
    yield editor
    editor.close_all()
    editor.configure()


Start = Callable[..., Awaitable[Editor]]


@pytest_asyncio.fixture(loop_scope="module")
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Starts servers of the test's own in an empty folder."""
    editors: list[Editor] = []

    async def start(*arguments: Any, **options: Any) -> Editor:
        editors.append(await started(tmp_path, *arguments, **options))
        return editors[-1]

    yield start
    for editor in editors:
        await end_server(editor.client)


# --- diagnostics -----------------------------------------------------------------------------------------------------


async def test_a_finding_has_all_its_parts(editor: Editor) -> None:
    uri = editor.open("train.py", LINEAR)
    [found] = await editor.diagnostics(uri)
    assert (found.code, found.source, found.severity) == ("KR101", "kerasrules", types.DiagnosticSeverity.Error)
    assert found.range == range_of((1, 20), (1, 53))
    assert found.message.startswith("Dense(8) has no activation")
    assert "\nhelp: add an activation" in found.message
    assert found.data == {"name": "linear-stack"}
    assert found.code_description is None  # the pages are not published
    [related] = found.related_information or ()
    assert related.location == types.Location(uri, range_of((1, 55), (1, 70)))


async def test_a_clean_program_and_one_without_keras(editor: Editor) -> None:
    assert await editor.diagnostics(editor.open("clean.py", CLEAN)) == []
    assert await editor.diagnostics(editor.open("other.py", "def broken(:\n")) == []


async def test_severities_and_tags(editor: Editor) -> None:
    editor.configure(extendSelect=["KR6", "KR407"])
    text = (
        HEAD
        + "from keras import Input, Model\nimport keras\ni = Input((4,))\nx = layers.Dense(8, activation='relu')(i)\n"
        + "unused = layers.Dense(3)(x)\nx = layers.Dropout(0.3)(x)\nx = layers.BatchNormalization()(x)\n"
        + "m = Model(i, layers.Dense(1)(x))\nm.compile('adam', 'mse')\nkeras.utils.np_utils.to_categorical([1])\n"
    )
    found = {d.code: d for d in await editor.diagnostics(editor.open("train.py", text))}
    assert found["KR603"].severity == types.DiagnosticSeverity.Information
    assert found["KR407"].severity == types.DiagnosticSeverity.Warning
    assert found["KR407"].tags == (types.DiagnosticTag.Unnecessary,)
    assert found["KR505"].tags == (types.DiagnosticTag.Deprecated,)
    assert found["KR603"].tags is None


async def test_change_and_close(editor: Editor) -> None:
    uri = editor.open("train.py", CLEAN)
    await editor.codes(uri)
    editor.edit(uri, (1, 35), (1, 54), "", 1)
    await editor.codes(uri, "KR101")
    editor.edit(uri, (1, 35), (1, 35), " activation='relu',", 2)
    await editor.codes(uri)
    editor.replace(uri, LINEAR, 3)
    await editor.codes(uri, "KR101")
    editor.close(uri)
    await editor.codes(uri)


async def test_columns_count_utf16_units_unless_agreed_otherwise(start: Start) -> None:
    line = "s = '\U0001f60a\u00e9'; model = Sequential([layers.Dense(8, input_shape=(4,)), layers.Dense(1)])"
    text = HEAD + line + "\nmodel.compile('adam', 'mse')\n"
    column = line.index("layers.Dense(8")
    for encodings, wide in (
        (None, 1),
        ([types.PositionEncodingKind.Utf32], 0),
        ([types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf16], 4),
    ):
        general = types.GeneralClientCapabilities(position_encodings=encodings)
        capabilities = types.ClientCapabilities(general=general, text_document=CAPABILITIES.text_document)
        editor = await start(capabilities)
        uri = editor.open("wide.py", text)
        [found] = await editor.diagnostics(uri)
        assert (found.range.start.line, found.range.start.character) == (1, column + wide)
        assert "**Dense**" in (await editor.hover(uri, (1, column + wide)) or "")
        # an edit after the wide characters, in the client's columns
        after = line.index("input_shape") + wide
        editor.edit(uri, (1, after), (1, after), "activation='relu', ")
        await editor.codes(uri)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
async def test_line_ends(editor: Editor, end: str) -> None:
    uri = editor.open("train.py", LINEAR.replace("\n", end))
    [found] = await editor.diagnostics(uri)
    assert found.range == range_of((1, 20), (1, 53))
    fix = await fix_of(editor, uri, (1, 25))
    [[edit]] = (await editor.edit_of(fix)).values()
    assert edit.range.start.line == edit.range.end.line == 1
    assert not {"\r", "\n"}.intersection(edit.new_text)


async def test_form_feeds_and_line_separators_end_no_lines(editor: Editor) -> None:
    uri = editor.open("train.py", "\x0cs = '\u2028\x85'\n" + CLEAN)
    await editor.codes(uri)
    editor.edit(uri, (2, 35), (2, 54), "")
    [found] = await editor.diagnostics(uri, bool)
    assert found.code == "KR101"
    assert found.range.start.line == 2


async def test_a_byte_order_mark(editor: Editor) -> None:
    text = "\ufefffrom keras import *; model = Sequential([layers.Dense(8, input_shape=(4,)), layers.Dense(1)])\n"
    [found] = await editor.diagnostics(editor.open("train.py", text))
    assert found.range.start.character == text.index("layers.Dense(8")


async def test_a_broken_text_keeps_what_held_before(editor: Editor) -> None:
    uri = editor.open("train.py", LINEAR)
    await editor.codes(uri, "KR101")
    editor.edit(uri, (2, 0), (2, 0), "x = (\n", 1)  # below it
    await editor.codes(uri, "KR101", "KR900")
    editor.edit(uri, (1, 0), (1, 0), "\n\n", 2)  # above it: it moves along
    found = await editor.diagnostics(uri, lambda found: len(found) == 2 and found[0].range.start.line == 3)
    assert [d.code for d in found] == ["KR101", "KR900"]
    editor.edit(uri, (3, 20), (3, 20), "(", 3)  # on its line: it may be gone
    await editor.codes(uri, "KR900")
    editor.replace(uri, CLEAN, 4)
    await editor.codes(uri)


async def test_a_text_that_was_broken_from_the_start(editor: Editor) -> None:
    uri = editor.open("train.py", LINEAR + "x = (\n")
    await editor.codes(uri, "KR900")
    titles = [action.title for action in await editor.actions(uri, (3, 4))]
    assert titles == ["Open the documentation of syntax-error"]
    editor.replace(uri, LINEAR)
    await editor.codes(uri, "KR101")


async def test_pull(start: Start) -> None:
    capabilities = types.ClientCapabilities(
        workspace=types.WorkspaceClientCapabilities(
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
        ),
        text_document=types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities()),
    )
    editor = await start(capabilities)
    uri = editor.open("train.py", LINEAR)
    assert [d.code for d in await editor.pull(uri)] == ["KR101"]
    editor.replace(uri, CLEAN)
    assert await editor.pull(uri) == []
    assert uri not in editor.client.diagnostics  # not by both ways
    before = editor.client.diagnostic_refresh_count
    (editor.folder / "pyproject.toml").write_text("[tool.kerasrules]\nignore = ['KR1']\n")
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
    await until(lambda: editor.client.diagnostic_refresh_count > before)
    editor.replace(uri, LINEAR, 2)
    assert await editor.pull(uri) == []
    assert await editor.pull(editor.uri("unknown.py")) == []


# --- files and settings ----------------------------------------------------------------------------------------------


async def test_pyproject_is_read_anew(editor: Editor) -> None:
    uri = editor.open("train.py", LINEAR)
    await editor.codes(uri, "KR101")
    settings = editor.folder / "pyproject.toml"
    settings.write_text("[tool.kerasrules]\nignore = ['linear-stack']\n")
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
    await editor.codes(uri)
    settings.write_text("[tool.kerasrules]\nignroe = []\n")
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
    await until(lambda: any("ignroe" in message.message for message in editor.client.messages))
    settings.unlink()
    editor.replace(uri, LINEAR + "\n")  # also where nobody watches the file
    await editor.codes(uri, "KR101")


async def test_initialization_options_and_configuration(start: Start) -> None:
    editor = await start(options={"settings": {"ignore": "KR1, KR2", "unknown": 1, "run": "never"}})
    uri = editor.open("train.py", LINEAR)
    await editor.codes(uri)
    told = [message.message for message in editor.client.messages]
    assert any("unknown setting 'unknown'" in message for message in told)
    assert any("'run' must be" in message for message in told)
    editor.configure(ignore=[])
    await editor.codes(uri, "KR101")


async def test_configuration_that_is_asked_for_holds_by_folder(start: Start, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    capabilities = types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(configuration=True))
    editor = await start(capabilities, folders=folders)
    editor.client.set_configuration({"kerasrules": {"ignore": ["KR101"]}}, scope_uri=folders[1].as_uri())
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    one, two = editor.open("one/train.py", LINEAR), editor.open("two/train.py", LINEAR)
    await editor.codes(one, "KR101")
    await editor.codes(two)


async def test_configuration_that_is_taken_away_leaves_the_initial_options(start: Start) -> None:
    capabilities = types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(configuration=True))
    editor = await start(capabilities, options={"ignore": ["KR1"]}, configuration={"kerasrules": {"select": ["KR1"]}})
    uri = editor.open("train.py", LINEAR)
    await editor.codes(uri, "KR101")
    for nothing in ({}, {"kerasrules": {}}):
        editor.client.set_configuration(nothing)
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
        await editor.codes(uri)


async def test_wrong_selectors_in_the_editor(start: Start) -> None:
    editor = await start(options={"select": ["linear-stak"]})
    editor.open("train.py", LINEAR)
    await until(lambda: any("did you mean 'linear-stack'" in m.message for m in editor.client.messages))


async def test_run_on_save(start: Start) -> None:
    editor = await start(options={"run": "onSave"})
    uri = editor.open("train.py", CLEAN)
    await editor.codes(uri)
    del editor.client.diagnostics[uri]
    editor.replace(uri, LINEAR)
    assert await editor.hover(uri, (1, 25)) is not None  # this takes a check, but shows nothing else
    await asyncio.sleep(0.6)
    assert uri not in editor.client.diagnostics
    editor.save(uri)
    await editor.codes(uri, "KR101")


async def test_what_the_settings_leave_out(editor: Editor) -> None:
    (editor.folder / "pyproject.toml").write_text("[tool.kerasrules]\nextend-exclude = ['generated']\n")
    for name in ("generated/a.py", ".venv/lib/b.py"):
        assert await editor.diagnostics(editor.open(name, LINEAR)) == []
    await editor.codes(editor.open("src/a.py", LINEAR), "KR101")


async def test_files_outside_of_any_workspace(start: Start, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    editor = await start(folders=[])
    editor.folder = outside
    await editor.codes(editor.open("train.py", LINEAR), "KR101")
    assert await editor.diagnostics(editor.open("site-packages/lib/train.py", LINEAR)) == []
    (outside / "pyproject.toml").write_text("[tool.kerasrules]\nignore = ['KR1']\n")
    assert await editor.diagnostics(editor.open("sub/train.py", LINEAR)) == []


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "file://"])
async def test_texts_that_are_no_files(editor: Editor, uri: str) -> None:
    await editor.codes(editor.open_text(uri, LINEAR), "KR101")


async def test_texts_that_are_not_looked_at(editor: Editor) -> None:
    texts = {"git:/train.py?HEAD": "python", editor.uri("notes.md"): "markdown"}
    for uri, language in texts.items():
        editor.open_text(uri, LINEAR, language)
        editor.replace(uri, LINEAR)
        assert await editor.hover(uri, (1, 30)) is None
        assert await editor.actions(uri, (1, 30)) == []
    await editor.codes(editor.open("train.py", LINEAR), "KR101")
    assert not texts.keys() & editor.client.diagnostics.keys()
    assert editor.client.messages == []


async def test_imported_modules(editor: Editor) -> None:
    module = "from keras import layers\ndef head(x):\n    return layers.Dense(1)(layers.Dense(8)(x))\n"
    fixed = module.replace("(8)", "(8, activation='relu')")
    program = "import keras\nfrom parts import head\ni = keras.Input((4,))\nm = keras.Model(i, head(i))\n"
    (editor.folder / "parts.py").write_text(module)
    uri, there = editor.open("train.py", program + "m.compile('adam', 'mse')\n"), editor.uri("parts.py")
    await editor.codes(uri)
    await editor.codes(there, "KR101")  # what the program leads to in a file that is not open
    # the file is mended elsewhere
    (editor.folder / "parts.py").write_text(fixed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
    await editor.codes(there)
    # and broken in the editor
    editor.open("parts.py", fixed)
    (editor.folder / "parts.py").write_text(module)
    editor.replace(there, module)
    editor.save(there)
    await editor.codes(there, "KR101")
    editor.close(uri)
    editor.close(there)
    await editor.codes(there)


async def test_suppressions_of_imported_modules_are_read_anew(editor: Editor) -> None:
    module = "from keras import layers\ndef head(x):\n    return layers.Dense(1)(layers.Dense(8)(x))\n"
    program = "import keras\nfrom parts import head\ni = keras.Input((4,))\nm = keras.Model(i, head(i))\n"
    (editor.folder / "parts.py").write_text(module)
    editor.open("train.py", program)
    there = editor.uri("parts.py")
    await editor.codes(there, "KR101")
    (editor.folder / "parts.py").write_text(module[:-1] + "  # kerasrules: ignore[linear-stack] on purpose\n")
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
    await editor.codes(there)


# --- code actions ----------------------------------------------------------------------------------------------------

SEQUENCES = f"""\
{HEAD}model = Sequential([
    layers.LSTM(8, input_shape=(5, 4)),  # first
    layers.LSTM(8),
    layers.Dense(1),
])
"""


async def fix_of(editor: Editor, uri: str, at: tuple[int, int]) -> types.CodeAction:
    return next(action for action in await editor.actions(uri, at) if action.title.startswith("Fix"))


async def test_a_safe_fix(editor: Editor) -> None:
    uri = editor.open("train.py", SEQUENCES)
    [found] = await editor.diagnostics(uri, bool)
    assert found.code == "KR405"
    fix = await fix_of(editor, uri, (found.range.start.line, found.range.start.character))
    assert fix.title == "Fix: Set return_sequences=True (recurrent-sequence-mismatch)"
    assert (fix.kind, fix.is_preferred) == (types.CodeActionKind.QuickFix, True)
    assert [d.code for d in fix.diagnostics or ()] == ["KR405"]
    assert fix.edit is None  # this client asks for it
    edits = await editor.edit_of(fix)
    assert list(edits) == [uri]
    after = edited(SEQUENCES, edits[uri])
    assert after == SEQUENCES.replace("(5, 4))", "(5, 4), return_sequences=True)")
    assert [e.range.start.line for e in edits[uri]] == [2]  # and not the whole text
    editor.replace(uri, after)
    await editor.codes(uri)


async def test_an_unsafe_fix_says_so(editor: Editor) -> None:
    uri = editor.open("train.py", LINEAR)
    fix = await fix_of(editor, uri, (1, 25))
    assert fix.title.startswith("Fix (unsafe): ")
    assert fix.title.endswith(" (linear-stack)")
    assert fix.is_preferred is None
    edits = await editor.edit_of(fix)
    editor.replace(uri, edited(LINEAR, edits[uri]))
    await editor.codes(uri)


async def test_a_client_that_does_not_resolve_gets_edits_at_once(start: Start) -> None:
    editor = await start(types.ClientCapabilities())
    uri = editor.open("train.py", LINEAR)
    fix = await fix_of(editor, uri, (1, 25))
    assert fix.edit is not None
    assert fix.edit.document_changes is None  # nor does it know versions
    assert list(fix.edit.changes or {}) == [uri]


async def test_fix_all(editor: Editor) -> None:
    text = SEQUENCES + LINEAR.removeprefix(HEAD)
    uri = editor.open("train.py", text)
    await editor.diagnostics(uri, lambda found: len(found) == 2)
    kinds: list[types.CodeActionKind | str] = [types.CodeActionKind.SourceFixAll]
    [safe] = await editor.actions(uri, (0, 0), only=kinds)
    assert (safe.title, safe.kind) == ("Fix all safe kerasrules findings", "source.fixAll.kerasrules")
    after = edited(text, (await editor.edit_of(safe))[uri])
    assert "return_sequences=True" in after
    assert "activation" not in after
    editor.configure(unsafeFixes=True)
    [every] = await editor.actions(uri, (0, 0), only=kinds)
    assert every.title == "Fix all kerasrules findings"
    after = edited(text, (await editor.edit_of(every))[uri])
    assert "return_sequences=True" in after
    assert "activation" in after


async def test_nothing_to_fix_is_not_offered(editor: Editor) -> None:
    uri = editor.open("train.py", LINEAR)
    await editor.codes(uri, "KR101")
    assert await editor.actions(uri, (0, 0)) == await editor.actions(uri, (2, 5)) == []
    assert await editor.actions(uri, (1, 25), only=["refactor"]) == []
    assert await editor.actions(uri, (1, 25), only=["source.fixAll"]) == []  # only unsafe ones


async def test_ignore_here(editor: Editor) -> None:
    uri = editor.open("train.py", LINEAR)
    [ignore] = [a for a in await editor.actions(uri, (1, 25)) if a.title == "Suppress linear-stack here"]
    [edit] = (await editor.edit_of(ignore))[uri]
    assert edit.new_text == "  # kerasrules: ignore[linear-stack] TODO: why"
    assert edit.range.start == edit.range.end == types.Position(1, len(LINEAR.splitlines()[1]))
    editor.replace(uri, edited(LINEAR, [edit]))
    await editor.codes(uri)


async def test_open_documentation(start: Start) -> None:
    showing = types.WindowClientCapabilities(show_document=types.ShowDocumentClientCapabilities(support=True))
    editor = await start(types.ClientCapabilities(window=showing))
    uri = editor.open("train.py", LINEAR)
    assert "Open the documentation of linear-stack" in [action.title for action in await editor.actions(uri, (1, 25))]
    command = types.ExecuteCommandParams("kerasrules.openDocumentation", arguments=["linear-stack"])
    await editor.client.workspace_execute_command_async(command)
    await until(lambda: bool(editor.client.shown_documents))
    [shown] = editor.client.shown_documents
    page = Path(shown.uri.removeprefix("file://"))
    assert page.read_text().startswith("# linear-stack (KR101)")
    await editor.client.shutdown_async(None)
    assert not page.exists()
    editor.client.shutdown_async = lambda params: asyncio.sleep(0)  # type: ignore[method-assign, assignment]


async def test_open_documentation_where_documents_cannot_be_shown(editor: Editor) -> None:
    command = types.ExecuteCommandParams("kerasrules.openDocumentation", arguments=["linear-stack"])
    await editor.client.workspace_execute_command_async(command)
    await until(lambda: any("`kerasrules rule linear-stack`" in m.message for m in editor.client.messages))


async def test_an_action_outlives_another_check_of_the_same_text(editor: Editor) -> None:
    uri = editor.open("train.py", LINEAR)
    fix = await fix_of(editor, uri, (1, 25))
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
    editor.open("other.py", CLEAN)
    await editor.codes(editor.uri("other.py"))
    assert await editor.edit_of(fix)


async def test_an_action_that_was_offered_for_another_text(editor: Editor) -> None:
    uri = editor.open("train.py", LINEAR)
    fix = await fix_of(editor, uri, (1, 25))
    editor.replace(uri, "\n" + LINEAR)
    with pytest.raises(Exception, match="changed since"):
        await editor.client.code_action_resolve_async(fix)


async def test_a_broken_text_is_not_edited(editor: Editor) -> None:
    uri = editor.open("train.py", LINEAR)
    await editor.codes(uri, "KR101")
    editor.replace(uri, LINEAR + "x = (\n")
    await editor.codes(uri, "KR101", "KR900")
    titles = [action.title for action in await editor.actions(uri, (1, 25))]
    assert titles == ["Open the documentation of linear-stack"]
    titles = [action.title for action in await editor.actions(uri, (3, 4))]
    assert titles == ["Open the documentation of syntax-error"]


# --- hover and inlay hints -------------------------------------------------------------------------------------------

DIGITS = """\
import keras
from keras import layers
(x, y), _ = keras.datasets.mnist.load_data()
def block(x, n):
    return layers.MaxPooling2D()(layers.Conv2D(n, 3, activation="relu")(x))
i = keras.Input((28, 28, 1))
h = block(block(i, 8), 16)
o = layers.Dense(10, activation="softmax")(layers.Flatten()(h))
model = keras.Model(i, o)
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y)
"""


async def test_hover_on_a_layer(editor: Editor) -> None:
    uri = editor.open("train.py", DIGITS)
    dense = await editor.hover(uri, (7, 8))
    assert dense == "**Dense**\n\n- output shape: `(None, 10)`\n- parameters: 4,010\n- activation: `softmax`"
    conv = await editor.hover(uri, (4, 42))
    assert conv is not None
    assert "- output shape: `(None, 26, 26, 8)` or `(None, 11, 11, 16)`" in conv
    assert "- input in training: range 0 to 255; shape (None, 28, 28, 1); from keras.datasets.mnist" in conv
    model = await editor.hover(uri, (8, 10))
    assert model is not None
    assert "- output shape: `(None, 10)`\n- parameters: 5,258" in model
    assert await editor.hover(uri, (0, 2)) is None


async def test_hover_on_a_flagged_range(editor: Editor) -> None:
    uri = editor.open("train.py", LINEAR)
    text = await editor.hover(uri, (1, 25))
    assert text is not None
    assert text.startswith("**Dense**\n\n- output shape: `(None, 8)`")
    assert "\n---\n\n### linear-stack (KR101)\n" in text
    assert "\n### Why is this bad?" in text


async def test_inlay_hints(editor: Editor) -> None:
    uri = editor.open("train.py", DIGITS)
    assert await editor.hints(uri) == []  # off by default
    editor.configure(inlayHints=True)
    lines = DIGITS.splitlines()
    wanted = {
        4: "(None, 26, 26, 8) or (None, 11, 11, 16) → (None, 13, 13, 8) or (None, 5, 5, 16)",
        5: "(None, 28, 28, 1)",
        7: "(None, 400) → (None, 10)",
    }
    assert await editor.hints(uri) == [(line, len(lines[line]), text) for line, text in wanted.items()]
    assert [line for line, *_ in await editor.hints(uri, 5)] == [4, 5]


# --- notebooks -------------------------------------------------------------------------------------------------------


class Notebook:
    """A notebook in the editor; its cells are told by their number."""

    def __init__(self, editor: Editor, name: str, *codes: str | None) -> None:
        self.editor = editor
        self.uri = editor.uri(name)
        self.version = 0
        cells = [self._cell(number, code) for number, code in enumerate(codes)]
        opened = types.DidOpenNotebookDocumentParams(
            types.NotebookDocument(self.uri, "jupyter-notebook", 0, cells),
            [self._item(number, code) for number, code in enumerate(codes) if code is not None],
        )
        editor.open_notebook(opened)

    def cell(self, number: int) -> str:
        return f"vscode-notebook-cell:{self.uri.removeprefix('file:')}#W{number}s"

    def change(self, change: types.NotebookDocumentCellChanges) -> None:
        self.version += 1
        self.editor.client.notebook_document_did_change(
            types.DidChangeNotebookDocumentParams(
                types.VersionedNotebookDocumentIdentifier(self.version, self.uri),
                types.NotebookDocumentChangeEvent(cells=change),
            )
        )

    def replace(self, number: int, code: str) -> None:
        identifier = types.VersionedTextDocumentIdentifier(self.version + 1, self.cell(number))
        whole = types.TextDocumentContentChangeWholeDocument(code)
        self.change(
            types.NotebookDocumentCellChanges(
                text_content=[types.NotebookDocumentCellContentChanges(identifier, [whole])]
            )
        )

    def insert(self, at: int, number: int, code: str) -> None:
        array = types.NotebookCellArrayChange(at, 0, [self._cell(number, code)])
        opened = [self._item(number, code)]
        structure = types.NotebookDocumentCellChangeStructure(array, did_open=opened)
        self.change(types.NotebookDocumentCellChanges(structure=structure))

    def remove(self, at: int, number: int) -> None:
        closed = [types.TextDocumentIdentifier(self.cell(number))]
        structure = types.NotebookDocumentCellChangeStructure(types.NotebookCellArrayChange(at, 1), did_close=closed)
        self.change(types.NotebookDocumentCellChanges(structure=structure))

    def _cell(self, number: int, code: str | None) -> types.NotebookCell:
        kind = types.NotebookCellKind.Markup if code is None else types.NotebookCellKind.Code
        return types.NotebookCell(kind, self.cell(number))

    def _item(self, number: int, code: str) -> types.TextDocumentItem:
        return types.TextDocumentItem(self.cell(number), "python", 0, code)


MODEL = "model = Sequential([\n  layers.Dense(8, input_shape=(4,)),\n  layers.Dense(1),\n])\n"


async def test_a_notebook_is_one_program(editor: Editor) -> None:
    notebook = Notebook(editor, "n.ipynb", None, "%matplotlib inline\n" + HEAD, "# a comment\n" + MODEL)
    [found] = await editor.diagnostics(notebook.cell(2))
    assert (found.code, found.range) == ("KR101", range_of((2, 2), (2, 35)))
    [related] = found.related_information or ()
    assert related.location == types.Location(notebook.cell(2), range_of((3, 2), (3, 17)))
    assert await editor.diagnostics(notebook.cell(1)) == []
    assert await editor.hover(notebook.cell(2), (3, 4)) is not None


async def test_cells_are_edited_moved_and_closed(editor: Editor) -> None:
    notebook = Notebook(editor, "n.ipynb", HEAD, MODEL)
    await editor.codes(notebook.cell(1), "KR101")
    notebook.replace(1, MODEL.replace("(8, ", "(8, activation='relu', "))
    await editor.codes(notebook.cell(1))
    notebook.insert(1, 7, "import os\n")
    notebook.replace(1, MODEL)
    await editor.codes(notebook.cell(1), "KR101")
    await editor.codes(notebook.cell(7))
    notebook.remove(2, 1)
    await editor.codes(notebook.cell(1))
    notebook.insert(2, 8, MODEL)
    await editor.codes(notebook.cell(8), "KR101")
    editor.close(notebook.uri)
    await editor.codes(notebook.cell(8))


async def test_fixes_in_cells(editor: Editor) -> None:
    notebook = Notebook(editor, "n.ipynb", None, HEAD, "%time\n" + MODEL)
    await editor.codes(notebook.cell(2), "KR101")
    actions = {action.title.split()[0]: action for action in await editor.actions(notebook.cell(2), (2, 4))}
    edits = await editor.edit_of(actions["Fix"])
    assert list(edits) == [notebook.cell(2)]
    [edit] = edits[notebook.cell(2)]
    assert (edit.range.start.line, edit.range.end.line) == (2, 2)
    assert "activation=" in edit.new_text
    [edit] = (await editor.edit_of(actions["Suppress"]))[notebook.cell(2)]
    assert edit.range.start == types.Position(2, 36)


async def test_a_broken_cell(editor: Editor) -> None:
    notebook = Notebook(editor, "n.ipynb", HEAD, MODEL, "x = 1\n")
    await editor.codes(notebook.cell(1), "KR101")
    notebook.replace(2, "x = (\n")
    await editor.codes(notebook.cell(2), "KR900")
    notebook.replace(0, "from keras import (Sequential, layers\n")  # without it nothing is known of the model
    await editor.codes(notebook.cell(0), "KR900")
    await editor.codes(notebook.cell(1), "KR101")
    notebook.replace(0, HEAD)
    await editor.codes(notebook.cell(0))


async def test_cells_are_told_unasked_also_where_texts_are_pulled(start: Start) -> None:
    pulling = types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities())
    editor = await start(types.ClientCapabilities(text_document=pulling))
    notebook = Notebook(editor, "n.ipynb", HEAD + MODEL)
    await editor.codes(notebook.cell(0), "KR101")
    assert await editor.pull(notebook.cell(0)) == []


async def test_a_notebook_that_is_shown_as_a_script(editor: Editor) -> None:
    await editor.codes(editor.open("n.ipynb", "# %%\n" + LINEAR), "KR101")
    editor.open("json.ipynb", '{"cells": []}')
    assert await editor.hover(editor.uri("json.ipynb"), (0, 0)) is None


# --- conduct ---------------------------------------------------------------------------------------------------------

SLOW = HEAD + "model = Sequential()\nmodel.add(layers.Input((8,)))\n" + "model.add(layers.Dense(8))\n" * 30_000
"""A program that the reader takes many times as long for as for any other here."""


async def test_a_slow_file_holds_up_no_other(start: Start) -> None:
    editor = await start()
    slow = editor.open("slow.py", SLOW)
    for name in ("a.py", "b.py", "c.py"):
        await editor.codes(editor.open(name, LINEAR), "KR101")
    assert await editor.hover(editor.uri("a.py"), (1, 25)) is not None
    assert slow not in editor.client.diagnostics
    # the fixture goes on to shut the server down, with the check under way


async def test_a_check_of_a_text_that_changed_is_given_up(start: Start) -> None:
    editor = await start()
    uri = editor.open("train.py", SLOW)
    for version in range(1, 6):  # more than there are processes
        editor.replace(uri, SLOW + "\n" * version, version)
        await asyncio.sleep(0.3)
    editor.replace(uri, LINEAR, 9)
    await editor.codes(uri, "KR101")
    await editor.codes(editor.open("other.py", LINEAR), "KR101")


async def test_a_request_that_is_cancelled_is_answered_so(start: Start) -> None:
    editor = await start()
    uri = editor.open("train.py", SLOW)
    hover = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(5, 12))
    request = editor.client.protocol.send_request("textDocument/hover", hover, msg_id="to-cancel")
    editor.client.cancel_request(types.CancelParams("to-cancel"))
    with pytest.raises(Exception, match="cancel"):
        await asyncio.wrap_future(request)


async def test_processes_that_died_are_replaced(editor: Editor) -> None:
    uri = editor.open("train.py", LINEAR)
    await editor.codes(uri, "KR101")
    server = editor.client._server
    assert server is not None
    workers = children(server.pid)
    assert workers
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    editor.replace(uri, CLEAN, 1)
    await editor.codes(uri)
    assert editor.client.messages == []


def children(process: int) -> list[int]:
    """The processes that a process has started, in whichever of its threads."""
    found = list(Path(f"/proc/{process}/task").glob("*/children"))
    if not found:
        pytest.skip("this system does not tell a process' children")
    return [int(child) for path in found for child in path.read_text().split()]


async def test_processes_end_with_a_server_that_is_killed(tmp_path: Path) -> None:
    client = pytest_lsp.make_test_lsp_client()
    await start_server(client, tmp_path)
    editor = Editor(client, tmp_path)
    await client.initialize_session(types.InitializeParams(capabilities=CAPABILITIES))
    await editor.codes(editor.open("train.py", LINEAR), "KR101")
    assert client._server is not None
    workers = children(client._server.pid)
    assert workers
    client._server.kill()
    await client._server.wait()
    await until(lambda: not any(Path(f"/proc/{worker}/cmdline").exists() for worker in workers))
    await client.stop()


async def test_modules_of_the_user_are_not_imported(start: Start) -> None:
    editor = await start()
    for name in ("ast", "pickle", "struct", "kerasrules", "random"):
        (editor.folder / f"{name}.py").write_text("raise SystemExit('imported')\n")
    await editor.codes(editor.open("train.py", LINEAR), "KR101")
    fix = await fix_of(editor, editor.uri("train.py"), (1, 25))
    assert await editor.edit_of(fix)


async def test_tensorflow_is_not_imported(editor: Editor) -> None:
    if not Path("/proc/self/maps").exists():
        pytest.skip("this system does not tell what a process has loaded")
    await editor.codes(editor.open("train.py", DIGITS), "KR301")
    server = editor.client._server
    assert server is not None
    loaded = [Path(f"/proc/{pid}/maps").read_text() for pid in (server.pid, *children(server.pid))]
    assert len(loaded) > 1
    assert not any("tensorflow" in maps or "numpy" in maps for maps in loaded)
