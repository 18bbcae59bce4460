"""Python 2 for which Python 3 has another spelling: print, except, raise, exec, <>, octal numbers, backticks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kerasrules.source.repairs.code_mask import COMMENT, JOINED, STRING, code_mask
from kerasrules.source.repairs.pasted_text import Edit, TextLine, lines_of

_SPACE = f"[ \t\f{JOINED}]*"
_BEGINS = rf"(?:^|[;:]){_SPACE}"
# an operator, a bracket or an assignment behind the name is valid Python 3, and something else
_PRINT = re.compile(
    rf"{_BEGINS}print(?P<gap>{_SPACE}>>{_SPACE}|{_SPACE})(?=[\w{STRING}{{~`])(?!(?:in|is|if|and|or|for)\b)"
)
_EXEC = re.compile(rf"{_BEGINS}exec(?P<gap>{_SPACE})(?=[\w{STRING}])(?!(?:in|is|if|and|or|for)\b)")
_EXCEPT = re.compile(rf"\s*except\b[^:]*?(?P<comma>,{_SPACE})(?=[A-Za-z_]\w*\s*:)")
_RAISE = re.compile(rf"{_BEGINS}raise{_SPACE}[\w.]+(?P<comma>{_SPACE},{_SPACE})")
_OCTAL = re.compile(r"(?<![\w.])0\d+(?=[lL]?(?![\w.]))")
_LONG = re.compile(r"(?<![\w.])\d+(?P<suffix>[lL])\b")
_UNICODE_RAW = re.compile(rf"\b[uU](?=[rR]{STRING})")


def python2(text: str) -> Iterator[Edit]:
    """The statements and tokens of Python 2."""
    mask = code_mask(text)
    for line in lines_of(mask):
        code = line.text.split(COMMENT, 1)[0]
        if code.strip():
            yield from _statements(line, code)
            yield from _tokens(line, code)


def _statements(line: TextLine, code: str) -> Iterator[Edit]:
    for keyword in (_PRINT, _EXEC):
        for match in keyword.finditer(code):
            if keyword is _PRINT and not match["gap"] and code[match.end() : match.end() + 1] not in STRING + "`{":
                continue  # the beginning of a longer name
            yield _opened(line, match)
            yield _closed(line, code, match.end())
    caught = _EXCEPT.match(code)
    if caught is not None:
        yield Edit(line.start + caught.start("comma"), line.start + caught.end("comma"), " as ")
    for match in _RAISE.finditer(code):
        yield Edit(line.start + match.start("comma"), line.start + match.end("comma"), "(")
        yield _closed(line, code, match.end())


def _opened(line: TextLine, match: re.Match[str]) -> Edit:
    """A bracket in place of the space behind the keyword, so that what follows keeps its column."""
    start, end = match.span("gap")
    width = 1 if JOINED in match["gap"] else end - start
    return Edit(line.start + start, line.start + (start + min(width, end - start)), "(" + " " * (width - 1))


def _closed(line: TextLine, code: str, start: int) -> Edit:
    """A bracket at the end of the statement."""
    stop = code.find(";", start)
    end = line.start + len((code if stop < 0 else code[:stop]).rstrip(" \t\f" + JOINED))
    return Edit(end, end, ")")


def _tokens(line: TextLine, code: str) -> Iterator[Edit]:
    for match in re.finditer("<>", code):
        yield Edit(line.start + match.start(), line.start + match.end(), "!=")
    for match in _OCTAL.finditer(code):
        digits = match.group().lstrip("0")
        zeros = line.start + match.start()
        width = len(match.group()) - len(digits)
        if digits:  # 0 in any spelling is valid
            yield Edit(zeros, zeros + width, " " * width if set(digits) & set("89") else "0o")
    for match in _LONG.finditer(code):
        yield Edit(line.start + match.start("suffix"), line.start + match.end("suffix"), " ")
    for match in _UNICODE_RAW.finditer(code):
        yield Edit(line.start + match.start(), line.start + match.end(), "")
    backticks = [match.start() for match in re.finditer("`", code)]
    for start, end in zip(backticks[::2], backticks[1::2], strict=False):
        yield Edit(line.start + start, line.start + start + 1, "repr(")
        yield Edit(line.start + end, line.start + end + 1, ")")
