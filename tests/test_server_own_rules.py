"""Rules that users wrote, in the language server: what runs, what is shown of them, and who may allow it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the extra `lsp` is not installed")
pytest.importorskip("pytest_lsp", reason="pytest-lsp is not installed")

import pytest_asyncio
from lsprotocol import types

from tests.test_own_rules import NET, TEMPLATE
from tests.test_server import CAPABILITIES, ROOT, Editor, end_server, started, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

Start = Callable[..., Awaitable[Editor]]
OWN = '[tool.kerasrules]\nown-rules = ["tools/keras_rules.py"]\n'
LOUD = f"{TEMPLATE}\nfrom pathlib import Path\nPath(__file__).with_name('was_run').touch()\nprint('hello')\n"


@pytest_asyncio.fixture(loop_scope="module")
async def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Start]:
    """Start a server in a repository with a rule of its own."""
    monkeypatch.delenv("KERASRULES_ALLOW_OWN_RULES", raising=False)
    (tmp_path / ".git").mkdir()
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "keras_rules.py").write_text(LOUD)
    (tmp_path / "pyproject.toml").write_text(OWN)
    editors: list[Editor] = []

    async def start_in_folder(*arguments: Any, **options: Any) -> Editor:
        editors.append(await started(tmp_path, *arguments, **options))
        return editors[-1]

    yield start_in_folder
    for editor in editors:
        editor.close_all()
        await end_server(editor.client)


def logged(editor: Editor) -> list[str]:
    return [one.message for one in editor.client.log_messages if "own rules" in one.message]


async def test_a_folder_that_is_opened_runs_nothing(start: Start, tmp_path: Path) -> None:
    editor = await start()
    first, second = editor.open("train.py", NET), editor.open("more.py", NET)
    await editor.codes(first)
    await editor.codes(second)
    await until(lambda: bool(logged(editor)))
    assert len(logged(editor)) == 1  # for both programs
    assert "`allowOwnRules`" in logged(editor)[0]
    assert "keras_rules.py" in logged(editor)[0]
    assert not (tmp_path / "tools" / "was_run").exists()


async def test_configuration_does_not_allow_it(start: Start, tmp_path: Path) -> None:
    """Many clients take it from files in the workspace, which come with the repository."""
    capabilities = types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(configuration=True))
    allowed = {"kerasrules": {"allowOwnRules": True}}
    editor = await start(capabilities, configuration=allowed)
    editor.client.set_configuration(allowed, scope_uri=tmp_path.as_uri())
    editor.configure(allowOwnRules=True)
    uri = editor.open("train.py", NET)
    await editor.codes(uri)
    await until(lambda: bool(logged(editor)))
    assert not (tmp_path / "tools" / "was_run").exists()
    assert editor.client.messages == []


async def test_initialization_options_allow_it(start: Start, tmp_path: Path) -> None:
    editor = await start(CAPABILITIES, options={"allowOwnRules": True, "confirm": True})
    editor.configure(ignore=["KR1"])  # other options come and go
    uri = editor.open("train.py", NET)
    await editor.codes(uri, "ACME101")
    (found,) = await editor.diagnostics(uri)
    assert found.message.startswith("this model is trained, and has no name")
    assert (found.code_description, found.tags) == (None, None)
    assert "Our dashboards tell models apart" in str(await editor.hover(uri, (2, 10)))
    titles = [action.title for action in await editor.actions(uri, (2, 10))]
    assert titles == ["Suppress model-without-name here", "Open the documentation of model-without-name"]
    await editor.client.workspace_execute_command_async(
        types.ExecuteCommandParams("kerasrules.openDocumentation", ["model-without-name"])
    )
    await until(lambda: any("A model that is trained has no name." in m.message for m in editor.client.messages))
    assert logged(editor) == []


async def test_the_environment_allows_it_and_a_changed_rule_is_loaded(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERASRULES_ALLOW_OWN_RULES", "1")
    editor = await start()
    uri = editor.open("train.py", NET)
    await editor.codes(uri, "ACME101")
    rules = tmp_path / "tools" / "keras_rules.py"
    for text, code in ((LOUD.replace("ACME101", "ACME102"), "ACME102"), (LOUD, "ACME101")):
        rules.write_text(text)
        changed = types.FileEvent(rules.as_uri(), types.FileChangeType.Changed)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
        await editor.codes(uri, code)


async def test_the_extension_takes_it_from_the_user_alone() -> None:
    manifest = json.loads((ROOT / "editors" / "vscode" / "package.json").read_text(encoding="utf-8"))
    setting = manifest["contributes"]["configuration"]["properties"]["kerasrules.allowOwnRules"]
    assert (setting["scope"], setting["default"]) == ("machine", False)
    assert "kerasrules.allowOwnRules" in manifest["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"]
