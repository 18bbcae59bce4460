"""Code that was copied with the indentation of what stood around it, and indentation by tabs and spaces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kerasrules.source.repairs.code_mask import COMMENT, code_mask
from kerasrules.source.repairs.pasted_text import Edit, TextLine, lines_of


def common_indentation(text: str) -> Iterator[Edit]:
    """The indentation of the first statement, which Jupyter removes too.

    Where the first has another one than those beside it, having lost its own at the edge of a selection, that of all
    the others.
    """
    code = _code_lines(text)
    if not code:
        return
    first, *others = code
    indent = common = _indent(first)
    beside = min(map(_indent, others), key=_depth, default="")
    in_its_block = _opens(first) and _depth(_indent(others[0])) == _depth(beside) if others else True
    if beside and not in_its_block and not (indent and beside.startswith(indent)):
        common = beside
    for line in lines_of(text):
        part = indent if line.start == first.start else common
        if part and line.text.startswith(part):
            yield Edit(line.start, line.start + len(part), "")


def _code_lines(text: str) -> list[TextLine]:
    return [line for line in lines_of(code_mask(text)) if line.text.strip(" \t\f" + COMMENT)]


def _indent(line: TextLine) -> str:
    return line.text[: line.indent]


def _depth(indent: str) -> int:
    return len(indent.expandtabs())


def _opens(line: TextLine) -> bool:
    """Whether a block follows the line."""
    return line.text.rstrip(" \t\f" + COMMENT).endswith(":")


def tabs_and_spaces(text: str) -> Iterator[Edit]:
    """Tabs as spaces where both indent: of width 8 as Python 2 read them, or 4 where only that gives blocks.

    Indentation that means the same at any width of a tab is valid in Python 3.
    """
    if "\t" not in text:
        return
    code = _code_lines(text)
    if _is_consistent(code):
        return
    widths = (8, 4)
    width = next((width for width in widths if _are_blocks(code, width)), widths[0])
    for line in lines_of(text):
        indent = _indent(line)
        if "\t" in indent:
            yield Edit(line.start, line.start + line.indent, indent.expandtabs(width))


def _is_consistent(code: Sequence[TextLine]) -> bool:
    """Whether lines are indented deeper, less or alike, whatever the width of a tab: what Python 3 asks for."""
    open_blocks = [(0, 0)]
    for line in code:
        wide, narrow = (len(_indent(line).expandtabs(width)) for width in (8, 1))
        while wide < open_blocks[-1][0]:
            open_blocks.pop()
        if wide > open_blocks[-1][0]:
            if narrow <= open_blocks[-1][1]:
                return False
            open_blocks.append((wide, narrow))
        elif narrow != open_blocks[-1][1]:
            return False
    return True


def _are_blocks(code: Sequence[TextLine], width: int) -> bool:
    """Whether every line stands at the depth of a block that is open, or opens one behind a colon."""
    open_blocks = [0]
    opens = False
    for line in code:
        depth = len(_indent(line).expandtabs(width))
        if depth > open_blocks[-1]:
            if not opens:
                return False
            open_blocks.append(depth)
        while depth < open_blocks[-1]:
            open_blocks.pop()
        if depth != open_blocks[-1]:
            return False
        opens = _opens(line)
    return True
