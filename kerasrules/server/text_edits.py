"""A changed text as edits of the lines, and within them the characters, that differ: cursors and folds stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from lsprotocol import types

from kerasrules.model.locations import Position
from kerasrules.server.positions import split, to_client


def text_edits(old: Sequence[str], new: str, encoding: str) -> list[types.TextEdit]:
    """The edits that make `new` of the lines `old`, which come with their ends."""
    return [
        types.TextEdit(types.Range(_at(old, start, encoding), _at(old, end, encoding)), text)
        for start, end, text in _edits(old, split(new))
    ]


def _edits(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Position, Position, str]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag == "equal":
            continue
        if last - first == new_last - new_first:
            for number in range(last - first):
                yield from _within(old[first + number], new[new_first + number], first + number + 1)
        else:
            yield Position(first + 1, 1), Position(last + 1, 1), "".join(new[new_first:new_last])


def _within(old: str, new: str, line: int) -> Iterator[tuple[Position, Position, str]]:
    """The part of a line that differs. Line ends are not cut in two: some clients know no place inside of one."""
    if old == new:
        return
    most = min(len(old.rstrip("\r\n")), len(new.rstrip("\r\n")))
    start = next((i for i in range(most) if old[i] != new[i]), most)
    most -= start
    bare_old, bare_new = old.rstrip("\r\n"), new.rstrip("\r\n")
    if old[len(bare_old) :] != new[len(bare_new) :]:
        yield Position(line, start + 1), Position(line + 1, 1), new[start:]
        return
    after = next((i for i in range(most) if bare_old[-1 - i] != bare_new[-1 - i]), most)
    end = len(bare_old) - after
    yield Position(line, start + 1), Position(line, end + 1), bare_new[start : len(bare_new) - after]


def _at(lines: Sequence[str], position: Position, encoding: str) -> types.Position:
    """A position as the client counts. The one after the last line is that line's end."""
    if position.line > len(lines):
        return to_client(Position(len(lines), len(lines[-1]) + 1), lines[-1], encoding)
    return to_client(position, lines[position.line - 1], encoding)
