"""Code written back into a notebook's JSON text: the changed characters of a cell's source, and not a byte besides.

Each character of a cell's code is traced to where the JSON has it, escapes included. A source that is a list of lines
stays one: where a line is added or removed, the quotes and commas between lines are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kerasrules.source.patches import CannotFix, Patch

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SPACE = re.compile(r"[ \t\r\n]*")
_SPACED = re.compile(r"[\]}\"0-9], ")
_SCALAR = re.compile(r"[^\s,:\]}\"\[{]+")
_NEXT = re.compile(r'["\[\]{}]')
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)

Span = tuple[int, int]


class _Sources(NamedTuple):
    """A cell's source. strings: the insides of its JSON strings, in order. glue: what stands between two of them."""

    strings: list[Span]
    glue: str


def rewritten(text: str, patches: Mapping[int, Iterable[Patch]]) -> str:
    """The notebook with the patches of each cell (by its number from 1) made in its source."""
    changes: list[tuple[int, int, str]] = []
    escaped = text.isascii() and "\\u" in text
    cells = list(_cells(text))
    for number, wanted in patches.items():
        source = _source(text, cells[number - 1])
        before, after = _trace(text, source)
        for patch in set(wanted):
            size = len(before)
            end = before[patch.end] if patch.end < size else after[-1] if size else source.strings[0][1]
            start = before[patch.start] if patch.start < size else end
            if patch.end >= size and patch.start and not patch.text:
                start = after[patch.start - 1]  # the last lines go, and with them the comma before them
            new = _encoded(patch.text, source.glue, patch.end < size, escaped)
            if new and patch.start >= size and size and text[before[-1] : after[-1]] == "\\n":
                new = source.glue + new  # behind the last line's end
            changes.append((start, end, new))
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _trace(text: str, source: _Sources) -> tuple[list[int], list[int]]:
    """Where each character of the code begins and ends in the JSON."""
    before: list[int] = []
    after: list[int] = []
    for start, end in source.strings:
        for match in _CHARACTER.finditer(text, start, end):
            before.append(match.start())
            after.append(match.end())
    return before, after


def _encoded(code: str, glue: str, followed: bool, escaped: bool) -> str:
    """Code as the inside of JSON strings, a new one after each line that something follows."""
    lines = code.splitlines(keepends=True) if "\n" not in code else re.findall(r"[^\n]*\n|[^\n]+", code)
    inner = [json.dumps(line, ensure_ascii=escaped)[1:-1] for line in lines]
    if followed and code.endswith("\n"):
        inner.append("")
    return glue.join(inner)


def _source(text: str, cell: Span) -> _Sources:
    members = _members(text, cell[0])
    span = members.get("source") or members.get("input")
    if span is None:
        raise CannotFix("the cell has no source")
    start = span[0]
    if text[start] == '"':
        return _Sources([(start + 1, span[1] - 1)], "")
    items = list(_items(text, start)) if text[start] == "[" else []
    if not items or any(text[begin] != '"' for begin, _ in items):
        raise CannotFix("the cell's source is no list of lines")
    if len(items) > 1:
        between = text[items[0][1] : items[1][0]]
    else:
        lead = text[start + 1 : items[0][0]]
        between = "," + (lead or " " * (_SPACED.search(text) is not None))
    return _Sources([(begin + 1, end - 1) for begin, end in items], f'"{between}"')


def _cells(text: str) -> Iterable[Span]:
    top = _members(text, _skip_space(text, text.startswith("\ufeff")))
    if "cells" in top:
        yield from _items(text, top["cells"][0])
        return
    for sheet in _items(text, top["worksheets"][0]):
        members = _members(text, sheet[0])
        if "cells" in members:
            yield from _items(text, members["cells"][0])


def _members(text: str, at: int) -> dict[str, Span]:
    """Where the values of the object at `at` are; of a key that comes twice the last counts, as for `json`."""
    members: dict[str, Span] = {}
    at = _skip_space(text, at + 1)
    while text[at] != "}":
        behind = _end(text, at)
        name = json.loads(text[at:behind])
        start = _skip_space(text, _skip_space(text, behind) + 1)
        end = _end(text, start)
        members[name] = (start, end)
        at = _skip_space(text, end)
        if text[at] == ",":
            at = _skip_space(text, at + 1)
    return members


def _items(text: str, at: int) -> Iterable[Span]:
    """Where the items of the array at `at` are."""
    at = _skip_space(text, at + 1)
    while text[at] != "]":
        end = _end(text, at)
        yield at, end
        at = _skip_space(text, end)
        if text[at] == ",":
            at = _skip_space(text, at + 1)


def _end(text: str, at: int) -> int:
    """Where the value at `at` ends."""
    if text[at] == '"':
        match = _STRING.match(text, at)
        return match.end() if match else len(text)
    if text[at] not in "[{":
        match = _SCALAR.match(text, at)
        return match.end() if match else at
    depth = 0
    while True:
        match = _NEXT.search(text, at)
        if match is None:
            return len(text)
        at = match.end()
        if match.group() == '"':
            at = _end(text, match.start())
            continue
        depth += 1 if match.group() in "[{" else -1
        if depth == 0:
            return at


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
