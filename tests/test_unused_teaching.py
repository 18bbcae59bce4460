"""Names that the settings teach and no checked program uses: told where all programs were checked, else not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kerasrules.cli import main

PROGRAM = """\
import keras
from acme import Projection, load

model = keras.Sequential([keras.Input((4,)), Projection(8, activation="relu"), keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(*load())
"""
SETTINGS = """\
[tool.kerasrules.layers]
"acme.Projection" = "Dense"
Projction = "Dense"

[tool.kerasrules.loaders]
load = ["(None, 4), standardized", "(None,), floats"]
"acme.data.load" = "(None, 4), standardized"
"""
NOTICE = (
    "notice: pyproject.toml: not used by any checked program: Projction in [tool.kerasrules.layers], "
    "acme.data.load in [tool.kerasrules.loaders]\n"
)

Check = Callable[..., str]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """What `check` prints on standard error, in a folder with a program and settings."""
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    (tmp_path / "train.py").write_text(PROGRAM)
    monkeypatch.chdir(tmp_path)

    def check(*words: str) -> str:
        assert main(["check", *words]) == 0
        return capsys.readouterr().err

    return check


def test_it_is_told_once_of_a_whole_folder(check: Check, tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("print('no Keras here')\n")
    assert check() == NOTICE
    assert check() == NOTICE, "from the cache"
    assert check(".", "train.py") == NOTICE


def test_files_of_a_commit_say_nothing_of_the_others(check: Check) -> None:
    assert check("train.py") == ""


def test_a_folder_below_the_settings_says_nothing_of_the_others(check: Check, tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "train.py").write_text(PROGRAM)
    assert check("part") == ""


def test_quiet(check: Check) -> None:
    assert check("-q") == ""


def test_what_cannot_be_read_may_use_them(check: Check, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.py").write_text("import keras\nProjction(3\n")
    assert main(["check"]) == 1
    assert "not used" not in capsys.readouterr().err


@pytest.mark.parametrize("line", ['extend = "shared.toml"', 'teaching = ["shared.toml"]'])
def test_tables_that_projects_share_may_name_more(check: Check, tmp_path: Path, line: str) -> None:
    (tmp_path / "shared.toml").write_text(SETTINGS)
    (tmp_path / "pyproject.toml").write_text(f"[tool.kerasrules]\n{line}\n")
    assert check() == ""
