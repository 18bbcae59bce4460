"""Processes that work for another: they run nothing of the folder they are started in, and end with their parent."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

_LOOKS_EVERY = 0.5
"""Seconds from one look at the parent to the next."""


def python_command(module: str, *arguments: str) -> list[str]:
    """The command that runs `main()` of a module of kerasrules in a new Python.

    `python -m` would look for each module in the current folder first: a `random.py` beside the user's program would be
    run in place of Python's own.
    """
    path = [entry for entry in sys.path if entry]
    home = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    if home not in path:
        path.append(home)  # the current folder is the checkout: what lies beside the package comes last
    start = f"import sys; sys.path[:] = {path!r}; from {module} import main; sys.exit(main())"
    return [sys.executable, "-c", start, *arguments]


def end_with_parent(parent: int = 0, *, whole_group: bool = False) -> None:
    """End this process soon after its parent has ended, however that was: whoever asked it is no longer there.

    parent: the parent's number, where it is known; by now another one may have taken the process over. whole_group: end
    also what it has started, as one that leads a group of its own may.
    """
    if os.name == "nt":  # there the number of the parent stays
        return
    parent = parent or os.getppid()
    threading.Thread(target=_end_after, args=(parent, whole_group), name="kerasrules-parent", daemon=True).start()


def _end_after(parent: int, whole_group: bool) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOKS_EVERY)
    if whole_group:
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)
