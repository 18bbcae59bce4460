"""How often `confirm` confirms nothing at all: the same program on both sides, each with seeds of its own.

    python benchmarks/confirm/null.py [--trials 200]

Pairs share neither weights nor split nor batches, which is harder than what `confirm` does. The programs are those of
`faults` whose outcome hangs on the seed most: where all runs are alike no test can err.
"""

from __future__ import annotations

import argparse
import math
import os
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import data
import numpy as np

from kerasrules.check.engine import read_file
from kerasrules.confirm.judge.sign_test import Decision, decide, tally
from kerasrules.confirm.plan.plan_model import plan_model
from kerasrules.confirm.plan.scaling import Scaling
from kerasrules.confirm.plan.targets import infer_targets
from kerasrules.confirm.run.samples import FILE, Samples
from kerasrules.confirm.run.training_run import Clock
from kerasrules.confirm.run.variant import Variant

HERE = Path(__file__).parent
CONFIGURATIONS = (
    ("logits_categorical", "five_classes", False, 300),
    ("logits_one_hot", "five_classes_one_hot", False, 300),
    ("sigmoid_one_unit_categorical", "two_classes", False, 300),
    ("founding_10", "founding_gramian", True, 150),
)
"""(program, kind of data, whether each channel is standardised, steps)"""


def side(program: str, kind: str, scaled: bool) -> Variant:
    """The program as written, on its data."""
    read, _ = read_file(str(HERE / "faults" / f"{program}.py"))
    assert read is not None
    plan = plan_model(read.trainings[0])
    arrays = data.make(kind, 0)
    targets = infer_targets(arrays["y"], plan.losses[0].name, None)
    model = Variant(plan, Samples([arrays["x"]], [targets], FILE, kind), [None], Clock())
    if scaled:
        model.transform = Scaling("data set", "").transform
    return model


def trial(model: Variant, first: int, steps: int) -> tuple[Decision, int]:
    """One sequential test between the program and itself, and how many pairs it took."""
    pairs: list[tuple[float, float]] = []
    decision = Decision.OPEN
    while decision is Decision.OPEN:
        seeds = (first + 2 * len(pairs), first + 2 * len(pairs) + 1)
        runs = [model.run(seed, model.fresh_weights(seed), steps) for seed in seeds]
        pairs.append((runs[0].deciding, runs[1].deciding))
        decision = decide(tally(pairs))
    return decision, len(pairs)


def main() -> None:
    """Run the trials and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=200)
    options = parser.parse_args()
    each = math.ceil(options.trials / len(CONFIGURATIONS))
    print("| program | trials | wins | loses | neither | pairs | skill: 10 %, median, 90 % | s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: |")
    totals: Counter[Decision] = Counter()
    for program, kind, scaled, steps in CONFIGURATIONS:
        started = time.monotonic()
        model = side(program, kind, scaled)
        found = [trial(model, 1000 * number, steps) for number in range(each)]
        counts = Counter(decision for decision, _ in found)
        totals += counts
        skills = [model.run(seed, model.fresh_weights(seed), steps).deciding for seed in range(500, 512)]
        spread = ", ".join(f"{value:.2f}" for value in np.quantile(skills, [0.1, 0.5, 0.9]))
        numbers = [each, *(counts[one] for one in (Decision.WINS, Decision.LOSES, Decision.NEITHER))]
        pairs = sum(count for _, count in found) / each
        seconds = time.monotonic() - started
        print(f"| {program} | {' | '.join(map(str, numbers))} | {pairs:.1f} | {spread} | {seconds:.0f} |", flush=True)
    trials, wins, losses = sum(totals.values()), totals[Decision.WINS], totals[Decision.LOSES]
    print(f"\nOf {trials} trials {wins} confirmed and {losses} refuted that a program is better than itself.")


if __name__ == "__main__":
    main()
