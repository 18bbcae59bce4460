"""How far a long run is, on a terminal."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

AFTER = 2.0
"""Seconds after which a user wants to know."""
_EACH = 0.1


class FileCounter:
    """Counts files, and shows the count on standard error after a while. `clear` before anything else is printed."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._next = time.monotonic() + AFTER
        self._shown = 0

    def count(self) -> None:
        """One file more."""
        self._done += 1
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _EACH
            text = f"{self._done} of {self._total} files"
            sys.stderr.write("\r" + text.ljust(self._shown))
            sys.stderr.flush()
            self._shown = len(text)

    def clear(self) -> None:
        """Leave the line as it was."""
        if self._shown:
            sys.stderr.write("\r" + " " * self._shown + "\r")
            sys.stderr.flush()
            self._shown = 0


def file_counter(total: int, options: argparse.Namespace) -> FileCounter | None:
    """What shows it: nothing where nobody looks, or where nobody wants to."""
    return None if options.quiet or not sys.stderr.isatty() else FileCounter(total)
