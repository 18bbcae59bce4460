"""Processes that lead a group of their own, and how they end, with all that they have started."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import NoReturn

from kerasrules.confirming.run.machine_memory import MemoryWatch
from kerasrules.model.record import record

_NEW_PROCESSES, _SIGNAL_AT_PARENTS_END = 0x20000000, 1
_NEW_MOUNTS, _RECURSIVE, _PRIVATE = 0x00020000, 0x4000, 0x40000
_SHORT = 0.02
"""Seconds between two looks at a child."""


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads a group of its own, with all that it has started."""
    if hasattr(os, "killpg") and process.returncode is None:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


@record(frozen=True)
class OwnProcesses:
    """What of that the platform gave. sees_others: `/proc` still shows the processes of others."""

    is_alone: bool = False
    sees_others: bool = True


def enter_own_processes(memory: int) -> OwnProcesses:
    """Go on in a process that sees none but those that it starts, and with which all of these end.

    To be called before there are threads. Where the platform cannot, nothing has changed. What was this process stays
    as one that waits, passes signals on, and ends as the other one does. memory: bytes that all of them together may
    have in use, where they are those that `/proc` shows; they end where it is more.
    """
    if sys.platform != "linux":
        return OwnProcesses()
    libc = ctypes.CDLL(None)
    ended, told = os.pipe()
    if libc.unshare(_NEW_PROCESSES) != 0:
        os.close(ended)
        os.close(told)
        return OwnProcesses()
    parent, first = os.getppid(), os.fork()
    if first:
        os.close(told)
        _wait_for(first, parent)
        _end_as(int(os.read(ended, 16) or b"9"))
    os.close(ended)
    libc.prctl(_SIGNAL_AT_PARENTS_END, signal.SIGKILL)
    own = OwnProcesses(True, not _show_own_processes(libc))
    program = os.fork()  # the first of its kind takes no signals from itself, so it only waits
    if program:
        os.write(told, str(_wait_for(program, os.getppid(), None if own.sees_others else memory)).encode())
        os._exit(0)
    os.close(told)
    return own


def _show_own_processes(libc: ctypes.CDLL) -> bool:
    """Let `/proc` show the processes of this kind only, for these alone: in mounts that nobody else has."""
    return bool(
        libc.unshare(_NEW_MOUNTS) == 0
        and libc.mount(b"none", b"/", None, _RECURSIVE | _PRIVATE, None) == 0
        and libc.mount(b"proc", b"/proc", b"proc", 0, None) == 0
    )


def _wait_for(program: int, parent: int, memory: int | None = None) -> int:
    """How a process ended. Signals to this one go on to it meanwhile; without the parent the whole group ends.

    memory: where the processes that `/proc` shows have more in use, it is as if it had been killed.
    """
    watch = None if memory is None else MemoryWatch(memory)

    def pass_on(number: int, frame: FrameType | None) -> None:
        with contextlib.suppress(OSError):
            os.kill(program, number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, pass_on)
    while True:  # a process whose children are others' can start no thread to look after its parent
        ended, status = os.waitpid(-1, os.WNOHANG)
        if ended == program:
            return status
        if os.getppid() != parent:
            os.killpg(os.getpgrp(), signal.SIGKILL)
        if watch is not None and watch.is_exceeded():
            sys.stderr.write(f"it took more than {watch.limit / 2**30:.1f} GiB of memory\n")
            sys.stderr.flush()
            return int(signal.SIGKILL)
        if not ended:
            time.sleep(_SHORT)


def _end_as(status: int) -> NoReturn:
    if os.WIFSIGNALED(status):
        with contextlib.suppress(OSError):  # of SIGKILL there is none to be set
            signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))
