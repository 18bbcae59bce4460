"""What Keras and tf.data make of inputs before fit, besides the plain functions of `keras_functions`."""

from __future__ import annotations

import posixpath
from typing import Any

import numpy as np

from kerasrules.confirming.given.sampling import sample_count, spread_rows
from kerasrules.confirming.given.vocabulary import Vocabulary, words_of
from kerasrules.confirming.own_data.evaluated_values import NotKnown
from kerasrules.confirming.own_data.known_values import Function, GivenArguments, KnownValue, SamplePairs
from kerasrules.confirming.own_data.own_columns import ColumnValue
from kerasrules.confirming.own_data.own_tables import TableValue
from kerasrules.confirming.plan.targets import Values
from kerasrules.keras_api.applications import APPLICATIONS, preprocessing_mode


class WordVectors(KnownValue):
    """`TextVectorization`: texts as numbers of words."""

    METHODS = frozenset(("adapt",))

    def __init__(self, given: GivenArguments) -> None:
        given.only("max_tokens", "output_sequence_length", "output_mode")
        if given.get("output_mode", None, "int") != "int":
            raise NotKnown
        self._given = given
        self._known: Vocabulary | None = None

    def method(self, name: str, given: GivenArguments) -> None:
        """Call one of METHODS."""
        texts = given.args[0].parts[0] if isinstance(given.args[0], SamplePairs) else given.args[0]
        self._known = Vocabulary.of([str(text) for text in texts], self._given.get("max_tokens", 0) or 1_000_000)

    def called(self, given: GivenArguments) -> Values:
        """The numbers of texts."""
        if self._known is None:
            raise NotKnown
        texts = [str(text) for text in np.ravel(given.args[0])]
        length = self._given.get("output_sequence_length") or max(len(words_of(text)) for text in texts)
        return self._known.padded(texts, length)[0]


class RescaledBy(KnownValue):
    """`Rescaling`: x · scale + offset."""

    def __init__(self, given: GivenArguments) -> None:
        given.only("scale", "offset", "input_shape")
        self._scale, self._offset = given.get("scale", 0), given.get("offset", 1, 0.0)

    def called(self, given: GivenArguments) -> Values:
        """An array, rescaled."""
        found: Values = (np.asarray(given.args[0]) * self._scale + self._offset).astype("float32")
        return found


def _slices(given: GivenArguments) -> SamplePairs:
    given.only()
    parts = given.args[0] if isinstance(given.args[0], tuple) else (given.args[0],)
    if any(isinstance(part, (dict, tuple)) for part in parts):
        raise NotKnown
    arrays = [part.values if isinstance(part, (TableValue, ColumnValue)) else np.asarray(part) for part in parts]
    total = len(arrays[0])
    rows = spread_rows(total, min(sample_count(total, array.shape[1:]) for array in arrays))
    return SamplePairs(tuple(array[rows] for array in arrays), is_batched=False, total=total)


def _windows(given: GivenArguments) -> SamplePairs:
    given.only("data", "targets", "length", "batch_size", "sampling_rate", "stride", "shuffle")
    data, targets = np.asarray(given.get("data", 0)), np.asarray(given.get("targets", 1))
    length, rate, stride = (
        int(given.get(name, place, 1)) for name, place in (("length", 2), ("sampling_rate", 3), ("stride", 4))
    )
    starts = np.arange(0, len(data) - length, stride)
    total = len(starts)
    starts = starts[spread_rows(total, sample_count(total, (length // rate, *data.shape[1:])))]
    x = np.stack([data[start : start + length : rate] for start in starts])
    return SamplePairs((x, targets[starts + length]), total=total)


def _preprocess(mode: str) -> Function:
    """`preprocess_input` of keras.applications, for pixels of 0 to 255, channels last."""

    def call(given: GivenArguments) -> Values:
        given.only("x")
        x: Values = np.asarray(given.get("x", 0)).astype("float32")
        if mode == "tf":
            x = x / 127.5 - 1
        elif mode == "torch":
            x = (x / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
        elif mode == "caffe":
            x = x[..., ::-1] - [103.939, 116.779, 123.68]
        return x.astype("float32")

    return call


def _applications() -> dict[str, Function]:
    modules = {application.module for application in APPLICATIONS.values()}
    modes = {module: preprocessing_mode(module) for module in modules}
    return {f"keras.applications.{one}.preprocess_input": _preprocess(mode) for one, mode in modes.items() if mode}


def _map(given: GivenArguments) -> list[Any]:
    return [given.apply(given.args[0], *one) for one in zip(*given.args[1:], strict=False)]


FUNCTIONS: dict[str, Function] = {
    "keras.preprocessing.sequence.TimeseriesGenerator": _windows,
    "keras.layers.TextVectorization": WordVectors,
    "keras.layers.Rescaling": RescaledBy,
    "keras.backend.image_data_format": lambda given: "channels_last",
    "tensorflow.data.Dataset.from_tensor_slices": _slices,
    "os.path.join": lambda given: posixpath.join(*given.args),
    "builtins.map": _map,
    **_applications(),
}
