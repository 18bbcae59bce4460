"""A worker ends with the process that started it, also while it trains and reads no job."""

from __future__ import annotations

import os
import threading
import time

_EACH = 1.0
"""Seconds between looks."""


def end_with_parent() -> None:
    """From now on end this process when its parent has gone, where the platform tells."""
    if os.name == "nt":  # there the number of the parent stays
        return
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_EACH)
    os._exit(1)
