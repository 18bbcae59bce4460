"""How far the verdicts of `confirm` can be trusted, in three measurements that anybody can run again.

    python benchmarks/confirm/measure.py [healthy] [full] [repeat] [NAME ...] [--quick] [--output results.jsonl]

healthy  programs without a fault, rebuilt from source with their data in a file, and run themselves (`--run`): what is
         confirmed of them is false.
full     faulty programs trained in full by plain Keras, as written and with the fault mended by hand, three seeds each,
         beside the verdict: right, wrong, or undecided though the trainings are clear.
repeat   the same program ten times, each with new data and new seeds: the share of the most frequent verdict.

`null.py` compares programs with themselves. Keras is imported by few processes. `--quick` takes a sample of each. Where
`--budget` is enough, which the default of 120 s is for these programs, verdicts do not depend on the machine's speed.
`--output` gets a line of JSON as soon as something is found; what stands in it already is not measured again.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
from data import make
from run import Run, judge, table
from table import CONFIRMED, FAULTS, HEALTHY, NOT_CONFIRMED, REFUTED, SUSPECTS, Fault, Healthy
from verify import edited, train

from kerasrules.checking.settings import Overrides, Settings, SettingsFinder
from kerasrules.cli.confirm_jobs import read_job
from kerasrules.cli.confirm_program import COORDINATOR, read_program
from kerasrules.confirming.plan.request import ConfirmOptions, DataFile
from kerasrules.confirming.run.session import Session, WorkerError
from kerasrules.model.record import replace

MARGIN = 0.05
APART = 100
"""Seeds of one repeat and the next must not overlap."""
WAYS = ("rebuilt", "run")


@contextmanager
def beside(row: Fault | Healthy, seed: int) -> Iterator[str]:
    """The program and its data in a folder of their own, which is the working directory meanwhile."""
    home = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="confirm-") as folder:
        shutil.copy(row.path, folder)
        np.savez(Path(folder, "sample.npz"), **make(row.data, seed))
        os.chdir(folder)
        try:
            yield row.path.name
        finally:
            os.chdir(home)


class Bench:
    """What all measurements share: a worker with Keras, and what came of every row."""

    def __init__(self, budget: float, output: Path | None) -> None:
        self.options = ConfirmOptions(budget=budget)
        self.session = Session("tensorflow")
        self.output = output
        lines = output.read_text("utf-8").splitlines() if output is not None and output.exists() else []
        self.done: list[dict[str, Any]] = [json.loads(line) for line in lines]

    def known(self, **what: Any) -> list[dict[str, Any]]:
        """What was found of this."""
        return [one for one in self.done if what.items() <= one.items()]

    def document(self, row: Fault | Healthy, seed: int, way: str, rules: str = "default") -> dict[str, Any]:
        """What `confirm` says of a program."""
        overrides = Overrides(select=("ALL",)) if rules == "all" else Overrides()
        settings: Settings = SettingsFinder(overrides, isolated=True).for_folder(".")
        options = replace(self.options, first_seed=seed * APART)
        with beside(row, seed) as path:
            if way == "run":
                job = read_program(path, settings, replace(options, runs_program=True), ())
                with Session("tensorflow", [sys.executable, "-m", COORDINATOR], patience=600.0) as session:
                    return dict(session.run(job))
            if row.arrays is not None:
                options = replace(options, data=DataFile(os.path.abspath("sample.npz"), tuple(row.arrays.split(","))))
            return dict(self.session.run(read_job(path, settings, options)))

    def note(self, **what: Any) -> None:
        """Keep what was found, and tell it."""
        self.done.append(what)
        line = json.dumps(what)
        print(line, file=sys.stderr, flush=True)
        if self.output is not None:
            with self.output.open("a", encoding="utf-8") as file:
                file.write(line + "\n")


def healthy(bench: Bench, rows: Sequence[Healthy]) -> str:
    """The false confirmations of programs that train well."""
    counts: Counter[tuple[str, str]] = Counter()
    false: list[str] = []
    for row in rows:
        for way in WAYS:
            if not bench.known(what="healthy", row=row.name, way=way):
                bench.note(what="healthy", row=row.name, way=way, **_of_healthy(bench, row, way))
            (found,) = bench.known(what="healthy", row=row.name, way=way)
            if found["error"]:
                counts[way, "failed"] += 1
                false.append(f"{row.name} ({way}): {found['error']}")
                continue
            confirmed = sorted({code for code, verdict in found["verdicts"] if verdict == CONFIRMED})
            counts[way, "programs"] += 1
            counts[way, "verdicts"] += len(found["verdicts"])
            counts[way, "false"] += bool(confirmed)
            false += [f"{row.name} ({way}): {code} confirmed" for code in confirmed]
    head = ("way", "programs", "verdicts", "with a false confirmation", "failed")
    lines = [
        (way, counts[way, "programs"], counts[way, "verdicts"], counts[way, "false"], counts[way, "failed"])
        for way in WAYS
    ]
    return "\n".join(["## Healthy programs", "", table(head, lines), *(f"- {one}" for one in false)])


def _of_healthy(bench: Bench, row: Healthy, way: str) -> dict[str, Any]:
    started = time.monotonic()
    try:
        verdicts = bench.document(row, 1, way, "all")["verdicts"]
    except WorkerError as failed:
        return {"verdicts": [], "error": str(failed), "seconds": time.monotonic() - started}
    found = [(verdict["code"], verdict["verdict"]) for verdict in verdicts]
    return {"verdicts": found, "error": "", "seconds": time.monotonic() - started}


def full(bench: Bench, rows: Sequence[Fault], seeds: int) -> str:
    """Verdicts beside trainings in full."""
    lines, counts = [], Counter[str]()
    for row in rows:
        if not bench.known(what="full", row=row.name):
            _train_in_full(bench, row, seeds)
        for found in bench.known(what="full", row=row.name):
            counts[found["word"]] += 1
            shown = ["  ".join(f"{value:.2f}" for value in side) for side in found["skills"]]
            lines.append((row.name, found["code"], *shown, found["truth"], found["verdict"], found["word"]))
    head = ("program", "finding", "as written", "mended", "in full", "verdict", "")
    total = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    return "\n".join(["## Against trainings in full", "", table(head, lines), "", f"{len(lines)} findings: {total}."])


def _train_in_full(bench: Bench, row: Fault, seeds: int) -> None:
    wanted = {row.variant_of(expected) for expected in row.expect} & set(row.variants)
    if not wanted:
        return
    run, source = _judged(bench, row, 1), row.path.read_text("utf-8")
    skills = {
        name: [train(edited(source, edits), make(row.data, 1), seed, row)[0] for seed in range(seeds)]
        for name, edits in {"as written": (), **{name: row.variants[name] for name in sorted(wanted)}}.items()
    }
    for expected in row.expect:
        variant = row.variant_of(expected)
        if variant not in skills:
            continue
        output = 1 if variant == "standard targets" else row.judged
        sides = [[one[output][1] for one in skills[name]] for name in ("as written", variant)]
        truth, verdict = _truth(*sides), run.verdicts[expected.label]
        bench.note(
            what="full",
            row=row.name,
            code=expected.label,
            skills=sides,
            truth=truth,
            verdict=verdict,
            word=_word(truth, verdict),
            error=run.error,
        )


def _truth(before: Sequence[float], after: Sequence[float]) -> str:
    """What the trainings in full say."""
    differences = [later - earlier for earlier, later in zip(before, after, strict=True)]
    if all(one > MARGIN for one in differences):
        return "helps"
    if all(one < -MARGIN for one in differences):
        return "harms"
    return "alike" if all(abs(one) <= MARGIN for one in differences) else "mixed"


def _word(truth: str, verdict: str) -> str:
    said = {CONFIRMED: "helps", REFUTED: "harms", NOT_CONFIRMED: "alike"}.get(verdict)
    if said is None:
        return "undecided though clear" if truth != "mixed" else "undecided"
    return "unclear" if truth == "mixed" else "right" if said == truth else "wrong"


def _judged(bench: Bench, row: Fault, seed: int) -> Run:
    started = time.monotonic()
    try:
        found, error = bench.document(row, seed, "rebuilt"), ""
    except WorkerError as failed:
        found, error = None, str(failed)
    run = Run(row.name, seed, seed, seed * APART, None, time.monotonic() - started, found, error)
    judge(row, run)
    return run


def repeat(bench: Bench, rows: Sequence[Fault], times: int) -> str:
    """The share of the most frequent verdict."""
    lines, same, total, late = [], 0, 0, 0
    for row in rows:
        if not bench.known(what="repeat", row=row.name):
            runs = [_judged(bench, row, seed) for seed in range(1, times + 1)]
            cut = sum("time limit" in json.dumps(run.document) for run in runs)
            for expected in row.expect:
                counts = dict(Counter(run.verdicts[expected.label] for run in runs))
                bench.note(what="repeat", row=row.name, code=expected.label, counts=counts, late=cut)
        for found in bench.known(what="repeat", row=row.name):
            ordered = Counter(found["counts"]).most_common()
            most, all_of_it = ordered[0][1], sum(found["counts"].values())
            same, total, late = same + most, total + all_of_it, late + found["late"]
            shown = ", ".join(f"{verdict} ×{count}" for verdict, count in ordered)
            lines.append((row.name, found["code"], shown, f"{100 * most / all_of_it:.0f} %"))
    head = ("program", "finding", "verdicts", "the same")
    share = (
        f"{same} of {total} verdicts ({100 * same / max(1, total):.1f} %) are the most frequent one of their finding."
    )
    return "\n".join(["## Repeated", "", table(head, lines), "", share, f"{late} verdicts met the time limit."])


def main() -> int:
    """Measure what is asked for, print Markdown, and write everything to a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", help="healthy, full, repeat, and names of rows as 'founding*'")
    parser.add_argument("--quick", action="store_true", help="every fourth row, five repeats")
    parser.add_argument("--budget", type=float, default=120.0, help="seconds for each call (120)")
    parser.add_argument("--output", type=Path, help="continue this file")
    asked = parser.parse_args()
    kinds = [word for word in asked.what if word in ("healthy", "full", "repeat")] or ["healthy", "full", "repeat"]
    names = [word for word in asked.what if word not in ("healthy", "full", "repeat")]

    def chosen(rows: Sequence[Any]) -> list[Any]:
        rows = [row for row in rows if getattr(row, "backend", "tensorflow") == "tensorflow"]
        rows = [row for row in rows if not names or any(fnmatch(row.name, name) for name in names)]
        return rows[:: 4 if asked.quick else 1]

    bench = Bench(asked.budget, asked.output)
    parts = []
    with bench.session:
        if "healthy" in kinds:
            parts.append(healthy(bench, chosen(HEALTHY + SUSPECTS)))
        if "full" in kinds:
            parts.append(full(bench, chosen(FAULTS), 3))
        if "repeat" in kinds:
            parts.append(repeat(bench, chosen(FAULTS), 5 if asked.quick else 10))
    print("\n\n".join(parts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
