"""Code that was copied with the indentation of what stood around it, and indentation by tabs and spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kerasrules.source.repairs.code_mask import COMMENT, code_mask
from kerasrules.source.repairs.pasted_text import Edit, TextLine, lines_of

_INDENT = re.compile(r"[ \t\f]*")


def common_indentation(text: str) -> Iterator[Edit]:
    """The indentation of the first statement, which Jupyter removes too.

    Where only the first has none, having lost it at the edge of a selection, that of all the others.
    """
    mask = code_mask(text)
    code = [line for line in lines_of(mask) if line.text.strip(" \t\f" + COMMENT)]
    if not code:
        return
    first, *others = code
    indent = first.text[: first.indent]
    if not indent:
        if not others or first.text.rstrip(" \t\f" + COMMENT).endswith(":"):
            return
        indent = min((line.text[: line.indent] for line in others), key=len)
    if indent:
        for line in lines_of(text):
            if line.text.startswith(indent):
                yield Edit(line.start, line.start + len(indent), "")


def tabs_and_spaces(text: str) -> Iterator[Edit]:
    """Tabs as spaces where both indent: of width 8 as Python 2 read them, or 4 where only that gives blocks."""
    if "\t" not in text:
        return
    code = [line for line in lines_of(code_mask(text)) if line.text.strip(" \t\f" + COMMENT)]
    widths = (8, 4)
    width = next((width for width in widths if _are_blocks(code, width)), widths[0])
    for line in lines_of(text):
        indent = line.text[: line.indent]
        if "\t" in indent:
            yield Edit(line.start, line.start + line.indent, indent.expandtabs(width))


def _are_blocks(code: Sequence[TextLine], width: int) -> bool:
    """Whether every line stands at the depth of a block that is open, or opens one behind a colon."""
    open_blocks = [0]
    opens = False
    for line in code:
        depth = len(line.text[: line.indent].expandtabs(width))
        if depth > open_blocks[-1]:
            if not opens:
                return False
            open_blocks.append(depth)
        while depth < open_blocks[-1]:
            open_blocks.pop()
        if depth != open_blocks[-1]:
            return False
        opens = line.text.rstrip(" \t\f" + COMMENT).endswith(":")
    return True
