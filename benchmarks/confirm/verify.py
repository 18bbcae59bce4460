"""Train the programs with plain Keras and print what they reach: do the data have the property that a row rests on?

    python benchmarks/confirm/verify.py faults|healthy|suspects|reference [NAME ...] [--seeds N]

`faults` runs each as written and with its variants, `healthy` and `suspects` as written, `reference` fits
scikit-learn's random forest and multi-layer perceptron to the data of the faults. Four fifths of the samples are
trained on. Every pair of numbers is the skill on those and on the samples held out: accuracy above that of the
majority class, or R², clipped to -1..1. `KERAS_BACKEND` picks the rows of another backend. Nothing of kerasrules is
used.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from data import SAMPLES, Arrays, make
from table import FAULTS, HEALTHY, SUSPECTS, Edits, Fault, Healthy

TRAINED = SAMPLES * 4 // 5
GOOD = 0.8


def skill(y: np.ndarray, predicted: np.ndarray, threshold: float = 0.5) -> float:
    """(accuracy - majority) / (1 - majority) where the targets are classes, else R², clipped to -1..1; NaN is -1."""
    if not np.isfinite(predicted).all():
        return -1.0
    if y.ndim == 1 and predicted.ndim == 2 and predicted.shape[1] == 1:
        predicted = predicted[:, 0]
    values = np.unique(y[: min(len(y), 200)])
    if y.ndim == 1 and predicted.ndim == 2:
        return _above_majority(y, predicted.argmax(axis=1))
    if len(values) == 2 and values[1] == 1:
        if y.ndim == 2 and (y.sum(axis=1) == 1).all():
            return _above_majority(y.argmax(axis=1), predicted.argmax(axis=1))
        return _above_majority(y, np.where(predicted > threshold, values[1], values[0]))
    with np.errstate(over="ignore"):
        error = np.mean((y - predicted) ** 2, dtype="float64")
    return float(np.clip(1 - error / np.mean((y - y.mean(axis=0)) ** 2), -1, 1))


def _above_majority(y: np.ndarray, predicted: np.ndarray) -> float:
    columns = y.reshape(len(y), -1).T if y.ndim == 2 else [y.reshape(-1)]
    majority = float(np.mean([np.unique(column, return_counts=True)[1].max() / len(column) for column in columns]))
    return float((np.mean(y == predicted) - majority) / (1 - majority))


@contextlib.contextmanager
def worklocation(arrays: Arrays) -> Iterator[None]:
    """A temporary working directory that holds the training samples."""
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        np.savez(Path(folder, "sample.npz"), **{name: values[:TRAINED] for name, values in arrays.items()})
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(home)


def train(source: str, arrays: Arrays, seed: int, row: Fault | Healthy) -> tuple[list[tuple[float, float]], int]:
    """Run a program; the skill of each output on the samples it saw and on the others, and the steps it took."""
    import keras

    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    names: dict[str, Any] = {"__name__": "__main__"}
    with worklocation(arrays), contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, "program", "exec"), names)  # it is our own program
    (model,) = [
        value for value in names.values() if isinstance(value, keras.Model) and getattr(value, "optimizer", None)
    ]
    inputs, targets = getattr(row, "inputs", ("x",)), getattr(row, "targets", ("y",))
    x = {name: _prepared(arrays[name], names, name) for name in inputs}
    answer = model.predict(list(x.values()) if len(x) > 1 else x[inputs[0]], verbose=0)
    reached = []
    for number, target in enumerate(targets):
        several = len(targets) > 1
        head = next((layer for layer in model.layers if several and layer.name == target), model.layers[-1])
        linear = getattr(head, "activation", None) is keras.activations.linear
        threshold = 0.0 if linear else getattr(row, "threshold", 0.5)
        output = answer[target] if isinstance(answer, dict) else answer[number] if several else answer
        y = _prepared(arrays[target], names, target)
        reached.append(
            (skill(y[:TRAINED], output[:TRAINED], threshold), skill(y[TRAINED:], output[TRAINED:], threshold))
        )
    return reached, int(model.optimizer.iterations)


def _prepared(values: np.ndarray, names: dict[str, Any], name: str) -> np.ndarray:
    """All the samples, scaled as the program scales those that it was given."""
    used = names.get(f"{name}_train")
    if used is None:
        used = names.get({"x": "trainX", "y": "trainY"}.get(name, ""))
    given = values[:TRAINED]
    if used is None or (used.shape == given.shape and np.array_equal(used, given)):
        return values
    return SCALINGS[_scaling(given, used)](values, given)


SCALINGS = {
    "bytes": lambda values, given: values / 255.0,
    "per column": lambda values, given: (values - given.mean(0)) / given.std(0),
    "per channel": lambda values, given: (values - given.mean((0, 1, 2))) / given.std((0, 1, 2)),
    "per sample": lambda values, given: (
        (values - values.mean((1, 2), keepdims=True)) / values.std((1, 2), keepdims=True)
    ),
    "all": lambda values, given: (values - given.mean()) / given.std(),
}


def _scaling(given: np.ndarray, used: np.ndarray) -> str:
    """The scaling whose result is nearest to what the program used: float32 sums differ a little."""
    distance = {}
    for name, scale in SCALINGS.items():
        with contextlib.suppress(ValueError, IndexError):
            distance[name] = float(np.abs(scale(given, given) - used).max())
    best = min(distance, key=lambda name: distance[name])
    if distance[best] > 0.1:
        raise ValueError("the program scales its data in a way that is not known here")
    return best


def edited(source: str, edits: Edits) -> str:
    """The source with the edits made; each must apply."""
    for old, new in edits:
        if old not in source:
            raise ValueError(f"no {old!r} in the program")
        source = source.replace(old, new)
    return source


def show(label: str, runs: list[list[tuple[float, float]]], note: str = "") -> None:
    """One line: training/held-out skill of each seed."""
    words = "  ".join(" ".join(f"{on:5.2f}/{off:5.2f}" for on, off in run) for run in runs)
    print(f"{label:52} {words}  {note}", flush=True)


def main() -> None:
    """Train what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("faults", "healthy", "suspects", "reference"))
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_intermixed_args()
    seeds = range(arguments.seeds)

    if arguments.what == "reference":
        kinds = sorted({row.data for row in FAULTS})
        for kind in kinds:
            if not arguments.names or kind in arguments.names:
                _reference(kind, seeds)
        return
    rows: dict[str, tuple[Fault | Healthy, ...]] = {"faults": FAULTS, "healthy": HEALTHY, "suspects": SUSPECTS}
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    weak = []
    for row in rows[arguments.what]:
        if arguments.names and row.name not in arguments.names:
            continue
        source = row.path.read_text("utf-8")
        variants = {"as written": ()} | getattr(row, "variants", {})
        if getattr(row, "backend", backend) != backend or (len(variants) == 1 and isinstance(row, Fault)):
            continue
        for name, edits in variants.items():
            start = time.perf_counter()
            runs, steps = [], 0
            for seed in seeds:
                reached, steps = train(edited(source, edits), make(row.data, seed), seed, row)
                runs.append(reached)
            show(f"{row.name}: {name}", runs, f"{steps} steps, {time.perf_counter() - start:.0f} s")
            if isinstance(row, Healthy) and min(on for run in runs for on, _ in run) < GOOD:
                weak.append(row.name)
    if weak:
        raise SystemExit(f"skill below {GOOD}: {', '.join(weak)}")


