"""Notebooks: cells in order as one program, magics masked, bad cells dropped."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import chain, strictly

from kerasrules.checking.engine import check_source
from kerasrules.checking.settings import Settings
from kerasrules.model.locations import Position
from kerasrules.source.load import from_text
from kerasrules.source.notebook.parse import from_notebook
from kerasrules.source.repairs.magics import mask
from kerasrules.source.source import Source, SourceError, SourceErrorKind, SourceSkipped, split_lines


def notebook(*cells: str | tuple[str, str], **more: Any) -> str:
    """JSON of a notebook: a string is a code cell, a pair is (type, source)."""
    made = []
    for cell in cells:
        kind, source = cell if isinstance(cell, tuple) else ("code", cell)
        made.append({"cell_type": kind, "source": source.splitlines(keepends=True), "metadata": {}})
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more})


def read(*cells: str | tuple[str, str]) -> Source:
    return from_notebook(notebook(*cells), "n.ipynb")


def where(source: Source, name: str) -> tuple[int | None, Position]:
    location = next(source.location(n) for n in ast.walk(source.tree) if isinstance(n, ast.Name) and n.id == name)
    return location.cell, location.start


def test_cells_are_one_program_and_locations_name_their_cell() -> None:
    source = read(("markdown", "# Title"), "a = 1\nb = 2", ("raw", "x"), "\n\nc = é = a\n", "d = 4")
    assert [type(statement) for statement in source.tree.body] == [ast.Assign] * 4
    assert where(source, "b") == (2, Position(2, 1))
    assert where(source, "c") == (4, Position(3, 1))
    assert where(source, "d") == (5, Position(1, 1))
    assert source.errors == ()


def test_lines_of_the_joined_text_match_the_tree() -> None:
    source = read("a = 1", "b = [\n  2]", "c = 3")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name):
            assert source.segment(node) == node.id
            location = source.location(node)
            assert source.lines[source.line_of(location.start, location.cell) - 1].startswith(node.id)


def test_a_bad_cell_is_dropped_and_the_rest_is_read() -> None:
    source = read("a = 1", "this is no python", "b = 2")
    assert where(source, "b") == (3, Position(1, 1))
    [error] = source.errors
    assert (error.kind, error.location.cell, error.location.start.line) == (SourceErrorKind.SYNTAX, 2, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "%matplotlib inline\na = 1",
        "!pip install keras\na = 1",
        "%%time\na = 1",
        "\n%%capture out\na = 1",
        "files = !ls *.csv\na = 1",
        "t = %timeit -o f()\na = 1",
        "keras.layers.Dense?\na = 1",
        "??keras\na = 1",
        "if x:\n    !ls\na = 1",
        "!wget -q \\\n  http://x\na = 1",
        "pip install keras\na = 1",
        "ls ../data/\na = 1",
        "cd ..\na = 1",
        "cd data\na = 1",
        "s = '''\n!not a magic\n'''\n%load_ext x\na = 1",
        "y = (7\n% 3)\n!ls\na = 1",
        "x =\u00a01\na = 1",
        "a = await f()",
    ],
)
def test_what_is_ipythons_is_masked_line_for_line(cell: str) -> None:
    source = read(cell)
    assert source.errors == ()
    assert where(source, "a")[1] == Position(len(split_lines(cell)), 1)


@pytest.mark.parametrize(
    ("line", "statement"),
    [
        ("%time f(x)", "f(x)"),
        ("%time y = f(x)", "y = f(x)"),
        ("    %time f(x)", "f(x)"),
        ("%timeit f(x)", "f(x)"),
        ("%timeit -n1 -r1 f(x)", "f(x)"),
        ("%timeit -n 1 -r 1 -q f(x)", "f(x)"),
        ("%timeit -nq f(x)", None),
        ("%timeit y = f(x)", None),  # bound in a function of its own
        ("%time y: int = f(x); g(y)", "y: int = f(x); g(y)"),
        ("%prun -s cumulative -l 20 f(x)", "f(x)"),
        ("%prun f(x)", "f(x)"),
        ("%time", None),
        ("%time for x in y: f(x)", None),
        ("%time f(", None),
        ("%time !ls", None),
        ("%timer f(x)", None),
        ("%time f(x) + \\", None),
    ],
)
def test_the_statement_that_is_timed_is_kept(line: str, statement: str | None) -> None:
    masked = mask(line)
    if statement is None:
        assert masked.strip() == "pass"
    else:
        assert len(masked) == len(line)
        assert masked.endswith(statement)
        assert masked.index(statement) == line.index(statement)
        assert masked[: masked.index(statement)].strip() == "pass;"


def test_a_statement_that_is_timed_stands_where_it_is_written() -> None:
    source = read("a = 1\n%timeit -n1 -r1 f(a)\n")
    assert source.errors == source.repairs == ()
    assert isinstance(call := source.tree.body[-1], ast.Expr)
    assert (call.lineno, call.col_offset, ast.unparse(call)) == (2, len("%timeit -n1 -r1 "), "f(a)")


def test_a_function_that_is_timed_is_called_there() -> None:
    """It is not judged by what its globals are at the end of the notebook."""
    build = "def build():\n    return keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(n)])"
    found = strictly(read("import keras\nn = 2", build, "%timeit -n1 -r1 build()", "n = 10"))
    assert chain(found) == ["Dense(2)"]


def test_the_rest_of_an_expression_is_no_magic() -> None:
    source = read("y = (7\n% 3)\n!ls\nz = '''\n%time\n'''")
    texts = [ast.unparse(statement) for statement in source.tree.body]
    assert texts[0] == "y = 7 % 3"
    assert "%time" in texts[2]


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile model.py", "%%R"])
def test_a_cell_in_another_language_holds_no_program(magic: str) -> None:
    source = read(f"{magic}\nimport keras\n", "a = 1")
    assert source.errors == ()
    assert len(source.tree.body) == 1


@given(st.lists(st.sampled_from(["a = 1", "!ls", "%time x", "f(", ")", "'''", '"', "x?", "\\", "", "  y = %z", "# c"])))
def test_masking_keeps_the_number_of_lines(lines: list[str]) -> None:
    code = "\n".join(lines)
    assert len(split_lines(mask(code))) == len(split_lines(code))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"cells": 3}', "null", "[" * 100_000, '{"worksheets": [{}]'],
    ids=["empty", "open", "list", "object", "number", "null", "deep", "cut"],
)
def test_what_is_no_notebook(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        from_notebook(text, "n.ipynb")
    assert caught.value.kind == SourceErrorKind.UNREADABLE


def test_cells_of_odd_types_are_passed_over() -> None:
    cells = [
        None,
        3,
        {"cell_type": "code"},
        {"cell_type": "code", "source": 5},
        {"cell_type": "code", "source": "a = 1"},
    ]
    source = from_notebook(json.dumps({"cells": cells}), "n.ipynb")
    assert where(source, "a") == (5, Position(1, 1))


def test_format_3() -> None:
    old = {"worksheets": [{"cells": [{"cell_type": "heading"}, {"cell_type": "code", "input": ["a = 1\n", "b = 2"]}]}]}
    assert where(from_notebook(json.dumps(old), "n.ipynb"), "b") == (2, Position(2, 1))


def test_a_notebook_in_another_language_is_skipped() -> None:
    text = notebook("library(keras)", metadata={"kernelspec": {"language": "R", "name": "ir"}})
    with pytest.raises(SourceSkipped, match="language is r"):
        from_notebook(text, "n.ipynb")


def test_half_of_a_surrogate_pair_in_the_json() -> None:
    source = from_notebook('{"cells": [{"cell_type": "code", "source": "s = \'\\ud83d\'; b = 1"}]}', "n.ipynb")
    assert where(source, "b") == (1, Position(1, 10))


def test_no_code_at_all() -> None:
    source = read(("markdown", "words"))
    assert source.tree.body == []
    assert source.location(source.tree).start == Position(1, 1)


# --- scripts that were notebooks, or are meant as such ----------------------------------------------------------------

COLAB = '''\
# -*- coding: utf-8 -*-
"""Untitled.ipynb

