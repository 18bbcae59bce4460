"""The public Python functions, and that importing the package costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import kerasrules
from kerasrules.check.select import Selection
from kerasrules.check.settings import Settings

LINEAR = """\
from keras import Sequential, layers
model = Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, y)
"""


def test_every_public_name_is_there() -> None:
    for name in kerasrules.__all__:
        assert getattr(kerasrules, name)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = kerasrules.nothing


def test_check_source_and_fix_source() -> None:
    [found] = kerasrules.check_source(LINEAR).findings
    assert found.code == "KR101"
    assert kerasrules.check_source(LINEAR, settings=Settings(selection=Selection(frozenset()))).findings == ()
    assert kerasrules.fix_source(LINEAR).text == LINEAR
    assert 'layers.Dense(8, activation="relu")' in kerasrules.fix_source(LINEAR, unsafe=True).text


def test_files_have_the_settings_of_their_folder(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(LINEAR)
    path = str(tmp_path / "train.py")
    assert [finding.code for finding in kerasrules.check_file(path).findings] == ["KR101"]
    assert [finding.code for finding in kerasrules.check_paths([str(tmp_path)]).findings] == ["KR101"]
    (tmp_path / "pyproject.toml").write_text('[tool.kerasrules]\nignore = ["KR101"]\n')
    assert kerasrules.check_file(path).findings == ()
    assert kerasrules.check_paths([path]).findings == ()
    assert [f.code for f in kerasrules.check_paths([path], Settings()).findings] == ["KR101"]
    with pytest.raises(FileNotFoundError, match=r"gone\.py"):
        kerasrules.check_paths([str(tmp_path / "gone.py")])


def test_read_program(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(LINEAR)
    program, result = kerasrules.read_program(str(tmp_path / "train.py"))
    assert program is not None
    assert [model.class_name for model in program.models] == ["Sequential"]
    assert result.status == "checked"


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys, kerasrules; print(sorted(n for n in sys.modules if n.startswith('kerasrules')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['kerasrules', 'kerasrules.version']"
