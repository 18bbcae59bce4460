"""`python -m kerasrules`, and the program `kerasrules`."""

import atexit
import gc
import os
import sys
import threading

from kerasrules import byte_code

YOUNG = 100_000
"""After so many new objects the collector looks for garbage. Python's own 700 make it look some hundred times at trees
and modules that all stay: parsing takes twice as long with that."""


def run() -> int:
    """Run the command line in a process that ends with it."""
    gc.set_threshold(YOUNG, 20, 20)
    bundle = byte_code.use()
    try:
        from kerasrules.cli import main

        status = main()
        byte_code.keep(bundle)
    finally:
        gc.freeze()  # memory goes with the process: Python need not look through all of it before
    _end_at_once(status)
    return status


def _end_at_once(status: int) -> None:
    """End without taking modules and objects apart, unless somebody waits for what comes after."""
    threads = (thread for thread in threading.enumerate() if thread is not threading.main_thread())
    if _is_watched() or not all(thread.daemon for thread in threads):
        return
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return
    os._exit(status)


def _is_watched() -> bool:
    """Whether a debugger, a profiler or a coverage tool runs this, or a prompt is to follow."""
    monitoring = getattr(sys, "monitoring", None)  # from Python 3.12 on
    tools = [] if monitoring is None else [one for one in range(6) if monitoring.get_tool(one)]
    return bool(tools or sys.gettrace() or sys.getprofile() or sys.flags.inspect)


if __name__ == "__main__":
    sys.exit(run())
