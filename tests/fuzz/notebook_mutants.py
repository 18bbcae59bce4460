"""Notebooks made of programs, written in every way that JSON allows, and with parts that should not be there."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

from tests.fuzz.program_mutants import mutant

VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e308,
    "",
    "code",
    "\ud800",
    "é😀",
    [],
    [[]],
    {},
    {"a": []},
    ["a", 1],
    "x\ry",
)
MAGICS = (
    *("%matplotlib inline", "%%bash\nls", "!pip install keras", "x = !ls", "%%time", "?keras", "keras?", "%load_ext a"),
    *("%%writefile net.py\nimport keras", "# %%", "get_ipython().magic('x')", "%%html\n<b>", "%run other.py"),
)


def notebook(program: str, chance: random.Random) -> str:
    """A program as a notebook of one to five code cells, with others between them."""
    lines = program.splitlines(keepends=True)
    cuts = sorted(chance.sample(range(len(lines) + 1), min(len(lines), chance.randrange(5))))
    cells = []
    for start, end in zip([0, *cuts], [*cuts, len(lines)], strict=True):
        if chance.random() < 0.3:
            cells.append(
                {"cell_type": chance.choice(("markdown", "raw")), "metadata": {}, "source": _source("# é", chance)}
            )
        if chance.random() < 0.2:
            cells.append(_code(chance.choice(MAGICS), chance))
        cells.append(_code("".join(lines[start:end]).rstrip("\n") * 1, chance))
    document: dict[str, Any] = {
        "cells": cells,
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": chance.choice((0, 4, 5)),
    }
    if chance.random() < 0.1:
        for cell in cells:
            if cell["cell_type"] == "code":
                cell["input"] = cell.pop("source")
        document = {"worksheets": [{"cells": cells}], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}
    return written(document, chance)


def written(document: object, chance: random.Random) -> str:
    """JSON in one of the ways that programs write it."""
    text = json.dumps(
        document,
        indent=chance.choice((None, 1, 1, 1, 2, "\t")),
        ensure_ascii=chance.random() < 0.5,
        sort_keys=chance.random() < 0.3,
        separators=chance.choice((None, None, (",", ":"))),
    )
    return text + chance.choice(("", "\n", "\n", "\r\n"))


def notebook_mutant(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """A notebook with some changes of its JSON, of its cells, or of its characters."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        kind = chance.randrange(5)
        if kind == 0:
            place = chance.randrange(len(text) + 1)
            text = (
                text[:place]
                + chance.choice(("", '"', ",", "\\", "[", "{}", "\n", "\\u12", "\0", "\ufeff"))
                + text[place + chance.randrange(3) :]
            )
            continue
        try:
            document = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        if kind == 1:
            _change_anything(document, chance)
        else:
            _change_cell(document, chance, others)
        text = written(document, chance)
    return text


def _code(code: str, chance: random.Random) -> dict[str, Any]:
    outputs: list[Any] = []
    if chance.random() < 0.3:
        outputs = [
            chance.choice(
                (
                    {
                        "output_type": "stream",
                        "name": "stdout",
                        "text": ["Epoch 1/9\n", "loss: 0.6931 - accuracy: 0.5\n"],
                    },
                    {"output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": ["\u001b[0;31m"]},
                    {
                        "output_type": "execute_result",
                        "data": {"text/plain": "1"},
                        "metadata": {},
                        "execution_count": 1,
                    },
                )
            )
        ]
    count = chance.choice((None, 1, 7))
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": {},
        "outputs": outputs,
        "source": _source(code, chance),
    }


def _source(code: str, chance: random.Random) -> str | list[str]:
    kind = chance.randrange(6)
    if kind < 4:
        return code.splitlines(keepends=True)
    if kind == 4:
        return code
    cut = chance.randrange(len(code) + 1)
    return [code[:cut], "", code[cut:]]


def _change_anything(document: Any, chance: random.Random) -> None:
    """Somewhere in the document a value goes, comes twice, or becomes another."""
    places = [*_places(document)]
    if not places:
        return
    holder, key = chance.choice(places)
    kind = chance.randrange(4)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        holder[key] = chance.choice(VALUES)
    elif kind == 2:
        holder[key] = json.loads(json.dumps(chance.choice([one[name] for one, name in places])))
    elif isinstance(holder, list):
        holder.insert(key, holder[key])
    else:
        holder[chance.choice(("source", "cell_type", "cells", "outputs", "x"))] = holder[key]


def _places(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, dict):
        items: list[tuple[Any, Any]] = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    else:
        return []
    return [(value, key) for key, _ in items] + [place for _, one in items for place in _places(one)]


def _change_cell(document: Any, chance: random.Random, others: Sequence[str]) -> None:
    """The code of a cell becomes a mutant of itself."""
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list):
        return
    codes = [cell for cell in cells if isinstance(cell, dict) and isinstance(cell.get("source"), (str, list))]
    if not codes:
        return
    cell = chance.choice(codes)
    source = cell["source"]
    code = source if isinstance(source, str) else "".join(line for line in source if isinstance(line, str))
    cell["source"] = _source(mutant(code, chance, others), chance)
