"""Limits for a process that runs the user's own code: containment against accidents, not a sandbox against malice.

What can be had depends on the platform and the user's rights; what was had is told, and what was not.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping

from kerasrules.confirming.run.machine_memory import RESERVED
from kerasrules.model.record import field, record

FILE_SIZE = 256 * 2**20
PROCESSES = 512
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_SET_DUMPABLE = 4

KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "PYTHONPATH", "PYTHONHASHSEED", "KERAS_BACKEND", "SYSTEMROOT", "VIRTUAL_ENV")
"""Variables of the environment that the user's code may see: none that can hold a secret."""


@record
class Containment:
    """What the platform gave, in words, and what it did not."""

    got: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """One sentence."""
        without = f"; not available here: {', '.join(self.missing)}" if self.missing else ""
        return f"isolated by {', '.join(self.got) or 'nothing'}{without}"


def scrubbed(environment: Mapping[str, str], home: str, folder: str) -> dict[str, str]:
    """The environment for the process: a few harmless variables, its own HOME and temporary folder, no GPU."""
    kept = {name: value for name, value in environment.items() if name in KEPT}
    own = {"HOME": home, "TMPDIR": home, "TEMP": home, "TMP": home, "CUDA_VISIBLE_DEVICES": "-1"}
    return {**kept, **own, "TF_CPP_MIN_LOG_LEVEL": "3", "KERASRULES_FOLDER": folder, "PYTHONDONTWRITEBYTECODE": "1"}


def contain(seconds: float, memory: int, *, is_watched: bool) -> Containment:
    """Limit this process for good, before it starts threads. seconds: of processor time for each core.

    memory: bytes. is_watched: whether somebody sees to it that what is in use is no more; else only what one process
    may ask for is limited, with room for what libraries reserve.
    """
    found = Containment(["an environment without secrets", "no GPU"])
    _cut_network(found)
    _set_limits(found, seconds, memory + RESERVED)
    amount = f"{memory / 2**30:.1f} GiB of memory in all"
    (found.got if is_watched else found.missing).append(f"a limit of {amount}")
    return found


def hide_environment() -> None:
    """Let no other process of the user's read the environment of this one, which may hold secrets (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def _cut_network(found: Containment) -> None:
    if sys.platform != "linux":
        found.missing.append("no network access")
        return
    libc = ctypes.CDLL(None, use_errno=True)
    # root may have a network namespace of its own at once, others only within a user namespace of their own
    for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET):
        if libc.unshare(flags) == 0:
            found.got.append("no network")
            return
    found.missing.append("no network access")


def _set_limits(found: Containment, seconds: float, addresses: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        found.missing.append("limits on memory, CPU time, file size and processes")
        return
    limits = (
        ("CPU time", resource.RLIMIT_CPU, int(seconds * (os.cpu_count() or 1)) + 60),
        ("memory for a process", resource.RLIMIT_AS, addresses),
        ("file size", resource.RLIMIT_FSIZE, FILE_SIZE),
        ("processes", getattr(resource, "RLIMIT_NPROC", None), PROCESSES),
        ("core dumps", resource.RLIMIT_CORE, 0),
    )
    for name, kind, value in limits:
        if kind is None:
            found.missing.append(f"a limit of {name}")
            continue
        try:
            hard = resource.getrlimit(kind)[1]
            bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (bound, bound))
        except (OSError, ValueError):
            found.missing.append(f"a limit of {name}")
            continue
        if name == "processes" and hasattr(os, "geteuid") and os.geteuid() == 0:
            found.missing.append("a limit of processes (root has none)")
        elif value:
            found.got.append(f"a limit of {name}")
