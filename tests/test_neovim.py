"""A real editor: Neovim's built-in client opens a faulty file, fixes it by a code action, and the diagnostics go."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.settings import Settings
from tests.real_editor import ROOT, SERVER, run

NEOVIM = shutil.which("nvim")

FAULTY = """\
from keras import Sequential, layers

# the order of the words: “één” 😊
model = Sequential([layers.Input((5, 4)), layers.LSTM(8), layers.LSTM(8), layers.Dense(1)])
model.compile("adam", "mse")
"""


@pytest.mark.skipif(NEOVIM is None, reason="Neovim is not installed")
def test_a_fix_in_neovim(tmp_path: Path) -> None:
    pytest.importorskip("pygls.lsp.server", reason="the extra `lsp` is not installed")
    path = tmp_path / "train.py"
    path.write_text(FAULTY, encoding="utf-8")
    script = f"luafile {ROOT / 'tests' / 'neovim.lua'}"
    done = run(
        [str(NEOVIM), "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", script],
        path,
        300,
        COMMAND=json.dumps(SERVER),
        XDG_STATE_HOME=str(tmp_path / "state"),
        XDG_CONFIG_HOME=str(tmp_path / "config"),
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    [finding] = check_source(FAULTY, "train.py", Settings()).findings
    before = FAULTY.splitlines()[finding.location.start.line - 1][: finding.location.start.column - 1]
    assert seen["diagnostic"] == {
        "code": finding.code,
        "source": "kerasrules",
        "line": finding.location.start.line - 1,
        "column": len(before.encode("utf-8")),
    }
    assert "Fix: Set return_sequences=True (recurrent-sequence-mismatch)" in seen["actions"]
    assert "Suppress recurrent-sequence-mismatch here" in seen["actions"]
    fixed = path.read_text(encoding="utf-8")
    assert fixed == FAULTY.replace("LSTM(8), layers.LSTM", "LSTM(8, return_sequences=True), layers.LSTM")
    assert check_source(fixed, "train.py", Settings()).findings == ()
