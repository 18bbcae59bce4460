"""The rules on data, dropout and normalisation: what fixtures show less well, on programs by hand and as text."""

from __future__ import annotations

import contextlib

import pytest
from graphs import Graph, conv, dense

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.model.data import ArrayInfo, Step
from kerasrules.model.edits import RemoveLayer, SetArgument
from kerasrules.model.program import Program
from kerasrules.model.training import EstimatorFit
from kerasrules.model.unknown import Unknown
from kerasrules.rules import RULES

E, W, INFO = "error", "warning", "info"
UNIT = ArrayInfo(low=0, high=1, bounds_attained=True, steps=(Step("scale", "divided by 255", None),))
PIXELS = ArrayInfo(low=0, high=255, bounds_attained=True)


def said(code: str, text: str) -> list[tuple[str, str]]:
    """Code and severity of what one rule says of a program's text."""
    settings = Settings(selection=Selection.default().layer((code,)))
    found = check_source(text, "program.py", settings).findings
    return [(finding.code, finding.severity.value) for finding in found if finding.code == code]


# ---- KR304 ----


def compared(
    trained: ArrayInfo, given: ArrayInfo, first: str = "Dense", method: str = "fit", **config: object
) -> Graph:
    graph = Graph()
    config = config or {"units": 8, "activation": "relu"}
    tensor = graph.add(first, graph.input(16), **config)
    end = graph.add("Dense", tensor, units=3, activation="softmax")
    model = graph.model(end)
    validation = (graph.arrival(tensor, given),)
    fit = graph.fit(
        reaching_inputs=(graph.arrival(tensor, trained),),
        validation_reaching_inputs=validation if method == "fit" else (),
    )
    fits = [fit]
    if method != "fit":
        other = graph.fit(reaching_inputs=validation)
        fits.append(type(other)(**{**vars(other), "method": method}))
    graph.train(graph.head(end), graph.loss("sparse_categorical_crossentropy"), *fits, model=model)
    return graph


@pytest.mark.parametrize("method", ["fit", "evaluate", "predict"])
def test_splits_of_different_scale(method):
    assert compared(UNIT, PIXELS, method=method).found("KR304") == [("KR304", E)]


STANDARD = ArrayInfo(standardized=True, mean=0.0, std=1.0, steps=(Step("standardize", "StandardScaler", None),))
BOUNDED = ArrayInfo(low=0, high=1, steps=(Step("scale", "keras.utils.normalize", None),))
DIVIDED = ArrayInfo(steps=(Step("scale", "divided by 255", None),))


@pytest.mark.parametrize(
    ("trained", "given", "count"),
    [
        (PIXELS, UNIT, 1),
        (STANDARD, PIXELS, 1),
        (STANDARD, STANDARD, 0),
        (UNIT, UNIT, 0),
        (UNIT, ArrayInfo(low=0, high=255), 0),
        (UNIT, ArrayInfo(), 0),
        (ArrayInfo(low=0, high=255), UNIT, 0),
        # no step was left out: the data themselves reach less far
        (ArrayInfo(low=0, high=99, bounds_attained=True), ArrayInfo(low=0, high=9, bounds_attained=True), 0),
        (UNIT, ArrayInfo(low=0, high=9, bounds_attained=True, origin="random numbers 0..9"), 0),
        (UNIT, ArrayInfo(low=0.01, high=1, bounds_attained=True), 0),
        # bounds that values were scaled to, and pixels of an unknown array divided by 255
        (BOUNDED, PIXELS, 1),
        (PIXELS, BOUNDED, 1),
        (BOUNDED, UNIT, 0),
        (DIVIDED, PIXELS, 1),
        (PIXELS, DIVIDED, 1),
        (DIVIDED, ArrayInfo(low=0, high=255, picture="one"), 1),
        (UNIT, ArrayInfo(low=0, high=255, picture="one"), 1),
        (DIVIDED, UNIT, 0),
        (DIVIDED, ArrayInfo(), 0),
        (DIVIDED, ArrayInfo(low=0, high=9, bounds_attained=True), 0),
    ],
)
def test_what_counts_as_another_scale(trained, given, count):
    assert compared(trained, given).found("KR304") == [("KR304", E)] * count


def test_embeddings_do_not_feel_a_scale():
    assert compared(UNIT, PIXELS, "Embedding", input_dim=300, output_dim=8).found("KR304") == []


