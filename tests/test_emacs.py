"""A real editor: Emacs' client eglot opens a faulty file, fixes it by a code action, and the diagnostics go."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.settings import Settings
from tests.real_editor import ROOT, SERVER, run
from tests.test_neovim import FAULTY


def emacs(program: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [program, "--batch", *arguments]
    return run(command, folder / "train.py", 400, COMMAND="\t".join(SERVER), HOME=str(folder))


def test_a_fix_in_emacs(tmp_path: Path) -> None:
    program = shutil.which("emacs")
    if program is None:
        pytest.skip("Emacs is not installed")
    if emacs(program, tmp_path, "--eval", "(progn (package-initialize) (require 'eglot))").returncode:
        pytest.skip("this Emacs has no eglot")
    path = tmp_path / "train.py"
    path.write_text(FAULTY, encoding="utf-8")
    done = emacs(program, tmp_path, "-l", str(ROOT / "tests" / "emacs.el"))
    assert done.returncode == 0, done.stderr
    [finding] = check_source(FAULTY, "train.py", Settings()).findings
    assert f"{finding.location.start.line} kerasrules [{finding.code}]: {finding.message}" in done.stdout
    assert '"Suppress recurrent-sequence-mismatch here"' in done.stdout
    fixed = path.read_text(encoding="utf-8")
    assert fixed == FAULTY.replace("LSTM(8), layers.LSTM", "LSTM(8, return_sequences=True), layers.LSTM")
