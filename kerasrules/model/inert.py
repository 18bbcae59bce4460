"""Text of a program, made so that showing it does nothing: to a terminal, to a log with commands in it, to a reader."""

from __future__ import annotations

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def inert(text: str, keep: str = "") -> str:
    """The text with an escape sequence, as Python writes it, for each character that is not just shown.

    These are control characters, marks that turn the direction of writing, separators of lines, and what is no
    character. keep: those of them that whoever shows the text knows how to treat.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    code = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