# ---- KR305 ----


def fitted(*estimator_fits: EstimatorFit) -> list[tuple[str, str]]:
    program = Program("program.py", estimator_fits=estimator_fits)
    rule = next(rule for rule in RULES if rule.code == "KR305")
    return [(finding.code, finding.severity.value) for finding in rule.check(program)]


def fitting(
    split: str | None, name: str = "StandardScaler", method: str = "fit_transform", owner: int = 0
) -> EstimatorFit:
    data = Unknown("not known") if split is None else ArrayInfo(split=split)
    location = Graph()
    for _ in range({"train": 1, "test": 2, "validation": 3}.get(split or "", 4)):
        where = location.location()
    return EstimatorFit(name, method, data, where, 0, owner)


def test_fitted_on_held_out_data():
    assert fitted(fitting("train"), fitting("test")) == [("KR305", W)]
    assert fitted(fitting("train"), fitting("validation", owner=1)) == [("KR305", W)]
    for encoder in ("LabelEncoder", "OneHotEncoder", "OrdinalEncoder"):
        assert fitted(fitting("train", encoder), fitting("test", encoder)) == []
    assert fitted(fitting("train", "Normalization", "adapt"), fitting("test", "Normalization", "adapt")) == [
        ("KR305", W)
    ]


def test_not_known_to_be_held_out_data():
    assert fitted(fitting("train"), fitting("train", owner=1)) == []
    assert fitted(fitting("train"), fitting(None)) == []
    assert fitted(fitting("test")) == []
    assert fitted(fitting("train", "PCA"), fitting("test", "PCA")) == []


OWN_STATISTICS = """
import pandas as pd
from keras import Sequential, layers
def load(path):
    x = pd.read_csv(path).values
    return {scaled}
x, t = load("a.csv"), load({other})
m = Sequential([layers.Dense(1)])
m.compile("adam", "mse")
m.fit(x, y)
m.evaluate(t, u)
"""


@pytest.mark.parametrize(
    ("scaled", "other", "count"),
    [
        ("(x - x.mean(axis=0)) / x.std(axis=0)", "'b.csv'", 1),
        ("(x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0))", "'b.csv'", 1),
        ("(x - x.min()) / (x.max() - x.min())", "'b.csv'", 0),
        ("(x - x.mean(axis=1)) / x.std(axis=1)", "'b.csv'", 0),
        ("(x - x.mean(axis=0)) / x.std(axis=0)", "'a.csv'", 0),
    ],
)
def test_a_function_that_scales_each_table_by_its_own_statistics(scaled, other, count):
    assert said("KR305", OWN_STATISTICS.format(scaled=scaled, other=other)) == [("KR305", W)] * count


OWN_PARTS = """
import numpy as np
from keras import Sequential, layers
def scaled(x):
    return (x - np.mean(x, axis=0)) / np.std(x, axis=0)
rows = np.loadtxt("rows.txt")
n = int(0.8 * len(rows))
x, t = {parts}
m = Sequential([layers.Dense(1)])
m.compile("adam", "mse")
m.fit(x, y)
m.evaluate(t, u)
"""


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        ("scaled(rows[:n]), scaled(rows[n:])", 1),
        ("scaled(rows)[:n], scaled(rows)[n:]", 0),
        ("scaled(rows[:n]), scaled(rows[:n])", 0),
    ],
)
def test_a_function_that_scales_each_part_by_its_own_statistics(parts, count):
    assert said("KR305", OWN_PARTS.format(parts=parts)) == [("KR305", W)] * count


# ---- KR306 ----

