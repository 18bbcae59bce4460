"""Whole-process time of `kerasrules check` on one small file, as ratios to what a user knows.

    python benchmarks/startup.py [FILE]

Runs kerasrules, `python -c "import ast"` and (where installed) flake8 and ruff in turn, so that a busy machine slows
all of them alike, and prints the ratio of the medians. Absolute times of different runs must not be compared.

Every program runs from byte code, as an installed one does: the first round compiles it into a folder of its own and
is not counted. Where Python is told to write no byte code, each start would compile the whole package.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
DEFAULT = Path(__file__).parent.parent / "fixtures" / "founding_case.py"


def commands(file: str) -> dict[str, list[str]]:
    """What is timed, by name."""
    found = {
        "import ast": [sys.executable, "-c", "import ast"],
        "kerasrules": [sys.executable, "-m", "kerasrules", "check", "--isolated", file],
    }
    for tool in ("flake8", "ruff"):
        if importlib.util.find_spec(tool):
            found[tool] = [sys.executable, "-m", tool, *(["check", "--isolated"] if tool == "ruff" else []), file]
    return found


def main() -> None:
    """Time each command in turn and print medians and ratios."""
    file = sys.argv[1] if len(sys.argv) > 1 else str(DEFAULT)
    timed: dict[str, list[float]] = {name: [] for name in commands(file)}
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for number in range(ROUNDS + 1):
            for name, command in commands(file).items():
                start = time.perf_counter()
                subprocess.run(command, capture_output=True, check=False, env=environment)
                if number:
                    timed[name].append(time.perf_counter() - start)
    base = statistics.median(timed["import ast"])
    print(f"{'command':12} {'median ms':>10} {'ratio to import ast':>20}")
    for name, seconds in timed.items():
        median = statistics.median(seconds)
        print(f"{name:12} {median * 1000:10.0f} {median / base:20.1f}")


if __name__ == "__main__":
    main()
