"""What the reader knows of arrays beside each other: differences, splits, real and generated samples."""

from __future__ import annotations

import pytest

from kerasrules.model.program import Program
from kerasrules.model.sample_sets import Relation, Rows, SampleSet, Some
from tests.reading import program

MODEL = """
import numpy as np
model = Sequential([Input((3,)), Dense(1)])
"""


def read(text: str, before: str = MODEL) -> Program:
    return program(before + text)


def operators(text: str) -> list[str]:
    return [one.operator for one in read(text).pairwise_differences]


def test_predictions_beside_a_flat_array() -> None:
    y = "y = np.zeros(100)\np = model.predict(np.zeros((100, 3)))\n"
    assert operators(y + "y - p") == ["-"]
    assert operators(y + "np.mean((p > 0.5) == y)") == ["=="]
    assert operators(y + "np.subtract(y, 2 * p)") == ["-"]
    assert operators(y + "y - model(np.zeros((100, 3))).numpy()") == ["-"]
    for same in ("y - p[:, 0]", "y - p.ravel()", "y.reshape(-1, 1) - p", "y[:, None] - y", "y + p", "y[:1] - p"):
        assert operators(y + same) == [], same


def test_one_of_several_arrays_may_fit() -> None:
    p = "p = model.predict(np.zeros((100, 3)))\n"
    assert operators(p + "y = np.zeros(100) if unknown else np.zeros((100, 1))\ny - p") == []
    assert operators(p + "y = np.zeros(100) if unknown else np.ones(100)\ny - p") == ["-"]


def test_predictions_have_the_samples_that_they_are_made_of() -> None:
    (found,) = read("np.zeros(7) - model.predict(np.zeros((7, 3)))").pairwise_differences
    assert found.predictions.shape == (7, 1)
    assert operators("np.zeros(1) - model.predict(np.zeros((1, 3)))") == []


def test_splits() -> None:
    names = "KFold, cross_val_score, train_test_split"
    header = f"import numpy as np\nfrom sklearn.model_selection import {names}\n"
    header += "from sklearn.preprocessing import StandardScaler, scale\n"
    text = "x = np.load('x.npy')\nscaler = StandardScaler().fit(x)\ntrain_test_split(x, np.load('y.npy'))"
    (split,) = read(text, header).splits
    assert [fit.class_name for fit in split.fitted] == ["StandardScaler"]
    assert len(split.arrays) == 2
    (split,) = read("for a, b in KFold(5).split(scale(np.load('x.npy'))): pass", header).splits
    assert [step.text for step in split.arrays[0].steps] == ["StandardScaler"]
    assert len(read("cross_val_score(model, np.load('x.npy'), np.load('y.npy'))", header).splits) == 1


def test_real_and_generated_samples() -> None:
    networks = """
import numpy as np
g = Sequential([Input((5,)), Dense(3, activation="tanh")])
d = Sequential([Input((3,)), Dense(1, activation="sigmoid")])
d.compile("adam", "binary_crossentropy")
real, noise, y = np.load("x.npy"), np.zeros((8, 5)), np.ones(8)
"""
    for fed in (
        "d.train_on_batch(real, y)\nd.train_on_batch(g.predict(noise), y)",
        "d.train_on_batch(np.concatenate([real, g.predict(noise)]), y)",
        "d.train_on_batch(np.vstack((real, g(noise).numpy())), y)",
        "d(real)\nd(g(noise))",
        "d(tf.concat([g(noise), real], axis=0))",
    ):
        (found,) = read(fed, networks).generated_and_real
        assert found.generated.activation == "tanh", fed
        assert [data.origin for data in found.data] == ["the file x.npy"], fed
    for other in (
        "d.train_on_batch(g.predict(noise), y)",
        "d.train_on_batch(real, y)\ng.predict(noise)",
        "d.train_on_batch(real, y)\nd.train_on_batch(g.predict(noise) / 2, y)",
    ):
        assert read(other, networks).generated_and_real == (), other


def test_what_a_tuner_compares_models_by() -> None:
    tuners = """
import keras_tuner as kt
kt.RandomSearch(build, "val_accuracy")
kt.Hyperband(build, objective=kt.Objective("val_auc", "max"))
kt.oracles.BayesianOptimizationOracle(objective=["val_loss", unknown])
kt.GridSearch(build, **unknown)
"""
    assert [one.quantity for one in read("", tuners).tuner_objectives] == ["val_accuracy", "val_auc", "val_loss"]


def test_targets_that_are_the_inputs() -> None:
    compiled = MODEL + "model.compile('adam', 'mse')\nx, y = np.load('x.npy'), np.load('y.npy')\n"
    fits = (("model.fit(x, x)", True), ("model.fit(x, y)", False), ("model.fit(x)", False))
    for text, expected in fits:
        assert read(text, compiled).trainings[0].fits[0].targets_are_inputs is expected


def test_what_samples_have_in_common() -> None:
    whole, other, end = SampleSet(object()), SampleSet(object()), object()
    head, tail = whole.part(Rows(None, end)), whole.part(Rows(end, None))
    windows = head.part(Rows(0, 3)).common(head.part(Rows(1, 4)))
    assert windows == head.part(Some())
    assert windows is not None
    assert windows.relation(tail) is Relation.OTHER
    assert windows.relation(windows) is None
    assert windows.common(head.part(Rows(2, 5))) == windows
    assert head.common(tail) == whole.part(Some())
    assert head.common(other) is None
    later = whole.part(Rows(object(), None)).part(Rows(0, 3))
    assert later.goes_beyond(head)
    assert not head.goes_beyond(later)
    assert not other.part(Rows(5, None)).goes_beyond(head)


@pytest.mark.parametrize(
    ("mix", "apart"),
    [
        ("np.random.shuffle(rows)", True),
        ("random.shuffle(rows)", True),
        ("np.random.default_rng(0).shuffle(rows)", True),
        ("rows = np.random.permutation(rows)", True),
        ("rows = np.random.default_rng(0).permutation(rows)", True),
        ("rows = tf.random.shuffle(rows)", True),
        ("rows = np.sort(rows)", False),
        ("rows = np.random.default_rng(0).permuted(rows, axis=1)", False),
    ],
)
def test_shuffled_rows_keep_their_columns(mix: str, apart: bool) -> None:
    text = f"""\
import random
import keras
import numpy as np
import tensorflow as tf

rows = []
for i in range(500):
    rows.append([random.randrange(1000), 0])
    rows.append([random.randrange(1000, 2000), 1])
rows = np.array(rows)
{mix}
model = keras.Sequential([keras.layers.Dense(1, "sigmoid")])
model.compile("adam", "binary_crossentropy")
model.fit(rows[:, :1], rows[:, 1])
"""
    (fit,) = program(text).trainings[0].fits
    (labels,) = fit.y
    assert (labels.reached == (0.0, 1.0)) is apart
    assert apart or labels.reached is None


def test_columns_of_a_frame_as_attributes() -> None:
    text = """\
import keras
import pandas as pd

table = pd.DataFrame({"a": [1.0, 2.0, 3.0], "kind": [5, 6, 7]})
table.kind = table.kind - 5
model = keras.Sequential([keras.layers.Dense(3, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(table[["a"]], table.kind)
"""
    (fit,) = program(text).trainings[0].fits
    (labels,) = fit.y
    assert labels.reached == (0.0, 2.0)
