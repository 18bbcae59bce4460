"""Which files are checked."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kerasrules.checking.discovery import find
from kerasrules.checking.prefilter import concerns_keras, may_hold_keras
from kerasrules.checking.settings import DEFAULT_EXCLUDE, Settings

Tree = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Make files (with text where a pair is given) in a folder that is the current one."""

    def make(*files: str | tuple[str, str]) -> Path:
        for file in files:
            name, text = file if isinstance(file, tuple) else (file, "import keras\n")
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    monkeypatch.chdir(tmp_path)
    return make


def found(paths: Sequence[str] = (), exclude: tuple[str, ...] = DEFAULT_EXCLUDE, **more: bool) -> list[str]:
    settings = Settings(root=os.getcwd(), exclude=exclude, **more)
    return [path.replace(os.sep, "/") for path, _ in find(paths, lambda folder: settings).files]


def test_programs_and_notebooks_below_the_current_folder_in_order(tree: Tree) -> None:
    tree("b.py", "a.ipynb", "pkg/z.py", "pkg/deep/a.py", "notes.txt", "c.pyc", "Makefile")
    assert found() == ["a.ipynb", "b.py", "pkg/z.py", "pkg/deep/a.py"]


def test_named_paths_keep_their_order_and_form(tree: Tree) -> None:
    root = tree("a.py", "b.py", "d/c.py")
    assert found(["b.py", "./a.py", "d/"]) == ["b.py", "a.py", "d/c.py"]
    assert found([str(root / "a.py")]) == [f"{root}/a.py".replace(os.sep, "/")]


def test_each_file_once(tree: Tree) -> None:
    tree("a.py", "d/b.py")
    assert found(["a.py", ".", "d", "d/b.py", "./a.py"]) == ["a.py", "d/b.py"]


def test_a_named_file_may_be_called_anything(tree: Tree) -> None:
    tree("train", "snippet.txt")
    assert found(["train", "snippet.txt"]) == ["train", "snippet.txt"]


def test_folders_of_tools_and_builds_are_left_out(tree: Tree) -> None:
    tree("a.py", ".git/x.py", "venv/x.py", ".venv/x.py", "node_modules/x.py", "build/x.py", "p/__pycache__/x.py")
    tree(".ipynb_checkpoints/n.ipynb", "lib/python3.11/site-packages/keras/x.py")
    assert found() == ["a.py"]


def test_what_is_named_is_checked_although_excluded_unless_forced(tree: Tree) -> None:
    tree("build/x.py", "gen/y_pb.py", "a.py")
    paths = ["build/x.py", "gen/y_pb.py", "a.py"]
    patterns = (*DEFAULT_EXCLUDE, "gen/*_pb.py")
    assert found(paths, patterns) == paths
    assert found(paths, patterns, force_exclude=True) == ["a.py"]


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("old", ["a.py", "src/new.py"]),
        ("src/old", ["a.py", "old/x.py", "src/new.py"]),
        ("./old", ["a.py", "src/new.py", "src/old/y.py"]),
        ("*.py", []),
        ("new.py", ["a.py", "old/x.py", "src/old/y.py"]),
        ("src/**/y.py", ["a.py", "old/x.py", "src/new.py"]),
    ],
)
def test_patterns_are_those_of_gitignore(tree: Tree, pattern: str, left: list[str]) -> None:
    tree("a.py", "old/x.py", "src/old/y.py", "src/new.py")
    assert found(exclude=(pattern,)) == left


def test_gitignore_files_hold_for_what_is_below_them(tree: Tree) -> None:
    tree("a.py", "secret.py", "d/secret.py", "d/b.py", "e/b.py", "out/x.py", "d/keep/out/x.py")
    tree((".gitignore", "# comment\nsecret.py\n/out/\n"), ("d/.gitignore", "b.py\n!secret.py\n"))
    assert found() == ["a.py", "d/secret.py", "d/keep/out/x.py", "e/b.py"]
    assert "secret.py" in found(respect_gitignore=False)


def test_gitignore_files_above_hold_within_a_repository_only(tree: Tree) -> None:
    root = tree((".gitignore", "x.py\n"), "d/x.py", "d/y.py")
    assert found(["d"]) == ["d/x.py", "d/y.py"]
    (root / ".git").mkdir()
    assert found(["d"]) == ["d/y.py"]


