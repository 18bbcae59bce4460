"""Run `kerasrules confirm` on programs with known faults and on healthy ones, and count what it says.

    python benchmarks/confirm/run.py [NAME ...] [--only faults|healthy|suspects] [-R 10] [-j 1] [--output results.json]

Every run is a process of its own, so its wall time is a cold one. Every repeat draws new data and new seeds. The
Markdown on standard output has one line for each expectation of each fault (how often each verdict came, the share
that is right, the share of the most frequent one) and one for each program that trains well; the JSON file has every
document that `confirm` wrote. Nothing of kerasrules is imported.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import re
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import numpy as np
from data import make
from table import (
    CONFIRMED,
    FAULTS,
    HEALTHY,
    INCONCLUSIVE,
    NOT_CONFIRMED,
    REFUTED,
    SUSPECTS,
    VERDICTS,
    Expectation,
    Fault,
    Healthy,
)

ROOT = Path(__file__).parents[2]
TITLES = {
    "faults": "Faults",
    "healthy": "Healthy programs",
    "suspects": "Programs that train well though a rule speaks",
}
PHASES = ("import", "build", "trace", "train")
MISSING, FAILED = "missing", "failed"
# Of several remedies for one finding, as scalings, the strongest verdict stands for the finding.
STRENGTH = (CONFIRMED, REFUTED, NOT_CONFIRMED, INCONCLUSIVE)
# Seeds of one repeat and the next must not overlap.
SEEDS_APART = 100


@dataclass
class Run:
    """One call of `confirm`."""

    row: str
    repeat: int
    data_seed: int
    first_seed: int
    status: int | None
    wall: float
    document: dict[str, Any] | None
    error: str = ""
    verdicts: dict[str, str] = field(default_factory=dict)
    words: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Options:
    """How `confirm` is called."""

    command: tuple[str, ...]
    extra: tuple[str, ...]
    timeout: float
    first: int


def call(row: Fault | Healthy, repeat: int, options: Options) -> Run:
    """Make the data, run the command in a temporary folder and read its document."""
    data_seed = options.first + repeat
    first_seed = (options.first + repeat) * SEEDS_APART
    with tempfile.TemporaryDirectory(prefix="confirm-") as folder:
        shutil.copy(row.path, folder)
        np.savez(Path(folder, "sample.npz"), **make(row.data, data_seed))
        command = [*options.command, "confirm", row.path.name, "--output-format", "json"]
        if row.arrays is not None:
            command += ["--data", f"sample.npz:{row.arrays}"]
        if isinstance(row, Healthy):
            command += ["--select", "ALL"]
        else:
            command += ["--backend", row.backend]
        command += ["--first-seed", str(first_seed), *options.extra]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
        start = time.perf_counter()
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=options.timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            wall = time.perf_counter() - start
            return Run(row.name, repeat, data_seed, first_seed, None, wall, None, f"no end after {options.timeout} s")
        wall = time.perf_counter() - start
    document, error = None, ""
    try:
        document = json.loads(done.stdout)
    except ValueError:
        error = f"no JSON, exit status {done.returncode}: {done.stderr.strip()[-2000:]}"
    else:
        confirmed = any(verdict["verdict"] == CONFIRMED for verdict in document["verdicts"])
        if done.returncode != int(confirmed):
            error = f"exit status {done.returncode} with {'a' if confirmed else 'no'} confirmed finding"
    return Run(row.name, repeat, data_seed, first_seed, done.returncode, wall, document, error)


def judge(row: Fault, run: Run) -> None:
    """Note for each expectation which verdict the document holds, and whether the words are there."""
    for expected in row.expect:
        if run.document is None:
            run.verdicts[expected.label] = FAILED
            continue
        found = {verdict["verdict"] for verdict in run.document["verdicts"] if matches(expected, verdict)}
        run.verdicts[expected.label] = next((verdict for verdict in STRENGTH if verdict in found), MISSING)
        if expected.words:
            text = re.compile(expected.words, re.IGNORECASE)
            run.words[expected.label] = any(text.search(words) for words in sentences(run.document))


def matches(expected: Expectation, verdict: dict[str, Any]) -> bool:
    """Whether a verdict is about what is expected."""
    fix = verdict.get("remedy") or ""
    return verdict["code"] == expected.code and re.search(expected.fix, fix, re.IGNORECASE) is not None


def sentences(value: Any) -> Iterable[str]:
    """Every text in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from sentences(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sentences(inner)


def right(expected: Expectation, run: Run) -> bool:
    """Whether the verdict is one that the expectation allows, with the words that it asks for."""
    verdict = run.verdicts[expected.label]
    return verdict in (expected.verdict, *expected.also) and run.words.get(expected.label, True)


def median(values: Sequence[float]) -> float:
    """The median; not a number where there are no values."""
    return statistics.median(values) if values else float("nan")


def table(head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)


def phases(runs: Sequence[Run]) -> list[str]:
    """The median seconds of each phase."""
    timings = [run.document["timing"] for run in runs if run.document]
    return [f"{median([timing[phase] for timing in timings if phase in timing]):.1f}" for phase in PHASES]


def fault_report(runs: dict[str, list[Run]]) -> str:
    """The table of faults and the totals below it."""
    lines, rights, majorities, total = [], 0, 0, 0
    for row in FAULTS:
        done = runs.get(row.name)
        if not done:
            continue
        for expected in row.expect:
            counts = Counter(run.verdicts[expected.label] for run in done)
            good = sum(right(expected, run) for run in done)
            most = counts.most_common(1)[0][1]
            rights, majorities, total = rights + good, majorities + most, total + len(done)
            lines.append([
                row.name, row.data, row.backend, expected.label, expected.verdict,
                *(counts[verdict] or "" for verdict in VERDICTS), counts[MISSING] + counts[FAILED] or "",
                f"{good / len(done):.0%}", f"{most / len(done):.0%}",
                f"{median([run.wall for run in done]):.1f}", *phases(done),
            ])  # fmt: skip
    head = ["program", "data", "backend", "finding", "expected", *VERDICTS]
    head += ["none", "right", "majority", "wall s", *PHASES]
    every = [run for done in runs.values() for run in done]
    medians = sorted(median([run.wall for run in done]) for done in runs.values())
    text = [table(head, lines), ""]
    if total:
        text.append(
            f"{total} verdicts of {len(every)} runs: {rights / total:.1%} as expected, "
            f"{majorities / total:.1%} equal to the majority of their line. "
            f"Cold wall time: median over the programs {median(medians):.1f} s, longest {medians[-1]:.1f} s."
        )
    return "\n".join([*text, *errors(every)])


def healthy_report(rows: Sequence[Healthy], runs: dict[str, list[Run]]) -> str:
    """The table of programs that train well and the totals below it."""
    lines, bad = [], 0
    for row in rows:
        done = runs.get(row.name)
        if not done:
            continue
        documents = [run.document for run in done if run.document]
        verdicts = [verdict for document in documents for verdict in document["verdicts"]]
        said = Counter(f"{verdict['code']} {verdict['verdict']}" for verdict in verdicts)
        found = Counter(finding["code"] for document in documents for finding in document["findings"])
        deciding = Counter(
            proof["name"] for verdict in verdicts for proof in verdict.get("proofs", []) if proof["decides"]
        )
        confirmed = sum(verdict["verdict"] == CONFIRMED for verdict in verdicts)
        failed = len(done) - len(documents)
        bad += bool(confirmed or deciding or failed)
        lines.append([
            row.name, row.data if row.arrays else "synthetic", listed(found), listed(said), confirmed, listed(deciding),
            failed or "", f"{median([run.wall for run in done]):.1f}",
        ])  # fmt: skip
    head = ["program", "data", "findings of the data", "verdicts", "confirmed", "deciding proofs", "failed", "wall s"]
    every = [run for done in runs.values() for run in done]
    total = f"{len(lines)} that train well: {bad} with a confirmed finding, a deciding proof or a failure."
    return "\n".join([table(head, lines), "", total, *errors(every)])


def listed(counts: Counter[str]) -> str:
    """What was counted, in one cell."""
    return ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in sorted(counts.items()))


