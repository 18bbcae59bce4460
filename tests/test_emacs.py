"""A real editor: Emacs' client eglot opens a faulty file, fixes it by a code action, and the diagnostics go."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.settings import Settings
from tests.test_neovim import FAULTY

ROOT = Path(__file__).parent.parent


def run(program: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = "\t".join([sys.executable, "-m", "kerasrules", "server"])
    return subprocess.run(
        [program, "--batch", *arguments],
        env={
            **os.environ,
            "COMMAND": command,
            "FILE": str(folder / "train.py"),
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
        },
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=400,
    )


def test_a_fix_in_emacs(tmp_path: Path) -> None:
    program = shutil.which("emacs")
    if program is None:
        pytest.skip("Emacs is not installed")
    if run(program, tmp_path, "--eval", "(progn (package-initialize) (require 'eglot))").returncode:
        pytest.skip("this Emacs has no eglot")
    path = tmp_path / "train.py"
    path.write_text(FAULTY, encoding="utf-8")
    done = run(program, tmp_path, "-l", str(ROOT / "tests" / "emacs.el"))
    assert done.returncode == 0, done.stderr
    [finding] = check_source(FAULTY, "train.py", Settings()).findings
    assert f"{finding.location.start.line} kerasrules [{finding.code}]: {finding.message}" in done.stdout
    assert '"Suppress recurrent-sequence-mismatch here"' in done.stdout
    fixed = path.read_text(encoding="utf-8")
    assert fixed == FAULTY.replace("LSTM(8), layers.LSTM", "LSTM(8, return_sequences=True), layers.LSTM")
