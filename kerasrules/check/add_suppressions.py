"""Write comments that silence findings: `# kerasrules: ignore[linear-stack] the reason`.

Only the lines of the findings change, and on them only what stands behind the code. The result is checked before it is
written: the program means the same, and the findings are silenced.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from kerasrules.check.engine import check_bytes
from kerasrules.rules import INDEX
from kerasrules.source.load import encoding_of, from_bytes
from kerasrules.source.notebook.offsets import NotebookText
from kerasrules.source.source import Source, SourceError, SourceSkipped
from kerasrules.source.suppressions.parse import comments_of

if TYPE_CHECKING:
    from kerasrules.check.settings import Settings
    from kerasrules.model.findings import Finding

_NEVER = frozenset(entry.code for entry in INDEX.values() if entry.family == "files")
_NO_COMMENT = "a comment cannot silence this rule"
_OWN = re.compile(r"#\s*kerasrules:\s*ignore\s*\[([^\]]*)\]", re.IGNORECASE)
_LINE_END = re.compile("\r\n|\r|\n")


class Refused(NamedTuple):
    """A finding that no comment was written for, and why."""

    finding: Finding
    reason: str


@dataclass
class Ignored:
    """A file's new content, with what was and what could not be silenced. data None: there is nothing to write."""

    data: bytes | None
    silenced: list[Finding] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


class _Insertion(NamedTuple):
    """Text to put into a line (of the joined text) before the 0-based column."""

    line: int
    column: int
    text: str


def add_ignores(data: bytes, path: str, findings: Sequence[Finding], settings: Settings, reason: str = "") -> Ignored:
    """Silence the findings of one file, which is given as it is stored. reason: what each comment says besides."""
    try:
        source = from_bytes(data, path)
        encoding = "utf-8-sig" if source.cells or path.endswith(".ipynb") else encoding_of(data, path)
        text = data.decode(encoding)
    except (SourceError, SourceSkipped) as error:
        return Ignored(None, refused=[Refused(f, _NO_COMMENT if f.code in _NEVER else str(error)) for f in findings])
    result = Ignored(None)
    by_line: dict[int, list[Finding]] = {}
    spots = _Spots(source)
    for finding in findings:
        line = None if finding.code in _NEVER else spots.line_for(finding)
        if line is None:
            why = _NO_COMMENT if finding.code in _NEVER else "no comment can stand there"
            result.refused.append(Refused(finding, why))
        else:
            by_line.setdefault(line, []).append(finding)
    if not by_line:
        return result
    insertions = [spots.insertion(line, [f.name for f in found], reason) for line, found in sorted(by_line.items())]
    chosen = [finding for found in by_line.values() for finding in found]
    try:
        changed = _applied(text, source, insertions)
        new = changed.encode(encoding)
        if data.startswith(b"\xef\xbb\xbf") is not new.startswith(b"\xef\xbb\xbf"):
            new = new.removeprefix(b"\xef\xbb\xbf")
    except UnicodeEncodeError:
        why = f"the reason cannot be written in the file's encoding, {encoding}"
        result.refused += [Refused(finding, why) for finding in chosen]
        return result
    left = {(finding.code, finding.location) for finding in check_bytes(new, path, settings).findings}
    if not _means_the_same(source, new, path) or any((f.code, f.location) in left for f in chosen):
        result.refused += [Refused(finding, "a comment there would not silence it") for finding in chosen]
        return result
    return Ignored(new, chosen, result.refused)


class _Spots:
    """Where in a source comments stand, and where they can."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._comments: dict[int, tuple[int, str]] = {}
        self._closed: set[int] = set()
        firsts = [cell.first_line for cell in source.cells] or [1]
        ends = [*(first - 1 for first in firsts[1:]), len(source.lines)]
        for first, last in zip(firsts, ends, strict=True):
            lines = source.lines[first - 1 : last]
            self._comments.update((line + first - 1, found) for line, found in comments_of(lines).items())
            self._closed.update(line + first - 1 for line in _closed(lines))

    def line_for(self, finding: Finding) -> int | None:
        """The line for a finding's comment: one that has such a comment, else the first that can have one."""
        location = finding.location
        cells = {cell.number for cell in self._source.cells}
        if location.path != self._source.path or (location.cell is not None and location.cell not in cells):
            return None
        first, last = (self._source.line_of(position, location.cell) for position in (location.start, location.end))
        lines = range(first, min(last, len(self._source.lines)) + 1)
        open_lines = [line for line in lines if line not in self._closed]
        return next((line for line in open_lines if self._own(line)), next(iter(open_lines), None))

    def insertion(self, line: int, names: Iterable[str], reason: str) -> _Insertion:
        """What to write into a line to silence these rules there."""
        own = self._own(line)
        wanted = list(dict.fromkeys(names))
        if own is None:
            length = len(self._source.lines[line - 1].rstrip())
            text = f"  # kerasrules: ignore[{', '.join(wanted)}]{f' {reason}' if reason else ''}"
            return _Insertion(line, length, text)
        column, match = own
        listed = match.group(1).strip()
        at = match.start(1) + len(match.group(1).rstrip().rstrip(",").rstrip())
        return _Insertion(line, column - 1 + at, (", " if listed.strip(", ") else "") + ", ".join(wanted))

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
        yield from range(max(last, 1), len(lines) + 1)  # what stands there is not known


def _applied(text: str, source: Source, insertions: Sequence[_Insertion]) -> str:
    """The file's text with the insertions, from the last to the first."""
    if source.cells:
        notebook = NotebookText(text)
        for line, column, new in reversed(insertions):
            location = source.stretch(line, 1, 1)
            at = notebook.offset(location.cell or 0, location.start.line, column + 1, end=True)
            if at is None:
                raise ValueError("a cell that was read is not in the file")
            text = text[:at] + notebook.encoded(new) + text[at:]
        return text
    shift = 1 if text.startswith("\ufeff") else 0
    starts = [shift, *(match.end() for match in _LINE_END.finditer(text))]
    for line, column, new in reversed(insertions):
        at = starts[line - 1] + column
        text = text[:at] + new + text[at:]
    return text


def _means_the_same(source: Source, data: bytes, path: str) -> bool:
    try:
        after = from_bytes(data, path)
        return ast.dump(after.tree) == ast.dump(source.tree)
    except (SourceError, SourceSkipped, RecursionError):
        return False
