"""Paths between drives of Windows, where no relative path leads from one to the other."""

from __future__ import annotations

import ntpath
import os
import posixpath
from pathlib import Path

import pytest

from kerasrules import cli
from kerasrules.source.relative_paths import is_outside, relative_name, relative_path

FAULT = """\
from keras import Sequential, layers
model = Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(1, activation="softmax")])
"""


@pytest.mark.parametrize(
    ("path", "folder", "name"),
    [
        (r"C:\work\a\train.py", r"C:\work", "a/train.py"),
        (r"C:\other\train.py", r"C:\work", "../other/train.py"),
        (r"D:\data\train.py", r"C:\work", "D:/data/train.py"),
        (r"\\server\share\train.py", r"C:\work", "//server/share/train.py"),
        (r"C:\work\train.py", r"\\server\share", "C:/work/train.py"),
    ],
)
def test_on_windows(path: str, folder: str, name: str) -> None:
    assert relative_name(path, folder, ntpath) == name
    assert relative_path(path, folder, ntpath).replace("\\", "/") == name
    assert is_outside(name, ntpath) == (not name.startswith("a/"))


def test_elsewhere() -> None:
    assert relative_name("/work/a/train.py", "/work", posixpath) == "a/train.py"
    assert relative_path("/x/train.py", "/work", posixpath) == "../x/train.py"
    assert not is_outside("..a/train.py", posixpath)


@pytest.fixture
def drives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Path, Path]:
    """Two folders between which there is no relative path; the first one is the current one."""
    here, there = tmp_path / "c", tmp_path / "d"
    here.mkdir()
    there.mkdir()
    real = os.path.relpath

    def relpath(path: str, start: str = os.curdir) -> str:
        sides = {os.path.abspath(side).startswith(str(there)) for side in (path, start)}
        if len(sides) == 2:
            raise ValueError("path is on mount 'D:', start on mount 'C:'")
        return real(path, start)

    monkeypatch.setattr(os.path, "relpath", relpath)
    monkeypatch.chdir(here)
    (there / "train.py").write_text(FAULT)
    return here, there


@pytest.mark.parametrize("verb", ["check", "show"])
def test_a_program_on_another_drive(verb: str, drives: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    here, there = drives
    (here / "pyproject.toml").write_text('[tool.kerasrules]\nexclude = ["old/*.py", "build"]\n')
    arguments = [verb, "--config", "pyproject.toml", "--force-exclude", str(there)]
    assert cli.main(arguments) == (verb == "check")
    said = capsys.readouterr()
    assert str(there / "train.py") in said.out
    assert said.err == ""


def test_a_baseline_on_another_drive(drives: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _, there = drives
    assert cli.main(["check", "--write-baseline", "--baseline", "known.json", str(there)]) == 0
    assert cli.main(["check", "--baseline", "known.json", str(there)]) == 0
    assert "No findings" in capsys.readouterr().out


def test_settings_on_another_drive(drives: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _, there = drives
    (there / "pyproject.toml").write_text("[tool.kerasrules]\nselekt = []\n")
    assert cli.main(["check", str(there)]) == 2
    assert str(there / "pyproject.toml") in capsys.readouterr().err
