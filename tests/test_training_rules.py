"""KR207 to KR216 and KR501 to KR513 on programs as text: severities, places and who speaks of one fault."""

from __future__ import annotations

import textwrap

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.model.edits import SetArgument
from kerasrules.model.findings import Finding

HEAD = """
import numpy as np
import tensorflow as tf
import keras
from keras import layers

x, y = np.load("x_std.npy"), np.load("y.npy")


def net(*last, inputs=8):
    return keras.Sequential([keras.Input((inputs,)), layers.Dense(16, activation="relu"), *last])

"""


def findings(text: str, **settings: str) -> list[Finding]:
    selection = Selection.default().layer(["ALL"], ())
    result = check_source(HEAD + textwrap.dedent(text), "model.py", Settings(selection=selection, **settings))
    assert not result.notices
    return list(result.findings)


def found(text: str, **settings: str) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity.value) for finding in findings(text, **settings)]


# ---- heads and labels ----------------------------------------------------------------------------------------------

DIGITS = "(x, y), _ = keras.datasets.mnist.load_data()\nx = x.reshape(-1, 784) / 255.0\n"


@pytest.mark.parametrize(
    ("head", "loss", "labels", "expected"),
    [
        ('layers.Dense(9, activation="softmax")', "sparse_categorical_crossentropy", "y", [("KR207", "error")]),
        ('layers.Dense(11, activation="softmax")', "sparse_categorical_crossentropy", "y", [("KR207", "info")]),
        ('layers.Dense(10, activation="softmax")', "sparse_categorical_crossentropy", "y", []),
        # one fault, one voice
        ('layers.Dense(1, activation="sigmoid")', "sparse_categorical_crossentropy", "y", [("KR201", "error")]),
        ('layers.Dense(1, activation="softmax")', "sparse_categorical_crossentropy", "y", [("KR202", "error")]),
        ('layers.Dense(9, activation="softmax")', "categorical_crossentropy", "y", [("KR206", "error")]),
        ('layers.Dense(1, activation="sigmoid")', "binary_crossentropy", "y", [("KR215", "error")]),
        ('layers.Dense(1, activation="sigmoid")', "mse", "y", [("KR208", "warning")]),
        ('layers.Dense(10, activation="softmax")', "mse", "y", [("KR213", "error")]),
        ("layers.Dense(1)", "mse", "y", [("KR212", "warning")]),
        ("layers.Dense(1)", "poisson", "y", [("KR210", "error")]),
        ('layers.Dense(1, activation="relu")', "poisson", "y", []),
        ("layers.Dense(1)", "hinge", "y", [("KR216", "warning")]),
        ('layers.Dense(10, activation="softmax")', "mse", "keras.utils.to_categorical(y, 10)", [("KR212", "info")]),
        ("layers.Dense(10)", "mse", "keras.utils.to_categorical(y, 10)", [("KR212", "warning")]),
        ("layers.Dense(9)", "mse", "keras.utils.to_categorical(y, 10)", [("KR213", "error")]),
    ],
)
def test_one_fault_one_finding(head, loss, labels, expected):
    text = f'{DIGITS}model = net({head}, inputs=784)\nmodel.compile("adam", "{loss}")\nmodel.fit(x, {labels})\n'
    assert found(text) == expected


def test_least_squares_classification_is_information():
    text = """
    from sklearn.datasets import load_breast_cancer
    from sklearn.preprocessing import scale
    x, y = load_breast_cancer(return_X_y=True)
    model = keras.Sequential([keras.Input((30,)), layers.Dense(1)])
    model.compile("adam", "mse")
    model.fit(scale(x), y)
    """
    assert found(text) == [("KR212", "info")]


def test_random_numbers_stand_for_any_target():
    text = """
    model = net(layers.Dense(1, activation="sigmoid"))
    model.compile("adam", "mse")
    model.fit(x, np.random.normal(size=(64, 1)))
    """
    assert found(text) == []


def test_labels_may_be_noised():
    text = """
    model = net(layers.Dense(1, activation="sigmoid"))
    model.compile("adam", "binary_crossentropy")
    model.fit(x, np.ones((64, 1)) + 0.05 * np.random.uniform(size=(64, 1)))
    """
    assert found(text) == []


def test_a_rate_of_a_model_of_one_layer():
    text = """
    model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
    model.compile(keras.optimizers.Adam({rate}), "mse")
    model.fit(x, y)
    """
    assert found(text.format(rate=0.5)) == found(text.format(rate=5.0)) == []


@pytest.mark.parametrize(
    ("optimizer", "expected"),
    [
        ("Adam(1.0)", ["error"]),
        ("Adam(0.1)", ["warning"]),
        ("Adam(0.09)", []),
        ("SGD(1.0)", ["warning"]),
        ("SGD(0.5)", []),
        ("SGD(1e-6)", []),
        ("SGD(0.0)", ["warning"]),
        ("Adadelta(1.0)", []),
        ("Adagrad(0.5)", []),
        ("Adam(x.std())", []),
        ("SGD(keras.optimizers.schedules.PolynomialDecay(0.0, 100, 1e-3))", []),
    ],
)
def test_rates(optimizer, expected):
    text = f'model = net(layers.Dense(1))\nmodel.compile(keras.optimizers.{optimizer}, "mse")\nmodel.fit(x, y)\n'
    assert found(text) == [("KR501", severity) for severity in expected]


