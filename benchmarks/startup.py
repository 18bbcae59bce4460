"""Processor time of whole runs of `kerasrules check`, as ratios to what a user knows.

    python benchmarks/startup.py [--rounds N] [--tree DIR]... [FILE]...

Times a check of one small file and of a file without Keras against `python -c "import ast"` and (where installed)
flake8 and ruff; with FILEs, a check of all of them in one process instead. `--tree` adds the kerasrules of another
checkout, such as that of the last release.

The programs run in turn, and the least time of each counts: a busy machine only ever adds to it. It is user and system
time together. Absolute times of different machines must not be compared. Every program runs from byte code, as an
installed one does: the first round compiles it into a folder of its own and is not counted.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
SMALL = HERE / "fixtures" / "founding_case.py"


def commands(files: list[str], trees: list[Path]) -> dict[str, tuple[list[str], Path | None]]:
    """What is timed, by name: a command, and the checkout that it runs from."""
    found: dict[str, tuple[list[str], Path | None]] = {"import ast": ([sys.executable, "-c", "import ast"], None)}
    for tree in (HERE, *trees):
        check = [sys.executable, "-m", "kerasrules", "check", "--isolated", "--jobs", "1", *files]
        found[f"kerasrules in {tree}"] = (check, tree)
    for tool in ("flake8", "ruff"):
        if importlib.util.find_spec(tool):
            options = ["check", "--isolated"] if tool == "ruff" else []
            found[tool] = ([sys.executable, "-m", tool, *options, *files], None)
    return found


def processor_time(command: list[str], environment: dict[str, str], folder: str) -> float:
    """User and system time of one run."""
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime


def compare(title: str, files: list[str], trees: list[Path], rounds: int, folder: str) -> None:
    """Time each command in turn, and print the least times and their ratios."""
    least: dict[str, float] = {}
    for number in range(rounds + 1):
        for name, (command, tree) in commands(files, trees).items():
            environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONPATH": str(tree or "")}
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            seconds = processor_time(command, environment, folder)
            if number:
                least[name] = min(seconds, least.get(name, seconds))
    print(f"{title}\n{'CPU ms':>8} {'× import ast':>13}")
    for name, seconds in least.items():
        print(f"{seconds * 1000:8.0f} {seconds / least['import ast']:13.2f}  {name}")


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
        plain = Path(folder, "plain.py")
        plain.write_text("import os\n\nprint(os.getcwd())\n", encoding="utf-8")
        compare("one small file", [str(SMALL)], trees, options.rounds, folder)
        compare("a file without Keras", [str(plain)], trees, options.rounds, folder)


if __name__ == "__main__":
    main()
