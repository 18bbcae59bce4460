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

# the terminals that supports-hyperlinks names, which cargo and others ask
_LINKING_PROGRAMS = {"Hyper", "WarpTerminal", "WezTerm", "ghostty", "iTerm.app", "vscode", "zed"}
_LINKING_TERMINALS = {"alacritty", "foot", "xterm-ghostty", "xterm-kitty"}
_LINKING_VARIABLES = ("DOMTERM", "KONSOLE_VERSION", "VTE_VERSION", "WT_SESSION")


class Colors:
    """Paints text and makes links of it, or leaves it as it is."""

    def __init__(self, on: bool, links: bool = False) -> None:
        self.on = on
        self.links = links

    def paint(self, text: str, style: str) -> str:
        """`text` in a style: "bold", "dim", "frame", "help" or the name of a severity."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.on and text else text

    def link(self, text: str, address: str | None) -> str:
        """`text` as a link where the terminal shows it as one."""
        return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if self.links and address else text


def choose(when: str, stream: IO[str]) -> Colors:
    """when: "always", "never", or "auto": on a terminal, as NO_COLOR, FORCE_COLOR and TERM wish."""
    return Colors(_is_painted(when, stream), _shows_links(stream))


def _is_painted(when: str, stream: IO[str]) -> bool:
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "") not in ("", "0"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _shows_links(stream: IO[str]) -> bool:
    """Whether the stream is a terminal that is known to show links; others would show the address' escape."""
    forced = os.environ.get("FORCE_HYPERLINK", "")
    if forced:
        return forced != "0"
    named = os.environ.get("TERM_PROGRAM") in _LINKING_PROGRAMS or os.environ.get("TERM") in _LINKING_TERMINALS
    return stream.isatty() and (named or any(os.environ.get(variable) for variable in _LINKING_VARIABLES))