def test_a_rate_is_edited_where_it_is_written():
    text = 'model = net(layers.Dense(1))\nmodel.compile(keras.optimizers.Adam(0.5), "mse")\nmodel.fit(x, y)\n'
    (finding,) = findings(text)
    assert finding.fix is not None
    assert finding.fix.edits == (SetArgument(finding.location, "learning_rate", "0.001"),)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ('layers.Dense(8, activation="relu", kernel_initializer="zeros")', ["error"]),
        ('layers.Dense(8, activation="relu", kernel_initializer="zero")', ["error"]),
        ('layers.Dense(8, activation="relu", kernel_initializer="zeros", bias_initializer="ones")', ["warning"]),
        ('layers.Dense(8, activation="tanh", kernel_initializer="zeros")', ["warning"]),
        ('layers.Dense(8, activation="relu", kernel_initializer="ones")', ["warning"]),
        ('layers.Dense(1, activation="relu", kernel_initializer="ones")', []),
        ('layers.Dense(8, activation="relu", kernel_initializer="ones", trainable=False)', []),
        ('layers.Dense(8, activation="relu", kernel_initializer=keras.initializers.RandomNormal())', []),
        ('layers.Dense(8, activation="relu", kernel_initializer=keras.initializers.Constant(x))', []),
        ('layers.Dense(8, activation="softmax", kernel_initializer="zeros")', ["warning"]),
    ],
)
def test_constant_kernels(layer, expected):
    severities = [s for code, s in found(f"model = net({layer}, layers.Dense(4))\n") if code == "KR502"]
    assert severities == expected


def test_a_change_before_the_first_training_is_information():
    text = """
    last = layers.Dense(1)
    model = net(last)
    model.compile("adam", "mse")
    last.trainable = False
    model.fit(x, y)
    """
    assert found(text) == [("KR503", "info")]


def test_removed_names_by_version_and_spelling():
    text = "from keras.preprocessing.text import Tokenizer\nfrom keras.layers.core import Dense\n"
    assert found(text) == [("KR505", "warning"), ("KR505", "warning")]
    assert found(text, keras_version="2") == [("KR505", "warning")]
    assert found("from tensorflow.keras.preprocessing.text import Tokenizer\n") == [("KR505", "info")]
    assert found("from tensorflow.python.keras.layers import Dense\n") == [("KR505", "info")]


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        ("layers.Dense(3, init='normal')\nlayers.Dropout(p=0.5)\n", ["warning"]),
        ("from keras.layers.core import Dense\nlayers.Dense(3, init='normal')\n", ["warning"]),
        (
            "layers.Dense(3, init='normal')\nlayers.Conv2D(8, 3, 3, dim_ordering='th')(keras.Input((3, 64, 64)))",
            ["warning"],
        ),
    ],
)
def test_a_program_for_keras_1_has_one_finding(text, severities):
    assert found(text) == [("KR505", severity) for severity in severities]


def test_a_name_is_reported_at_its_import_alone():
    text = "from keras.utils import np_utils\na = np_utils.to_categorical(y)\nb = np_utils.to_categorical(y)\n"
    assert found(text) == [("KR505", "warning")]


def test_the_same_batch_size_twice_does_no_harm():
    text = """
    data = tf.data.Dataset.from_tensor_slices((x, y)).batch(32)
    model = net(layers.Dense(1))
    model.compile("adam", "mse")
    model.fit(data, batch_size=32)
    """
    assert found(text) == []


def test_rounding_for_display():
    text = """
    model = net(layers.Dense(4, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x, y)
    print(model.predict(x).round(2), np.round(model.predict(x), 2), np.round(model.predict(x), decimals=3))
    """
    assert found(text) == []


@pytest.mark.parametrize(
    ("metric", "severity"),
    [
        ("keras.metrics.BinaryAccuracy()", "warning"),
        ('"accuracy"', "info"),
        ("keras.metrics.Precision()", "warning"),
    ],
)
def test_metrics_of_logits(metric, severity):
    text = f"""
    model = net(layers.Dense(1))
    model.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True), metrics=[{metric}])
    model.fit(x, y)
    """
    assert found(text) == [("KR209", severity)]


# ---- callbacks -----------------------------------------------------------------------------------------------------


def patient(fits: str, **options: object) -> str:
    given = ", ".join(f"{name}={value}" for name, value in options.items())
    return f"""
        model = net(layers.Dense(1))
        model.compile("adam", "mse")
        stop = keras.callbacks.EarlyStopping({given})
        {fits}
    """


