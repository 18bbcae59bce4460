"""The magics in a real kernel, and what they are given."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kerasrules.live.executed_cells import ExecutedCells

ROOT = Path(__file__).parent.parent


class Shell:
    """As much of IPython as the history needs."""

    def __init__(self, *typed: str) -> None:
        self.events = self
        self.history_manager = self
        self.input_hist_raw = ["", *typed]
        self.noted: list[Any] = []
        self.execution_count = 0

    def register(self, event: str, function: Any) -> None:
        self.noted.append(function)

    def unregister(self, event: str, function: Any) -> None:
        self.noted.remove(function)

    def run(self, text: str, cell: str | None) -> None:
        self.execution_count = len(self.input_hist_raw)
        for note in self.noted:
            note(type("Info", (), {"cell_id": cell, "store_history": True}))
        self.input_hist_raw.append(text)


def test_cells_count_as_they_were_run_last() -> None:
    shell = Shell("a = 1")
    cells = ExecutedCells(shell)
    shell.run("b = 1", "first")
    shell.run("b = 2", "first")
    shell.run("c = 1", None)
    shell.run("c = 1", None)
    shell.run(" ", "empty")
    assert cells.texts() == ["a = 1", None, "b = 2", None, "c = 1", None]
    cells.close()
    assert shell.noted == []


def test_cells_are_checked_by_their_numbers() -> None:
    from kerasrules.checking.settings import Settings
    from kerasrules.live.cells_program import check_cells

    texts = [
        "%load_ext kerasrules\nfrom keras import Sequential, layers",
        None,
        "m = Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(1)])\nm.compile('adam', 'mse')",
    ]
    [found] = check_cells(texts, Settings())
    assert (found.code, found.location.cell, found.location.start.line) == ("KR101", 3, 1)
    shown = check_cells(texts, Settings())
    assert "2 executed cells: 1 finding" in repr(shown)
    assert "notebook.ipynb:cell 3:1:37" in repr(shown)
    assert "In [3], line 1" in shown._repr_html_()
    assert len(check_cells(texts, Settings(), only=1)) == 0


# --- a real kernel ---------------------------------------------------------------------------------------------------

CELLS = [
    "import sys\nsys.path.insert(0, {root!r})",
    "%load_ext kerasrules",
    "import keras\nfrom keras import layers\nimport numpy as np",
    "x = np.random.default_rng(0).normal(size=(200, 8)).astype('float32')\ny = (x[:, 0] > 0).astype('int64')",
    "model = keras.Sequential([keras.Input((8,)), layers.Dense(1, activation='softmax')])\n"
    "model.compile('adam', 'binary_crossentropy')",
    "%kerasrules check",
    "%kerasrules check model x y",
    "%kerasrules confirm model x y --select KR202 --budget 20",
    "%kerasrules check x",
    "%kerasrules explode",
    "%%kerasrules\nbad = keras.Sequential([keras.Input((8,)), layers.Dense(1, activation='softmax')])\n"
    "bad.compile('adam', 'binary_crossentropy')",
    "%%kerasrules\nprint('bad' in globals())",
    "%unload_ext kerasrules\n'kerasrules' in get_ipython().magics_manager.magics['line']",
]


@pytest.fixture(scope="module")
def notebook() -> Any:
    """A notebook of these cells after they were run."""
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    pytest.importorskip("tensorflow", reason="models in memory are those of Keras")
    from nbformat.v4 import new_code_cell, new_notebook

    made = new_notebook(cells=[new_code_cell(cell.replace("{root!r}", repr(str(ROOT)))) for cell in CELLS])
    nbclient.NotebookClient(made, timeout=300, kernel_name="python3", allow_errors=True).execute()
    return made


def shown(notebook: Any, cell: str, kind: str = "text/plain") -> str:
    """What a cell gave out, as text or as HTML."""
    [found] = [one for one in notebook.cells if one.source.startswith(cell) and one.source.partition("\n")[0] == cell]
    return "\n".join(one.get("text") or one.get("data", {}).get(kind, "") for one in found.outputs)


def test_the_cells_that_were_run(notebook: Any) -> None:
    assert "notebook.ipynb:cell 5:1:46" in shown(notebook, "%kerasrules check")
    assert "In [5], line 1" in shown(notebook, "%kerasrules check", "text/html")


def test_a_model_in_memory(notebook: Any) -> None:
    found = shown(notebook, "%kerasrules check model x y")
    assert "Sequential 'sequential': 1 finding" in found
    assert "model:3:9" in found
    assert "<mark>" in shown(notebook, "%kerasrules check model x y", "text/html")


def test_a_verdict(notebook: Any) -> None:
    found = shown(notebook, "%kerasrules confirm model x y --select KR202 --budget 20")
    assert "confirmed[softmax-single-unit]" in found
    assert "samples of (8,) from x and y" in found


@pytest.mark.parametrize(
    ("cell", "said"),
    [("%kerasrules check x", "ndarray is not a keras.Model"), ("%kerasrules explode", "invalid choice: 'explode'")],
)
def test_what_cannot_be_done_is_one_line(notebook: Any, cell: str, said: str) -> None:
    assert re.fullmatch(rf"UsageError: kerasrules: .*{re.escape(said)}.*\n?", shown(notebook, cell))


def test_a_cell_with_an_error_is_not_run(notebook: Any) -> None:
    cells = [one for one in notebook.cells if one.source.startswith("%%kerasrules")]
    bad, good = ["\n".join(one.get("text") or one["data"]["text/plain"] for one in cell.outputs) for cell in cells]
    assert "In [11]: 1 finding" in bad
    assert "the cell was not run, as there are errors in it" in bad
    assert good == "False\n"


def test_unloading(notebook: Any) -> None:
    assert notebook.cells[-1].outputs[0]["data"]["text/plain"] == "False"
