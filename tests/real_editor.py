"""Runs a real editor on a file, with kerasrules as its language server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
SERVER = [sys.executable, "-m", "kerasrules", "server"]


def run(command: Sequence[str], path: Path, timeout: float, **environment: str) -> subprocess.CompletedProcess[str]:
    """The editor's exit status and output. path: the file, in whose folder it runs. timeout: in seconds."""
    return subprocess.run(
        command,
        env={**os.environ, "FILE": str(path), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **environment},
        cwd=path.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
    )
