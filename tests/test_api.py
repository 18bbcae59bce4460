"""The public Python functions, and that importing the package costs nothing."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import kerasrules
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings

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


def test_check_source_reads_nothing_but_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "units.py").write_text("UNITS = 1\n")
    (tmp_path / "pyproject.toml").write_text('[tool.kerasrules]\nignore = ["KR101"]\n')
    (tmp_path / "a.csv").write_text("size,y\n" + "".join(f"{number * 1000},1\n" for number in range(60)))
    text = LINEAR.replace("Dense(1)", "Dense(UNITS, 'softmax')") + (
        "import pandas as pd\nframe = pd.read_csv('a.csv')\nmodel.fit(frame[['size']].values, frame['y'].values)\n"
    )
    text = f"from units import UNITS\n{text}"
    path = str(tmp_path / "train.py")
    with monkeypatch.context() as watched:
        looked: list[object] = []
        for name in ("open", "stat", "lstat", "listdir", "scandir"):
            real = getattr(os, name)
            watched.setattr(os, name, lambda *args, real=real, **kw: (looked.append(args[0]), real(*args, **kw))[1])
        found = kerasrules.check_source(text, path)
    assert [str(one) for one in looked if str(tmp_path) in str(one)] == []
    assert {"KR101", "KR202"}.intersection(finding.code for finding in found) == {"KR101"}
    assert "KR202" in [finding.code for finding in kerasrules.check_source(text, path, read_files=True)]
    assert "KR101" not in [finding.code for finding in kerasrules.check_source(text, path, read_files=True)]


def test_results_and_function_can_be_pickled() -> None:
    function = pickle.loads(pickle.dumps(kerasrules.check_source))
    found = function(LINEAR, "a.py")
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert (again.status, again.notices, again.findings) == ("checked", (), tuple(found))
    assert kerasrules.check_source("print(1)\n").status == "without_keras"


def test_a_program_that_breaks_the_analyzer_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kerasrules.check_source("import keras\nx = (").status == "failed"
    assert kerasrules.check_source("import keras\n\0").status == "failed"
    assert kerasrules.check_source("{", "keras.ipynb").status in ("failed", "without_keras")
    assert kerasrules.check_source("import keras\n'\udc80'\n").status in ("checked", "failed")

    def broken(*_: object) -> None:
        raise MemoryError("too much")

    monkeypatch.setattr("kerasrules.checking.engine.check_source", broken)
    found = kerasrules.check_source(LINEAR)
    assert (found, found.status, found.notices[0].internal) == ([], "failed", True)


def test_a_timeout_ends_the_analysis() -> None:
    slow = LINEAR + "".join(
        f"for a{n} in range(60):\n  for b{n} in range(60):\n    c = a{n} * b{n}\n" for n in range(40)
    )
    found = kerasrules.check_source(slow, timeout=0.02)
    assert found.status == "checked"
    assert "time limit" in found.notices[0].message


def test_check_and_confirm_are_functions_whatever_was_imported_before() -> None:
    """Rooms have names of their own: importing one binds it in the package."""
    code = (
        "import kerasrules.checking.engine, kerasrules.confirming.plan.trials, kerasrules.cli.check\n"
        "from kerasrules import check, confirm\n"
        "print(check.__name__, confirm.__name__, kerasrules.check is check, kerasrules.confirm is confirm)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "check confirm True True\n"
