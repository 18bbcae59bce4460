"""Write a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat


def atomic_write(path: str, data: bytes) -> None:
    """Replace the file's content, or make the file. Raises OSError, and then the old content is still there.

    The new content is written beside the file and put in its place in one step; permissions and owner are kept, and
    where the path is a link, the file that it leads to is written. What is no regular file (`/dev/stdout`) is written
    to.
    """
    target = os.path.realpath(path)
    try:
        status = os.stat(target)
        mode: int | None = status.st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        with open(path, "wb") as file:
            file.write(data)
        return
    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied", path)  # replacing would get around a write protection
    # opened as any new file is, so that its permissions are those that the user's umask gives
    beside = os.path.join(os.path.dirname(target), f".{os.path.basename(target)[:100]}.{os.getpid()}.tmp")
    try:
        with open(beside, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
                with contextlib.suppress(PermissionError):  # only root may give files away
                    os.chown(beside, status.st_uid, status.st_gid)
            os.chmod(beside, stat.S_IMODE(mode))
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
