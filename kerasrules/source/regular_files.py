"""Files read so that none can hang or flood the program: pipes, devices and folders under a file's name are refused."""

from __future__ import annotations

import os
import stat

_PART = 1 << 24
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class FileRefused(OSError):
    """A file that is not read, with the reason as `strerror`."""

    def __init__(self, reason: str) -> None:
        super().__init__(0, reason)


class FileTooLarge(FileRefused):
    """A file with more bytes than are read of one. size: its bytes."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"the file has {size / 1e6:.1f} MB; the limit is {limit / 1e6:g} MB")
        self.size = size


def read_regular(path: str, limit: int) -> bytes:
    """All bytes of a regular file, of which there may be so many. Raises OSError; its `strerror` says what is wrong."""
    try:
        descriptor = os.open(path, _READ)
    except ValueError:  # a NUL in the name
        raise FileRefused("no such file") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise FileRefused("it is a folder" if stat.S_ISDIR(status.st_mode) else "it is not a regular file")
        if status.st_size > limit:
            raise FileTooLarge(status.st_size, limit)
        return _all_of(descriptor, status.st_size, limit)
    finally:
        os.close(descriptor)


def _all_of(descriptor: int, size: int, limit: int) -> bytes:
    """What is left to read. size: the bytes there should be; files grow, and those of /proc say that they are empty."""
    parts: list[bytes] = []
    count = 0
    while part := os.read(descriptor, min(max(size - count, 0) + 1, _PART)):
        parts.append(part)
        count += len(part)
        if count > limit:
            raise FileTooLarge(count, limit)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def reason_of(error: OSError) -> str:
    """Why a file could not be read, in lower case, to stand behind a colon."""
    reason = error.strerror or str(error)
    return reason[:1].lower() + reason[1:]
