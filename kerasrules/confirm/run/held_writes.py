"""What the program writes is held back: the user's folders stay as they are.

On Linux the folder of the program is covered by an overlay, so that the program sees its own writes and nobody else
does. Elsewhere, and for all other folders, writing is refused.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from typing import Any

from kerasrules.confirm.run.containment import Containment, contain

_NEW_USERS, _NEW_MOUNTS = 0x10000000, 0x00020000
_RECURSIVE, _PRIVATE = 0x4000, 0x40000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC


class HeldBack(PermissionError):
    """The program would change something of the user's."""


def cover(folder: str, scratch: str) -> bool:
    """Cover a folder for this process, before it starts threads. False where the platform cannot."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_MOUNTS) != 0:
        if libc.unshare(_NEW_USERS | _NEW_MOUNTS) != 0:
            return False
        try:
            for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
                with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                    file.write(text)
        except OSError:
            return False
    upper, work = (os.path.join(scratch, name) for name in ("written", "work"))
    os.mkdir(upper)
    os.mkdir(work)
    if any("," in path or ":" in path for path in (folder, scratch)):
        return False  # the mount's own separators
    if libc.mount(b"none", b"/", None, _RECURSIVE | _PRIVATE, None) != 0:
        return False
    options = f"lowerdir={folder},upperdir={upper},workdir={work}".encode()
    return bool(libc.mount(b"overlay", os.fsencode(folder), b"overlay", 0, options) == 0)


def enter(folder: str, scratch: str, seconds: float, note: Callable[[str], None]) -> tuple[bool, Containment]:
    """Limit this process for good and let it work in a folder: whether its writes there are held back, and the limits.

    scratch: where it may write. seconds: of processor time for each core. note: told of each write that is refused.
    """
    covered = cover(folder, scratch)
    found = contain(seconds)
    os.chdir(folder)
    refuse([scratch, *([folder] if covered else [])], note)
    return covered, found


def refuse(allowed: list[str], note: Callable[[str], None]) -> None:
    """Refuse, from now on, to change files outside of these folders, and to end other processes."""
    roots = [os.path.realpath(root) for root in [*allowed, "/dev", "/proc/self"]]

    def is_allowed(path: Any) -> bool:
        if not isinstance(path, (str, bytes, os.PathLike)):
            return True  # a descriptor that is open already
        real = os.path.realpath(os.fsdecode(path))
        return any(real == root or real.startswith(root + os.sep) for root in roots)

    def watch(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = args
            writes = isinstance(flags, int) and flags & _WRITING
            if writes and not is_allowed(path):
                raise _refused(path, note)
        elif event in _CHANGES:
            for path in args[: _CHANGES[event]]:
                if not is_allowed(path):
                    raise _refused(path, note)
        elif event in ("os.kill", "os.killpg") and args[0] != os.getpid():
            raise HeldBack("kerasrules: the program may not end other processes")

    sys.addaudithook(watch)


_CHANGES = {
    "os.remove": 1,
    "os.rmdir": 1,
    "os.mkdir": 1,
    "os.rename": 2,
    "os.truncate": 1,
    "os.chmod": 1,
    "os.chown": 1,
    "os.link": 2,
    "os.symlink": 2,
    "shutil.rmtree": 1,
    "shutil.move": 2,
}
"""Events that change files, and how many of their first arguments are paths."""


def _refused(path: Any, note: Callable[[str], None]) -> HeldBack:
    name = os.fsdecode(path)
    note(name)
    return HeldBack(f"kerasrules: {name} is not written while the program is examined")