MODEL = """
import numpy as np
from keras import Input, Sequential, layers
x, y = np.load("x.npy"), np.load("y.npy")
model = Sequential([Input((8,)), layers.Dense(1)])
model.compile("adam", "mse")
"""


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("model.fit(x, y, validation_data=(x, y))", [W]),
        ("model.fit(x, y, validation_data=[x, y])", [W]),
        ("model.fit(x, y, validation_data=(x, y, w))", [W]),
        ("a, b = x, y\nmodel.fit(x, y, validation_data=(a, b))", [W]),
        ("x = np.random.rand(99, 8)\nmodel.fit(x, y, validation_data=(x, y))", [INFO]),
        ("model.fit(x, y, validation_data=(x[:9], y[:9]))", [W]),
        ("x_val, y_val = x[:900][:9], y[:9]\nmodel.fit(x, y, validation_data=(x_val, y_val))", [W]),
        ("model.fit(x[9:], y[9:], validation_data=(x[:9], y[:9]))", []),
        ("x_val, y_val = x[:9], y[:9]\nx, y = x[9:], y[9:]\nmodel.fit(x, y, validation_data=(x_val, y_val))", []),
        ("model.fit(x, y, validation_data=(x[:, :8], y))", []),
        ("model.fit(x, y, validation_data=(x, y[:9]))", []),
        ("model.fit(x, y, validation_data=(x + 1, y))", []),
        ("model.fit(x, y, validation_data=(x.copy() if z else x[:5], y))", []),
        ("model.fit(x, y, validation_data=(np.load('x.npy'), np.load('y.npy')))", []),
        ("model.fit(x, y, validation_data=other)", []),
        ("model.fit(x, y)", []),
    ],
)
def test_validation_is_training(call, found):
    assert said("KR306", MODEL + call) == [("KR306", severity) for severity in found]


@pytest.mark.parametrize(
    ("train", "val", "count"),
    [
        (
            "'a', subset='training', seed=1, validation_split=.2",
            "'a', subset='training', seed=1, validation_split=.2",
            1,
        ),
        (
            "'a', subset='training', seed=1, validation_split=.2",
            "'a', subset='validation', seed=1, validation_split=.2",
            0,
        ),
        ("'a', subset='training', validation_split=.2", "'a', subset='training', validation_split=.2", 0),
        ("'a'", "'a'", 1),
        ("'a'", "'b'", 0),
        ("folder", "folder", 0),
    ],
)
def test_the_same_files(train, val, count):
    text = f"""
import keras
folder = input()
read = keras.utils.image_dataset_from_directory
train, val = read({train}).prefetch(2), read({val}).map(lambda x, y: (x, y))
model = keras.Sequential([keras.Input((256, 256, 3)), keras.layers.Flatten(), keras.layers.Dense(2)])
model.compile("adam", "mse")
model.fit(train, validation_data=val)
model.fit(train.take(3), validation_data=val.skip(3))
"""
    assert said("KR306", text) == [("KR306", W)] * count


# ---- KR309 ----


def test_names_of_rows_may_be_numbers():
    text = """
import pandas as pd, numpy as np, keras
table = pd.read_csv("films.csv", index_col=0)
model = keras.models.load_model("m.keras")
model.predict([np.repeat(3, len(table)), table.index])
"""
    assert said("KR414", text) == []


def test_the_length_of_joined_texts_is_not_known():
    text = """
import keras, tensorflow as tf, tensorflow_datasets as tfds
tokens = keras.layers.TextVectorization(output_sequence_length=64)
def pairs(example):
    words = tokens(tf.strings.join(["start", example["captions"]["text"][0]]))
    return words, words
data = tfds.load("coco_captions", split="train").map(pairs).batch(32)
words = keras.Input((64,))
model = keras.Model(words, keras.layers.Dense(9)(keras.layers.Embedding(9, 8)(words)))
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(data)
"""
    assert said("KR309", text) == []


@pytest.mark.parametrize("rows", ["list(table[names].values.T)", "list(np.random.rand(3, 90))"])
def test_a_list_of_the_rows_of_an_array_is_one_array_per_input(rows):
    text = f"""
import keras, numpy as np, pandas as pd
table, names = pd.read_csv("visits.csv"), ["day", "month", "area"]
model_inputs = [keras.Input((1,)) for _ in names]
joined = keras.layers.concatenate(model_inputs)
model = keras.Model(model_inputs, keras.layers.Dense(1)(joined))
model.compile("adam", "mse")
model.fit({rows}, table["visitors"].values)
"""
    assert said("KR309", text) == []


def test_calls_that_get_the_same_arrays_are_one_fault():
    text = """
import numpy as np, keras
x, y = np.loadtxt("x").reshape(200, 8), np.loadtxt("y").reshape(199, 1)
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(x, y)
model.evaluate(x, y)
model.evaluate(x[:50], y[:49])
"""
    settings = Settings(selection=Selection.default().layer(("KR309",)))
    found = [one for one in check_source(text, "program.py", settings).findings if one.code == "KR309"]
    assert [one.message.partition(".")[0] for one in found] == [
        "x has 200 samples, but y has 199",
        "x has 50 samples, but y has 49",
    ]
    assert [place.message for place in found[0].related][:1] == ["evaluate gets such data too"]


