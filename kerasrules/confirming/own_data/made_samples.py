"""`sklearn.datasets`: samples that are made from a few numbers, the same ones without scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.evaluated_values import NotKnown, names
from kerasrules.confirming.own_data.known_values import GivenArguments, KnownValue
from kerasrules.confirming.plan.targets import Values

_MOST = 2_000_000
_PAIR = tuple[Values, Values]


def _random(given: GivenArguments) -> np.random.RandomState:
    seed = given.get("random_state")
    return np.random.RandomState(0 if seed is None else int(seed))


def _count(given: GivenArguments) -> int:
    count = given.get("n_samples", 0, 100)
    if not isinstance(count, int) or count > _MOST:
        raise NotKnown
    return count


def _shuffled(random: np.random.RandomState, x: Values, y: Values) -> _PAIR:
    rows = np.arange(len(x))
    random.shuffle(rows)
    return x[rows], y[rows]


def _two(given: GivenArguments, outer: Values, inner: Values) -> _PAIR:
    """Two classes in the plane, mixed and with noise."""
    x = np.vstack([outer, inner])
    y = np.hstack([np.zeros(len(outer), dtype="int64"), np.ones(len(inner), dtype="int64")])
    random = _random(given)
    if given.get("shuffle", None, True):
        x, y = _shuffled(random, x, y)
    noise = given.get("noise")
    if noise is not None:
        x = x + random.normal(scale=noise, size=x.shape)
    return x, y


def _circles(given: GivenArguments) -> _PAIR:
    given.only("n_samples", "shuffle", "noise", "random_state", "factor")
    count = _count(given)
    outer, inner = (np.linspace(0, 2 * np.pi, part, endpoint=False) for part in (count // 2, count - count // 2))
    factor = given.get("factor", None, 0.8)
    return _two(
        given,
        np.stack([np.cos(outer), np.sin(outer)], axis=1),
        np.stack([np.cos(inner) * factor, np.sin(inner) * factor], axis=1),
    )


def _moons(given: GivenArguments) -> _PAIR:
    given.only("n_samples", "shuffle", "noise", "random_state")
    count = _count(given)
    outer, inner = (np.linspace(0, np.pi, part) for part in (count // 2, count - count // 2))
    return _two(
        given,
        np.stack([np.cos(outer), np.sin(outer)], axis=1),
        np.stack([1 - np.cos(inner), 1 - np.sin(inner) - 0.5], axis=1),
    )


def _blobs(given: GivenArguments) -> _PAIR:
    given.only("n_samples", "n_features", "centers", "cluster_std", "center_box", "shuffle", "random_state")
    random, count = _random(given), _count(given)
    centers = given.get("centers", 2, 3)
    if isinstance(centers, int):
        low, high = given.get("center_box", None, (-10.0, 10.0))
        centers = random.uniform(low, high, size=(centers, given.get("n_features", 1, 2)))
    centers = np.asarray(centers, dtype="float64")
    spreads = np.broadcast_to(given.get("cluster_std", None, 1.0), len(centers))
    counts = [count // len(centers) + (number < count % len(centers)) for number in range(len(centers))]
    parts = [
        random.normal(loc=centre, scale=spread, size=(part, centers.shape[1]))
        for centre, spread, part in zip(centers, spreads, counts, strict=True)
    ]
    x, y = np.concatenate(parts), np.repeat(np.arange(len(centers)), counts)
    return _shuffled(random, x, y) if given.get("shuffle", None, True) else (x, y)


def _regression(given: GivenArguments) -> _PAIR:
    given.only("n_samples", "n_features", "n_informative", "n_targets", "bias", "noise", "shuffle", "random_state")
    random, count = _random(given), _count(given)
    features = given.get("n_features", 1, 100)
    informative = min(features, given.get("n_informative", None, 10))
    x = random.standard_normal(size=(count, features))
    truth = np.zeros((features, given.get("n_targets", None, 1)))
    truth[:informative] = 100 * random.uniform(size=(informative, truth.shape[1]))
    y = x @ truth + given.get("bias", None, 0.0)
    noise = given.get("noise", None, 0.0)
    if noise > 0:
        y += random.normal(scale=noise, size=y.shape)
    if given.get("shuffle", None, True):
        x, y = _shuffled(random, x, y)
        columns = np.arange(features)
        random.shuffle(columns)
        x = x[:, columns]
    return x, np.squeeze(y)


_ARGUMENTS = names(
    "n_samples n_features n_informative n_redundant n_repeated n_classes n_clusters_per_class class_sep flip_y weights "
    "random_state return_X_y n_class as_frame"
)


class LoadedSamples(KnownValue):
    """What the loaders of scikit-learn give."""

    ATTRIBUTES = frozenset({"data", "target", "feature_names", "target_names", "images"})

    def __init__(self, found: Any) -> None:
        self._found = found

    def __getitem__(self, key: str) -> Any:
        return self.attribute(key)

    def attribute(self, name: str) -> Any:
        if name not in self.ATTRIBUTES:
            raise NotKnown
        return self._found[name]


def _of_sklearn(name: str) -> Callable[[GivenArguments], Any]:
    """A function of scikit-learn itself, which reads nothing but its own files."""

    def call(given: GivenArguments) -> Any:
        given.only(*_ARGUMENTS)
        if given.get("as_frame") or max([1, *(one for one in given.args if isinstance(one, int))]) > _MOST:
            raise NotKnown
        kwargs = dict(given.kwargs)
        if name.startswith("make_"):
            _count(given)
            kwargs.setdefault("random_state", 0)
        found = getattr(import_module("sklearn.datasets"), name)(*given.args, **kwargs)
        return found if isinstance(found, tuple) else LoadedSamples(found)

    return call


FUNCTIONS: dict[str, Callable[[GivenArguments], Any]] = {
    "sklearn.datasets.make_circles": _circles,
    "sklearn.datasets.make_moons": _moons,
    "sklearn.datasets.make_blobs": _blobs,
    "sklearn.datasets.make_regression": _regression,
    **{
        f"sklearn.datasets.{name}": _of_sklearn(name)
        for name in (
            "make_classification",
            "load_iris",
            "load_digits",
            "load_wine",
            "load_breast_cancer",
            "load_diabetes",
        )
    },
}
FUNCTIONS |= {
    name.replace("datasets.", f"datasets.{module}."): how
    for name, how in dict(FUNCTIONS).items()
    for module in ("samples_generator",)
}
