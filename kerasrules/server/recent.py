"""What the last checks of this process came to, for programs that are checked again without having changed.

That is so whenever another program is saved, as any that is open may import it, and after an edit that is taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from kerasrules.checking.cache.answers import Disk, Stored, stored
from kerasrules.source.disk import CLOCK, Answers

if TYPE_CHECKING:
    from kerasrules.checking.settings import Settings

T = TypeVar("T")

KEPT = 16
"""Results that are kept: a few for each program that is open."""


class Recent(Generic[T]):
    """Results by program. One holds as long as the settings are the same and the disk answers as it did."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[Settings, Stored, T]] = {}

    def get(self, path: str, text: str, settings: Settings) -> T | None:
        """What is known of a program with this text, if it still holds."""
        known = self._known.pop((path, text), None)
        if known is None or known[0] != settings or not Disk().still_answers(known[1], path):
            return None
        self._known[path, text] = known  # the last one that goes
        return known[2]

    def put(self, path: str, text: str, settings: Settings, answers: Answers, result: T) -> None:
        """Keep a result. answers: what was asked of the disk while it was made."""
        rests_on = None if CLOCK in answers else stored(answers)
        if rests_on is None:
            return
        self._known[path, text] = settings, rests_on, result
        if len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
