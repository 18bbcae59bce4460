"""Write a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import stat

from kerasrules.source.regular_files import FileRefused, read_regular


class FileChanged(FileRefused):
    """Somebody else has written the file since it was read."""

    def __init__(self) -> None:
        super().__init__("it was changed meanwhile, and is left as it is now")


def atomic_write(path: str, data: bytes, expected: bytes | None = None) -> None:
    """Replace the file's content, or make the file. Raises OSError, and then the old content is still there.

    The new content is written beside the file and put in its place in one step; permissions and owner are kept, and
    where the path is a link, the file that it leads to is written. What is no regular file (`/dev/stdout`) is written
    to. A file with several names is refused: only one of them would get the new content.

    expected: what the file must still contain, for whoever made the new content of it. Raises FileChanged if not.
    """
    target = os.path.realpath(path)
    try:
        status = os.stat(target)
    except FileNotFoundError:
        status = None
    if status is not None and not stat.S_ISREG(status.st_mode):
        with open(path, "wb") as file:
            file.write(data)
        return
    if status is not None:
        if not os.access(target, os.W_OK):
            raise PermissionError(13, "Permission denied", path)  # replacing would get around a write protection
        if status.st_nlink > 1:
            raise FileRefused("it has other names (hard links), which would keep the old content")
    folder, name = os.path.split(target)
    _remove_abandoned(folder, name)
    # opened as any new file is, so that its permissions are those that the user's umask gives
    beside = os.path.join(folder, f".{name[:100]}.{os.getpid()}.tmp")
    try:
        with open(beside, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if status is not None:
            _keep_owner(beside, status)
            os.chmod(beside, stat.S_IMODE(status.st_mode))
        if expected is not None and not _contains(target, expected):
            raise FileChanged
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


def _contains(path: str, expected: bytes) -> bool:
    """Whether this, and nothing else, is what a file contains."""
    try:
        return read_regular(path, len(expected)) == expected
    except OSError:
        return False


def _keep_owner(path: str, wanted: os.stat_result) -> None:
    """Give a new file to whom the old one belongs. Only root may give files away."""
    made = os.stat(path)
    if not hasattr(os, "chown") or (made.st_uid, made.st_gid) == (wanted.st_uid, wanted.st_gid):
        return
    try:
        os.chown(path, wanted.st_uid, wanted.st_gid)
    except PermissionError:
        raise FileRefused("it belongs to another user or group, which replacing it would change") from None


def _remove_abandoned(folder: str, name: str) -> None:
    """Remove what writers of this file left that were killed on the way."""
    beside = re.compile(rf"\.{re.escape(name[:100])}\.(\d+)\.tmp")
    with contextlib.suppress(OSError):
        for entry in os.listdir(folder or "."):
            match = beside.fullmatch(entry)
            if match and (int(match.group(1)) == os.getpid() or not _is_alive(int(match.group(1)))):
                os.unlink(os.path.join(folder, entry))


def _is_alive(process: int) -> bool:
    """Whether a process runs. Where that cannot be asked without ending it, it does."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
