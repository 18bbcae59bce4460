"""The long run: `python -m tests.fuzz --programs 100000 --notebooks 10000 --settings 10000`.

Each input is made of a seed and its number alone, so that a run can be split (`--start`) and any input be made again.
What fails is made small and kept in a folder; mended, it belongs into tests/fuzz/regressions.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from pathlib import Path

from kerasrules.processes import limits
from tests.fuzz import seeds
from tests.fuzz.campaign import campaigns


def main() -> int:
    """Run, tell, and return the exit status: 1 where something failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").partition("\n")[0])
    for kind in ("programs", "notebooks", "settings", "sessions"):
        parser.add_argument(f"--{kind}", metavar="N", type=int, default=0, help=f"how many {kind} to try")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", metavar="N", type=int, default=0, help="number of the first input")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after this time")
    parser.add_argument("--corpus", metavar="FOLDER", type=Path, help="programs of others to make mutants of, too")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, default=Path("fuzz-failures"), help="for what fails")
    options = parser.parse_args()
    limits.owns_process = True  # as on the command line: memory is watched
    until = time.monotonic() + options.seconds
    programs, notebooks = seeds.programs(), ()
    if options.corpus is not None:
        programs += seeds.programs_below(options.corpus)
        notebooks = seeds.notebooks_below(options.corpus)
    gc.freeze()  # what is there now stays: it is not to be looked through for every input
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        for name, campaign in campaigns(programs, seeds.growing(), notebooks, options.keep, Path(scratch)).items():
            wanted = getattr(options, name)
            if wanted:
                campaign.run(options.seed, range(options.start, options.start + wanted), until)
                print(campaign.line(), flush=True)
                failed = failed or bool(campaign.kinds)
    if options.sessions:
        from tests.fuzz.protocol import sessions

        failed = sessions(options.seed, range(options.start, options.start + options.sessions), until) or failed
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
