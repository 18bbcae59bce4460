"""The pre-commit hook, through the real pre-commit on a real git repository."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.checkout import copied_to

ROOT = Path(__file__).parent.parent
FOUNDING = ROOT / "fixtures" / "founding_case.py"


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, env=environment())


def environment(**more: str) -> dict[str, str]:
    """Without what a surrounding git command (a hook that runs these tests) would hand down."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | more


def test_the_manifest_names_what_the_command_line_has() -> None:
    hook, fixing = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert (hook["id"], hook["language"], hook["require_serial"]) == ("kerasrules", "python", True)
    assert hook["types_or"] == ["python", "jupyter"]
    assert "args" not in hook, "those of a user would replace them"
    assert "--force-exclude" in hook["entry"].split()
    command = [sys.executable, "-m", *hook["entry"].split(), str(FOUNDING)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert {**fixing, "id": hook["id"], "name": hook["name"], "description": hook["description"]} == {
        **hook,
        "entry": hook["entry"] + " --fix",
    }
    assert fixing["id"] == "kerasrules-fix"


def packed(tmp_path: Path) -> Path:
    """A repository of hooks with what pre-commit installs of this one, or the reason why there can be none."""
    if importlib.util.find_spec("pre_commit") is None:
        pytest.skip("pre-commit is not installed")
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    hooks = copied_to(tmp_path / "hooks")
    git(hooks, "init", "-q")
    git(hooks, "add", ".")
    git(hooks, "commit", "-qm", "hooks")
    return hooks


def try_repo(hooks: Path, hook: str, project: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    """Run a hook on all files of a project, as pre-commit does it."""
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(hooks), hook, "--all-files", "--verbose"],
        cwd=project,
        env=environment(PRE_COMMIT_HOME=str(cache), PRE_COMMIT_COLOR="never"),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode == 3 and any(word in done.stdout for word in ("No matching distribution", "ConnectionError")):
        pytest.skip("no package index to install the hook from")
    return done


@pytest.mark.network
def test_try_repo(tmp_path: Path) -> None:
    hooks = packed(tmp_path)
    project = tmp_path / "project"
    (project / "gen").mkdir(parents=True)
    (project / "pyproject.toml").write_text('[tool.kerasrules]\nextend-exclude = ["gen"]\n')
    shutil.copy(FOUNDING, project / "train.py")
    shutil.copy(FOUNDING, project / "gen" / "left_out.py")
    (project / "notes.txt").write_text("Sequential()\n")
    git(project, "init", "-q")
    git(project, "add", ".")

    done = try_repo(hooks, "kerasrules", project, tmp_path / "cache")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "KR102" in done.stdout
    assert "train.py:6:15" in done.stdout
    assert "left_out.py" not in done.stdout

    text = FOUNDING.read_text().replace("padding='same'", "padding='same', activation='relu'")
    (project / "train.py").write_text(text)
    git(project, "add", ".")
    done = try_repo(hooks, "kerasrules", project, tmp_path / "cache")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.network
def test_the_hook_that_fixes(tmp_path: Path) -> None:
    hooks = packed(tmp_path)
    project = tmp_path / "project"
    project.mkdir()
    text = "from keras.optimizers import Adam\n\noptimizer = Adam(lr=0.001)  # slow\n"
    (project / "train.py").write_text(text)
    git(project, "init", "-q")
    git(project, "add", ".")
    done = try_repo(hooks, "kerasrules-fix", project, tmp_path / "cache")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "files were modified by this hook" in done.stdout
    assert "Fixed 1 finding." in done.stdout
    assert (project / "train.py").read_text() == text.replace("lr=", "learning_rate=")
    git(project, "add", ".")
    done = try_repo(hooks, "kerasrules-fix", project, tmp_path / "cache")
    assert done.returncode == 0, done.stdout + done.stderr