Automatically generated by Colab.
"""

!pip install -q \\
    keras
# Commented out IPython magic to ensure Python compatibility.
# %load_ext tensorboard
files = !ls
a = 1
'''


def test_a_script_with_cells_may_hold_magics() -> None:
    text = "#%%\n%matplotlib inline\nimport keras\n# %%\npip install keras\n"
    assert from_text(text, "a.py").repairs == ()
    (unexpected,) = from_text(text.replace("%%", ""), "a.py").repairs
    assert not unexpected.is_expected


def test_a_script_that_colab_saved_is_read_with_its_shell_lines_masked() -> None:
    source = from_text(COLAB, "a.py")
    assert where(source, "files") == (None, Position(11, 1))
    assert where(source, "a") == (None, Position(12, 1))
    assert len(source.lines) == len(COLAB.split("\n"))


def test_other_scripts_with_shell_lines_are_repaired_and_the_user_is_told() -> None:
    assert not from_text(COLAB, "a.py").repairs
    [repair] = from_text(COLAB.replace("generated by Colab", "generated"), "a.py").repairs
    assert (repair.done, repair.location.start.line, repair.is_expected) == ("IPython syntax left out", 7, False)
    with pytest.raises(SourceError) as raised:
        from_text(COLAB + "b = (\n", "a.py")
    assert raised.value.location.start.line == 13  # what remains when the shell lines are masked


@pytest.mark.parametrize(
    "text",
    [
        "# %%\nimport keras\n# %% [markdown]\n# text\n# %%\na = 1\n",
        "import keras\nget_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('ls')\na = 1\n",
    ],
)
def test_percent_format_and_exported_scripts_are_python(text: str) -> None:
    source = from_text(text, "a.py")
    assert source.text == text
    assert where(source, "a")[1].column == 1


@pytest.mark.parametrize("magic", ["%%writefile a.py", "%%bash", "%%html", "%%javascript", "%%script false", "%%sh"])
def test_cells_of_other_languages_are_none_of_the_program(magic: str) -> None:
    source = read(f"\n# what Colab takes before it\n{magic}\nimport keras\na = 1\n", "b = 2")
    assert [type(statement) for statement in source.tree.body] == [ast.Assign]
    assert source.errors == ()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["model.add(keras.layers.Dense(8))", "model.add(keras.layers.Dense(4))"], []),
        (["model.add(keras.layers.Dense(8))\nmodel.add(keras.layers.Dense(4))"], ["KR101"]),
        (["model.add(keras.layers.Dense(8))", "model.add(keras.layers.Dense(4))", "model.summary()"], ["KR101"]),
        (["model = keras.Sequential()", *[f"model.add(keras.layers.Dense({n}))" for n in (8, 4)]], ["KR101"]),
    ],
)
def test_layers_that_cells_show_one_by_one_are_no_model(cells: list[str], expected: list[str]) -> None:
    text = notebook("import keras", *cells)
    assert [one.code for one in check_source(text, "n.ipynb", Settings()).findings] == expected
