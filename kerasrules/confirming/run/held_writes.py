"""What the program writes is held back: the user's folders stay as they are.

On Linux the folder of the program is covered by an overlay, so that the program sees its own writes and nobody else
does, and all else is mounted read-only for this process and those that it starts. Where that cannot be had, what Python
itself writes is refused.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from typing import Any

from kerasrules.confirming.run.containment import Containment, contain
from kerasrules.confirming.run.machine_memory import memory_limit
from kerasrules.confirming.run.processes import enter_own_processes
from kerasrules.processes.helpers import end_with_parent

_NEW_USERS, _NEW_MOUNTS = 0x10000000, 0x00020000
_RECURSIVE, _PRIVATE, _BIND = 0x4000, 0x40000, 0x1000
_READ_ONLY, _WHOLE_TREE, _HERE, _MOUNT_SETATTR = 0x1, 0x8000, -100, 442
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC


class HeldBack(PermissionError):
    """The program would change something of the user's."""


def cover(folders: list[str], scratch: str) -> tuple[bool, bool]:
    """Cover folders for this process, before it starts threads.

    Whether that could be done, and whether all else but `scratch` is read-only, for the kernel too.
    """
    libc = _own_mounts()
    if libc is None:
        return False, False
    for number, folder in enumerate(folders):
        upper, work = (os.path.join(scratch, f"{name}{number}") for name in ("written", "work"))
        if any("," in path or ":" in path for path in (folder, scratch)):  # the mount's own separators
            return False, False
        os.mkdir(upper)
        os.mkdir(work)
        options = f"lowerdir={folder},upperdir={upper},workdir={work}".encode()
        if libc.mount(b"overlay", os.fsencode(folder), b"overlay", 0, options) != 0:
            return False, False
    return True, _seal(libc, folders, [scratch])


def _seal(libc: ctypes.CDLL, mounts: list[str], folders: list[str]) -> bool:
    """Make everything read-only but these mounts and these folders."""
    for path in folders:
        if libc.mount(os.fsencode(path), os.fsencode(path), None, _BIND, None) != 0:
            return False
    libc.mount(b"tmpfs", b"/dev/shm", b"tmpfs", 0, b"")  # for the semaphores of Python's own workers

    def set_attributes(path: str, flags: int, given: int, taken: int) -> bool:
        attributes = (ctypes.c_uint64 * 4)(given, taken, 0, 0)
        size = ctypes.c_size_t(ctypes.sizeof(attributes))
        return bool(libc.syscall(_MOUNT_SETATTR, _HERE, os.fsencode(path), flags, attributes, size) == 0)

    if not set_attributes("/", _WHOLE_TREE, _READ_ONLY, 0):
        return False
    set_attributes("/dev/shm", 0, 0, _READ_ONLY)
    return all(set_attributes(path, 0, 0, _READ_ONLY) for path in (*mounts, *folders))


def _own_mounts() -> ctypes.CDLL | None:
    """The C library, where this process could have mounts of its own; None where the platform gives none."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_MOUNTS) != 0:
        if libc.unshare(_NEW_USERS | _NEW_MOUNTS) != 0:
            return None
        try:
            for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
                with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                    file.write(text)
        except OSError:
            return None
    return libc if libc.mount(b"none", b"/", None, _RECURSIVE | _PRIVATE, None) == 0 else None


def enter(folder: str, scratch: str, seconds: float, note: Callable[[str], None]) -> tuple[bool, Containment]:
    """Limit this process for good and let it work in a folder: whether its writes there are held back, and the limits.

    To be called before there are threads, which importing numpy starts.
    scratch: where it may write. seconds: of processor time for each core. note: told of each write that is refused.
    """
    # Keras and others look for what they have downloaded only where they could write it too
    caches = [os.path.expanduser(path) for path in (os.environ.get("KERAS_HOME", "~/.keras"), "~/.cache")]
    caches = [path for path in caches if os.path.isdir(path) and not _is_below(path, folder)]
    covered, sealed = cover([folder, *caches], scratch)
    memory = memory_limit()
    own = enter_own_processes(memory)
    alone = own.is_alone
    found = contain(seconds, memory, is_watched=not own.sees_others)
    if not alone:
        end_with_parent(whole_group=True)
    given = (
        (not own.sees_others, "no view of other processes and their environment"),
        (alone, "processes of its own"),
        (sealed, "read-only files elsewhere"),
    )
    for had, words in given:
        (found.got if had else found.missing).insert(0, words)
    os.chdir(folder)
    refuse([scratch, *([folder, *caches] if covered else [])], note, ends_others=alone)
    return covered, found


def _is_below(path: str, folder: str) -> bool:
    return os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep)


def refuse(allowed: list[str], note: Callable[[str], None], *, ends_others: bool = False) -> None:
    """Refuse, from now on, to change files outside of these folders, and to end other processes.

    ends_others: it may, as it sees none but its own.
    """
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
        elif event in ("os.kill", "os.killpg") and args[0] != os.getpid() and not ends_others:
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
