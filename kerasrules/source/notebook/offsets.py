"""A notebook's JSON text as it is stored: where in it each character of a cell's code stands.

With this a place in a cell becomes a place in the file, and a change of a cell's code a change of these bytes alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from kerasrules.model.record import record
from kerasrules.source.line_index import LineIndex

_SPACE = re.compile(r"[ \t\n\r]*")
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_JSON = json.JSONDecoder()


@record(frozen=True)
class CellText:
    """A code cell's source.

    starts, ends: where each character of `code` begins and ends in the file's text. strings: the insides of the JSON
    strings that hold the code, in order. list_at: where the list of lines begins, None for a source that is one string.
    only_strings: nothing else is in that list.
    """

    code: str
    starts: list[int]
    ends: list[int]
    strings: list[tuple[int, int]]
    list_at: int | None
    only_strings: bool


class NotebookText:
    """The text of a notebook file. Raises ValueError or IndexError where it is none."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sources = dict(_sources(text))
        self._cells: dict[int, CellText] = {}

    @property
    def numbers(self) -> list[int]:
        """The numbers, among all cells and from 1, of the cells with code."""
        return list(self._sources)

    def cell(self, number: int) -> CellText | None:
        """A code cell by its number; None where there is none."""
        if number not in self._cells and number in self._sources:
            self._cells[number] = _cell(self.text, self._sources[number])
        return self._cells.get(number)

    def offset(self, cell: int, line: int, column: int, end: bool = False) -> int | None:
        """Where a 1-based position in a cell stands in the text. end: as the end of a stretch, not as its start."""
        found = self.cell(cell)
        if found is None:
            return None
        if not found.starts:
            return found.strings[0][0] if found.strings else None
        index = LineIndex(found.code).offset(line, column)
        if index >= len(found.starts) or (end and index > 0):
            return found.ends[min(index, len(found.ends)) - 1]
        return found.starts[index]


def _sources(text: str) -> Iterator[tuple[int, int]]:
    """The number of each code cell and where its source begins."""
    for number, start in enumerate(_cell_objects(text), 1):
        members = dict(_members(text, start))
        kind = members.get("cell_type")
        source = members.get("source", members.get("input"))  # "input" is the name in format 3
        if kind is not None and source is not None and _JSON.raw_decode(text, kind)[0] == "code":
            yield number, source


def _cell_objects(text: str) -> Iterator[int]:
    """Where each cell's object begins, in the order that cells are counted in."""
    top = dict(_members(text, _skip(text, 1 if text.startswith("\ufeff") else 0)))
    if "cells" in top:
        yield from _elements(text, top["cells"])
    elif "worksheets" in top:  # format 3 and older
        for sheet in _elements(text, top["worksheets"]):
            inside = dict(_members(text, sheet))
            if "cells" in inside:
                yield from _elements(text, inside["cells"])


def _cell(text: str, start: int) -> CellText:
    list_at = None if text[start] == '"' else start
    elements = [start] if list_at is None else list(_elements(text, start))
    literals = [at for at in elements if text[at] == '"']
    starts: list[int] = []
    ends: list[int] = []
    code: list[str] = []
    strings: list[tuple[int, int]] = []
    for at in literals:
        value, end = _JSON.raw_decode(text, at)
        code.append(value)
        strings.append((at + 1, end - 1))
        inside = at + 1
        while inside < end - 1:
            escape = _ESCAPE.match(text, inside) if text[inside] == "\\" else None
            after = escape.end() if escape else inside + 1
            starts.append(inside)
            ends.append(after)
            inside = after
    return CellText("".join(code), starts, ends, strings, list_at, len(literals) == len(elements))


def _members(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Name and place of the value of each member of the object at `start`; none where there is no object."""
    if text[start : start + 1] != "{":
        return
    at = _skip(text, start + 1)
    while text[at] != "}":
        name, at = _JSON.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)  # the colon
        yield name, at
        at = _after(text, at)


def _elements(text: str, start: int) -> Iterator[int]:
    """The place of each element of the array at `start`; none where there is no array."""
    if text[start : start + 1] != "[":
        return
    at = _skip(text, start + 1)
    while text[at] != "]":
        yield at
        at = _after(text, at)


def _after(text: str, at: int) -> int:
    """The next member or element after the value at `at`, or the bracket that ends them."""
    at = _skip(text, _JSON.raw_decode(text, at)[1])
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
