"""Comments that suppress findings.

model.add(Dense(8))          # kerasrules: ignore[linear-stack] a low-rank factorization
x = x / 255                  # noqa: KR302
# kerasrules: ignore-file[KR3] anywhere in the file
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence

from kerasrules.model.suppressions import Suppression

_OWN = r"(?i)#\s*kerasrules:\s*(ignore-file|ignore)\b(?:\s*\[([^\]#]*)\])?"
_NOQA = r"(?i)#\s*noqa\b(?P<colon>\s*:\s*(?P<codes>[A-Z][A-Z0-9]*[0-9](?:[,\s]+[A-Z][A-Z0-9]*[0-9])*)?)?"


class Suppressions:
    """All suppressing comments of a text, by line."""

    def __init__(self, comments: Iterable[Suppression] = ()) -> None:
        self.all = tuple(comments)
        self._whole_file = tuple(comment for comment in self.all if comment.whole_file)
        self._lines: dict[int, list[Suppression]] = {}
        for comment in self.all:
            if not comment.whole_file:
                self._lines.setdefault(comment.line, []).append(comment)
        self._in_order = sorted(self._lines)
        self._of_file: dict[str, list[Suppression]] = {}
        """The comments on the whole file that cover a code, for the codes that were asked for."""

    def __bool__(self) -> bool:
        return bool(self.all)

    @classmethod
    def read(cls, lines: Sequence[str]) -> Suppressions:
        """Find the comments. The text is only tokenized if some line looks as if it had one."""
        suspects = [
            number for number, line in enumerate(lines, 1) if "kerasrules:" in line.lower() or "noqa" in line.lower()
        ]
        if not suspects:
            return cls()
        comments = comments_of(lines)
        return cls(found for number in suspects if number in comments for found in _parse(number, *comments[number]))

    def suppressing(self, code: str, names: Collection[str], first_line: int, last_line: int) -> Iterator[Suppression]:
        """Every comment that suppresses a finding of this rule that spans these lines."""
        if not self.all:
            return
        if code not in self._of_file:
            self._of_file[code] = [comment for comment in self._whole_file if comment.covers(code, names)]
        yield from self._of_file[code]
        for line in self._in_order[bisect_left(self._in_order, first_line) : bisect_right(self._in_order, last_line)]:
            yield from (comment for comment in self._lines[line] if comment.covers(code, names))


def comments_of(lines: Sequence[str]) -> dict[int, tuple[int, str]]:
    """The comment of each line with its 1-based column. A `#` inside a string is none: this takes the tokenizer."""
    import tokenize

    pending = iter(lines)
    comments: dict[int, tuple[int, str]] = {}
    try:
        for token in tokenize.generate_tokens(lambda: next((line + "\n" for line in pending), "")):
            if token.type == tokenize.COMMENT:
                comments[token.start[0]] = (token.start[1] + 1, token.string)
    except (tokenize.TokenError, SyntaxError):
        pass  # a text that parses but does not tokenize to its end: what was seen up to here counts
    return comments


def _parse(line: int, column: int, comment: str) -> Iterable[Suppression]:
    for match in re.finditer(_OWN, comment):
        listed = match.group(2)
        selectors = tuple(part.strip() for part in (listed or "").split(",") if part.strip())
        if listed is not None and not selectors:
            continue  # `ignore[]` names no rule
        whole_file = match.group(1).lower() == "ignore-file"
        yield Suppression(line, column + match.start(), selectors, whole_file, text=match.group())
    for match in re.finditer(_NOQA, comment):
        if match.group("colon") is None:
            yield Suppression(line, column + match.start(), (), noqa=True, text=match.group())
            continue
        codes = re.split(r"[,\s]+", match.group("codes") or "")
        ours = tuple(code.upper() for code in codes if re.fullmatch(r"KR\d+", code, re.IGNORECASE))
        if ours:  # else the comment is for another linter
            yield Suppression(line, column + match.start(), ours, noqa=True, text=match.group())
