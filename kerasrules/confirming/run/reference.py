"""A plain learner that takes about a second: it says whether the data hold anything that can be learned at all.

Ridge regression and kernel ridge regression with a Gaussian kernel (Saunders, Gammerman, Vovk 1998), on standardized
features; of images and series also with each sample standardized on its own. The best of them is the reference.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from kerasrules.confirming.judge.skill import Decoder, skill
from kerasrules.confirming.plan.targets import CLASSES, MULTI_LABEL, Targets, Values, one_hot
from kerasrules.confirming.run.samples import Samples
from kerasrules.confirming.run.training_run import Split
from kerasrules.model.record import record

MOST_FEATURES = 1024
MOST_TRAINED = 1000
PENALTY = 1e-2


@record(frozen=True)
class Reference:
    """The best learner, with its skill on training samples and on those kept apart (None where none were)."""

    name: str
    skill: float
    held_out: float | None
    seconds: float

    @property
    def deciding(self) -> float:
        """The skill that counts."""
        return self.skill if self.held_out is None else self.held_out


def learn(samples: Samples, tokens: bool, seed: int, output: int = 0) -> Reference | None:
    """The reference for an output; None where its targets are maps, which it cannot give."""
    target = samples.y[output]
    if target.values.ndim > 2 or (target.kind == CLASSES and target.values.ndim > 1):
        return None
    started = time.monotonic()
    split = Split.of(samples, seed)
    train, held = split.train[:MOST_TRAINED], split.held_out
    y = _as_numbers(target.take(train))
    best: Reference | None = None
    for words, features in _features(samples.x, tokens):
        scaled = _standardised(features, train)
        for name, fitted in (("ridge regression", _ridge), ("kernel ridge regression", _kernel_ridge)):
            predicted = fitted(scaled[train], y, scaled)
            found = Reference(
                name + words,
                _skill(predicted[train], target.take(train)),
                _skill(predicted[held], target.take(held)) if len(held) else None,
                time.monotonic() - started,
            )
            if best is None or found.deciding > best.deciding:
                best = found
    if best is not None:
        best = Reference(best.name, best.skill, best.held_out, time.monotonic() - started)
    return best


def _features(x: list[Values], tokens: bool) -> Iterator[tuple[str, Values]]:
    if tokens:
        yield " on word counts", np.concatenate([_counts(array) for array in x], axis=1)
        return
    flat = np.concatenate([_flat(array) for array in x], axis=1)
    yield "", flat
    if x[0].ndim > 2:
        centred = [array - array.mean(axis=tuple(range(1, array.ndim - 1)), keepdims=True) for array in x]
        yield " on samples standardized separately", np.concatenate([_flat(array) for array in centred], axis=1)


def _flat(array: Values) -> Values:
    flat = array.reshape(len(array), -1).astype("float64")
    if flat.shape[1] > MOST_FEATURES:
        flat = flat[:, np.linspace(0, flat.shape[1] - 1, MOST_FEATURES).astype("int64")]
    return flat


def _counts(ids: Values) -> Values:
    hashed = ids.reshape(len(ids), -1).astype("int64") % MOST_FEATURES
    counts = np.zeros((len(ids), MOST_FEATURES))
    np.add.at(counts, (np.repeat(np.arange(len(ids)), hashed.shape[1]), hashed.reshape(-1)), 1.0)
    return np.log1p(counts)


def _standardised(features: Values, train: Values) -> Values:
    mean, spread = features[train].mean(axis=0), features[train].std(axis=0)
    scaled: Values = (features - mean) / np.where(spread > 1e-12 * (1 + np.abs(mean)), spread, 1.0)
    return scaled


def _as_numbers(target: Targets) -> Values:
    if target.kind == CLASSES:
        return one_hot(target.values, max(2, target.classes)).astype("float64")
    return target.values.reshape(len(target.values), -1).astype("float64")


def _skill(predicted: Values, target: Targets) -> float:
    decoder = Decoder(0.5)
    if target.kind in (CLASSES, MULTI_LABEL):
        return skill(predicted, target, decoder)
    return skill(predicted.reshape(target.values.shape), target, decoder)


def _ridge(train: Values, y: Values, every: Values) -> Values:
    mean = y.mean(axis=0)
    gram = train.T @ train + PENALTY * len(train) * np.eye(train.shape[1])
    predicted: Values = every @ np.linalg.solve(gram, train.T @ (y - mean)) + mean
    return predicted


def _kernel_ridge(train: Values, y: Values, every: Values) -> Values:
    mean = y.mean(axis=0)
    squared = _distances(train, train)
    scale = np.median(squared[squared > 0]) if np.any(squared > 0) else 1.0
    kernel = np.exp(-squared / scale)
    weights = np.linalg.solve(kernel + PENALTY * np.eye(len(train)), y - mean)
    predicted: Values = np.exp(-_distances(every, train) / scale) @ weights + mean
    return predicted


def _distances(left: Values, right: Values) -> Values:
    squared = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1)[None, :] - 2 * left @ right.T
    positive: Values = np.maximum(squared, 0.0)
    return positive
