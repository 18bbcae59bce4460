"""How often `confirm` confirms nothing at all: the same program on both sides, each with seeds of its own.

    python benchmarks/confirm/null.py [--trials 200] [--runs 80]

Pairs share neither weights nor split nor batches, which is harder than what `confirm` does. Each program is trained
from `--runs` seeds, and each trial draws its pairs from these without putting them back. Half of the programs are those
of `faults` whose outcome hangs on the seed most, the others are healthy ones, stopped while they still learn: where all
runs are alike no test can err.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import data
import numpy as np

from kerasrules.checking.engine import read_file
from kerasrules.confirming.judge.sequential_test import MAX_SEEDS, Decision, decide
from kerasrules.confirming.plan.plan_model import plan_model
from kerasrules.confirming.plan.scaling import Scaling
from kerasrules.confirming.plan.targets import infer_targets
from kerasrules.confirming.run.samples import FILE, Samples
from kerasrules.confirming.run.training_run import Clock
from kerasrules.confirming.run.variant import Variant

HERE = Path(__file__).parent
NULLS = (
    ("faults/logits_categorical", "five_classes", False, 300),
    ("faults/logits_one_hot", "five_classes_one_hot", False, 300),
    ("faults/sigmoid_one_unit_categorical", "two_classes", False, 300),
    ("faults/founding_10", "founding_gramian", True, 150),
    ("healthy/mlp_classes", "five_classes", False, 30),
    ("healthy/mlp_regression", "unit_targets", False, 60),
    ("healthy/series_simple_rnn", "ramps", False, 40),
    ("healthy/cnn", "images", False, 40),
)
"""(program, kind of data, whether each channel is standardised, steps)"""


def side(program: str, kind: str, scaled: bool) -> Variant:
    """The program as written, on its data."""
    read, _ = read_file(str(HERE / f"{program}.py"))
    assert read is not None
    plan = plan_model(read.trainings[0])
    arrays = data.make(kind, 0)
    targets = infer_targets(arrays["y"], plan.losses[0].name, None)
    model = Variant(plan, Samples([arrays["x"]], [targets], FILE, kind), [None], Clock())
    if scaled:
        model.transform = Scaling("data set", "").transform
    return model


def pool(program: str, kind: str, scaled: bool, steps: int, runs: int) -> list[float]:
    """The skills that the program reaches from so many seeds."""
    model = side(program, kind, scaled)
    return [model.run(seed, model.fresh_weights(seed), steps).deciding for seed in range(runs)]


def trial(skills: Sequence[float], draw: random.Random, comparisons: int = 1) -> tuple[Decision, int]:
    """One sequential test between the program and itself, and how many pairs it took."""
    chosen = draw.sample(list(skills), min(len(skills) // 2, MAX_SEEDS) * 2)
    every = list(zip(chosen[::2], chosen[1::2], strict=True))
    for count in range(1, len(every) + 1):
        decision = decide(every[:count], comparisons, len(every))
        if decision is not Decision.OPEN:
            return decision, count
    return Decision.OPEN, len(every)


def trials(skills: Sequence[float], number: int, seed: int = 0) -> list[tuple[Decision, int]]:
    """So many of them."""
    draw = random.Random(seed)
    return [trial(skills, draw) for _ in range(number)]


def main() -> None:
    """Run the trials and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--runs", type=int, default=80)
    parser.add_argument("--output", type=Path, help="write the skills of every run here")
    options = parser.parse_args()
    each = math.ceil(options.trials / len(NULLS))
    print("| program | trials | wins | loses | neither | pairs | skill: 10 %, median, 90 % | s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: |")
    totals: Counter[Decision] = Counter()
    pools: dict[str, list[float]] = {}
    for program, kind, scaled, steps in NULLS:
        started = time.monotonic()
        skills = pools[program] = pool(program, kind, scaled, steps, options.runs)
        if options.output:
            options.output.write_text(json.dumps(pools), "utf-8")
        found = trials(skills, each)
        counts = Counter(decision for decision, _ in found)
        totals += counts
        spread = ", ".join(f"{value:.2f}" for value in np.quantile(skills, [0.1, 0.5, 0.9]))
        numbers = [each, *(counts[one] for one in (Decision.WINS, Decision.LOSES, Decision.NEITHER))]
        pairs = sum(count for _, count in found) / each
        seconds = time.monotonic() - started
        print(f"| {program} | {' | '.join(map(str, numbers))} | {pairs:.1f} | {spread} | {seconds:.0f} |", flush=True)
    number, wins, losses = sum(totals.values()), totals[Decision.WINS], totals[Decision.LOSES]
    print(f"\nOf {number} trials {wins} confirmed and {losses} refuted that a program is better than itself.")


if __name__ == "__main__":
    main()
