"""Where a cell's characters stand in the notebook's file, whatever way the file is written."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerasrules.source.line_index import LineIndex
from kerasrules.source.notebook.cells import code_cells
from kerasrules.source.notebook.offsets import NotebookText
from kerasrules.source.patches import Patch
from kerasrules.source.with_patches import with_patches

CODE = "import keras\nx = 'é😀\\n\\t\"'\n\ny = 1"


def notebook(*cells: tuple[str, object], **more: object) -> dict[str, object]:
    return {"cells": [{"cell_type": kind, "metadata": {}, "source": source} for kind, source in cells], **more}


def lines_of(code: str) -> list[str]:
    return code.splitlines(keepends=True)


WAYS = {
    "lines": json.dumps(notebook(("markdown", ["# T"]), ("code", lines_of(CODE))), indent=1, ensure_ascii=False),
    "ascii": json.dumps(notebook(("markdown", ["# T"]), ("code", lines_of(CODE))), indent=1),
    "one string": json.dumps(notebook(("markdown", ""), ("code", CODE)), indent=2),
    "one line": json.dumps(notebook(("raw", ""), ("code", list(CODE)))),
    "tabs": json.dumps(notebook(("raw", ""), ("code", [CODE[:9], "", CODE[9:]])), indent="\t").replace("\n", "\r\n"),
    "format 3": json.dumps(
        {"worksheets": [{"cells": [{"cell_type": "markdown", "source": ""}, {"cell_type": "code", "input": CODE}]}]}
    ),
    "source before the type": json.dumps({"cells": [{}, {"source": CODE, "outputs": [{}], "cell_type": "code"}]}),
    "byte order mark": "\ufeff" + json.dumps(notebook(("raw", ""), ("code", CODE))),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_character_is_found(way: str) -> None:
    text = WAYS[way]
    found = NotebookText(text)
    assert found.numbers == [2]
    cell = found.cell(2)
    assert cell is not None
    assert cell.code == CODE
    for character, start, end in zip(CODE, cell.starts, cell.ends, strict=True):
        assert json.loads(f'"{text[start:end]}"', strict=False) == character


@pytest.mark.parametrize("way", WAYS)
def test_text_put_into_a_line_changes_this_line_alone(way: str) -> None:
    text = WAYS[way]
    for number, line in enumerate(CODE.split("\n"), 1):
        if not line:
            continue
        at = LineIndex(CODE).offset(number, len(line) + 1)
        changed = with_patches(text, "n.ipynb", [Patch(2, at, at, '  # "é\\')])
        after = CODE.split("\n")
        after[number - 1] += '  # "é\\'
        cells = {cell.number: cell.code for cell in code_cells(changed.removeprefix("\ufeff"), "n.ipynb")}
        assert cells[2] == "\n".join(after)


def test_positions_are_lines_and_columns_of_the_file() -> None:
    text = WAYS["lines"]
    found = NotebookText(text)
    at = found.offset(2, 2, 1)
    assert at is not None
    line, column = LineIndex(text).position(at)
    assert text.split("\n")[line - 1][column - 1 :].startswith("x = ")


def test_what_is_not_there_has_no_location() -> None:
    found = NotebookText(WAYS["lines"])
    assert found.offset(1, 1, 1) is None
    assert found.offset(9, 1, 1) is None
    empty = NotebookText(json.dumps(notebook(("code", []), ("code", ""), ("code", [""]))))
    assert [empty.offset(number, 1, 1) is None for number in (1, 2, 3)] == [True, False, False]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": 3}', '{"cells": [1, "x", null, []]}', "1"])
def test_a_file_without_cells_has_none(text: str) -> None:
    try:
        assert NotebookText(text).numbers == []
    except (ValueError, IndexError):
        assert not text


@given(st.lists(st.text(), max_size=5), st.booleans(), st.sampled_from([None, 1]), st.randoms())
def test_any_code_is_found(codes: list[str], ascii: bool, indent: int | None, source: random.Random) -> None:
    def cut(code: str) -> object:
        cuts = sorted(source.sample(range(len(code) + 1), k=min(3, len(code))))
        return [code[a:b] for a, b in zip([0, *cuts], [*cuts, len(code)], strict=True)] if cuts else code

    text = json.dumps(notebook(*(("code", cut(code)) for code in codes)), ensure_ascii=ascii, indent=indent)
    found = NotebookText(text)
    cells = [cell for number in found.numbers if (cell := found.cell(number)) is not None]
    assert [cell.code for cell in cells] == codes
    for cell in cells:
        for character, start, end in zip(cell.code, cell.starts, cell.ends, strict=True):
            assert json.loads(f'"{text[start:end]}"') == character
