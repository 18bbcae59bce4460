"""Every command that a page gives to type is run here, or is named below with the reason why not."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from kerasrules import cli

ROOT = Path(__file__).parent.parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "developers").glob("*.md")),
    *sorted((ROOT / "editors").glob("*/README.md")),
]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"(?<![\w/.-])(?:tests|benchmarks|kerasrules|fixtures|tools)/[\w/.-]+\b")
MODULE = re.compile(r"-m ((?:tools|tests)(?:\.\w+)+)")

NOT_RUN = {
    r"python3? -m venv \.venv && .*": "installs: the workflows do that on every platform",
    r"pip install .*": "installs: the workflows do; tests/test_addresses.py compares the names",
    r"([A-Z_]+=\S+ )*(\.venv/bin/)?pytest .*|(\.venv/bin/)?pytest": "the tests themselves",
    r"\.ci/run": "runs this test",
    r"(ruff|mypy|lint-imports)\b.*": "steps of .ci/run",
    r"(\.venv/bin/)?python (benchmarks/|-m (tools\.|tests\.|mkdocs )).*": "takes long, or writes into the checkout",
    r"python -m http\.server .*": "serves until it is ended",
    r"npm .*|npx .*|code .*": "what the extension is made with, in .ci/run",
    r"man .*|source .*": "shown to a person; tests/test_shell_files.py looks at what",
    r"git diff tests/snapshots": "shows what the command before it changed",
    r"kerasrules confirm .*|kerasrules check --confirm .*": "trains; tests/test_confirm_end_to_end.py",
}
FAULTY = """\
from keras import layers, models
model = models.Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(1, activation="softmax")])
model.compile("adam", "binary_crossentropy")
"""


def on_pages() -> set[str]:
    texts = (page.read_text(encoding="utf-8") for page in PAGES if page.exists())
    lines = (line for text in texts for block in BLOCK.findall(text) for line in block.splitlines())
    # a comment stands after two blanks at least, or one where the command is as wide as the others
    return {re.sub(r"\s+# .*", "", line.removeprefix("$ ")) for line in lines if line.startswith("$ ")}


COMMANDS = sorted(on_pages())
RUN = [command for command in COMMANDS if not any(re.fullmatch(pattern, command) for pattern in NOT_RUN)]

pytestmark = pytest.mark.skipif(not COMMANDS, reason="not in a checkout")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the files that the commands name."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "project"
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": FAULTY}]
    (folder / "notebooks").mkdir(parents=True)
    (folder / "src").mkdir()
    (folder / "notebooks" / "a.ipynb").write_text(
        json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    )
    for name in ("train.py", "src/net.py"):
        (folder / name).write_text(FAULTY)
    for command in RUN:
        for name in re.findall(r"fixtures/[\w/.]+", command):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    if shutil.which("git") is not None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "one"]):
            subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)
        subprocess.run(["git", "update-ref", "refs/remotes/origin/main", "HEAD"], cwd=folder, check=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("command", RUN)
def test_the_command_runs(
    command: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if "--changed" in command and shutil.which("git") is None:
        pytest.skip("git is not installed")
    before, _, ours = command.rpartition("| ")
    if before:
        name = re.fullmatch(r"cat (\S+) ", before)
        assert name is not None, "a pipe of its own: teach this test, or name it in NOT_RUN"
        stdin = SimpleNamespace(buffer=io.BytesIO((project / name.group(1)).read_bytes()), isatty=lambda: False)
        monkeypatch.setattr(sys, "stdin", stdin)
    program, *words = shlex.split(ours.replace("$(git merge-base origin/main HEAD)", "main"))
    assert program == "kerasrules", "no command of ours: teach this test, or name it in NOT_RUN"
    try:
        status = cli.main(words)
    except SystemExit as left:  # --help
        status = left.code
    assert status in (0, 1), capsys.readouterr().err


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in RUN])
def test_what_is_not_run_names_what_there_is(command: str) -> None:
    if " tools.new_rule " in command:  # makes the files that it names
        return
    for name in FILE.findall(command):
        assert (ROOT / name).exists() or list(ROOT.glob(name + "*")), name
    for name in MODULE.findall(command):
        path = ROOT / name.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), name


def test_each_reason_is_for_some_command() -> None:
    for pattern in NOT_RUN:
        assert any(re.fullmatch(pattern, command) for command in COMMANDS), pattern
