"""Colour on a terminal, and only there."""

from __future__ import annotations

import os
from typing import IO

_CODES = {
    "bold": "1",
    "dim": "2",
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "frame": "1;34",
    "help": "1;32",
}


class Colors:
    """Paints text, or leaves it as it is."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def paint(self, text: str, style: str) -> str:
        """`text` in a style: "bold", "dim", "frame", "help" or the name of a severity."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.on and text else text


def choose(when: str, stream: IO[str]) -> Colors:
    """when: "always", "never", or "auto": on a terminal, as NO_COLOR, FORCE_COLOR and TERM wish."""
    if when != "auto":
        return Colors(when == "always")
    if os.environ.get("NO_COLOR"):
        return Colors(False)
    if os.environ.get("FORCE_COLOR", "") not in ("", "0"):
        return Colors(True)
    return Colors(stream.isatty() and os.environ.get("TERM") != "dumb")
