"""The kinds of repair, in the order in which they are tried on a text that does not parse."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from kerasrules.model.locations import Location, Position
from kerasrules.source.blank_values import asks_for_code
from kerasrules.source.repairs.blanks import are_marked, blanks, missing_values
from kerasrules.source.repairs.characters import typographic_characters
from kerasrules.source.repairs.indentation import common_indentation, tabs_and_spaces
from kerasrules.source.repairs.keyword_names import keyword_names, later_keywords
from kerasrules.source.repairs.magics import ipython_syntax
from kerasrules.source.repairs.output import output_and_prose
from kerasrules.source.repairs.pasted_text import Edit, PastedText
from kerasrules.source.repairs.prompts import line_numbers, prompts
from kerasrules.source.repairs.python2 import python2
from kerasrules.source.source import (
    PYTHON_TWO,
    ColumnMap,
    Repair,
    SourceError,
    SourceErrorKind,
    parse,
    split_lines,
)

MAX_PASTED = 400_000
"""Characters; nobody pastes more. Each kind of repair may cost a pass of the parser."""


class Kind(NamedTuple):
    """A kind of damage.

    done: what was done about it. by_ipython: IPython does so too, where it runs the code. is_fault: no way of pasting
    makes it, so that the program itself is wrong. in_exercises: it is damage in notebooks, and where a comment of the
    text asks for code, and else an error.
    """

    done: str
    find: Callable[[str], Iterable[Edit]]
    by_ipython: bool = False
    is_fault: bool = False
    in_exercises: bool = False


_FILLED = "blanks filled with unknown values"

# What stands before the code goes first, then characters, without which no string can be told from code. IPython's
# syntax can stand on any line, also before the first indentation.
KINDS = (
    Kind("line numbers removed", line_numbers),
    Kind("prompts removed", prompts, by_ipython=True),
    Kind("typographic characters replaced", typographic_characters),
    Kind("IPython syntax left out", ipython_syntax, by_ipython=True),
    Kind("program output and prose left out", output_and_prose),
    Kind("indentation removed", common_indentation, by_ipython=True),
    Kind("tabs replaced by spaces", tabs_and_spaces),
    Kind(PYTHON_TWO, python2),
    Kind("names renamed that are keywords since Python 3.7", later_keywords),
    Kind("keywords used as names renamed", keyword_names, is_fault=True),
    Kind(_FILLED, blanks),
    Kind(_FILLED, missing_values, in_exercises=True),
)


class RepairedText(NamedTuple):
    """A text that was made to parse. lines: of `text`. columns: see `PastedText`."""

    tree: ast.Module
    text: str
    lines: list[str]
    columns: Mapping[int, ColumnMap]
    repairs: tuple[Repair, ...]


def repair(text: str, error: SourceError, *, in_ipython: bool = False) -> RepairedText:
    """Make a text parse that does not parse as it stands. Raises SourceError where that cannot be done.

    error: why it does not parse. in_ipython: it is written for IPython; what IPython accepts is no fault of the text.
    """
    if len(text) > MAX_PASTED:
        raise error
    path, cell = error.location.path, error.location.cell
    pasted = PastedText(text)
    repairs: list[Repair] = []
    last = error
    for kind in KINDS:
        if kind.in_exercises and not in_ipython and not asks_for_code(text):
            continue
        changed = pasted.apply(kind.find(pasted.text))
        if not changed:
            continue
        is_expected = (in_ipython and kind.by_ipython) or (kind.find is blanks and are_marked(text, changed))
        if not (is_expected and kind.find is ipython_syntax):  # what stays there keeps its columns
            start = Position(changed[0], 1)
            repairs.append(
                Repair(
                    kind.done,
                    Location(path, start, start, cell),
                    len(changed),
                    is_expected,
                    kind.find in (blanks, missing_values, output_and_prose),
                    kind.is_fault,
                )
            )
        lines = split_lines(pasted.text)
        try:
            tree = parse(pasted.text, lines, path, cell)
        except SourceError as remaining:
            last = remaining
        else:
            return RepairedText(tree, pasted.text, lines, pasted.columns, tuple(repairs))
    raise _unfinished(_better(error, last, split_lines(text), split_lines(pasted.text)), text) from None


def _better(first: SourceError, last: SourceError, written: Sequence[str], repaired: Sequence[str]) -> SourceError:
    """The error to report: what remains after the repairs, if it is on a line as the user wrote it."""
    line = last.location.start.line
    return last if line <= len(written) and written[line - 1] == repaired[line - 1] else first


def _unfinished(error: SourceError, text: str) -> SourceError:
    """The error; where a comment beside it asks for code, it is one of a text that somebody is to finish."""
    line = error.location.start.line
    asked = asks_for_code("\n".join(split_lines(text)[line - 1 : line + 1]))
    if error.kind is SourceErrorKind.SYNTAX and asked:
        return SourceError(error.message, error.location, SourceErrorKind.UNFINISHED)
    return error
