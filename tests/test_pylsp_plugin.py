"""The plugin of python-lsp-server, in that server."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pylsp", reason="python-lsp-server is not installed")

from pylsp.config.config import Config
from pylsp.workspace import Document, Workspace

from kerasrules import pylsp_plugin

LINEAR = """\
from keras import Sequential, layers
n = "😊"; model = Sequential([layers.Dense(8, input_shape=(4,)), layers.Dense(1)])
model.compile("adam", "mse")
"""


@pytest.fixture
def diagnostics(tmp_path: Path) -> Any:
    def found(text: str) -> list[dict[str, Any]]:
        workspace = Workspace(tmp_path.as_uri(), None, Config(tmp_path.as_uri(), {}, 0, {}))
        return pylsp_plugin.pylsp_lint(workspace, Document((tmp_path / "train.py").as_uri(), workspace, text))

    return found


def test_findings_are_diagnostics(diagnostics: Any) -> None:
    (found,) = diagnostics(LINEAR)
    assert (found["code"], found["source"], found["severity"]) == ("KR101", "kerasrules", 1)
    assert found["message"].startswith("Dense(8) has no activation")
    assert found["range"] == {"start": {"line": 1, "character": 30}, "end": {"line": 1, "character": 63}}
    assert diagnostics("import numpy\n") == []


def test_the_settings_hold(diagnostics: Any, tmp_path: Path) -> None:
    settings = tmp_path / "pyproject.toml"
    for said in ("ignore = ['KR101']", "exclude = ['train.py']"):
        settings.write_text(f"[tool.kerasrules]\n{said}\n")
        assert diagnostics(LINEAR) == []
    settings.write_text("[tool.kerasrules]\nignroe = []\n")
    (found,) = diagnostics(LINEAR)
    assert "did you mean 'ignore'?" in found["message"]


@pytest.mark.skipif(
    "kerasrules" not in {point.name for point in entry_points(group="pylsp")}, reason="kerasrules is not installed anew"
)
def test_the_server_finds_it_and_leaves_it_off(tmp_path: Path) -> None:
    config = Config(tmp_path.as_uri(), {}, 0, {})
    config.update({})
    assert pylsp_plugin in config.disabled_plugins
    config.update({"plugins": {"kerasrules": {"enabled": True}}})
    assert pylsp_plugin not in config.disabled_plugins
