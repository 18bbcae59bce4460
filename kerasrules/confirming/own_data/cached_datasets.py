"""The built-in data sets of Keras, where an earlier download has left them in the user's cache. Nothing is downloaded.

Of large ones a part is taken, so that a reshape to the full number of samples means this part.
"""

from __future__ import annotations

import gzip
import os
import pickle
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.evaluated_values import NotKnown

MOST_TRAINED, MOST_TESTED = 6000, 1000
_MEANT_FOR_ALL = 2000
"""Slices from this size on divide the whole data set; smaller ones take some samples of it."""
_SEED = 113
"""Keras shuffles some of the sets with it."""


class NotCached(NotKnown):
    """The data set is not in the cache. `name` is its module in keras.datasets."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class CachedDatasets:
    """Loads data sets. thinned: by the true number of samples of a part, how many were taken of it."""

    def __init__(self) -> None:
        self.thinned: dict[int, int] = {}

    def load(self, name: str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        """What `keras.datasets.NAME.load_data` gives. Raises NotCached."""
        loader = _LOADERS.get(name)
        if loader is None:
            raise NotKnown
        try:
            train, test = loader(_folder(), *args, **kwargs)
        except (OSError, KeyError, ValueError, EOFError, pickle.UnpicklingError, zipfile.BadZipFile) as error:
            raise NotCached(name) from error
        return self._part(train, MOST_TRAINED), self._part(test, MOST_TESTED)

    def _part(self, arrays: tuple[Any, ...], most: int) -> tuple[Any, Any]:
        x, y = arrays[:2]
        count = arrays[2] if len(arrays) > 2 else len(x)
        if len(x) > most:
            rows = np.sort(np.random.default_rng(_SEED).permutation(count)[:most])
            x, y = x[rows], y[rows]
        if len(x) < count:
            self.thinned[count] = len(x)
        return x, y

    def part_of(self, length: int, index: Any) -> Any:
        """A slice of an array of so many samples, with bounds that are meant for all samples of the data set."""
        if isinstance(index, tuple) and index:
            return (self.part_of(length, index[0]), *index[1:])
        full = next((full for full, part in self.thinned.items() if part == length), None)
        if not isinstance(index, slice) or full is None:
            return index
        start, stop = (
            int(bound * length / full) if isinstance(bound, int) and abs(bound) >= _MEANT_FOR_ALL else bound
            for bound in (index.start, index.stop)
        )
        return slice(start, stop, index.step)


def _folder() -> str:
    home = os.environ.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras")
    return os.path.join(home, "datasets")


def _mnist(folder: str, path: str = "mnist.npz") -> Any:
    with np.load(os.path.join(folder, os.path.basename(path)), allow_pickle=False) as file:
        return (file["x_train"], file["y_train"]), (file["x_test"], file["y_test"])


def _fashion_mnist(folder: str) -> Any:
    def read(name: str, offset: int) -> Any:
        with gzip.open(os.path.join(folder, "fashion-mnist", name), "rb") as file:
            return np.frombuffer(file.read(), np.uint8, offset=offset).copy()

    def part(name: str) -> Any:
        labels = read(f"{name}-labels-idx1-ubyte.gz", 8)
        return read(f"{name}-images-idx3-ubyte.gz", 16).reshape(len(labels), 28, 28), labels

    return part("train"), part("t10k")


def _cifar(folder: str, name: str, files: tuple[list[str], str], labels: str) -> Any:
    places = (os.path.join(folder, f"{name}-target", name), os.path.join(folder, name))
    home = next((place for place in places if os.path.isdir(place)), None)
    if home is None:
        raise OSError(name)

    def part(names: list[str], most: int) -> Any:
        images, numbers, count = [], [], 0
        for one in names:
            batch = _unpickled(os.path.join(home, one))
            count += len(batch[b"data"])
            rows = slice(most // len(names))  # they are in no order
            images.append(batch[b"data"][rows].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
            numbers.append(np.array(batch[labels.encode()][rows], dtype="uint8"))
        return np.concatenate(images), np.concatenate(numbers).reshape(-1, 1), count

    return part(files[0], MOST_TRAINED), part([files[1]], MOST_TESTED)


def _cifar10(folder: str) -> Any:
    files = [f"data_batch_{number}" for number in range(1, 6)], "test_batch"
    return _cifar(folder, "cifar-10-batches-py", files, "labels")


def _cifar100(folder: str, label_mode: str = "fine") -> Any:
    return _cifar(folder, "cifar-100-python", (["train"], "test"), f"{label_mode}_labels")


def _housing(file_name: str) -> Callable[..., Any]:
    def load(folder: str, *_: Any, test_split: float = 0.2, seed: int = _SEED, **__: Any) -> Any:
        with np.load(os.path.join(folder, file_name), allow_pickle=False) as file:
            x, y = file["x"], file["y"]
        order = np.arange(len(x))
        np.random.RandomState(seed).shuffle(order)
        x, y, border = x[order], y[order], int(len(x) * (1 - test_split))
        return (x[:border], y[:border]), (x[border:], y[border:])

    return load


def _imdb(
    folder: str,
    path: str = "imdb.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = _SEED,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
    **_: Any,
) -> Any:
    def part(name: str) -> Any:
        file = os.path.join(folder, os.path.basename(path))
        texts, labels = _ragged(file, f"x_{name}"), _ragged(file, f"y_{name}")
        order = np.arange(len(texts))
        np.random.RandomState(seed).shuffle(order)
        found, kept = [], []
        for row in order[: MOST_TRAINED if name == "train" else MOST_TESTED]:
            words = [*([] if start_char is None else [start_char]), *(word + index_from for word in texts[row])]
            if maxlen and len(words) >= maxlen:
                continue
            allowed = [skip_top <= word < (num_words or 1 << 30) for word in words]
            pairs = zip(words, allowed, strict=True)
            found.append([word if good else oov_char for word, good in pairs if good or oov_char is not None])
            kept.append(labels[row])
        texts_here = np.empty(len(found), dtype=object)
        texts_here[:] = found
        return texts_here, np.array(kept), len(texts)

    return part("train"), part("test")


_LOADERS: Mapping[str, Callable[..., Any]] = {
    "mnist": _mnist,
    "fashion_mnist": _fashion_mnist,
    "cifar10": _cifar10,
    "cifar100": _cifar100,
    "boston_housing": _housing("boston_housing.npz"),
    "california_housing": _housing("california_housing.npz"),
    "imdb": _imdb,
}


class _ArraysOnly(pickle.Unpickler):
    """Reads arrays of numbers and lists, and calls nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        of_arrays = module in ("numpy.core.multiarray", "numpy._core.multiarray", "numpy", "numpy.core.numeric")
        if of_arrays and name in ("_reconstruct", "ndarray", "dtype", "scalar"):
            if name in ("_reconstruct", "scalar"):
                from numpy.core import multiarray

                return getattr(multiarray, name)
            return getattr(np, name)
        if (module, name) == ("_codecs", "encode"):
            import codecs

            return codecs.encode
        raise pickle.UnpicklingError(f"{module}.{name}")


def _unpickled(path: str) -> Any:
    with open(path, "rb") as file:
        return _ArraysOnly(file, encoding="bytes").load()


def _ragged(path: str, name: str) -> Any:
    """An array in an .npz, also one of lists."""
    with zipfile.ZipFile(path) as archive, archive.open(f"{name}.npy") as file:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = read(file)
        if dtype.hasobject:
            return _ArraysOnly(file, encoding="latin1").load()
        return np.frombuffer(file.read(), dtype).reshape(shape)
