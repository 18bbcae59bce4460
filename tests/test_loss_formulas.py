"""Losses that a program computes itself: which loss of Keras they are, compared with what Keras computes."""

from __future__ import annotations

from typing import Any

import pytest
import reading

PROGRAM = """
import keras
from keras import ops
import tensorflow as tf
{function}
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation={activation!r})])
model.compile("adam", {loss})
model.fit(nowhere.x, nowhere.y)
"""
MSE, MAE = "mean_squared_error", "mean_absolute_error"
CATEGORICAL, BINARY = "categorical_crossentropy", "binary_crossentropy"

FORMULAS = [
    ("ops.mean(ops.square(y - p))", MSE),
    ("ops.mean(ops.square(p - y), axis=-1)", MSE),
    ("ops.mean((y - p) ** 2)", MSE),
    ("ops.sum(ops.power(y - p, 2), axis=-1) / 2", MSE),
    ("0.5 * ops.mean((p - y) * (p - y))", MSE),
    ("ops.sqrt(ops.mean(ops.square(ops.cast(y, 'float32') - p)))", MSE),
    ("ops.mean(ops.abs(y - p))", MAE),
    ("-ops.mean(-ops.abs(y - p))", MAE),
    ("-ops.mean(ops.sum(y * ops.log(p), axis=-1))", CATEGORICAL),
    ("-ops.sum(ops.log(p + 1e-8) * y)", CATEGORICAL),
    ("ops.mean(-1.0 * (y * ops.log(ops.clip(p, 1e-7, 1 - 1e-7))))", CATEGORICAL),
    ("-ops.mean(y * ops.log(p) + (1 - y) * ops.log(1 - p))", BINARY),
    ("ops.mean(-(y * ops.log(p + 1e-7)) - (1.0 - y) * ops.log(1.0 - p + 1e-7))", BINARY),
]
BESIDE = """
code = keras.layers.Dense(2)(keras.Input((5,)))
def divergence(): return -0.5 * ops.mean(1 + code - ops.exp(code))
"""
OTHERS = [
    "ops.mean(y * p)",
    "ops.mean(ops.square(1.0 - p))",
    "ops.mean(ops.square(y - p)) - ops.mean(ops.abs(y - p))",
    "-ops.mean(ops.square(y - p))",
    "ops.mean(y * ops.log(p))",
    "-ops.mean(nowhere.weights * ops.log(p))",
    "ops.mean(ops.square(y - p) / ops.square(y))",
    "ops.mean(ops.log(p) - y * ops.log(p))",
    "1 - 2 * ops.sum(y * p) / (ops.sum(y) + ops.sum(p))",
    "ops.mean(p)",
]


def recovered(formula: str, activation: str, loss: str = "own") -> Any:
    """The loss of a model that is trained with this formula."""
    function = f"def own(y, p):\n    return {formula}"
    text = PROGRAM.format(function=function, activation=activation, loss=loss)
    return reading.training(reading.program(text, header="")).output_losses[0]


@pytest.mark.parametrize(("formula", "name"), FORMULAS, ids=[formula for formula, _ in FORMULAS])
def test_formulas(formula: str, name: str) -> None:
    activation = {CATEGORICAL: "softmax", BINARY: "sigmoid"}.get(name, "linear")
    found = recovered(formula, activation)
    assert (found.loss.name, found.loss.via) == (name, "own")
    assert found.direct is (name in (MSE, MAE) and "cast" not in formula)


@pytest.mark.parametrize("formula", OTHERS)
def test_other_formulas_are_no_loss_of_keras(formula: str) -> None:
    for activation in ("linear", "softmax", "sigmoid"):
        assert recovered(formula, activation).loss.reason == "a custom loss"


@pytest.mark.parametrize(("formula", "name"), [one for one in FORMULAS if one[1] in (CATEGORICAL, BINARY)])
def test_cross_entropies_are_those_of_keras_after_their_activation_only(formula: str, name: str) -> None:
    """Keras normalizes and clips what a formula takes as it comes."""
    for activation in {"linear", "sigmoid", "softmax"} - {"softmax" if name == CATEGORICAL else "sigmoid"}:
        assert recovered(formula, activation).loss.reason == "a custom loss"


