"""A notebook's JSON text with other code in some cells: the characters that change, and not a byte besides.

A source that is a list of lines stays one: where a line is added or removed, the quotes and commas between lines are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from kerasrules.source.notebook.offsets import CellText, NotebookText
from kerasrules.source.patches import CannotFix, Patch

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_SPACED = re.compile(r"[\]}\"0-9], ")


def replacements(text: str, patches: Mapping[int, Iterable[Patch]]) -> list[tuple[int, int, str]]:
    """What is to be put in place of which stretch of the JSON, for patches of each cell (by its number from 1)."""
    notebook = NotebookText(text)
    return [change for number, wanted in patches.items() for change in _changes(notebook, number, wanted)]


def _changes(notebook: NotebookText, number: int, patches: Iterable[Patch]) -> Iterator[tuple[int, int, str]]:
    cell = notebook.cell(number)
    if cell is None:
        raise CannotFix("the cell has no source")
    if not cell.strings or not cell.only_strings:
        raise CannotFix("the cell's source is no list of lines")
    text = notebook.text
    escaped = text.isascii() and "\\u" in text
    glue = _glue(text, cell)
    size = len(cell.starts)
    for patch in set(patches):
        end = cell.starts[patch.end] if patch.end < size else cell.ends[-1] if size else cell.strings[0][1]
        start = cell.starts[patch.start] if patch.start < size else end
        if patch.end >= size and patch.start and not patch.text:
            start = cell.ends[patch.start - 1]  # the last lines go, and with them the comma before them
        new = _encoded(patch.text, glue, patch.end < size, escaped)
        if new and patch.start >= size and size and text[cell.starts[-1] : cell.ends[-1]] == "\\n":
            new = glue + new  # behind the last line's end
        yield start, end, new


def _glue(text: str, cell: CellText) -> str:
    """What stands between two lines of a source that is a list, from quote to quote; "" for one that is a string."""
    if cell.list_at is None:
        return ""
    (first, first_end), *others = cell.strings
    if others:
        return text[first_end : others[0][0]]
    lead = text[cell.list_at + 1 : first - 1]
    return f'",{lead or " " * (_SPACED.search(text) is not None)}"'


def _encoded(code: str, glue: str, followed: bool, escaped: bool) -> str:
    """Code as the inside of JSON strings, a new one after each line that something follows."""
    inner = [json.dumps(line, ensure_ascii=escaped)[1:-1] for line in _LINE.findall(code)]
    if followed and code.endswith("\n"):
        inner.append("")
    return glue.join(inner)
