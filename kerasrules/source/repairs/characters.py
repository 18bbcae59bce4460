"""Typographic characters in place of Python's: quotes, spaces, dashes, as word processors and web pages write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kerasrules.source.repairs.code_mask import Strings
from kerasrules.source.repairs.pasted_text import Edit

_SINGLE = "‘’‚‛′´"
_DOUBLE = "“”„‟″«»"
_STRAIGHT = {character: straight for straight, group in (("'", _SINGLE), ('"', _DOUBLE)) for character in group}
_SPACES = "\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u0085"
_NOTHING = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_OTHERS = {"…": "...", "×": "*", **dict.fromkeys("‐‑‒–—―−", "-")}
_FULL_WIDTH = "\uff01-\uff5e"
_NEXT = re.compile(f"[#'\"{_SINGLE}{_DOUBLE}{_SPACES}{_NOTHING}{''.join(_OTHERS)}{_FULL_WIDTH}]")
_ANY = re.compile(f"[{_SINGLE}{_DOUBLE}{_SPACES}{_NOTHING}{''.join(_OTHERS)}{_FULL_WIDTH}]")
_LINE_END = re.compile("[\r\n]|\\Z")
# what can stand behind a string: a quote before anything else is an apostrophe
_BEHIND = r"(?=[ \t]*(?:[,)\]}:;.%+*=#\r\n]|\Z|(?:if|else|in|is|not|and|or|for)\b))"
_CLOSING = {
    "'": re.compile(f"['{_SINGLE}]{_BEHIND}"),
    '"': re.compile(f'["{_DOUBLE}]{_BEHIND}'),
}
_TRIPLE = {"'": re.compile(f"['{_SINGLE}]{{3}}"), '"': re.compile(f'["{_DOUBLE}]{{3}}')}


def typographic_characters(text: str) -> Iterator[Edit]:
    """Those outside of strings and comments, and the quotes that are meant to delimit a string."""
    if _ANY.search(text) is None:
        return
    strings, pairs = Strings(text), _Pairs(text)
    at = 0
    while (match := _NEXT.search(text, at)) is not None:
        character = match.group()
        at = match.end()
        quote = _STRAIGHT.get(character, character if character in "'\"" else "")
        if character == "#":
            at = _end_of_line(text, at)
        elif quote:
            end = strings.end(match.start()) if character == quote else None
            if end is not None:
                at = end
            elif (pair := pairs.at(match.start(), quote)) is not None:
                yield from _string(text, quote, *pair)
                at = pair[1][1]
        elif (replaced := _replaced(character)) is not None:
            yield Edit(match.start(), at, replaced)


def _end_of_line(text: str, start: int) -> int:
    match = _LINE_END.search(text, start)
    assert match is not None
    return match.start()


Span = tuple[int, int]


class _Pairs:
    """The quotes around strings that are not Python's. What was looked for in vain is not looked for again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._unclosed: dict[str, int] = {}

    def at(self, start: int, quote: str) -> tuple[Span, Span] | None:
        """Where the opening and the closing quotes of the string that begins at `start` stand."""
        triple = _TRIPLE[quote].match(self._text, start)
        kind = quote * 3 if triple else quote
        if start < self._unclosed.get(kind, 0):
            return None
        if triple is not None:
            opening, stop = triple.span(), len(self._text)
            found = _TRIPLE[quote].search(self._text, triple.end())
        else:
            opening, stop = (start, start + 1), _end_of_line(self._text, start)
            found = _CLOSING[quote].search(self._text, start + 1, stop)
        if found is None:
            self._unclosed[kind] = stop
            return None
        return opening, found.span()


def _string(text: str, quote: str, opening: Span, closing: Span) -> Iterator[Edit]:
    """The delimiters straight; the same straight quote inside would end the string, and becomes the other one."""
    other = '"' if quote == "'" else "'"
    for start, end in (opening, closing):
        yield Edit(start, end, quote * (end - start))
    if opening[1] - opening[0] == 1:
        for at in range(opening[1], closing[0]):
            if text[at] == quote and text[at - 1] != "\\":
                yield Edit(at, at + 1, other)


def _replaced(character: str) -> str | None:
    if character in _OTHERS:
        return _OTHERS[character]
    if re.match(f"[{_NOTHING}]", character):
        return ""
    if re.match(f"[{_SPACES}]", character):
        return " "
    plain = unicodedata.normalize("NFKC", character)
    # full-width letters and digits are names already; only punctuation is replaced
    return plain if len(plain) == 1 and plain.isascii() and not plain.isalnum() and plain not in "'\"#_" else None
