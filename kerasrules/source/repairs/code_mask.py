"""Which characters of a text are code: strings, comments and joined lines blanked, in text that may not parse."""

from __future__ import annotations

import re

STRING, COMMENT, JOINED = "\ue000", "\ue001", "\ue002"
"""What stands in the mask for a character of a string, of a comment, and of a line end within a statement."""

_NEXT = re.compile("[#'\"()\\[\\]{}\\\\\r\n]")
_LINE_END = re.compile("\r\n|\r|\n")
_TRIPLE_END = {quote: re.compile(r"\\.|" + quote * 3, re.DOTALL) for quote in "'\""}
_END = {quote: re.compile(rf"\\[^\r\n]|\\(?:\r\n|\r|\n)|{quote}|(?=[\r\n])|\Z") for quote in "'\""}
# a bracket that nobody closed must not swallow the rest of the text: a line that begins like this begins a statement
_STATEMENT = re.compile(r"(?:import|from|def|class|print|for|while|if|with|try|return)\b|[A-Za-z_][\w.]* = ")


def code_mask(text: str) -> str:
    """The text with the same length, in which only code is left as it is.

    In the mask, a line is a logical line: line ends within strings and brackets, and behind a backslash, are blanked.
    A quote that nothing closes counts as code.
    """
    mask: list[str] = []
    at = done = depth = 0
    strings = Strings(text)

    def blank(upto: int, filler: str) -> None:
        nonlocal at, done
        mask.append(text[done:at])
        mask.append(filler * (upto - at))
        at = done = upto

    while (match := _NEXT.search(text, at)) is not None:
        at = match.start()
        character = match.group()
        if character == "#":
            end = _LINE_END.search(text, at)
            blank(end.start() if end else len(text), COMMENT)
        elif character in "'\"":
            end_of_string = strings.end(at)
            if end_of_string is None:
                at += 1
            else:
                blank(end_of_string, STRING)
        elif character in "\r\n":
            end = _LINE_END.match(text, at)
            assert end is not None
            if depth and _STATEMENT.match(text, end.end()):
                depth = 0
            if depth:
                blank(end.end(), JOINED)
            else:
                at = end.end()
        elif character == "\\":
            end = _LINE_END.match(text, at + 1)
            if end is None:
                at += 1
            else:
                blank(end.end(), JOINED)
        else:
            depth = depth + 1 if character in "([{" else max(0, depth - 1)
            at += 1
    mask.append(text[done:])
    return "".join(mask)


class Strings:
    """Finds where strings end. What was looked for in vain is not looked for again, so that all finds take one pass."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._unclosed: dict[str, int] = {}

    def end(self, start: int) -> int | None:
        """Where the string that the straight quote at `start` opens ends; None for one that nothing closes."""
        quote = self._text[start]
        triple = quote * 3
        if self._text.startswith(triple, start):
            quote, ends = triple, _TRIPLE_END[quote]
        else:
            ends = _END[quote]
        if start < self._unclosed.get(quote, 0):
            return None
        stop = len(self._text)
        for match in ends.finditer(self._text, start + len(quote)):
            if match.group() == quote:
                return match.end()
            if not match.group():
                stop = match.start()
                break
        self._unclosed[quote] = stop
        return None
