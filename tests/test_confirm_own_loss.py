"""Loss functions of programs, rebuilt from what was read of them: the same numbers as the functions themselves."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from confirm_plans import plan

from kerasrules.confirming.plan.loss_formula import PARAMETERS
from kerasrules.confirming.plan.model_plan import LossPlan, Unbuildable

pytest.importorskip("numpy", reason="confirm needs numpy")

IMPORTS = """
import keras
import numpy as np
import tensorflow as tf
from keras import ops
from tensorflow.keras import backend as K
"""
MODEL = """
inputs = keras.Input((8,))
outputs = keras.layers.Dense(3, activation="sigmoid")(inputs)
model = keras.Model(inputs, outputs)
model.compile("sgd", loss=LOSS)
model.fit(x, y)
"""

LOSSES = {
    "weighted squared error": """
        WEIGHT = 3.0
        def weighted(y_true, y_pred):
            weights = 1.0 + WEIGHT * y_true
            return tf.reduce_mean(weights * tf.square(y_pred - y_true), axis=-1)
        LOSS = weighted
    """,
    "root of the mean squared error": """
        def rmse(y_true, y_pred):
            return ops.sqrt(ops.mean(ops.square(y_pred - y_true), axis=-1))
        LOSS = rmse
    """,
    "dice": """
        def dice(y_true, y_pred, smooth=1.0):
            truth, found = tf.reshape(y_true, [-1]), tf.reshape(y_pred, [-1])
            both = tf.reduce_sum(truth * found)
            return 1 - (2.0 * both + smooth) / (tf.reduce_sum(truth) + tf.reduce_sum(found) + smooth)
        LOSS = dice
    """,
    "focal": """
        def focal(gamma=2.0, alpha=0.25):
            def loss(y_true, y_pred):
                y_true = tf.cast(y_true, y_pred.dtype)
                p = tf.clip_by_value(y_pred, 1e-7, 1 - 1e-7)
                right = y_true * p + (1 - y_true) * (1 - p)
                weight = y_true * alpha + (1 - y_true) * (1 - alpha)
                return tf.reduce_mean(-weight * tf.pow(1 - right, gamma) * tf.math.log(right))
            return loss
        LOSS = focal(gamma=1.5)
    """,
    "a loss of Keras and an absolute error": """
        def combined(y_true, y_pred):
            crossentropy = keras.losses.binary_crossentropy(y_true, y_pred, label_smoothing=0.1)
            return 0.5 * crossentropy + 0.1 * tf.reduce_mean(tf.abs(y_true - y_pred), axis=-1)
        LOSS = combined
    """,
    "a comparison": """
        def pinball(y_true, y_pred):
            error = y_true - y_pred
            return tf.reduce_mean(tf.where(error >= 0.2, 0.9 * error, -0.1 * error), axis=-1)
        LOSS = pinball
    """,
    "weights of classes": """
        def weighted_crossentropy(weights):
            weights = K.variable(weights)
            def loss(y_true, y_pred):
                p = y_pred / K.sum(y_pred, axis=-1, keepdims=True)
                p = K.clip(p, K.epsilon(), 1 - K.epsilon())
                return -K.sum(y_true * K.log(p) * weights, -1)
            return loss
        LOSS = weighted_crossentropy(np.array([0.5, 2.0, 10.0]))
    """,
    "a class": """
        class Own(keras.losses.Loss):
            def __init__(self, factor=2.0):
                super().__init__(name="own")
                self.factor = factor
                self.squared = keras.losses.MeanSquaredError()
            def call(self, y_true, y_pred):
                return self.factor * self.squared(y_true, y_pred) + tf.reduce_sum(y_pred**2, axis=-1)
        LOSS = Own()
    """,
    "losses of tf.nn": """
        def of_logits(y_true, y_pred):
            each = tf.nn.sigmoid_cross_entropy_with_logits(labels=y_true, logits=y_pred)
            return tf.reduce_mean(each * tf.sigmoid(y_pred), axis=-1)
        LOSS = of_logits
    """,
    "some columns": """
        def first_columns(y_true, y_pred):
            rest = tf.reduce_max(tf.abs(y_true[:, 1:] - y_pred[:, 1:]), axis=1, keepdims=True)
            return rest + tf.math.divide_no_nan(y_pred[:, :1], y_true[:, :1])
        LOSS = first_columns
    """,
}


def program(loss: str) -> str:
    return IMPORTS + textwrap.dedent(loss) + MODEL


def own(loss: str) -> LossPlan:
    (found,) = plan(program(loss)).losses
    assert found.formula is not None
    return found


@pytest.mark.parametrize("name", LOSSES)
def test_it_gives_the_numbers_of_the_programs_own_function(name: str) -> None:
    np = pytest.importorskip("numpy")
    pytest.importorskip("tensorflow")
    import keras

    from kerasrules.confirming.run.build import make_loss

    scope: dict[str, Any] = {}
    text = program(LOSSES[name]).partition("\ninputs =")[0]
    exec(compile(text, "<own loss>", "exec"), scope)
    real = keras.Sequential([keras.Input((3,)), keras.layers.Identity()])
    rebuilt = make_loss(own(LOSSES[name]))
    random = np.random.default_rng(3)
    for truth in (random.integers(0, 2, (16, 3)), random.uniform(size=(16, 3))):
        output = random.uniform(0.05, 0.95, (16, 3)).astype("float32")
        real.compile("sgd", loss=scope["LOSS"])
        expected = real.evaluate(output, truth.astype("float32"), batch_size=16, verbose=0)
        assert float(rebuilt(truth.astype("float32"), output)) == pytest.approx(expected, rel=1e-5)


REFUSED = {
    "a function of NumPy": (
        "def loss(y, p):\n    return tf.reduce_mean(np.square(y - p))",
        "the loss is computed inside loss",
    ),
    "an array": (
        "w = np.load('w.npy')\ndef loss(y, p):\n    return tf.reduce_mean(w * tf.abs(y))",
        "a custom loss",
    ),
    "an unknown function": ("def loss(y, p):\n    return tf.reduce_mean(away(y) * p)", "a custom loss"),
    "a product of matrices": (
        "def loss(y, p):\n    return tf.tensordot(y, p, 1)",
        "a custom loss",
    ),
    "numbers of another type": (
        "def loss(y, p):\n    return tf.reduce_mean(tf.cast(y > 0, tf.float64) * p)",
        "a custom loss",
    ),
    "an unknown branch": (
        "def loss(y, p):\n    if flag():\n        return tf.reduce_mean(y * p)\n    return tf.reduce_sum(y - 2 * p)",
        "a custom loss",
    ),
    "weights of samples": (
        "mse = keras.losses.MeanSquaredError()\ndef loss(y, p):\n    return mse(y, p, sample_weight=y)",
        "the loss is computed inside loss",
    ),
    "another reduction": (
        "class Own(keras.losses.Loss):\n"
        "    def __init__(self):\n        super().__init__(reduction='sum')\n"
        "    def call(self, y, p):\n        return tf.abs(y - 2 * p)\nloss = Own()",
        "a custom loss",
    ),
    "nothing of the labels": ("def loss(y, p):\n    return tf.reduce_mean(p)", "a custom loss"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_was_not_read_completely_is_refused_as_before(name: str) -> None:
    text, reason = REFUSED[name]
    with pytest.raises(Unbuildable, match=reason):
        plan(program("import numpy as np\nfrom elsewhere import away, flag\n" + text + "\nLOSS = loss\n"))


MAPS = """
import numpy as np
x, y = np.zeros((8, 4, 4, 3)), np.zeros(LABELS)
model = keras.Sequential([keras.Input((4, 4, 3)), keras.layers.Conv2D(1, 1, activation="sigmoid")])
model.compile("sgd", loss=LOSS)
model.fit(x, y)
"""
OF_ROWS = """
def loss(y_true, y_pred):
    return 1 - tf.reduce_sum(y_true * y_pred, axis=-1)
