"""The process in which the user's program runs, isolated before anything else is imported.

Run as `python -m kerasrules.confirming.run.program.child FOLDER SCRATCH SECONDS`: the program's folder, one for
temporary files, and seconds of processor time for each core.
"""

from __future__ import annotations

import os
import sys

from kerasrules.confirming.run import held_writes


def main() -> int:
    """Isolate this process; then run the program."""
    folder, scratch, seconds = sys.argv[1:4]
    refused: list[str] = []
    covered, found = held_writes.enter(folder, scratch, float(seconds), refused.append)
    found.got.insert(0, "writes to its folder held back" if covered else "writing refused")
    from kerasrules.confirming.run.program import user_program  # imports numpy, which starts threads

    return user_program.serve(refused, found.words)


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    os._exit(status)  # TensorFlow's threads may take seconds to end