def test_gitignore_does_not_hold_for_what_is_named(tree: Tree) -> None:
    tree((".gitignore", "x.py\n"), "x.py")
    assert found(["x.py"]) == ["x.py"]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links take privileges there")
def test_links_that_lead_back_end(tree: Tree) -> None:
    root = tree("d/a.py", "d/e/b.py")
    (root / "d/e/loop").symlink_to(root / "d")
    (root / "d/self.py").symlink_to(root / "d/self.py")
    (root / "d/broken.py").symlink_to(root / "nowhere.py")
    (root / "d/again.py").symlink_to(root / "d/a.py")
    assert found() == ["d/a.py", "d/e/b.py"]


def test_a_folder_called_like_a_program(tree: Tree) -> None:
    tree("x.py/inner.py")
    assert found() == ["x.py/inner.py"]
    assert found(["x.py"]) == ["x.py/inner.py"]


def test_globs_that_the_shell_left(tree: Tree) -> None:
    tree("a.py", "d/b.py", "d/e/c.py", "d/[odd].py")
    assert found(["**/*.py"]) == ["a.py", "d/[odd].py", "d/b.py", "d/e/c.py"]
    assert found(["d/[odd].py"]) == ["d/[odd].py"]


def test_what_does_not_exist_is_told_and_the_rest_found(tree: Tree) -> None:
    tree("a.py")
    result = find(["none.py", "a.py", "x*.py"], lambda folder: Settings())
    assert result.missing == ["none.py", "x*.py"]
    assert [path for path, _ in result.files] == ["a.py"]


def test_a_very_deep_tree_of_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path(*["d"] * 400)
    folder.mkdir(parents=True)
    (folder / "a.py").write_text("import keras")
    assert len(found()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import keras",
        "from tensorflow import nn",
        "import tf_keras",
        "model = Sequential()",
        "x = Dense(3)(x)",
        "x = Conv2D(3, 3)(x)",
        "model.compile('sgd', 'mse')",
        "net.compile(loss='mse')",
        "net.compile(\n    optimizer='sgd')",
        "history = m.fit(x, y,\n  epochs=3)",
        "gan.train_on_batch(x, y)",
        '{"cells": [{"source": ["import keras"]}]}',
    ],
)
def test_signs_of_keras(text: str) -> None:
    assert may_hold_keras(text.encode())


@pytest.mark.parametrize("text", ["", "import re\np = re.compile('x')", "clf.fit(x, y)", "import torch"])
def test_no_sign_of_keras(text: str) -> None:
    assert not may_hold_keras(text.encode())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from net import build\nbuild().fit(x, y)", True),
        ("import pkg\npkg.build().fit(x, y)", True),
        ("from pkg import (build,\n  other)\nif __name__ == '__main__':\n    build()", True),
        ("from net import build", False),
        ("from plain import load\nload().fit(x, y)", False),
        ("import missing, numpy as np\nmissing.fit(x, y)", False),
    ],
)
def test_a_program_that_runs_what_its_modules_make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, expected: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pkg").mkdir()
    (tmp_path / "net.py").write_text("import keras")
    (tmp_path / "plain.py").write_text("import numpy")
    (tmp_path / "pkg" / "__init__.py").write_text("from .inner import build")
    (tmp_path / "pkg" / "inner.py").write_text("from keras import layers")
    assert concerns_keras(text.encode(), "main.py") is expected


@pytest.mark.skipif(sys.platform == "win32", reason="no git there in general")
def test_git_agrees_on_what_is_ignored(tree: Tree) -> None:
    root = tree("a.py", "b.py", "d/a.py", "d/k.py", "d/e/a.py", "log/x.py", "d/log/y.py", "tmp1/z.py")
    tree((".gitignore", "log/\n/b.py\ntmp*\n**/e\n\\!odd.py\n"), ("d/.gitignore", "a.py\n"), "!odd.py")
    try:
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("git is not installed")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    assert sorted(found()) == sorted(path for path in listed if path.endswith(".py"))
