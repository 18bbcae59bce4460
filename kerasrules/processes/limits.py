"""What one file may take of the machine: time and memory, whatever it is that takes them.

The reader counts its steps, and most programs that are made to be slow end there. What no count foresees (a join, a
rule, a comment that is looked up for each finding) is ended from outside: the work runs in a thread of its own, and
whoever waits for it looks at its clock and at the memory. Only Python can be interrupted so: what runs in C (a pattern,
the parser) has to be linear by itself.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Result = TypeVar("Result")

SECONDS = 7.0
"""Processor time for one file, after which what is being done is interrupted; the next part has …"""
MORE_SECONDS = 1.0
"""… so many seconds, and the next again."""
PATIENCE = 60.0
"""Seconds on the clock after which a file is given up whose reading hangs without taking processor time."""
MEMORY = 700_000_000
"""Bytes by which the process may grow over one file."""

_STACK = 512 * 1024 * 1024
"""Bytes of stack: the interpreter goes one Python call deeper for each level of the code that it reads."""
_INTERVAL = 0.1
"""Seconds from one look to the next; most files have been read before the first."""

_local = threading.local()
_starting = threading.Lock()
"""Held while a thread starts: how large its stack is, is a setting of the whole process."""
_recursion = threading.Lock()
_deep = {"works": 0, "limit": 0}
"""How many works need a deep stack now, and the limit that there was before the first of them."""

owns_process = False
"""Whether the process does nothing else. Where it does, what its memory grows by is not the file's alone."""


class LimitReached(BaseException):
    """What is being done takes too much. No `Exception`, so that only those catch it who mean it."""

    what = "time"


class TimeUsedUp(LimitReached):
    """A file has taken the time that it may."""


class MemoryUsedUp(LimitReached):
    """A file has taken the memory that it may."""

    what = "memory"


def bounded(work: Callable[[], Result], seconds: float = SECONDS) -> Result:
    """Do the work for one file, on a deep stack, and interrupt it where it takes more than a file may.

    The work may catch `LimitReached`, drop the part that took so much, and go on: it is interrupted again where the
    next takes long, too. Raises what the work raises, and `TimeUsedUp` where it hangs and cannot be ended. Inside of
    such work it is just done. seconds: of processor time, before the first interruption.
    """
    if getattr(_local, "is_bounded", False):
        return work()
    bound = _Work(work)
    thread = _started(bound)
    if thread is None:
        return work()
    thread.join(_INTERVAL)
    if thread.is_alive():
        _watch(thread, bound, seconds)
    if bound.error is not None:
        raise bound.error
    if not bound.results:
        raise TimeUsedUp
    result: Result = bound.results[0]
    return result


def _started(work: _Work) -> threading.Thread | None:
    """The thread that does the work, on a deep stack; None where there are no threads, as in a browser."""
    thread = threading.Thread(target=work.run, name="kerasrules-file", daemon=True)
    with _starting:
        try:
            size = threading.stack_size(_STACK)
        except (RuntimeError, ValueError):  # no stack of this size is to be had
            size = None
        work.has_deep_stack = size is not None
        try:
            thread.start()
        except RuntimeError:
            return None
        finally:
            if size is not None:
                threading.stack_size(size)
    return thread


def thread_seconds() -> float:
    """Processor time of this thread; where the platform does not say, as in a browser, time on the clock."""
    clock: Callable[[], float] = getattr(time, "thread_time", time.monotonic)
    return clock()


@contextmanager
def deep_recursion(limit: int) -> Iterator[None]:
    """Let calls go so deep within, in whatever thread. When the last one ends, the limit is as it was.

    On a stack that is not deep, as in a browser, the limit stays: there, calls that go beyond it end the process.
    """
    if not getattr(_local, "has_deep_stack", False):
        yield
        return
    with _recursion:
        if not _deep["works"]:
            _deep["limit"] = sys.getrecursionlimit()
            sys.setrecursionlimit(max(limit, _deep["limit"]))
        _deep["works"] += 1
    try:
        yield
    finally:
        with _recursion:
            _deep["works"] -= 1
            if not _deep["works"]:
                sys.setrecursionlimit(_deep["limit"])


class _Work:
    """Work in a thread: what comes of it, and how much time it takes."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self.has_deep_stack = False
        self.results: list[Any] = []
        self.error: BaseException | None = None
        self._clock: int | None = None
        self._began = time.monotonic()

    def run(self) -> None:
        _local.is_bounded = True
        _local.has_deep_stack = self.has_deep_stack
        try:
            if hasattr(time, "pthread_getcpuclockid"):
                self._clock = time.pthread_getcpuclockid(threading.get_ident())
            try:
                self.results.append(self._work())
            except BaseException as error:
                self.error = error
        except LimitReached:  # on the last steps, after the work was done
            pass

    def seconds(self) -> float:
        """Processor time that the thread took; where the platform does not say, time on the clock."""
        if self._clock is None:
            return time.monotonic() - self._began
        try:
            return time.clock_gettime(self._clock)
        except OSError:  # it has ended
            return 0.0


def _watch(thread: threading.Thread, work: _Work, seconds: float) -> None:
    """Wait for a thread, and interrupt what it does each time that it has taken what it may."""
    gives_up = time.monotonic() + PATIENCE
    memory = _resident()
    while thread.is_alive() and time.monotonic() < gives_up:
        if work.seconds() > seconds:
            seconds = work.seconds() + MORE_SECONDS
            _interrupt(thread, TimeUsedUp)
        elif owns_process and _resident() - memory > MEMORY:
            memory = _resident()
            _interrupt(thread, MemoryUsedUp)
        thread.join(_INTERVAL)


def _resident() -> int:
    """Bytes of memory that the process has in use; 0 where the platform does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


def _interrupt(thread: threading.Thread, error: type[LimitReached]) -> None:
    """Raise an error in another thread, before its next step of Python."""
    import ctypes

    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(error))
