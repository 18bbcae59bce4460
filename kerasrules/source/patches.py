"""Changes of a text as data: what is replaced by what, and where a position is afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class CannotFix(Exception):
    """An edit that cannot be written without guessing, with the reason in words for the user."""


class Patch(NamedTuple):
    """The text from `start` up to `end` becomes `text`. unit: the cell's number, 0 for a script."""

    unit: int
    start: int
    end: int
    text: str


def collide(one: Patch, other: Patch) -> bool:
    """Whether two patches cannot both be made: they overlap, or an insertion touches, so that order would matter."""
    if one.unit != other.unit or one == other or one.start > other.end or other.start > one.end:
        return False
    apart = one.end <= other.start or other.end <= one.start
    return not apart or one.start == one.end or other.start == other.end


def patched(text: str, patches: Iterable[Patch]) -> str:
    """The text with patches of one unit, none of which collide."""
    parts: list[str] = []
    at = 0
    for patch in sorted(set(patches)):
        parts += (text[at : patch.start], patch.text)
        at = patch.end
    return "".join([*parts, text[at:]])


def moved(offset: int, patches: Sequence[Patch]) -> set[int]:
    """Where a position may be after the patches of its unit: at an insertion, before or behind what is inserted."""
    before = sum(len(p.text) - (p.end - p.start) for p in patches if p.end < offset)
    at = [p for p in patches if p.start <= offset <= p.end]
    if not at:
        return {offset + before}
    [patch, *_] = at
    behind = offset - patch.end + len(patch.text) + patch.start
    return {patch.start + before, min(offset, patch.start + len(patch.text)) + before, behind + before}