def errors(runs: Sequence[Run]) -> list[str]:
    """A list of the runs that went wrong."""
    wrong = [f"- {run.row}, repeat {run.repeat}: {run.error}" for run in runs if run.error]
    return ["", "Runs that went wrong:", "", *wrong] if wrong else []


def chosen(rows: Sequence[Any], names: Sequence[str]) -> list[Any]:
    """The rows of these names, all if there are none, whose backend is installed."""
    found = []
    for row in rows:
        if names and not any(fnmatch(row.name, name) for name in names):
            continue
        backend = getattr(row, "backend", "tensorflow")
        if importlib.util.find_spec(backend) is None:
            print(f"{row.name}: skipped, {backend} is not installed", file=sys.stderr)
            continue
        found.append(row)
    return found


def measure(rows: Sequence[Any], repeats: int, jobs: int, options: Options, runs: dict[str, list[Run]]) -> None:
    """Run all rows and note in `runs` what came of each; the repeats of one row come one after another."""
    tasks = [(row, repeat) for row in rows for repeat in range(repeats)]

    def one(task: tuple[Any, int]) -> Run:
        row, repeat = task
        run = call(row, repeat, options)
        if isinstance(row, Fault):
            judge(row, run)
        said = ", ".join(f"{name}: {verdict}" for name, verdict in run.verdicts.items())
        print(f"{row.name} #{repeat}: {run.wall:.1f} s  {said}  {run.error}".rstrip(), file=sys.stderr, flush=True)
        return run

    with ThreadPoolExecutor(jobs) as pool:
        for run in pool.map(one, tasks):
            runs.setdefault(run.row, []).append(run)


