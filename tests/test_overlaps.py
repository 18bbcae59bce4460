"""What is said of training and validation parts of one tf.data.Dataset, against the elements that TensorFlow gives."""

from __future__ import annotations

import pytest

from kerasrules.interpreter import analyze
from kerasrules.model.training import Overlap
from kerasrules.source.load import from_text

PROGRAM = """
import tensorflow as tf
data = tf.data.Dataset.range(40)
{before}
train, val = {parts}
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(train, validation_data=val)
"""

CASES = [
    ("", "data, data.take(10)", Overlap.PART),
    ("", "data.batch(4), data.batch(4).take(2)", Overlap.PART),
    ("", "data.batch(4), data.take(8).batch(2).prefetch(1)", Overlap.PART),
    ("", "data.skip(10), data.take(10)", None),
    ("", "data.batch(4).skip(2), data.batch(4).take(2)", None),
    ("", "data.skip(10), data.take(20)", Overlap.SHARED),
    ("", "data.take(20), data", Overlap.SHARED),
    ("", "data.take(20), data.skip(10)", Overlap.SHARED),
    ("", "data.take(20), data.take(20)", Overlap.SAME),
    ("", "data.map(lambda x: x), data", Overlap.SAME),
    ("", "data.shuffle(40), data", Overlap.SAME),
    ("", "data.shuffle(40).batch(8), data.take(5).repeat(2)", Overlap.PART),
    ("", "data.skip(10).take(10), data.take(10)", None),
    ("", "data.skip(5).take(10), data.skip(10).take(2)", Overlap.PART),
    ("data = data.shuffle(40)", "data.skip(20), data.take(20)", Overlap.DRAWN_ANEW),
    ("data = data.shuffle(40, seed=3).batch(2)", "data.skip(10), data.take(10)", Overlap.DRAWN_ANEW),
    ("data = data.shuffle(5)", "data.skip(20), data.take(20)", None),
    ("data = data.shuffle(40, seed=3).map(lambda x: x)", "data.skip(10), data.take(10).cache()", Overlap.DRAWN_ANEW),
    ("data = data.shuffle(40)", "data, data.take(10)", Overlap.PART),
    ("data = data.shuffle(40)", "data.take(20), data.take(10)", None),
    ("data = data.shuffle(40, reshuffle_each_iteration=False)", "data.skip(20), data.take(20)", None),
    ("data = data.shuffle(40, reshuffle_each_iteration=False)", "data.take(20), data.take(10)", Overlap.PART),
    ("data = data.shuffle(40).cache()", "data.skip(20), data.take(20)", None),
    ("data = data.take(20).shuffle(20)", "data, data.take(5)", Overlap.PART),
    ("other = tf.data.Dataset.range(40)", "data, other.take(5)", None),
    ("", "data.filter(lambda x: x > 5), data.take(20)", None),
    ("", "data.shard(2, 0), data.shard(2, 1)", None),
    ("", "data, data.shard(2, 1)", Overlap.PART),
]


@pytest.mark.parametrize(("before", "parts", "expected"), CASES)
def test_overlaps(before: str, parts: str, expected: Overlap | None) -> None:
    program = analyze(from_text(PROGRAM.format(before=before, parts=parts), "a.py"))
    assert program.trainings[0].fits[0].overlap is expected


@pytest.mark.parametrize(("before", "parts", "expected"), [case for case in CASES if case[2] is not None])
def test_overlaps_are_those_of_tensorflow(before: str, parts: str, expected: Overlap) -> None:
    tf = pytest.importorskip("tensorflow")
    names = {"tf": tf, "data": tf.data.Dataset.range(40)}
    exec(f"{before}\ntrain, val = {parts}", names)
    passes = [(_elements(tf, names["train"]), _elements(tf, names["val"])) for _ in range(3)]
    for train, val in passes:
        assert train & val
        assert (val <= train) == (expected in (Overlap.SAME, Overlap.PART)) or expected is Overlap.DRAWN_ANEW
        assert (val == train) == (expected is Overlap.SAME)


def _elements(tf, dataset) -> set[int]:
    return {int(one) for element in dataset for one in tf.reshape(element, [-1])}


ARRAYS = """
import keras
import numpy as np
x, y = np.load("x.npy"), np.load("y.npy")
n = elsewhere()
model = keras.Sequential([keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(x{train}, y{train}, validation_data=(x{val}, y{val}))
"""


@pytest.mark.parametrize(
    ("train", "val", "expected"),
    [
        ("[:1000]", "[:100]", Overlap.PART),
        ("[:1000]", "[500:1000]", Overlap.PART),
        ("[:1000]", "[500:1500]", Overlap.SHARED),
        ("[100:]", "[:200]", Overlap.SHARED),
        ("[:-100]", "[-500:]", Overlap.SHARED),
        ("[:n]", "[:10]", Overlap.SHARED),
        ("[:1000][:900]", "[:1000][800:900]", Overlap.PART),
        ("[:1000][:900]", "[:1000][900:]", None),
        ("[:1000]", "[1000:]", None),
        ("[:-100]", "[-100:]", None),
        ("[:-100]", "[500:]", None),
        ("[:n]", "[n:]", None),
        ("[:n]", "[500:]", None),
        ("[:2000:2]", "[1:2000:2]", None),
    ],
)
def test_overlaps_of_arrays(train: str, val: str, expected: Overlap | None) -> None:
    text = ARRAYS.format(train=train, val=val)
    assert analyze(from_text(text, "a.py")).trainings[0].fits[0].overlap is expected
    names = {"x": list(range(2000)), "n": 1500}
    trained, validated = (set(eval(f"x{rows}", names)) for rows in (train, val))
    if expected is not None:
        assert trained & validated
    if expected is Overlap.PART:
        assert validated <= trained
