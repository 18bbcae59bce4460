"""Processor time of whole runs of `kerasrules check`, as ratios to what a user knows.

    python benchmarks/startup.py [--rounds N] [--tree DIR]... [FILE]...

Times a check of one small file and of a file without Keras against `python -c "import ast"` and (where installed)
flake8 and ruff; with FILEs, a check of all of them in one process instead. `--tree` adds the kerasrules of another
checkout, such as that of the last release.

The programs run in turn and from byte code (see measuring.py): the first round compiles it and is not counted.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import tempfile
from pathlib import Path

from measuring import CHECKOUT, environment, kerasrules, run

SMALL = CHECKOUT / "fixtures" / "founding_case.py"


def commands(files: list[str], trees: list[Path]) -> dict[str, tuple[list[str], Path | None]]:
    """What is timed, by name: a command, and the checkout that it runs from."""
    found: dict[str, tuple[list[str], Path | None]] = {"import ast": ([sys.executable, "-c", "import ast"], None)}
    for tree in (CHECKOUT, *trees):
        found[f"kerasrules in {tree}"] = (kerasrules(files), tree)
    for tool in ("flake8", "ruff"):
        if importlib.util.find_spec(tool):
            options = ["check", "--isolated"] if tool == "ruff" else []
            found[tool] = ([sys.executable, "-m", tool, *options, *files], None)
    return found


def least_times(files: list[str], trees: list[Path], rounds: int, folder: str) -> dict[str, float]:
    """Seconds of processor time for each command, which take turns; the least of all rounds but the first."""
    least: dict[str, float] = {}
    for number in range(rounds + 1):
        for name, (command, tree) in commands(files, trees).items():
            seconds = run(command, folder, environment(folder, tree)).processor
            if number:
                least[name] = min(seconds, least.get(name, seconds))
    return least


def compare(title: str, files: list[str], trees: list[Path], rounds: int, folder: str) -> None:
    """Print the least times and their ratios."""
    least = least_times(files, trees, rounds, folder)
    print(f"{title}\n{'CPU ms':>8} {'× import ast':>13}")
    for name, seconds in least.items():
        print(f"{seconds * 1000:8.0f} {seconds / least['import ast']:13.2f}  {name}")


def without_keras(folder: str) -> str:
    """The path of a file that only uses the standard library."""
    path = Path(folder, "plain.py")
    path.write_text("import os\n\nprint(os.getcwd())\n", encoding="utf-8")
    return str(path)


def main() -> None:
    """Compare what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE", help="check these files in one process instead")
    parser.add_argument("--tree", action="append", default=[], type=Path, help="another checkout of kerasrules")
    parser.add_argument("--rounds", type=int, default=15, help="runs of each program (15)")
    options = parser.parse_args()
    trees = [tree.resolve() for tree in options.tree]
    with tempfile.TemporaryDirectory() as folder:
        if options.files:
            files = [os.path.abspath(file) for file in options.files]
            compare(f"{len(files)} files", files, trees, options.rounds, folder)
            return
        compare("one small file", [str(SMALL)], trees, options.rounds, folder)
        compare("a file without Keras", [without_keras(folder)], trees, options.rounds, folder)


if __name__ == "__main__":
    main()