def main() -> int:
    """Measure, print and write; the exit status is 1 if anything was not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="rows to run, as 'founding*'; without any, all")
    parser.add_argument("--only", choices=("faults", "healthy", "suspects"))
    parser.add_argument("-R", "--repeats", type=int, default=10, help="runs of each fault (10)")
    parser.add_argument("--healthy-repeats", type=int, default=1, help="runs of each program that trains well (1)")
    parser.add_argument("-j", "--jobs", type=int, default=1, help="runs at a time (1: times are then comparable)")
    parser.add_argument("--first", type=int, default=1, help="the seed of the first repeat (1)")
    parser.add_argument("--timeout", type=float, default=300, help="seconds for one run (300)")
    parser.add_argument("--command", default=f"{shlex.quote(sys.executable)} -m kerasrules")
    parser.add_argument("--extra", default="", help="more options for confirm, as '--steps 400'")
    parser.add_argument("--output", type=Path, default=Path("confirm-results.json"))
    parser.add_argument("--markdown", type=Path, help="write the tables here too")
    arguments = parser.parse_intermixed_args()
    options = Options(
        tuple(shlex.split(arguments.command)), tuple(shlex.split(arguments.extra)), arguments.timeout, arguments.first
    )
    tables: dict[str, tuple[Any, ...]] = {"faults": FAULTS, "healthy": HEALTHY, "suspects": SUSPECTS}
    rows = {group: chosen(table, arguments.names) for group, table in tables.items() if arguments.only in (None, group)}
    if not any(rows.values()):
        parser.error("no row has such a name")

    runs: dict[str, dict[str, list[Run]]] = {group: {} for group in rows}
    # a shell's background processes ignore Ctrl-C; what was measured is to be written then too
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        for group in rows:
            repeats = arguments.repeats if group == "faults" else arguments.healthy_repeats
            measure(rows[group], repeats, arguments.jobs, options, runs[group])
    texts = []
    for group, done in runs.items():
        if done:
            report = fault_report(done) if group == "faults" else healthy_report(tables[group], done)
            texts.append(f"## {TITLES[group]}\n\n{report}")
    text = "\n\n".join(texts) + "\n"
    print(text)
    if arguments.markdown:
        arguments.markdown.write_text(text, "utf-8")
    raw = {group: {name: [asdict(run) for run in runs] for name, runs in done.items()} for group, done in runs.items()}
    arguments.output.write_text(json.dumps(raw), "utf-8")
    return int(
        any(not well(row, run) for group in rows for row in rows[group] for run in runs[group].get(row.name, []))
    )


def well(row: Fault | Healthy, run: Run) -> bool:
    """Whether a run said what it should."""
    if isinstance(row, Fault):
        return not run.error and all(right(expected, run) for expected in row.expect)
    return not run.error and run.status == 0


if __name__ == "__main__":
    sys.exit(main())
