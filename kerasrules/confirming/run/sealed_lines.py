"""Lines on a channel that the user's code could write to, too: each has a mark that only its two ends can make.

The number of the line is part of what is marked, so that none counts twice. This holds for whatever is written to the
channel; code that searches the memory of its own process for the key is not held up by anything.
"""

from __future__ import annotations

import contextlib
import hmac
import os
from collections.abc import Iterator
from typing import IO

KEY_SIZE = 32
LONGEST = 64 * 2**20
"""Bytes of a line; a longer one is none of ours, and is not kept."""
_TAIL = 65536


class Seal:
    """One end of the channel. key: what the other end has, too."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._count = 0

    @classmethod
    def of_parent(cls, told: IO[bytes]) -> Seal:
        """That of a process that has just started another one, and tells it the key. told: its standard input."""
        key = os.urandom(KEY_SIZE)
        with contextlib.suppress(OSError):  # if it has ended, that shows
            told.write(key)
            told.flush()  # it waits for it before it does anything else
        return cls(key)

    @classmethod
    def of_child(cls, source: IO[bytes]) -> Seal:
        """That of the process that was started. It is not for those that fork from it: two would count as one."""
        seal = cls(source.read(KEY_SIZE))

        def forget() -> None:
            seal._key = os.urandom(KEY_SIZE)

        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=forget)
        return seal

    def line(self, text: bytes) -> bytes:
        """A line to send, behind the end of what others may have written. text: without line ends."""
        self._count += 1
        numbered = str(self._count).encode() + b" " + text
        return b"\n" + self._mark(numbered) + b" " + numbered + b"\n"

    def text(self, line: bytes) -> bytes | None:
        """What a line says; None of one that is not the other end's, or was there before."""
        mark, _, numbered = line.rstrip(b"\n").partition(b" ")
        if not hmac.compare_digest(mark, self._mark(numbered)):
            return None
        number, _, text = numbered.partition(b" ")
        if int(number) <= self._count:
            return None
        self._count = int(number)
        return text

    def _mark(self, numbered: bytes) -> bytes:
        return hmac.digest(self._key, numbered, "sha256").hex().encode()


def lines(stream: IO[bytes], longest: int = LONGEST) -> Iterator[bytes]:
    """The lines of a stream; of longer ones some parts, which are no whole lines."""
    while line := stream.readline(longest):
        yield line


def last_lines(stream: IO[bytes], count: int) -> str:
    """The last lines of what a process has printed, however much that is."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    return "\n".join(stream.read(_TAIL).decode("utf-8", "replace").splitlines()[-count:])
