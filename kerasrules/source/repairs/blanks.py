"""What a course leaves for its students to fill in, and an author leaves out of an excerpt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kerasrules.source.blank_values import BLANK, asks_for_code
from kerasrules.source.repairs.code_mask import COMMENT, JOINED, code_mask
from kerasrules.source.repairs.pasted_text import Edit, lines_of
from kerasrules.source.source import split_lines

_HEADER = re.compile(r"[ \t\f]*(?:(?:async\s+)?(?:def|for|with)|class|if|elif|else|while|try|except|finally)\b")
_NO_VALUE = re.compile(rf"(?<![=!<>:])=(?=[ \t\f{JOINED}]*[,)\]{COMMENT}])")
_NO_RIGHT_SIDE = re.compile(rf"^[ \t\f]*[^\W\d][\w.,*= \t]*(?<![=!<>:+\-*/%|&^@])=(?=[ \t\f{COMMENT}]*$)")
_RAISED = re.compile(rf"=[ \t\f]*(raise\b[^\r\n{COMMENT}]*)")
_MARKED = re.compile(rf"\?{{2,}}|(?<=[=(\[,])[ \t]*\?(?=[ \t\f]*(?:[,)\]{COMMENT}]|$))")
"""`??`, or `?` in the place of a value."""
_NAMED_NONE = re.compile(r"(?:\bdef[ \t]+|\.[ \t]*)(None)\b|^[ \t]*(None)[ \t]*=(?!=)")
"""`None` where Python wants a name: a word that is to be replaced."""
_ANGLED = re.compile(r"<(?![/!])(?=[^\r\n]{0,100}?[^\W\d_])(?:->|[^<>\r\n]){1,200}>")
_BRACKETED = re.compile(r"\[[ \t]*TODO[ \t:]+\w[^\[\]\r\n]*\]")
_BEFORE_OPERAND = r"^|[=([{,:+\-*/%|&^~@;]|\b(?:return|yield|await|in|not|and|or|is|if|elif|else|while|assert)"
_OPERAND = re.compile(rf"(?:{_BEFORE_OPERAND})[ \t\f{JOINED}]*$")
"""Where code goes on with an operand: what stands there between `<` and `>` is no comparison."""
_REST = re.compile(r"=[^()=]*,\s*(\.\.\.)(?=\s*,?\s*\))")


def are_marked(text: str, numbers: Sequence[int]) -> bool:
    """Whether the blanks on these lines are meant to be filled in.

    They say so by `?` or `??`, by `<words>` or `[TODO words]`, by `None` as a name, by `raise` in place of a value, or
    by a comment there that asks for code.
    """
    lines = [*split_lines(text), ""]
    return all(
        _MARKED.search(code_mask(lines[at - 1]))
        or _ANGLED.search(lines[at - 1])
        or _BRACKETED.search(lines[at - 1])
        or _NAMED_NONE.search(lines[at - 1])
        or _RAISED.search(lines[at - 1])
        or asks_for_code("\n".join(lines[at - 1 : at + 1]))
        for at in numbers
    )


def blanks(text: str) -> Iterator[Edit]:
    """Bodies that are comments, no values, `raise` as a value, `?`, `<words>`, `[TODO words]`, `None` as a name, …"""
    mask = code_mask(text)
    lines = [line for line in lines_of(mask) if line.text.strip()]
    code = [line for line in lines if line.text.strip(" \t\f" + COMMENT)]
    commented = {line.start for line, after in pairwise(lines) if not after.text.strip(" \t\f" + COMMENT)}
    for number, line in enumerate(code):
        statement = line.text.rstrip(" \t\f" + COMMENT)
        end = line.start + len(statement)
        following = code[number + 1].indent if number + 1 < len(code) else 0
        if (
            line.start in commented
            and following <= line.indent
            and statement.endswith(":")
            and _HEADER.match(statement)
        ):
            yield Edit(end, end, " pass")
        for match in _NO_VALUE.finditer(line.text):
            yield Edit(line.start + match.end(), line.start + match.end(), BLANK)
        for match in _RAISED.finditer(line.text):
            yield Edit(line.start + match.start(1), line.start + match.end(1), BLANK)
        for match in _MARKED.finditer(line.text):
            yield Edit(line.start + match.start(), line.start + match.end(), BLANK)
        for match in _NAMED_NONE.finditer(line.text):
            yield Edit(
                line.start + match.start(match.lastindex or 0), line.start + match.end(match.lastindex or 0), BLANK
            )
        for match in _ANGLED.finditer(text, line.start, line.start + len(line.text)):
            if _OPERAND.search(line.text[: match.start() - line.start]):
                yield Edit(match.start(), match.end(), BLANK)
        for match in _BRACKETED.finditer(line.text):
            yield Edit(line.start + match.start(), line.start + match.end(), BLANK)
        for match in _REST.finditer(line.text):
            yield Edit(line.start + match.start(1), line.start + match.end(1), "**_")


def missing_values(text: str) -> Iterator[Edit]:
    """Assignments without a value, `x = `, as exercises leave them; in a script somebody may not have finished it."""
    for line in lines_of(code_mask(text)):
        match = _NO_RIGHT_SIDE.match(line.text)
        if match is not None:
            yield Edit(line.start + match.end(), line.start + match.end(), BLANK)
