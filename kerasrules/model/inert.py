"""Text of a program, made so that showing it does nothing: to a terminal, to a log with commands in it, to a reader."""

from __future__ import annotations

import re

_SUSPECT = re.compile(r"[^ -~]")
_ACTIVE = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
"""Categories of Unicode: control, format (marks that turn the direction of writing), no character, line separators."""
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def inert(text: str, keep: str = "") -> str:
    """The text with an escape sequence, as Python writes it, for each character that is not just shown.

    keep: those of them that whoever shows the text knows how to treat.
    """
    if _SUSPECT.search(text) is None:
        return text
    from unicodedata import category

    return "".join(c if c in keep or category(c) not in _ACTIVE else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    code = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
