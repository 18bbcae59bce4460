"""Kate with the settings file of docs/editors.md: what it says can be started, and Kate itself starts it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kerasrules.server.options import Options, read, section

ROOT = Path(__file__).parent.parent
PATIENCE = 120
"""Seconds after which findings are taken for missing. No measure of speed."""
PROGRAM = """\
from keras import Sequential, layers

model = Sequential([layers.Input((8,)), layers.Dense(8), layers.BatchNormalization(), layers.Dense(1, "softmax")])
model.compile("adam", "binary_crossentropy")
"""


def documented() -> dict[str, Any]:
    """The file that the page gives."""
    part = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8").partition("## Kate\n")[2]
    found = re.search(r"```json\n(.*?)```", part, re.DOTALL)
    assert found is not None
    settings: dict[str, Any] = json.loads(found[1])
    return settings


def test_the_settings_of_the_page_are_settings() -> None:
    server = documented()["servers"]["python"]
    assert server["command"] == ["kerasrules", "server"]
    assert read(section(server["settings"]) or {}) == (Options(ignore=("KR1",)), [])


def codes(told: Path) -> list[str]:
    """Of the findings that the server published last. told: what it said."""
    said = told.read_text(encoding="utf-8").split("Content-Length:") if told.exists() else []
    published = [message for message in said if "textDocument/publishDiagnostics" in message]
    return re.findall(r'"code": ?"(\w+)"', published[-1]) if published else []


def test_findings_in_kate(tmp_path: Path) -> None:
    kate = shutil.which("kate")
    if kate is None:
        pytest.skip("Kate is not installed")
    told = tmp_path / "told"
    command = tmp_path / "bin" / "kerasrules"
    command.parent.mkdir()
    command.write_text(
        f'#!/bin/sh\nunset LD_LIBRARY_PATH\nexport PYTHONPATH="{ROOT}"\n'
        f'"{sys.executable}" -m kerasrules "$@" | tee "{told}"\n'
    )
    command.chmod(0o755)
    settings = tmp_path / "config" / "kate" / "lspclient" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps(documented()))
    # newer ones ask before they start a server
    (tmp_path / "config" / "katerc").write_text(
        f"[Kate Plugins]\nlspclientplugin=true\n[lspclient]\nAllowedServerCommandLines={command} server\n"
    )
    (tmp_path / "train.py").write_text(PROGRAM)
    (tmp_path / "run").mkdir(mode=0o700)
    environment = {
        **os.environ,
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    with (tmp_path / "log").open("wb") as log:
        editor = subprocess.Popen(
            [kate, "--block", "train.py"], cwd=tmp_path, env=environment,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            end = time.monotonic() + PATIENCE
            while codes(told) != ["KR202"]:  # KR101 is found, and ignored by Kate's settings
                assert editor.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < end, "no finding came"
                time.sleep(0.1)
        finally:
            os.killpg(editor.pid, signal.SIGKILL)
            editor.wait()
