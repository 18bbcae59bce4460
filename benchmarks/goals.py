"""How fast kerasrules is, how fast it was when work on its speed began, and how fast it is to be: one table in one run.

    python benchmarks/goals.py [--files N] [--rounds N] [--folder FOLDER]

The files are those of keras-io (see corpora.py), the peers those of peers.py. Ratios can be compared between machines,
give or take a sixth; that is why they are used.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import edits
import scaling
import startup
from corpora import fetched, programs
from measuring import CHECKOUT
from peers import KNOWN, compare

Row = tuple[str, str, str, str]
"""What is measured, what it was, what it is to be, what it is."""


def of_start(rounds: int) -> Iterator[Row]:
    """Runs over one file."""
    with tempfile.TemporaryDirectory() as folder:
        for name, before, goal, file in (
            ("one small file with findings, × `python -c 'import ast'`", "7.1–7.7", "≤ 4", str(startup.SMALL)),
            ("a file without Keras, likewise", "3.3", "≤ 2.5", startup.without_keras(folder)),
        ):
            least = startup.least_times([file], [], rounds, folder)
            yield name, before, goal, f"{least[f'kerasrules in {CHECKOUT}'] / least['import ast']:.1f}"


def of_many_files(count: int, rounds: int, folder: Path) -> Iterator[Row]:
    """Runs over the files of keras-io, beside the peers."""
    files = programs(fetched("keras-io", folder), count)
    found = compare(files, rounds, folder.resolve())
    own, again = found["kerasrules"], found[KNOWN]
    assert own is not None
    assert again is not None
    for name, before, goal in (
        ("`ast.parse`", "21", "≤ 8"),
        ("flake8", "1.1–2.7", "≤ 0.5"),
        ("pylint", "0.41", "≤ 0.15"),
        ("Fixit", "0.26", "≤ 0.1"),
    ):
        peer = found[name]
        ratio = "missing" if peer is None else f"{own.processor / peer.processor:.2f}"
        yield f"{len(files)} files of keras-io, × {name}", before, goal, ratio
    peer = found["ruff, nothing changed"]
    ratio = "missing" if peer is None else f"{again.processor / peer.processor:.1f}"
    yield "the same again, × ruff, which has a cache, too", "no cache", "≤ 2", ratio


def of_edits() -> Iterator[Row]:
    """The processor time of an edit."""
    found = edits.measure(40)
    ratio = f"{found['an edit']:.0f} ms, {found['an edit'] / found['ast.parse']:.0f} × `ast.parse`"
    yield f"an edit in {len(edits.program())} lines, CPU", "71 ms, 24 × `ast.parse`", "≤ 35 ms, 12 ×", ratio


def of_growth(rounds: int) -> Iterator[Row]:
    """Exponents."""
    before = {"layers, in models in a model": "1.33"}
    for name, seconds in scaling.times(rounds).items():
        yield (
            f"exponent: {name}",
            before.get(name, "1.0–1.14"),
            "≤ 1.1",
            f"{scaling.exponent(scaling.SIZES, seconds):.2f}",
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=110, metavar="N", help="files of keras-io (110)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="runs of each program (3)")
    parser.add_argument(
        "--folder", type=Path, default=CHECKOUT / "build" / "benchmarks", help="for what is fetched (build/benchmarks)"
    )
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}\n\n| | before | goal | now |\n| --- | --- | --- | --- |", flush=True)
    for rows in (
        of_start(options.rounds * 3),
        of_edits(),
        of_growth(options.rounds),
        of_many_files(options.files, options.rounds, options.folder),
    ):
        for row in rows:
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
