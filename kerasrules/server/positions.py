"""Lines and columns: the protocol's and ours.

The protocol counts lines from 0, and columns from 0 in the units of an encoding that client and server agree on:
UTF-16 unless they say otherwise. kerasrules counts both from 1, and columns in characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lsprotocol import types

from kerasrules.model.locations import Position

_LINE_END = re.compile("(\r\n|\r|\n)")


def split(text: str) -> list[str]:
    """The lines of a text with their ends; the last one has none. Their number is that of `sources.split_lines`."""
    parts = _LINE_END.split(text)
    return [*map("".join, zip(parts[::2], parts[1::2], strict=False)), parts[-1]]


def bare(line: str) -> str:
    """A line without its end."""
    return line.rstrip("\r\n")


def units(text: str, encoding: str) -> int:
    """The length of a text in the units of an encoding."""
    if text.isascii() or encoding == "utf-32":
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(character > "\uffff" for character in text)


def characters(line: str, column: int, encoding: str) -> int:
    """How many characters of a line a column of the client's has before it. Beyond the line's end it is its end."""
    line = bare(line)
    if line.isascii() or encoding == "utf-32":
        return max(0, min(column, len(line)))
    seen = 0
    for index, character in enumerate(line):
        if seen >= column:
            return index
        seen += units(character, encoding)
    return len(line)


def to_client(position: Position, line: str, encoding: str) -> types.Position:
    """A position of ours as the client counts; `line` is the text of its line."""
    return types.Position(position.line - 1, units(bare(line)[: position.column - 1], encoding))


def from_client(position: types.Position, lines: Sequence[str], encoding: str) -> Position:
    """A position of the client's as we count. One beyond the text's end is its end."""
    if position.line >= len(lines):
        return Position(len(lines), len(bare(lines[-1])) + 1)
    number = max(0, position.line)
    return Position(number + 1, characters(lines[number], position.character, encoding) + 1)
