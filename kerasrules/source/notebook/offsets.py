"""A notebook's JSON text as it is stored: where in it each character of a cell's code stands.

With this a place in a cell becomes a place in the file, and a change of a cell's code a change of these bytes alone.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

_SPACE = re.compile(r"[ \t\n\r]*")
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_JSON = json.JSONDecoder()


class CellText(NamedTuple):
    """A code cell's source. starts: where each character begins in the file's text; ends: where it ends."""

    number: int
    code: str
    starts: list[int]
    ends: list[int]
    empty_at: int
    """Where text can be put into a cell that has none; -1 where it cannot."""


class NotebookText:
    """The text of a notebook file. Raises ValueError where it is none."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._line_starts = [0, *(match.end() for match in re.finditer("\r\n|\r|\n", text))]
        self.cells = {cell.number: cell for cell in _cells(text)}

    def offset(self, cell: int, line: int, column: int, end: bool = False) -> int | None:
        """Where a 1-based position in a cell stands in the text. end: as the end of a stretch, not as its start."""
        found = self.cells.get(cell)
        if found is None:
            return None
        index = _index(found.code, line, column)
        if not found.starts:
            return found.empty_at if found.empty_at >= 0 else None
        if index >= len(found.starts) or (end and index > 0):
            return found.ends[min(index, len(found.ends)) - 1]
        return found.starts[index]

    def position(self, offset: int) -> tuple[int, int]:
        """1-based line and column of an offset."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def encoded(self, text: str) -> str:
        """Text as it stands inside a JSON string of this file: with escapes only where the file has them too."""
        return json.dumps(text, ensure_ascii=self.text.isascii())[1:-1]


def _index(code: str, line: int, column: int) -> int:
    """The index of a position in the code; of one beyond its line's end, the line's end."""
    starts = [0]
    ends: list[int] = []
    for match in re.finditer("\r\n|\r|\n", code):
        ends.append(match.start())
        starts.append(match.end())
    ends.append(len(code))
    number = min(max(line, 1), len(starts)) - 1
    return min(starts[number] + max(column, 1) - 1, ends[number])


def _cells(text: str) -> Iterator[CellText]:
    number = 0
    for start in _cell_objects(text):
        number += 1
        members = dict(_members(text, start))
        kind = members.get("cell_type")
        source = members.get("source", members.get("input"))
        if kind is None or source is None or _JSON.raw_decode(text, kind)[0] != "code":
            continue
        yield _cell(text, number, source)


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


def _cell(text: str, number: int, start: int) -> CellText:
    literals = [start] if text[start] == '"' else [at for at in _elements(text, start) if text[at] == '"']
    starts: list[int] = []
    ends: list[int] = []
    code: list[str] = []
    for at in literals:
        value, end = _JSON.raw_decode(text, at)
        code.append(value)
        inside = at + 1
        while inside < end - 1:
            escape = _ESCAPE.match(text, inside) if text[inside] == "\\" else None
            after = escape.end() if escape else inside + 1
            starts.append(inside)
            ends.append(after)
            inside = after
    return CellText(number, "".join(code), starts, ends, literals[0] + 1 if literals else -1)


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
