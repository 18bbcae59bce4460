"""Files read so that none can hang or flood the program: pipes, devices and folders under a file's name are refused."""

from __future__ import annotations

import os
import stat

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
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise FileRefused("it is a folder" if stat.S_ISDIR(status.st_mode) else "it is not a regular file")
        if status.st_size > limit:
            raise FileTooLarge(status.st_size, limit)
        data = file.read(limit + 1)
    if len(data) > limit:  # it grows, or says that it is empty, as those of /proc do
        raise FileTooLarge(len(data), limit)
    return data


def reason_of(error: OSError) -> str:
    """Why a file could not be read, in lower case, to stand behind a colon."""
    reason = error.strerror or str(error)
    return reason[:1].lower() + reason[1:]