FIT = "model.fit(x, y, validation_split=0.2, callbacks=[stop]{})"


@pytest.mark.parametrize(
    ("call", "options", "seen"),
    [
        (", epochs=10", {"patience": 10}, 10),
        (", epochs=10", {"patience": 9}, None),
        (", epochs=10, initial_epoch=4", {"patience": 6}, 6),
        (", epochs=10, initial_epoch=4", {"patience": 5}, None),
        (", epochs=10, initial_epoch=4", {"patience": 5, "start_from_epoch": 7}, 3),
        (", epochs=10, initial_epoch=9", {"patience": 5}, None),
        (", epochs=10", {}, None),
        (", epochs=1", {"patience": 5}, None),
        ("", {"patience": 5}, None),
        (", epochs=int(input())", {"patience": 50}, None),
        (", epochs=10, initial_epoch=int(input())", {"patience": 50}, None),
        (", epochs=10", {"patience": 50, "start_from_epoch": "int(input())"}, None),
        (", epochs=10", {"patience": 50, "restore_best_weights": True}, None),
        (", epochs=10", {"patience": 50, "restore_best_weights": "bool(input())"}, None),
    ],
)
def test_patience_against_epochs(call, options, seen):
    spoken = findings(patient(FIT.format(call), **options))
    assert [(one.code, f"sees only {seen}," in one.message) for one in spoken] == [("KR513", True)] * (seen is not None)


def test_keras_2_never_restores_weights_without_stopping():
    text = patient(FIT.format(", epochs=10"), patience=50, restore_best_weights=True)
    (spoken,) = findings(text, keras_version="2")
    assert "never restores the best weights" in spoken.message
    assert found(text, keras_version="3") == []
    at_the_last = patient(FIT.format(", epochs=10"), patience=10, restore_best_weights=True, baseline=0.1)
    assert found(at_the_last, keras_version="2") == []


def test_a_callback_that_can_stop_one_of_its_calls_is_left_alone():
    short, long = FIT.format(", epochs=5"), FIT.format(", epochs=50")
    assert found(patient(f"{short}; {long}", patience=9)) == []
    (spoken,) = findings(patient(f"{short}; {short.replace('5', '7')}", patience=9))
    assert "sees only 7," in spoken.message


def test_a_monitor_is_held_against_what_validation_reports():
    spoken = next(
        one
        for one in findings(
            'model = net(layers.Dense(1))\nmodel.compile("adam", "mse", metrics=["accuracy"])\n'
            'model.fit(x, y, validation_split=0.2, callbacks=[keras.callbacks.ReduceLROnPlateau(monitor="val_acc")])'
        )
        if one.code == "KR507"
    )
    assert "only loss, accuracy, val_loss and val_accuracy" in spoken.message


@pytest.mark.parametrize(
    ("rate", "words"),
    [("", "0.001, the default since Keras 2.4 (1.0 before),"), ("0.0005", "0.0005")],
)
def test_adadelta_with_a_small_rate(rate, words):
    (spoken,) = findings(
        f'model = net(layers.Dense(1))\nmodel.compile(keras.optimizers.Adadelta({rate}), "mse")\nmodel.fit(x, y)'
    )
    assert f"Adadelta with a learning rate of {words} learns" in spoken.message


def test_an_initializer_that_is_an_argument():
    text = """
    def block(x, initializer):
        return layers.Dense(8, activation="relu", kernel_initializer=initializer)(x)

    i = keras.Input((8,))
    model = keras.Model(i, layers.Dense(1)(block(i, "ones")))
    """
    assert [code for code, _ in found(text)] == ["KR502"]
    other = '    other = keras.Model(i, layers.Dense(1)(block(i, "glorot_uniform")))'
    assert found(text.rstrip() + "\n" + other) == []


def test_a_function_that_decodes_for_several_models():
    text = """
    def show(model):
        print(model.predict_classes(x))

    one = net(layers.Dense(1, activation="sigmoid"))
    one.compile("adam", "binary_crossentropy")
    many = net(layers.Dense(3, activation="softmax"))
    many.compile("adam", "sparse_categorical_crossentropy")
    show(one)
    show(many)
    """
    (spoken,) = findings(text)
    assert spoken.help == (
        'use (model.predict(x) > 0.5).astype("int32") or model.predict(x).argmax(axis=-1), as the model\'s output layer'
        " asks"
    )


@pytest.mark.parametrize(
    ("last", "y", "codes"),
    [
        ("layers.Dense(1)", "y", ["KR501"]),
        ("layers.Dense(1), layers.Lambda(lambda x: x * 400)", "y", []),
        ("layers.Dense(1)", "np.random.randint(0, 900, (100, 1))", []),
    ],
)
def test_a_tiny_rate_of_sgd_on_large_numbers(last, y, codes):
    text = f'model = net({last})\nmodel.compile(keras.optimizers.SGD(1e-7), "mae")\nmodel.fit(x, {y}, epochs=200)'
    assert [code for code, _ in found(text) if code == "KR501"] == codes
