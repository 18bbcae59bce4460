"""What Keras and TensorFlow make of data before fit, in NumPy: encodings, padding, words as numbers, pipelines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.evaluated_values import NotKnown
from kerasrules.confirming.own_data.numpy_functions import MOST_NUMBERS
from kerasrules.confirming.plan.targets import one_hot

_FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'


class WordNumbers:
    """Keras' Tokenizer: words of texts as numbers, the most frequent ones first."""

    def __init__(
        self,
        num_words: int | None = None,
        filters: str = _FILTERS,
        lower: bool = True,
        split: str = " ",
        char_level: bool = False,
        oov_token: str | None = None,
        **_: Any,
    ) -> None:
        self.num_words, self.filters, self.lower, self.separator = num_words, filters, lower, split
        self.char_level, self.oov_token = char_level, oov_token
        self.counts: Counter[str] = Counter()
        self.word_index: dict[str, int] = {}

    def _words(self, text: Any) -> Sequence[str]:
        if not isinstance(text, str):
            return [str(word) for word in text]
        plain: str = text.lower() if self.lower else text
        if self.char_level:
            return plain
        plain = plain.translate({ord(sign): self.separator for sign in self.filters})
        return [word for word in plain.split(self.separator) if word]

    def fit_on_texts(self, texts: Sequence[Any]) -> None:
        """Count the words."""
        for text in texts:
            self.counts.update(self._words(text))
        words = sorted(self.counts, key=lambda word: -self.counts[word])
        words = [*([self.oov_token] if self.oov_token is not None else []), *words]
        self.word_index = {word: number for number, word in enumerate(words, 1)}

    def texts_to_sequences(self, texts: Sequence[Any]) -> list[list[int]]:
        """A list of numbers for each text."""
        return [[number for word in self._words(text) if (number := self._number(word)) is not None] for text in texts]

    def _number(self, word: str) -> int | None:
        number = self.word_index.get(word)
        if number is not None and (self.num_words is None or number < self.num_words):
            return number
        return self.word_index.get(self.oov_token) if self.oov_token is not None else None

    def texts_to_matrix(self, texts: Sequence[Any], mode: str = "binary") -> Any:
        """A row for each text, with a column for each word."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(self, sequences: Sequence[Sequence[int]], mode: str = "binary") -> Any:
        """The same of numbers."""
        width = self.num_words or len(self.word_index) + 1
        if mode not in ("binary", "count", "freq") or len(sequences) * width > MOST_NUMBERS:
            raise NotKnown
        found = np.zeros((len(sequences), width))
        for row, sequence in enumerate(sequences):
            for number in sequence:
                found[row, number] += 1
        if mode == "freq":
            return found / np.maximum(found.sum(axis=1, keepdims=True), 1)
        return np.minimum(found, 1) if mode == "binary" else found


TOKENIZER_METHODS = frozenset(("fit_on_texts", "texts_to_sequences", "texts_to_matrix", "sequences_to_matrix"))
TOKENIZER_ATTRIBUTES = frozenset(("word_index", "num_words"))


def pad_sequences(
    sequences: Any,
    maxlen: int | None = None,
    dtype: str = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: float = 0.0,
) -> Any:
    """Sequences of numbers as rows of one length."""
    rows = [list(sequence) for sequence in sequences]
    length = maxlen or max(map(len, rows), default=0)
    if length * len(rows) > MOST_NUMBERS:
        raise NotKnown
    found = np.full((len(rows), length), value, dtype=dtype)
    for target, row in zip(found, rows, strict=True):
        part = row[-length:] if truncating == "pre" else row[:length]
        if part:
            target[slice(-len(part), None) if padding == "pre" else slice(0, len(part))] = part
    return found


def to_categorical(y: Any, num_classes: int | None = None, *_: Any, **__: Any) -> Any:
    """Class numbers as vectors."""
    numbers = np.asarray(y).astype("int64")
    if numbers.ndim > 1 and numbers.shape[-1] == 1:
        numbers = numbers[..., 0]
    classes = int(num_classes or numbers.max() + 1)
    if numbers.size * classes > MOST_NUMBERS:
        raise NotKnown
    return one_hot(numbers, classes)


def normalize(x: Any, axis: int = -1, order: int = 2) -> Any:
    """Rows of length 1."""
    length = np.atleast_1d(np.linalg.norm(x, order, axis))
    length[length == 0] = 1
    return x / np.expand_dims(length, axis)


def _drawn(make: Callable[..., Any], shape: Any, *rest: Any, **kwargs: Any) -> Any:
    sizes = tuple(int(size) for size in np.ravel(shape))
    if np.prod(sizes, dtype="float64") > MOST_NUMBERS:
        raise NotKnown
    return make(*rest, size=sizes, **kwargs).astype("float32")


def functions(random: np.random.RandomState) -> Mapping[str, Callable[..., Any]]:
    """By their full names, those of TensorFlow's Keras under `keras.`."""

    def normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, *_: Any, **__: Any) -> Any:
        return _drawn(random.normal, shape, mean, stddev)

    def uniform(shape: Any, minval: float = 0, maxval: float | None = None, dtype: Any = "float32", **_: Any) -> Any:
        high = 1 if maxval is None else maxval
        if "int" in str(dtype):
            return _drawn(random.randint, shape, minval, high).astype("int32")
        return _drawn(random.uniform, shape, minval, high)

    table: dict[str, Callable[..., Any]] = {
        "keras.utils.to_categorical": to_categorical,
        "keras.utils.np_utils.to_categorical": to_categorical,
        "keras.utils.normalize": normalize,
        "keras.preprocessing.sequence.pad_sequences": pad_sequences,
        "keras.utils.pad_sequences": pad_sequences,
        "keras.preprocessing.text.Tokenizer": WordNumbers,
        "tensorflow.random.normal": normal,
        "tensorflow.random.uniform": uniform,
        "tensorflow.random_normal": normal,
        "tensorflow.constant": lambda value, dtype=None, **_: np.asarray(value, _dtype(dtype)),
        "tensorflow.convert_to_tensor": lambda value, dtype=None, **_: np.asarray(value, _dtype(dtype)),
        "tensorflow.Variable": lambda value, *_, **__: np.asarray(value),
        "tensorflow.cast": lambda x, dtype, **_: np.asarray(x).astype(_dtype(dtype)),
        "tensorflow.expand_dims": lambda input, axis=-1, **_: np.expand_dims(input, axis),
        "tensorflow.squeeze": lambda input, axis=None, **_: np.squeeze(input, axis),
        "tensorflow.reshape": lambda tensor, shape, **_: np.reshape(tensor, shape),
        "tensorflow.one_hot": lambda indices, depth, **_: to_categorical(np.asarray(indices), depth),
        "tensorflow.range": lambda *args, **_: np.arange(*args),
        "tensorflow.linspace": lambda start, stop, num, **_: np.linspace(start, stop, num),
    }
    for name in ("zeros", "ones"):
        make = getattr(np, name)
        table[f"tensorflow.{name}"] = lambda shape, *_, make=make, **__: _drawn(lambda size: make(size), shape)
    table["tensorflow.concat"] = lambda values, axis=0, *_, **__: np.concatenate(values, axis=axis)
    table["tensorflow.stack"] = lambda values, axis=0, *_, **__: np.stack(values, axis=axis)
    for name in (
        "sin",
        "cos",
        "exp",
        "square",
        "sqrt",
        "abs",
        "tanh",
        "sign",
        "matmul",
        "add",
        "multiply",
        "transpose",
    ):
        table[f"tensorflow.{name}"] = table[f"tensorflow.math.{name}"] = getattr(np, name)
    table |= {name.replace("keras.preprocessing", "keras.src.preprocessing"): call for name, call in table.items()}
    return table


def _dtype(given: Any) -> Any:
    name = getattr(given, "name", given)
    return str(name).rpartition(".")[2] if name is not None and not isinstance(name, type) else given
