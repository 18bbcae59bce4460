"""*Confirm this finding* in an editor: offered where the user allows it, with progress, a verdict, and an end."""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the extra `lsp` is not installed")
pytest.importorskip("pytest_lsp", reason="pytest-lsp is not installed")

import pytest_asyncio
from lsprotocol import types
from test_server import CAPABILITIES, Editor, end_server, started, until

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="confirm trains with the real Keras"),
]

PROGRAM = """\
from keras import Input, Sequential
from keras.layers import Dense

model = Sequential([Input((8,)), Dense(12, activation="relu"), Dense(1, activation="softmax")])
model.compile("adam", "binary_crossentropy")
"""
KEY = ["KR202", None, 4, 64, 4, 94]
SHOWS_PROGRESS = types.ClientCapabilities(
    workspace=CAPABILITIES.workspace,
    text_document=CAPABILITIES.text_document,
    window=types.WindowClientCapabilities(work_done_progress=True),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """One for all of these, whose worker imports Keras once."""
    editor = await started(tmp_path_factory.mktemp("confirm"), SHOWS_PROGRESS, options={"confirm": True})
    yield editor
    await end_server(editor.client)


async def confirm(editor: Editor, uri: str, key: list[Any] = KEY, edits: int = 0) -> Any:
    command = types.ExecuteCommandParams("kerasrules.confirm", arguments=[uri, key, edits])
    return await editor.client.workspace_execute_command_async(command)


def said(editor: Editor) -> list[Any]:
    """The progress of all work, in its order."""
    return [one for reports in editor.client.progress_reports.values() for one in reports]


async def test_it_is_offered_where_the_user_allows_it(server: Editor) -> None:
    uri = server.open("offered.py", PROGRAM)
    await server.codes(uri, "KR202")
    title = "Confirm this finding: softmax-single-unit"
    assert title in [action.title for action in await server.actions(uri, (3, 70))]
    server.configure()
    assert title not in [action.title for action in await server.actions(uri, (3, 70))]
    assert await confirm(server, uri) is None
    server.configure(confirm=True)
    server.close(uri)


async def test_a_verdict_stands_beside_the_finding_until_an_edit(server: Editor) -> None:
    uri = server.open("train.py", PROGRAM)
    await server.codes(uri, "KR202")
    assert await confirm(server, uri) == "confirmed"
    found = await server.diagnostics(uri, lambda shown: len(shown) == 2)
    verdict = found[1]
    assert (verdict.source, verdict.severity) == ("kerasrules confirm", types.DiagnosticSeverity.Information)
    assert verdict.range == found[0].range
    assert verdict.message.startswith("confirmed: No weights can succeed")
    assert "with the fix, on synthetic data" in verdict.message
    kinds = [one.kind for one in said(server)]
    assert (kinds[0], kinds[-1]) == ("begin", "end")
    assert any("importing TensorFlow" in (one.message or "") for one in said(server)[1:-1])
    server.edit(uri, (5, 0), (5, 0), "# later\n", 1)
    await server.codes(uri, "KR202")
    assert await confirm(server, uri) is None  # of the text before
    server.close(uri)


async def test_other_requests_are_answered_meanwhile_and_it_can_be_cancelled(server: Editor) -> None:
    uri = server.open("cancelled.py", PROGRAM)
    await server.codes(uri, "KR202")
    server.client.progress_reports.clear()
    asked = asyncio.ensure_future(confirm(server, uri))
    await until(lambda: len(said(server)) > 1)
    assert "Dense" in (await server.hover(uri, (3, 66)) or "")
    [token] = server.client.progress_reports
    server.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
    assert await asyncio.wait_for(asked, 30) is None
    await server.codes(uri, "KR202")
    assert said(server)[-1].kind == "end"
    server.close(uri)


async def test_a_model_that_cannot_be_rebuilt(server: Editor) -> None:
    """Known without Keras."""
    uri = server.open("own.py", PROGRAM.replace("Input((8,))", "Input((8,)), unknown()"))
    await server.codes(uri, "KR202")
    key = ["KR202", None, 4, 75, 4, 105]
    assert await confirm(server, uri, key) == "inconclusive"
    found = await server.diagnostics(uri, lambda shown: len(shown) == 2)
    assert found[1].message.startswith("inconclusive: The model could not be rebuilt")
    server.close(uri)


async def test_the_extension_has_the_setting() -> None:
    manifest = (Path(__file__).parent.parent / "editors" / "vscode" / "package.json").read_text(encoding="utf-8")
    assert '"kerasrules.confirm"' in manifest