@pytest.mark.parametrize(
    ("declared", "data", "count"),
    [
        ("(28, 28)", "(60, 28, 28)", 0),
        ("(28, 28, 1)", "(60, 28, 28)", 0),
        ("(28, 28)", "(60, 28, 28, 1)", 0),
        ("(28, 28, 3)", "(60, 28, 28)", 1),
        ("(60, 28, 28)", "(60, 28, 28)", 1),
        ("(None, 28)", "(60, 99, 28)", 0),
        ("(28, 27)", "(60, 28, 28)", 1),
        ("(784,)", "(60, 28, 28)", 1),
        ("(n, 28)", "(60, 28, 28)", 0),
        ("(28, 28)", "(60, n, 28)", 0),
    ],
)
@pytest.mark.parametrize("functional", [True, False])
def test_shape_of_data(declared, data, count, functional):
    made = (
        "i = keras.Input(SHAPE); model = keras.Model(i, L.Dense(2)(L.Flatten()(i)))"
        if functional
        else "model = keras.Sequential([keras.Input(SHAPE), L.Flatten(), L.Dense(2)])"
    ).replace("SHAPE", declared)
    text = f"""
import keras, numpy as np
from keras import layers as L
n = int(input())
{made}
model.compile("adam", "mse")
model.fit(np.zeros({data}), np.zeros((60, 2)))
"""
    assert said("KR309", text) == [("KR309", E)] * count


def test_a_sequential_model_asks_its_layers_alone():
    text = """
import keras, numpy as np
from keras import layers as L
model = keras.Sequential([keras.Input((28, 28, 1)), L.Conv2D(4, 3), %s L.Dense(2)])
model.compile("adam", "mse")
model.fit(np.zeros((60, 32, 32, 1)), np.zeros((60, 2)))
"""
    assert said("KR309", text % "L.GlobalMaxPooling2D(),") == []
    assert said("KR309", text % "L.Flatten(),") == [("KR309", E)]


def test_the_first_axis_must_be_that_of_samples():
    text = """
import keras, tensorflow as tf
model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(1)])
model.compile("adam", "mse")
data = tf.data.Dataset.from_tensor_slices((tf.zeros((90, %s)), tf.zeros((90, 1))))
model.fit(data%s)
"""
    assert said("KR309", text % ("4", ".batch(3)")) == [("KR309", E)]
    assert said("KR309", text % ("5", ".batch(3)")) == []
    assert said("KR309", text % ("4", "")) == []


OWN_MODEL = """
import keras, numpy as np
from keras import layers as L
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.first, self.last = L.Conv2D(4, 3), L.Dense(2)
    def call(self, x):
        return self.last(L.Flatten()({first}))
model = Net()
model.compile("adam", "mse")
model.fit(np.zeros({data}), np.zeros((8, 2)), verbose=0)
"""
LOOP = """
import keras, numpy as np, tensorflow as tf
from keras import layers as L
model = keras.Sequential([keras.Input(({units},)), L.Dense(2)])
loss, optimizer = keras.losses.MeanSquaredError(), keras.optimizers.Adam()
for x, y in tf.data.Dataset.from_tensor_slices((np.zeros({data}), np.zeros((8, 2)))).batch(4):
    with tf.GradientTape() as tape:
        value = loss(y, model(x))
    optimizer.apply(tape.gradient(value, model.trainable_variables), model.trainable_variables)
"""
CALLS = [
    (OWN_MODEL.format(first="self.first(x)", data="(8, 9, 9, 1)"), 0),
    (OWN_MODEL.format(first="self.first(x)", data="(8, 9, 9)"), 1),
    (OWN_MODEL.format(first="self.first(x[..., None])", data="(8, 9, 9)"), 0),
    (OWN_MODEL.format(first="self.first(x)", data="(8, 9, 9, 1)") + "model.predict(np.zeros((8, 9, 9, 3)))", 1),
    (LOOP.format(units=5, data="(8, 5)"), 0),
    (LOOP.format(units=6, data="(8, 5)"), 1),
    (LOOP.format(units=25, data="(8, 5, 5)"), 1),
]
"""Models of the program's own and loops, with the number of calls that Keras refuses."""