def test_lambdas_and_loss_classes() -> None:
    assert recovered("0", "linear", "lambda y, p: ops.mean(ops.abs(y - p))").loss.name == MAE
    text = """
class Own(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return ops.mean(ops.square(y_true - y_pred), axis=-1)
"""
    found = reading.training(
        reading.program(PROGRAM.format(function=text, activation="linear", loss="Own()"), header="")
    ).output_losses[0]
    assert (found.loss.name, found.loss.via) == (MSE, "Own")


@pytest.mark.parametrize(("formula", "name"), FORMULAS, ids=[formula for formula, _ in FORMULAS])
def test_formulas_compute_what_keras_computes(formula: str, name: str) -> None:
    """Up to a factor, and for a root up to the root: more for one prediction is more for the other."""
    np = pytest.importorskip("numpy")
    keras = pytest.importorskip("keras", minversion="3")
    own = eval(f"lambda y, p: {formula}", {"ops": keras.ops})
    of_keras = getattr(keras.losses, name)
    random = np.random.default_rng(0)
    ratios = []
    for _ in range(4):
        y = np.eye(3, dtype="float32")[random.integers(0, 3, 16)]
        p = random.uniform(0.05, 1.0, (16, 3)).astype("float32")
        p = p / p.sum(axis=1, keepdims=True)
        mine = float(np.mean(keras.ops.convert_to_numpy(own(y, p))))
        theirs = float(np.mean(keras.ops.convert_to_numpy(of_keras(y, p))))
        ratios.append((mine**2 if "sqrt" in formula else mine) / theirs)
    assert ratios == pytest.approx([ratios[0]] * 4, rel=1e-3)
    assert ratios[0] > 0


@pytest.mark.parametrize(
    ("function", "name"),
    [
        ("sigmoid_cross_entropy_with_logits", BINARY),
        ("softmax_cross_entropy_with_logits", CATEGORICAL),
        ("sparse_softmax_cross_entropy_with_logits", "sparse_categorical_crossentropy"),
    ],
)
def test_functions_of_tensorflow_are_losses_of_logits(function: str, name: str) -> None:
    found = recovered("0", "linear", f"tf.nn.{function}")
    assert (found.loss.name, found.loss.from_logits) == (name, True)


def test_what_keras_computes_with_a_function_of_tensorflow() -> None:
    np = pytest.importorskip("numpy")
    tf = pytest.importorskip("tensorflow")
    random = np.random.default_rng(1)
    y, logits = random.integers(0, 2, (16, 1)).astype("float32"), random.normal(size=(16, 1)).astype("float32")
    theirs = tf.keras.losses.BinaryCrossentropy(from_logits=True)(y, logits)
    mine = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, logits))
    assert float(mine) == pytest.approx(float(theirs), rel=1e-5)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("ops.mean(ops.square(y - p)) + divergence()", MSE),
        ("ops.mean(1000 * ops.mean(ops.square(y - p)) + divergence() + 3)", MSE),
        ("divergence()", "?"),
        ("ops.mean(ops.square(y - p)) + divergence() * ops.mean(y)", "?"),
        ("ops.mean(ops.square(y - p)) + ops.mean(keras.layers.Dense(2)(p))", "?"),
        ("ops.mean(ops.square(y - p)) + nowhere.penalty(code)", "?"),
    ],
)
def test_terms_that_do_not_depend_on_the_prediction(formula: str, expected: str) -> None:
    function = f"{BESIDE}\ndef own(y, p):\n    return {formula}"
    found = reading.program(PROGRAM.format(function=function, activation=None, loss="own"), header="")
    assert reading.loss(found) == (expected if expected == "?" else f"{expected} via own")


def test_a_training_step_that_calls_the_loss_of_compile() -> None:
    text = """
class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.net = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.loss(y, self.net(x))
        self.optimizer.apply_gradients(
            zip(tape.gradient(loss, self.net.trainable_weights), self.net.trainable_weights)
        )
        return {"loss": loss}
m = Own()
m.compile("adam", loss=keras.losses.MeanAbsoluteError())
m.fit(nowhere.x, nowhere.y)
"""
    assert f"linear 3: {MAE}" in reading.pairs(reading.program("import keras" + text))
