"""What Keras surely refuses cannot have run: the saved outputs of a notebook against predicted errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kerasrules.checking.engine import check_file
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings

EVERYTHING = Settings(selection=Selection.default().layer(("ALL",)))
IMPORTS = "import numpy as np\nimport keras\nfrom keras import layers"
REFUSED = "layers.Conv2D(8, 3, group=2)"
STOPPED = {"output_type": "error", "ename": "TypeError", "evalue": "group", "traceback": []}
INTERRUPTED = {"output_type": "error", "ename": "KeyboardInterrupt", "evalue": "", "traceback": []}
PRINTED = {"output_type": "stream", "name": "stdout", "text": ["Epoch 1/10\n"]}


def cell(code: str, *outputs: dict[str, Any], count: int | None = None) -> dict[str, Any]:
    return {"cell_type": "code", "source": code, "outputs": list(outputs), "execution_count": count}


def told(folder: Path, *cells: dict[str, Any]) -> list[tuple[str, str, int | None]]:
    """Code, severity and cell of the errors that are predicted; the imports stand in a cell before the first."""
    path = folder / "program.ipynb"
    path.write_text(json.dumps({"cells": [cell(IMPORTS, PRINTED, count=1), *cells]}), encoding="utf-8")
    stops = {"KR309", "KR414", "KR504"}
    findings = check_file(str(path), EVERYTHING).findings
    return [(one.code, one.severity.value, one.location.cell) for one in findings if one.code in stops]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (cell(REFUSED), [("KR414", "error", 2)]),
        (cell(REFUSED, STOPPED, count=2), [("KR414", "error", 2)]),
        (cell(REFUSED, count=2), []),
        (cell(REFUSED, PRINTED), []),
        (cell(REFUSED, PRINTED, INTERRUPTED, count=2), []),
        (cell(REFUSED, count=0), [("KR414", "error", 2)]),
    ],
    ids=["not run", "raised", "ran", "printed", "stopped by hand", "written by a program"],
)
def test_a_cell(tmp_path: Path, state: dict[str, Any], expected: list[Any]) -> None:
    assert told(tmp_path, state) == expected


def test_format_3(tmp_path: Path) -> None:
    old = {"cell_type": "code", "language": "python", "input": REFUSED, "prompt_number": 4, "outputs": []}
    path = tmp_path / "old.ipynb"
    first = {**old, "input": IMPORTS, "outputs": [PRINTED]}
    path.write_text(json.dumps({"worksheets": [{"cells": [first, old]}]}), encoding="utf-8")
    assert [one.code for one in check_file(str(path), EVERYTHING).findings if one.code == "KR414"] == []


def test_a_function_counts_where_it_is_called(tmp_path: Path) -> None:
    defined = cell(f"def build():\n    return {REFUSED}", count=2)
    at_definition = [("KR414", "error", 2)]
    assert told(tmp_path, defined) == at_definition
    assert told(tmp_path, defined, cell("build()")) == at_definition
    assert told(tmp_path, defined, cell("build()", STOPPED, count=3)) == at_definition
    assert told(tmp_path, defined, cell("build()", count=3)) == []
    assert told(tmp_path, defined, cell("build()", count=3), cell("build()", STOPPED, count=4)) == at_definition


def test_a_module_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "nets.py").write_text(f"from keras import layers\ndef build():\n    return {REFUSED}\n")
    used = "from nets import build\nbuild()"
    assert told(tmp_path, cell(used)) == [("KR414", "error", None)]
    assert told(tmp_path, cell(used, count=2)) == []


def test_the_cell_that_raises_may_be_another(tmp_path: Path) -> None:
    made = cell("model = keras.Sequential([layers.Flatten(), layers.Conv2D(8, 3)])", count=2)
    called = "model(keras.Input((9, 9, 3)))"
    assert told(tmp_path, made, cell(called, STOPPED, count=3)) != []
    assert told(tmp_path, made, cell(called, count=3)) == []


def test_cells_that_ran_in_another_order(tmp_path: Path) -> None:
    model = cell("model = keras.Sequential([keras.Input((3,)), layers.Dense(1)])", count=2)
    fit = "model.fit(np.zeros((9, 3)), np.zeros((9, 1)))"
    assert told(tmp_path, model, cell(fit)) == [("KR504", "error", 3)]
    assert told(tmp_path, model, cell(fit, PRINTED, count=3)) == []


def test_what_a_newer_keras_refuses_is_information(tmp_path: Path) -> None:
    new = 'layers.Dense(3, name="a/b")'
    assert told(tmp_path, cell(new)) == [("KR414", "warning", 2)]
    assert told(tmp_path, cell(new, count=2)) == [("KR414", "info", 2)]


def test_what_stops_on_a_cpu_alone_may_have_run(tmp_path: Path) -> None:
    code = (
        "y = np.array([0, 1, 2, 9] * 5)\nmodel = keras.Sequential([keras.Input((3,)), layers.Dense(5, 'softmax')])\n"
        "model.compile('adam', 'sparse_categorical_crossentropy')\nmodel.fit(np.zeros((20, 3)), y)"
    )
    path = tmp_path / "labels.ipynb"
    path.write_text(json.dumps({"cells": [cell(IMPORTS, count=1), cell(code, PRINTED, count=2)]}), encoding="utf-8")
    assert "KR207" in [one.code for one in check_file(str(path), EVERYTHING).findings]


def test_a_notebook_whose_outputs_were_removed_tells_nothing(tmp_path: Path) -> None:
    path = tmp_path / "cleared.ipynb"
    path.write_text(json.dumps({"cells": [cell(IMPORTS, count=1), cell(REFUSED, count=2)]}), encoding="utf-8")
    assert [one.code for one in check_file(str(path), EVERYTHING).findings if one.code == "KR414"] == ["KR414"]


@pytest.mark.parametrize(
    ("state", "severity"),
    [
        (cell("x = )"), "error"),
        (cell("x = )", STOPPED, count=2), "error"),
        (cell("x = )", PRINTED, count=2), "info"),
    ],
    ids=["not run", "raised", "ran"],
)
def test_what_is_no_python_may_have_run_as_well(tmp_path: Path, state: dict[str, Any], severity: str) -> None:
    path = tmp_path / "program.ipynb"
    path.write_text(json.dumps({"cells": [cell(IMPORTS, PRINTED, count=1), state]}), encoding="utf-8")
    found = [one for one in check_file(str(path), EVERYTHING).findings if one.code == "KR900"]
    assert [(one.severity.value, one.location.cell) for one in found] == [(severity, 2)]
