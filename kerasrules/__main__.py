"""`python -m kerasrules`, and the program `kerasrules`."""

import gc
import sys

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
        return status
    finally:
        gc.freeze()  # memory goes with the process: Python need not look through all of it before


if __name__ == "__main__":
    sys.exit(run())
