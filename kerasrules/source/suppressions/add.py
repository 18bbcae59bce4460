"""Suppression comments written into a program: `# kerasrules: ignore[linear-stack] the reason`.

The one writer of such comments, for `check --add-ignores` and for the quick fix of the language server. Only the line
of the comment changes, and on it only what stands behind the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kerasrules.source.patches import Patch
from kerasrules.source.suppressions.parse import comments_of
from kerasrules.source.units import Unit

_OWN = re.compile(r"#\s*kerasrules:\s*ignore\s*\[([^\]#]*)\]", re.IGNORECASE)


class SuppressionWriter:
    """Where in a script or cell suppression comments stand, where they can, and what to write there."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._comments = comments_of(unit.lines)
        self._closed = set(_closed(unit.lines))
        # what was read there is not what is written there
        self._closed.update(n for n, line in enumerate(unit.lines, 1) if n <= unit.size and line != unit.line(n))

    def line_for(self, first: int, last: int) -> int | None:
        """The line for a comment on these lines: one that has such a comment, else the first that can have one."""
        lines = range(first, min(last, len(self._unit.lines)) + 1)
        open_lines = [line for line in lines if line not in self._closed]
        return next((line for line in open_lines if self._own(line)), next(iter(open_lines), None))

    def patch(self, line: int, names: Iterable[str], reason: str = "") -> Patch:
        """What to write into a line to suppress these rules there; the reason only goes into a new comment."""
        own = self._own(line)
        wanted = list(dict.fromkeys(names))
        if own is None:
            written = self._unit.line(line)
            comment = f"  # kerasrules: ignore[{', '.join(wanted)}]{reason and f' {reason}'}"
            return self._patch(line, len(written.rstrip()), len(written), comment)
        start, match = own
        listed = match.group(1).strip()
        at = match.start(1) + len(match.group(1).rstrip().rstrip(",").rstrip())
        column = start - 1 + at
        return self._patch(line, column, column, (", " if listed.strip(", ") else "") + ", ".join(wanted))

    def _patch(self, line: int, start: int, end: int, text: str) -> Patch:
        """The text in place of what stands between two 0-based columns."""
        return Patch(self._unit.number, self._unit.offset(line, start + 1), self._unit.offset(line, end + 1), text)

    def _own(self, line: int) -> tuple[int, re.Match[str]] | None:
        """Our comment with a list on a line, and the column of the comment that it is in."""
        column, comment = self._comments.get(line, (0, ""))
        match = _OWN.search(comment)
        return (column, match) if match else None


def _closed(lines: Sequence[str]) -> Iterator[int]:
    """The lines whose end is no place for a comment: inside a string, or behind a backslash."""
    import tokenize

    comments = comments_of(lines)
    for number, line in enumerate(lines, 1):
        if number not in comments and line.rstrip(" \t\f").endswith("\\"):
            yield number
    pending = iter(lines)
    opened: list[int] = []
    last = 0
    try:
        for token in tokenize.generate_tokens(lambda: next((line + "\n" for line in pending), "")):
            kind = tokenize.tok_name[token.type]
            last = token.end[0]
            if kind in {"FSTRING_START", "TSTRING_START"}:
                opened.append(token.start[0])
            elif kind in {"FSTRING_END", "TSTRING_END"}:
                yield from range(opened.pop(), token.end[0])
            elif kind == "STRING":
                yield from range(token.start[0], token.end[0])
    except (tokenize.TokenError, SyntaxError):
        yield from range(max(last, 1), len(lines) + 1)  # what stands there is unknown