def _reference(kind: str, seeds: range) -> None:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    for learner in ("forest", "perceptron"):
        runs = []
        for seed in seeds:
            arrays = make(kind, seed)
            x, y = arrays["x"].reshape(SAMPLES, -1), arrays["y"]
            if kind.startswith("founding_gramian") and learner == "perceptron":
                fields = arrays["x"]
                x = (fields - fields.mean((1, 2), keepdims=True)).reshape(SAMPLES, -1)
            y = y.argmax(axis=1) if y.ndim == 2 else y
            classes = len(np.unique(y)) <= 10
            if learner == "forest":
                fit: Any = RandomForestClassifier if classes else RandomForestRegressor
                model = fit(n_estimators=100, random_state=seed, n_jobs=1)
            else:
                fit = MLPClassifier if classes else MLPRegressor
                model = make_pipeline(StandardScaler(), fit(hidden_layer_sizes=(64,), max_iter=100, random_state=seed))
            model.fit(x[:TRAINED], y[:TRAINED])
            answer = model.predict(x)
            if classes:
                on, off = _above_majority(y[:TRAINED], answer[:TRAINED]), _above_majority(y[TRAINED:], answer[TRAINED:])
            else:
                on, off = skill(y[:TRAINED], answer[:TRAINED]), skill(y[TRAINED:], answer[TRAINED:])
            runs.append([(on, off)])
        show(f"{kind}: {learner}", runs)


if __name__ == "__main__":
    main()
