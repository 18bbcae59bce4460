"""`--changed` and `--changed-lines`: what differs from a git revision is checked and reported, and git runs nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kerasrules.checking.git import GitError, changes

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

LINEAR = """\
from keras import Sequential, layers
model = Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, y)
"""
GOOD = LINEAR.replace("Dense(8)", 'Dense(8, activation="relu")')
Check = Callable[..., "tuple[int, str, str]"]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run git in an empty repository."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def git(*arguments: str) -> str:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        done = subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True, text=True)
        return done.stdout

    git("init", "-q", "-b", "main")
    return git


def commit(git: Callable[..., str], message: str = "one") -> None:
    git("add", "-A")
    git("commit", "-q", "-m", message)


def found(check: Check, *arguments: object) -> list[str]:
    """The places of findings."""
    _, out, err = check("--output-format", "concise", "-q", *arguments)
    assert err == ""
    return [":".join(line.split(":")[:2]) for line in out.splitlines()]


def test_files_that_differ(tmp_path: Path, check: Check, git: Callable[..., str]) -> None:
    for name in ("same.py", "edited.py", "staged.py", "old name.py", "gone.py"):
        (tmp_path / name).write_text(LINEAR)
    commit(git)
    for name in ("edited.py", "staged.py"):
        (tmp_path / name).write_text(LINEAR + "print(1)\n")
    git("add", "staged.py")
    git("mv", "old name.py", "né\nw.py")
    (tmp_path / "gone.py").unlink()
    (tmp_path / "untracked.py").write_text(LINEAR)
    (tmp_path / "ignored.py").write_text(LINEAR)
    (tmp_path / ".gitignore").write_text("ignored.py\n")
    assert found(check, "--changed") == ["edited.py:2", "né w.py:2", "staged.py:2", "untracked.py:2"]
    assert found(check, "--changed-lines") == ["untracked.py:2"]
    assert len(found(check)) == 5
    assert check("--changed", "-q", "same.py")[0] == 0
    assert check("--changed=HEAD", "-q", "edited.py")[0] == 1


def test_other_revisions(tmp_path: Path, check: Check, git: Callable[..., str]) -> None:
    (tmp_path / "a.py").write_text(GOOD)
    (tmp_path / "b.py").write_text(LINEAR)
    commit(git)
    (tmp_path / "a.py").write_text(LINEAR)
    commit(git, "two")
    assert found(check, "--changed") == []
    assert found(check, "--changed", "HEAD~1") == ["a.py:2"]
    assert found(check, "--changed-lines=HEAD~1") == ["a.py:2"]
    git("tag", "start", "HEAD~1")
    assert found(check, "--changed", "start") == ["a.py:2"]


def test_before_the_first_commit(tmp_path: Path, check: Check, git: Callable[..., str]) -> None:
    (tmp_path / "a.py").write_text(LINEAR)
    git("add", "a.py")
    (tmp_path / "b.py").write_text(LINEAR)
    assert found(check, "--changed") == ["a.py:2", "b.py:2"]
    assert found(check, "--changed-lines") == ["a.py:2", "b.py:2"]


def test_lines_with_what_they_are_related_to(tmp_path: Path, check: Check, git: Callable[..., str]) -> None:
    program = (
        "from keras import Sequential, layers\n\nmodel = Sequential()\nmodel.add(layers.Input((4,)))\n"
        "model.add(layers.Dense(8))\nprint('between')\nmodel.add(layers.Activation('relu'))\nmodel.add(layers.Dense(3))\n"
        "model.compile('adam', 'mse')\nmodel.fit(x, y)\n"
    )
    (tmp_path / "a.py").write_text(program)
    commit(git)
    (tmp_path / "a.py").write_text("import os\n" + program.replace("'between'", "'there'"))
    assert found(check, "--changed-lines") == []
    (tmp_path / "a.py").write_text(program.replace("model.add(layers.Activation('relu'))\n", ""))
    assert found(check, "--changed-lines") == ["a.py:5"], "where lines are gone, those beside them count"
    git("mv", "a.py", "b.py")
    assert found(check, "--changed-lines") == ["b.py:5"]
    git("checkout", "-q", "-f", "HEAD")
    (tmp_path / "a.py").write_text(program.replace("model.add(layers.Activation('relu'))\n", "\n"))
    commit(git, "two")
    (tmp_path / "a.py").write_text((tmp_path / "a.py").read_text().replace("Dense(3)", "Dense(4)"))
    assert found(check, "--changed-lines") == ["a.py:5"], "its related location is the line that differs"


def test_importers_of_what_differs(tmp_path: Path, check: Check, git: Callable[..., str]) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").write_text("from pkg.units import UNITS\n")
    (tmp_path / "pkg" / "units.py").write_text("UNITS = 7\n")
    train = GOOD.replace("Dense(1)", "Dense(UNITS, 'softmax')")
    (tmp_path / "train.py").write_text(f"from pkg import UNITS\n{train}")
    (tmp_path / "apart.py").write_text(LINEAR + "# units\n")
    commit(git)
    (tmp_path / "pkg" / "units.py").write_text("UNITS = 1\n")
    assert found(check, "--changed") == ["train.py:3"]
    assert found(check, "--changed-lines") == []


def notebook(*cells: str, count: int = 1) -> str:
    made = [
        {"cell_type": "code", "source": cell, "outputs": [], "metadata": {}, "execution_count": count} for cell in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_notebooks_cell_by_cell(tmp_path: Path, check: Check, git: Callable[..., str]) -> None:
    (tmp_path / "a.ipynb").write_text(notebook(LINEAR, "print(1)"))
    commit(git)
    (tmp_path / "a.ipynb").write_text(notebook("import os", LINEAR, "print(2)", count=9))
    assert len(found(check, "--changed")) == 1
    assert found(check, "--changed-lines") == []
    (tmp_path / "a.ipynb").write_text(notebook(LINEAR + "print(3)\n", "print(1)"))
    assert len(found(check, "--changed-lines")) == 1


def test_in_a_subfolder_with_a_baseline(
    tmp_path: Path, check: Check, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("sub/a.py", "sub/b.py", "c.py"):
        (tmp_path / name).write_text(LINEAR)
    commit(git)
    check("--write-baseline")
    (tmp_path / "sub" / "a.py").write_text(LINEAR + LINEAR)
    monkeypatch.chdir(tmp_path / "sub")
    baseline = ("--baseline", tmp_path / ".kerasrules-baseline.json")
    assert found(check, "--changed") == ["a.py:2", "a.py:6"]
    assert len(found(check, "--changed", *baseline)) == 1
    assert found(check, "--changed-lines", *baseline) == ["a.py:6"]


def test_errors(tmp_path: Path, check: Check, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_text(LINEAR)
    commit(git)
    for arguments, message in (
        (["--changed", "nowhere"], "git knows no revision 'nowhere'"),
        (["--changed", "a.py"], "for a path, write --changed=HEAD a.py"),
        (["--changed=--output=x"], "'--output=x' is not a revision"),
        (["--changed=HEAD~1", "--changed-lines=HEAD"], "name different revisions"),
        (["--changed-lines", "--fix"], "--changed-lines cannot be used with --fix"),
        (["--changed", "--", "-"], "cannot be used with standard input"),
    ):
        status, out, err = check(*arguments)
        assert (status, out) == (2, "")
        assert message in err
    shutil.rmtree(tmp_path / ".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    status, _, err = check("--changed")
    assert status == 2
    assert "is not in a git work tree" in err
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in check("--changed")[2]


@pytest.mark.skipif(os.name == "nt", reason="the traps are shell scripts")
def test_the_configuration_of_a_repository_runs_nothing(
    tmp_path: Path, check: Check, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/caught'\ncat\n")
    trap.chmod(0o755)
    (tmp_path / "a.py").write_text(GOOD)
    (tmp_path / "b.ipynb").write_text(notebook(GOOD))
    commit(git)
    (tmp_path / ".gitattributes").write_text("*.py filter=x diff=x\n*.ipynb diff=x filter=y=z\n")
    for key in (
        *("filter.x.clean", "filter.x.process", "filter.x.smudge", "filter.y=z.clean", "diff.x.command"),
        *("diff.x.textconv", "diff.external", "core.fsmonitor", "core.pager", "pager.diff", "core.sshCommand"),
    ):
        git("config", key, str(trap))
    git("config", "core.hooksPath", str(tmp_path))
    shutil.copy(trap, tmp_path / "post-index-change")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(trap))
    (tmp_path / "a.py").write_text(LINEAR)
    (tmp_path / "b.ipynb").write_text(notebook(LINEAR))
    os.utime(tmp_path / "trap.sh", (1, 1))
    assert found(check, "--changed-lines") == ["a.py:2", found(check, "b.ipynb")[0]]
    assert not (tmp_path / "caught").exists()


def test_a_revision_is_no_option(tmp_path: Path, git: Callable[..., str]) -> None:
    for revision in ("-x", "--all", "a\nb"):
        with pytest.raises(GitError, match="is not a revision"):
            changes(str(tmp_path), revision)


def test_importers_by_lists_over_lines_and_from_within_the_package(
    tmp_path: Path, check: Check, git: Callable[..., str]
) -> None:
    nets = tmp_path / "nets"
    nets.mkdir()
    (nets / "__init__.py").write_text("def other():\n    pass\n")
    (nets / "unet.py").write_text(
        "def build():\n" + LINEAR.replace("model.fit(x, y)\n", "return model\n").replace("\n", "\n    ")
    )
    (nets / "train.py").write_text("import keras\nfrom . import other\nother()\n" + LINEAR)
    (tmp_path / "b.py").write_text("import keras\nfrom nets import (  # the model\n    unet,\n)\n" + LINEAR)
    commit(git)
    (nets / "unet.py").write_text((nets / "unet.py").read_text() + "\n# edited\n")
    assert {line.split(":")[0] for line in found(check, "--changed")} >= {"b.py"}
    commit(git, "two")
    (nets / "__init__.py").write_text("def other():\n    return 1\n")
    assert {line.split(":")[0] for line in found(check, "--changed")} >= {os.path.join("nets", "train.py")}


def test_a_filter_that_is_required_is_off_too(tmp_path: Path, check: Check, git: Callable[..., str]) -> None:
    (tmp_path / ".gitattributes").write_text("*.py filter=nbs\n")
    (tmp_path / "a.py").write_text(GOOD)
    commit(git)
    for key, value in (("clean", "cat"), ("smudge", "cat"), ("required", "true")):
        git("config", f"filter.nbs.{key}", value)
    (tmp_path / "a.py").write_text(LINEAR)
    assert found(check, "--changed") == ["a.py:2"]


def test_files_of_another_work_tree_are_refused(tmp_path: Path, check: Check, git: Callable[..., str]) -> None:
    (tmp_path / "a.py").write_text(LINEAR)
    other = tmp_path.parent / f"{tmp_path.name} other"
    other.mkdir()
    (other / "b.py").write_text(LINEAR)
    code, _, err = check("--changed", "--", str(other))
    assert code == 2
    assert "is not in the repository of the current folder" in err