@pytest.mark.parametrize(("text", "count"), CALLS)
def test_models_and_loops_of_the_programs_own(text, count):
    assert said("KR309", text) == [("KR309", E)] * count
    assert said("KR402", text) == []


@pytest.mark.parametrize(("text", "count"), CALLS)
def test_what_keras_says_of_models_and_loops_of_the_programs_own(keras, text, count):
    with pytest.raises(ValueError, match=r"[Ii]nput") if count else contextlib.nullcontext():
        exec(text, {})


# ---- KR601 – KR604 ----


@pytest.mark.parametrize(
    ("rate", "severities"),
    [(0.5, []), (0.79, []), (0.8, [W]), (0.9, [W]), (1.0, [E]), (1, [E]), (30, [E]), (-0.1, [E]), (Unknown("?"), [])],
)
def test_dropout_rate(rate, severities):
    graph = Graph()
    graph.model(graph.chain(graph.input(9), dense(8, "relu"), ("Dropout", {"rate": rate}), dense(2)))
    assert graph.found("KR601") == [("KR601", severity) for severity in severities]


@pytest.mark.parametrize(
    ("width", "rate", "severity"), [(255, 0.8, W), (256, 0.8, INFO), (4096, 0.89, INFO), (4096, 0.9, W), (4096, 1.0, E)]
)
def test_dropout_of_many_features(width, rate, severity):
    graph = Graph()
    graph.model(graph.chain(graph.input(9), dense(width, "relu"), ("Dropout", {"rate": rate}), dense(2)))
    assert graph.found("KR601") == [("KR601", severity)]


def test_dropout_behind_the_output_can_be_taken_out():
    graph = Graph()
    end = graph.chain(graph.input(9), dense(2, "softmax"))
    dropped = graph.chain(end, ("Dropout", {"rate": 0.3}))
    graph.model(dropped)
    head = graph.head(end, after=(dropped.node,))
    graph.train(head, graph.loss("categorical_crossentropy"))
    (finding,) = graph.findings("KR601")
    assert finding.severity.value == E
    assert isinstance(finding.fix.edits[0], RemoveLayer)


def test_a_useless_bias_can_be_left_out():
    graph = Graph()
    graph.model(graph.chain(graph.input(9), dense(8), "BatchNormalization", "ReLU", dense(2)))
    (finding,) = graph.findings("KR602")
    assert isinstance(finding.fix.edits[0], SetArgument)
    without = Graph()
    without.model(without.chain(without.input(9), dense(8, use_bias=False), "BatchNormalization", dense(2)))
    assert without.found("KR602") == []


@pytest.mark.parametrize(
    ("format", "axis", "count"),
    [
        (None, -1, 1), (None, 3, 1), (None, 1, 0), ("channels_last", -1, 1), ("channels_first", 1, 1),
        ("channels_first", -1, 0), ("channels_first", 3, 0), (Unknown("the format"), -1, 0),
    ],
)  # fmt: skip
def test_a_bias_for_each_channel_is_subtracted_along_the_channels_alone(format, axis, count):
    graph = Graph()
    normalized = ("BatchNormalization", {"axis": axis})
    last = graph.chain(graph.input(8, 8, 8), conv(8, data_format=format), normalized, "ReLU", "Flatten", dense(2))
    graph.model(last)
    assert len(graph.found("KR602")) == count


def test_logits_may_be_normalised():
    graph = Graph()
    end = graph.chain(graph.input(9), dense(2, "softmax"), "BatchNormalization")
    model = graph.model(end)
    head = Unknown("what normalises is no head")
    graph.train(head, graph.loss("categorical_crossentropy", from_logits=True), model=model)
    assert graph.found("KR604") == []
    graph.train(head, graph.loss("categorical_crossentropy"), model=model)
    assert graph.found("KR604") == [("KR604", W)]


# ---- reading ----


def test_a_part_of_a_list_of_unknown_length_is_a_list():
    text = """
import keras, numpy as np, os
images = []
for name in os.listdir("."):
    images.append(np.zeros((8, 8, 3)))
model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten(), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(np.asarray(images[: len(images) // 2]), np.asarray([1.0, 2.0]))
"""
    assert said("KR309", text) == []


def test_a_name_of_a_function_is_not_the_model_of_another_one():
    text = """
import keras
import zoo

def first():
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model

def second():
    classifier = zoo.load()
    classifier.fit(["a", "b"], [1, 0])

first()
second()
"""
    assert said("KR312", text) == []
