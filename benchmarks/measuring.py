"""What a program takes of the machine, for the benchmarks beside this file.

Programs that are compared run in turn, and the least time of each counts: a busy machine only ever adds to it. Absolute
times of different machines must not be compared. Everything runs from byte code, as what is installed does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parent.parent


class Usage(NamedTuple):
    """What one run took: seconds of processor time (user and system), seconds on the clock, megabytes at its largest.

    The processes that a program starts count for the time; memory is that of the largest one. lines: how many lines the
    program wrote, by which one sees that it did its work.
    """

    processor: float
    wall: float
    memory: float
    lines: int = 0

    def least(self, other: Usage) -> Usage:
        """The lesser of both, each for itself."""
        return Usage(*map(min, self, other))


def run(command: Sequence[str], folder: str, environment: Mapping[str, str] | None = None) -> Usage:
    """Run a program in a folder, and wait for it."""
    said = Path(folder, "output")
    started = time.perf_counter()
    with said.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    lines = said.read_bytes().count(b"\n")
    return Usage(usage.ru_utime + usage.ru_stime, wall, kilobytes / 1024, lines)


def kerasrules(files: Sequence[str], jobs: int = 1) -> list[str]:
    """The command that checks files with the default settings."""
    return [sys.executable, "-m", "kerasrules", "check", "--isolated", "--jobs", str(jobs), *files]


def environment(byte_code: str, checkout: Path | None = CHECKOUT, cache: str = "") -> dict[str, str]:
    """The environment of a program that keeps its byte code in a folder.

    checkout: whose kerasrules it imports. cache: where that keeps its results; without one it analyzes every file.
    """
    made = {**os.environ, "PYTHONPYCACHEPREFIX": byte_code, "PYTHONPATH": str(checkout or "")}
    made.update({"KERASRULES_CACHE_DIR": cache} if cache else {"KERASRULES_NO_CACHE": "1"})
    made.pop("KERASRULES_NO_CACHE" if cache else "KERASRULES_CACHE_DIR", None)
    made.pop("PYTHONDONTWRITEBYTECODE", None)
    return made
