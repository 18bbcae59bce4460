"""Messages in a stream of bytes, each behind a header that says how long it is; found again after what is none.

Text in JSON has no line ends of its own, so that a header can only stand between messages: where one shows in a body,
the length that was said of that body was wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

LONGEST = 1 << 27
"""Bytes of a message. What claims to be longer is not waited for."""
_HEADER = re.compile(
    rb"(?i)Content-Length:[ \t]{0,40}(\d{1,18})[ \t]{0,40}\r?\n"
    rb"(?:(?![\w-]{0,40}Content-Length:)[\w-]{1,40}:[^\r\n]{0,200}\r?\n){0,4}\r?\n"
)
"""Of several lengths the last one counts, also where the first bytes of a line belong to something else."""
_LINE = re.compile(rb"[\w-]{1,40}:[^\r\n]{0,200}\r?")
_NAME = b"Content-Length:"
_UNFINISHED = re.compile(
    rb"(?i)(?:" + b"|".join(_NAME[:size] for size in range(len(_NAME) - 1, 0, -1)) + rb"|" + _NAME + rb"[^{}]{0,300})\Z"
)
"""The start of a header at the end of a message, which ends with a bracket itself."""
_LONGEST_HEADER = 8192
_LONGEST_LINES = 2048
"""Bytes of the lines before the one with the length."""
_PART = 1 << 16
_NO_MESSAGE = b"?"


class Framing:
    """Cuts a stream into messages."""

    def __init__(self) -> None:
        self._left = bytearray()
        self._size: int | None = None
        """Of the message whose header was read; None while there is none."""
        self._is_lost = False
        """Whether what comes next is of a message that was given out as broken already."""
        self._seen = 0
        """How much of what is left holds no header."""

    def feed(self, data: bytes) -> Iterator[bytes | None]:
        """The messages that are complete with these bytes; None for bytes that make no message, once for each run."""
        self._left += data
        while True:
            header = _HEADER.search(self._left, self._seen)
            if self._size is not None and (header is None or header.start() >= self._size):
                if len(self._left) < self._size:
                    self._seen = max(0, len(self._left) - _LONGEST_HEADER)
                    return
                size, self._size = self._size, None
                if _UNFINISHED.search(self._left, max(0, size - _LONGEST_LINES), size) is None:
                    yield self._cut(size)
                else:  # it took the first bytes of the next header for its own last ones
                    self._seen = max(0, size - _LONGEST_LINES)
                    self._is_lost = True
                    yield None
            elif header is not None:
                is_junk = self._size is not None or self._has_junk_before(header.start())
                if is_junk and not self._is_lost:
                    yield None
                self._size = int(header[1])
                self._is_lost = self._size > LONGEST
                self._cut(header.end())
                if self._is_lost:
                    self._size = None
                    yield None
            else:
                if b"\n\r\n" in self._left or b"\n\n" in self._left or len(self._left) > _LONGEST_HEADER:
                    junk = self._cut(self._end_of_junk())
                    if junk.strip() and not self._is_lost:
                        self._is_lost = True
                        yield None
                return

    def _cut(self, size: int) -> bytes:
        """Take so many bytes off."""
        taken = bytes(self._left[:size])
        del self._left[:size]
        self._seen = 0
        return taken

    def _has_junk_before(self, end: int) -> bool:
        """Whether anything but other lines of a header stands before the one that begins at `end`."""
        start = max(0, end - _LONGEST_LINES)
        *lines, same_line = bytes(self._left[start:end]).split(b"\n")
        while lines and _LINE.fullmatch(lines[-1]):
            lines.pop()
        return any(part.strip() for part in (bytes(self._left[:start]), *lines, same_line))

    def _end_of_junk(self) -> int:
        """Up to where what is left can be no part of a header that is yet to come."""
        blank = max(self._left.rfind(b"\n\r\n") + 3, self._left.rfind(b"\n\n") + 2)
        return max(blank if blank > 2 else 0, len(self._left) - _LONGEST_HEADER)


class MessageStream:
    """A stream as pygls reads it, in which each header is right: what makes no message comes as one that is no JSON.

    pygls itself skips what it does not take for a header, and with it the messages that come after.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._framing = Framing()
        self._ready: list[bytes] = []

    def readline(self) -> bytes:
        """The next line of a header; nothing at the end."""
        while not self._ready:
            data = self._stream.read1(_PART)  # type: ignore[attr-defined]
            if not data:
                return b""
            for message in self._framing.feed(data):
                body = message or _NO_MESSAGE
                self._ready += [b"Content-Length: %d\r\n" % len(body), b"\r\n", body]
        return self._ready.pop(0)

    def read(self, size: int) -> bytes:
        """The message behind the header."""
        return self._ready.pop(0)
