"""How the cost of a check grows with the size of a program, the number of files, and the number of processes.

    python benchmarks/scaling.py [--rounds N] [--files N]

- Exponents: programs of the same kind in four sizes, each twice as large as the one before it, are checked in this
  process. 1.0 means that twice the size takes twice the time.
- A tree of N files of which few use Keras (20,000): walking it and looking for Keras, against `git ls-files` and a
  Python program that reads what git lists; and the memory that it takes, against a tenth of the files.
- Copies of one program: processor time and time on the clock with one process and with two.

Time on the clock means something on an idle machine only; the load is printed.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measuring import CHECKOUT, Usage, environment, kerasrules, run

SIZES = (100, 200, 400, 800)
TRAINED = "model.compile('adam', 'mse')\nmodel.fit(x, y)\n"
START = "import keras\nfrom keras import layers\n"
READS = """
import subprocess
names = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True).stdout.split(b"\\0")
for name in filter(None, names):
    with open(name, "rb") as file:
        file.read()
"""


def functional(count: int) -> str:
    """Layers one after the other, each second one joined with the one before it."""
    lines = ["x = start = keras.Input((8,))\n"]
    for number in range(count // 2):
        lines.append(f"y{number} = layers.Dense(8, activation='relu', name='d{number}')(x)\n")
        lines.append(f"x = layers.Add()([x, y{number}])\n")
    return START + "".join(lines) + "model = keras.Model(start, layers.Dense(1)(x))\n" + TRAINED


def sequential(count: int) -> str:
    """Layers that are added to a Sequential model."""
    lines = [f"model.add(layers.Dense({number % 7 + 2}, activation='relu'))\n" for number in range(count)]
    return START + "model = keras.Sequential([keras.Input((8,))])\n" + "".join(lines) + TRAINED


def loop(count: int) -> str:
    """Layers that a loop adds."""
    added = f"for number in range({count}):\n    x = layers.Dense(number + 1, activation='relu')(x)\n"
    return (
        START + "x = start = keras.Input((8,))\n" + added + "model = keras.Model(start, layers.Dense(1)(x))\n" + TRAINED
    )


def models_in_a_model(count: int) -> str:
    """Models of four layers, called one after the other in one model."""
    lines = ["x = start = keras.Input((8,))\n"]
    for number in range(count // 4):
        inner = ", ".join(["layers.Dense(8, activation='relu')"] * 4)
        lines.append(f"m{number} = keras.Sequential([keras.Input((8,)), {inner}])\nx = m{number}(x)\n")
    return START + "".join(lines) + "model = keras.Model(start, layers.Dense(1)(x))\n" + TRAINED


def functions(count: int) -> str:
    """Functions that build a model each, which nobody calls."""
    built = "    x = start = keras.Input((8,))\n    x = layers.Dense(8, activation='relu')(x)\n"
    built += "    model = keras.Model(start, layers.Dense(1)(x))\n    model.compile('adam', 'mse')\n    return model\n"
    return START + "".join(f"def build{number}():\n{built}" for number in range(count // 4))


KINDS: dict[str, Callable[[int], str]] = {
    "layers, functional": functional,
    "layers, Sequential": sequential,
    "layers, in models in a model": models_in_a_model,
    "layers, in functions that nobody calls": functions,
}


def exponent(sizes: tuple[int, ...], seconds: list[float]) -> float:
    """The slope of the line through the logarithms that lies nearest to them."""
    xs, ys = [math.log(size) for size in sizes], [math.log(value) for value in seconds]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def seconds_to_check(text: str, rounds: int) -> float:
    """Processor time of a check in this process, the least of some."""
    from kerasrules import check_source

    least = math.inf
    for _ in range(rounds):
        started = time.process_time()
        check_source(text, "program.py")
        least = min(least, time.process_time() - started)
    return least


def times(rounds: int) -> dict[str, list[float]]:
    """For each kind of program the seconds that a check of each size takes."""
    sys.path.insert(0, str(CHECKOUT))
    found = {}
    for name, program in KINDS.items():
        seconds_to_check(program(SIZES[0]), 1)  # imports
        found[name] = [seconds_to_check(program(size), rounds) for size in SIZES]
    return found


def exponents(rounds: int) -> None:
    """Print how the time grows for each kind of program."""
    print("| size of one program | " + " | ".join(f"{size}, ms" for size in SIZES) + " | exponent |")
    print("| --- " + "| ---: " * (len(SIZES) + 1) + "|")
    for name, seconds in times(rounds).items():
        shown = " | ".join(f"{one * 1000:.0f}" for one in seconds)
        print(f"| {name} | {shown} | {exponent(SIZES, seconds):.2f} |")


def tree(folder: Path, count: int) -> Path:
    """A repository of so many files in folders of a hundred, of which one in a thousand uses Keras."""
    for number in range(count):
        place = folder / f"package{number // 100}"
        if number % 100 == 0:
            place.mkdir(parents=True)
        text = (
            sequential(4) if number % 1000 == 0 else f"import os\n\nNUMBER = {number}\n" + "print(os.getcwd())\n" * 80
        )
        (place / f"module{number}.py").write_text(text, encoding="utf-8")
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def walking(count: int, rounds: int, work: str) -> None:
    """What a tree takes with little to check in it."""
    small, large = tree(Path(work, "small"), count // 10), tree(Path(work, "large"), count)
    known = environment(work, cache=os.path.join(work, "cache"))
    plain = environment(work)
    check = {str(place): kerasrules([str(place)]) for place in (small, large)}
    measures: dict[str, Callable[[], Usage]] = {
        f"`git ls-files` and read, {count:,} files": lambda: run([sys.executable, "-c", READS], str(large)),
        f"check, {count:,} files": lambda: run(check[str(large)], work, plain),
        f"check, {count:,} files, nothing changed": lambda: run(check[str(large)], work, known),
        f"check, {count // 10:,} files": lambda: run(check[str(small)], work, plain),
    }
    show(measures, rounds)


def processes(count: int, rounds: int, work: str) -> None:
    """What copies of a program take with one process and with two."""
    place = Path(work, "copies")
    place.mkdir()
    for number in range(count):
        (place / f"train{number}.py").write_text(functional(60), encoding="utf-8")
    plain = environment(work)

    def measure(jobs: int) -> Callable[[], Usage]:
        return lambda: run(kerasrules([str(place)], jobs), work, plain)

    show({f"{count} programs of 60 layers, -j {jobs}": measure(jobs) for jobs in (1, 2)}, rounds)


def show(measures: dict[str, Callable[[], Usage]], rounds: int) -> None:
    """Measure in turn and print the least."""
    found = {name: measure() for name, measure in measures.items()}  # compiles, fills caches
    for number in range(rounds):
        for name, measure in measures.items():
            found[name] = measure().least(found[name]) if number else measure()
    print("\n| | CPU s | wall s | peak MB |\n| --- | ---: | ---: | ---: |")
    for name, usage in found.items():
        print(f"| {name} | {usage.processor:.2f} | {usage.wall:.2f} | {usage.memory:.0f} |")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="runs of each program (3)")
    parser.add_argument("--files", type=int, default=20_000, metavar="N", help="files of the tree (20,000)")
    options = parser.parse_args()
    exponents(options.rounds)
    with tempfile.TemporaryDirectory() as work:
        walking(options.files, options.rounds, work)
        processes(200, options.rounds, work)
    print(f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
