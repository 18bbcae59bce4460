"""What a check of many files costs, beside other linters for Python: processor time, time on the clock, memory.

    python benchmarks/peers.py [--corpus keras-io|tf-models|FOLDER] [--files N] [--rounds N] [--folder FOLDER]

Prints a table in Markdown, with each time as a ratio to `ast.parse` of the same files. Every linter runs with its
defaults, in one process, and without what it keeps from one run to the next, unless the table says so. Each is
installed with pip into an environment of its own below `--folder` (torchfix is a plugin of flake8, which would run it,
too), with the Python that runs this; one that cannot be installed is listed as missing. The corpus is fetched there,
too, and never run.

The programs run in turn, and the least of each figure counts (see measuring.py). What takes minutes runs once.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from corpora import CORPORA, fetched, lines_of, programs
from measuring import CHECKOUT, Usage, environment, kerasrules, run

PARSE = "import ast, sys\nfor name in sys.argv[1:]:\n    with open(name, 'rb') as file:\n        ast.parse(file.read())"
KNOWN = "kerasrules, nothing changed"
SLOW = 20.0
"""Seconds of processor time from which a program is run only once."""


class Peer(NamedTuple):
    """A linter: the package that has it, and its command without the files."""

    package: str
    command: Sequence[str]


PEERS = {
    "pyflakes": Peer("pyflakes", ["pyflakes"]),
    "flake8": Peer("flake8", ["flake8", "--isolated", "--jobs=1"]),
    "pylint": Peer("pylint", ["pylint", "--rcfile=", "--jobs=1"]),
    "Fixit": Peer("fixit", ["fixit", "lint"]),
    "torchfix": Peer("torchfix", ["torchfix", "--jobs=1"]),
    "ruff": Peer("ruff", ["ruff", "check", "--isolated", "--no-cache"]),
    "ruff, nothing changed": Peer("ruff", ["ruff", "check", "--isolated", "--cache-dir=ruff"]),
}


def installed(peer: Peer, folder: Path) -> Path | None:
    """The folder of a peer's programs; None where it cannot be installed."""
    place = folder / "peers" / peer.package
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    if not place.exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        pip = [str(programs / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        # torchfix imports pkg_resources, which newer releases of setuptools no longer have
        if subprocess.run([*pip, peer.package, "setuptools<81"]).returncode:
            shutil.rmtree(place)
    return programs if shutil.which(peer.command[0], path=str(programs)) else None


def compare(files: Sequence[str], rounds: int, folder: Path) -> dict[str, Usage | None]:
    """What each program takes for these files; None for a peer that is missing."""
    with tempfile.TemporaryDirectory() as work:
        plain, cache = environment(work), os.path.join(work, "cache")
        known = environment(work, cache=cache)
        runs: dict[str, Callable[[], Usage] | None] = {
            "`ast.parse`": lambda: run([sys.executable, "-c", PARSE, *files], work, plain)
        }
        for name, peer in PEERS.items():
            place = installed(peer, folder)
            command = None if place is None else [str(place / peer.command[0]), *peer.command[1:], *files]
            runs[name] = None if command is None else _runner(command, work)
        runs["kerasrules"] = lambda: run(kerasrules(files), work, plain)
        run(kerasrules([str(CHECKOUT / "fixtures" / "founding_case.py")]), work, plain)  # compiles
        run(kerasrules(files), work, known)  # fills the cache
        runs[KNOWN] = lambda: run(kerasrules(files), work, known)
        found: dict[str, Usage | None] = dict.fromkeys(runs)
        for number in range(rounds):
            for name, measure in runs.items():
                before = found[name]
                if measure is None or (before is not None and before.processor > SLOW):
                    continue
                print(f"round {number + 1} of {rounds}: {name} …", end="\r", file=sys.stderr)
                usage = measure()
                found[name] = usage if before is None else usage.least(before)
    return found


def _runner(command: list[str], work: str) -> Callable[[], Usage]:
    return lambda: run(command, work)


def table(found: dict[str, Usage | None]) -> list[str]:
    """The lines of the table."""
    parse, own = found["`ast.parse`"], found["kerasrules"]
    assert parse is not None
    assert own is not None
    lines = [
        "| | CPU s | wall s | peak MB | CPU × `ast.parse` | kerasrules against it | lines of output |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, usage in found.items():
        if usage is None:
            lines.append(f"| {name} | missing | | | | | |")
            continue
        ratio = f"{own.processor / usage.processor:.2f}"
        lines.append(
            f"| {name} | {usage.processor:.2f} | {usage.wall:.2f} | {usage.memory:.0f} "
            f"| {usage.processor / parse.processor:.1f} | {ratio} | {usage.lines} |"
        )
    return lines


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", default="keras-io", help=f"{', '.join(CORPORA)}, or a folder (keras-io)")
    parser.add_argument("--files", type=int, default=0, metavar="N", help="as many files of the corpus (all)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="runs of each program (3)")
    parser.add_argument(
        "--folder", type=Path, default=CHECKOUT / "build" / "benchmarks", help="for what is fetched (build/benchmarks)"
    )
    options = parser.parse_args()
    place = fetched(options.corpus, options.folder) if options.corpus in CORPORA else Path(options.corpus)
    files = programs(place, options.files)
    if not files:
        parser.error(f"there are no Python files in {place}")
    print(f"{len(files)} files of {options.corpus}, {lines_of(files):,} lines, Python {sys.version.split()[0]}\n")
    print("\n".join(table(compare(files, options.rounds, options.folder.resolve()))))


if __name__ == "__main__":
    main()
