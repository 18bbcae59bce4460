"""What handlers of libraries return: one line for each call, in library_values/*.txt.

A file begins with lines of Python, then come lines `expression => what is known of its value` (see library_facts.py).
Those of numpy.txt are compared with what numpy computes, too; `~>` where the values need not reach the ends of their
range: random numbers, and parts of an array, which are taken to have the range of the whole.
"""

from __future__ import annotations

import types
from pathlib import Path
from typing import NamedTuple

import pytest
from library_facts import agrees, evaluate, facts

FILES = sorted((Path(__file__).parent / "library_values").glob("*.txt"))


class Line(NamedTuple):
    """One call and what is known of its value."""

    setup: str
    expression: str
    separator: str
    expected: str


def lines(path: Path) -> list[Line]:
    setup, _, table = path.read_text(encoding="utf-8").partition("\n---\n")
    found = []
    for line in table.splitlines():
        separator = " => " if " => " in line else " ~> "
        if separator in line:
            expression, _, expected = line.partition(separator)
            found.append(Line(setup, expression.strip(), separator.strip(), expected.strip()))
    return found


LINES = [pytest.param(line, id=f"{path.stem}: {line.expression}") for path in FILES for line in lines(path)]
NUMPY = lines(Path(__file__).parent / "library_values" / "numpy.txt")


@pytest.mark.parametrize("line", LINES)
def test_value(line: Line) -> None:
    assert facts(line.expression, line.setup) == line.expected


@pytest.mark.filterwarnings("ignore:.*encountered in:RuntimeWarning")
@pytest.mark.parametrize("line", NUMPY, ids=lambda line: line.expression)
def test_numpy_agrees(line: Line) -> None:
    numpy = pytest.importorskip("numpy")
    numpy.random.seed(0)
    setup = line.setup.replace("import nowhere\n", "")
    names = {"nowhere": types.SimpleNamespace(value=lambda: 5.0, number=lambda: 2)}
    exec(setup, names)
    try:
        real = eval(line.expression, names)
    except OSError:
        pytest.skip("a file that is not there")
    assert agrees(evaluate(line.expression, line.setup), real, ends=line.separator == "=>")


def test_tables_are_read() -> None:
    assert {path.stem for path in FILES} >= {"images", "keras", "numpy", "pandas", "python", "sklearn", "tensorflow"}
    assert len(LINES) > 700