LOSS = loss
"""


@pytest.mark.parametrize(("labels", "squeezes"), [("(8, 4, 4, 1)", False), ("(8, 4, 4)", True)])
def test_axes_are_those_of_the_programs_labels(labels: str, squeezes: bool) -> None:
    np = pytest.importorskip("numpy")
    pytest.importorskip("tensorflow")
    from kerasrules.confirming.run.build import make_loss

    (found,) = plan(IMPORTS + OF_ROWS + MAPS.replace("LABELS", labels)).losses
    assert found.formula is not None
    assert found.formula.squeezes is squeezes
    random = np.random.default_rng(5)
    truth, output = random.uniform(size=(8, 4, 4)), random.uniform(size=(8, 4, 4, 1))
    products = truth * output[..., 0]
    expected = np.mean(1 - (np.sum(products, axis=2) if squeezes else products))
    assert float(make_loss(found)(truth, output)) == pytest.approx(expected, rel=1e-5)


def test_axes_of_unknown_labels_are_not_guessed() -> None:
    with pytest.raises(Unbuildable, match="a custom loss"):
        plan(IMPORTS + OF_ROWS + MAPS.replace("np.zeros(LABELS)", "read()"))


def test_which_targets_it_takes() -> None:
    assert (own(LOSSES["dice"]).name, own(LOSSES["dice"]).words) == ("binary_crossentropy", "dice")
    assert own(LOSSES["a loss of Keras and an absolute error"]).name == "binary_crossentropy"
    assert own(LOSSES["losses of tf.nn"]).from_logits


def test_a_note_says_that_it_was_rebuilt() -> None:
    assert "the loss dice was rebuilt from the operations that were read of it" in plan(program(LOSSES["dice"])).notes


def test_every_function_that_a_formula_may_have_can_be_made() -> None:
    pytest.importorskip("tensorflow")
    from kerasrules.confirming.run.keras_ops import functions

    assert set(PARAMETERS) <= set(functions())
