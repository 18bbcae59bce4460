"""How much memory the user's own code may take: a part of what the machine, or the container, has."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from mmap import PAGESIZE

SHARE = 0.75
"""Of the machine's memory, for all processes of a program together."""
RESERVED = 8 * 2**30
"""Bytes of addresses that libraries reserve for one process without using them."""
_UNKNOWN = 8 * 2**30
_LOOKS_EVERY = 0.2


def memory_limit() -> int:
    """Bytes."""
    return int(min(_limits(), default=_UNKNOWN) * SHARE)


def _limits() -> Iterator[int]:
    """What the machine has, and each group of processes that this one is in may have."""
    with contextlib.suppress(AttributeError, OSError, ValueError):  # not on Windows
        yield os.sysconf("SC_PHYS_PAGES") * PAGESIZE
    for path in _group_files():
        try:
            with open(path, encoding="ascii") as file:
                yield int(file.read())
        except (OSError, ValueError):  # there is none, or it is "max"
            continue


def _group_files() -> Iterator[str]:
    """The files with limits of control groups, of both versions."""
    try:
        with open("/proc/self/cgroup", encoding="utf-8") as file:
            groups = [line.rstrip("\n").split(":", 2) for line in file]
    except (OSError, UnicodeDecodeError):
        return
    for group in groups:
        if len(group) != 3:
            continue
        _, controllers, path = group
        if controllers in ("", "memory"):
            top = os.path.join("/sys/fs/cgroup", controllers)
            name = "memory.limit_in_bytes" if controllers else "memory.max"
            while path != "/":  # in a container its own group is often the top one, whatever it is called outside
                yield os.path.join(top, path.lstrip("/"), name)
                path = os.path.dirname(path)
            yield os.path.join(top, name)


class MemoryWatch:
    """Looks from time to time at what all processes together have in use that `/proc` shows."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._next = 0.0

    def is_exceeded(self) -> bool:
        """Whether they have more than the limit, where it is time to look."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + _LOOKS_EVERY
        return sum(map(_resident, filter(str.isdecimal, os.listdir("/proc")))) > self.limit


def _resident(process: str) -> int:
    """Bytes of memory of its own that a process has in use."""
    try:
        with open(f"/proc/{process}/statm", "rb") as file:
            _, resident, shared, *_ = map(int, file.read().split())
    except (OSError, ValueError):  # it has ended
        return 0
    return (resident - shared) * PAGESIZE
