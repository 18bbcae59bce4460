"""Gradients that reach no weights: what the interpreter is sure of, and where it is silent."""

from __future__ import annotations

import pytest
from reading import program

BEGIN = """
model = Sequential([Input((4,)), Dense(8, activation="relu"), Dense(1)])
other = Sequential([Input((4,)), Dense(1)])
loss_fn = keras.losses.MeanSquaredError()
optimizer = keras.optimizers.Adam()
x = tf.random.normal((32, 4))
y = tf.random.normal((32, 1))
"""


def lost(text: str) -> list[tuple[str, str | None]]:
    return [(one.why, one.step) for one in program(BEGIN + text).lost_gradients]


def step(loss: str, before: str = "", weights: str = "model.trainable_variables") -> str:
    return f"{before}\nwith tf.GradientTape() as tape:\n    loss = {loss}\ntape.gradient(loss, {weights})\n"


@pytest.mark.parametrize(
    ("loss", "before", "expected"),
    [
        ("loss_fn(y, p)", "p = model(x)", ("unrecorded", None)),
        ("loss_fn(y, other(x))", "", ("unrelated", None)),
        ("loss_fn(y, model.predict(x))", "", ("unrelated", None)),
        ("loss_fn(y, tf.round(model(x)))", "", ("blocked", "round")),
        ("loss_fn(y, tf.cast(tf.argmax(model(x), -1), tf.float32))", "", ("blocked", "argmax")),
        ("loss_fn(y, tf.cast(tf.cast(model(x), tf.int32), tf.float32))", "", ("blocked", "cast")),
        ("loss_fn(y, tf.cast(tf.argmax(model(x), -1), unknown()))", "", ("blocked", "argmax")),
        ("loss_fn(y, model(x).numpy())", "", ("blocked", "numpy")),
        ("loss_fn(y, tf.stop_gradient(model(x)))", "", ("blocked", "stop_gradient")),
        ("loss_fn(y, model(x))", "model.trainable = False", ("frozen", None)),
        ("loss_fn(y, model(x))", "for layer in model.layers:\n    layer.trainable = False", ("frozen", None)),
    ],
)
def test_surely_lost(loss, before, expected):
    assert lost(step(loss, before)) == [expected]


@pytest.mark.parametrize(
    ("loss", "before"),
    [
        ("loss_fn(y, model(x))", ""),
        ("loss_fn(y, model(x))", "p = model(x)"),
        ("loss_fn(y, tf.cast(model(x), unknown()))", ""),
        ("loss_fn(y, model(x))", "model.trainable = False\nmodel.trainable = True"),
        ("loss_fn(y, model(x))", "model.layers[0].trainable = False"),
        ("loss_fn(y, model(x))", "if unknown():\n    model.trainable = False"),
        ("loss_fn(y, model(x) + tf.stop_gradient(tf.round(model(x)) - model(x)))", ""),
        ("loss_fn(y, unknown(x))", ""),
        ("loss_fn(y, other(x)) + unknown()", ""),
        ("loss_fn(y, other(x)) + sum(model.losses)", ""),
        ("loss_fn(y, tf.round(model(x))) + 0.1 * loss_fn(y, model(x))", ""),
        ("loss_fn(tf.stop_gradient(model(x)), model(x))", ""),
    ],
)
def test_may_be_reached(loss, before):
    assert lost(step(loss, before)) == []


@pytest.mark.parametrize("outputs", ["q", "[q]", "(q,)", "[q, q]"])
def test_one_output_is_no_list(outputs):
    picked = "functional(x)[0]" if outputs == "[q, q]" else "functional(x)"
    text = f"i = Input((4,))\nq = Dense(2)(i)\nfunctional = Model([i], {outputs})\n"
    masked = f"tf.reduce_sum({picked} * tf.one_hot(unknown(), 2), axis=1)"
    assert lost(text + step(f"loss_fn(y, {masked})", weights="functional.trainable_variables")) == []


def test_a_tape_that_is_opened_out_of_sight():
    assert (
        lost("tape = begin(tf.GradientTape())\nloss = loss_fn(y, model(x))\ntape.gradient(loss, model.weights)") == []
    )


def test_all_weights_of_a_frozen_model_are_still_there():
    text = step("loss_fn(y, model(x))", "model.trainable = False", "model.weights")
    assert lost(text) == []


def test_gradients_of_inputs_are_no_concern():
    assert lost("with tf.GradientTape() as tape:\n    tape.watch(x)\n    p = model(x)\ntape.gradient(p, x)") == []


def test_minimize():
    assert lost("optimizer.minimize(lambda: loss_fn(y, model(x)), model.trainable_variables)") == []
    p = "p = model(x)\noptimizer.minimize(lambda: loss_fn(y, p), model.trainable_variables)"
    assert lost(p) == [("unrecorded", None)]


TORCH = """
import torch
inputs, targets = torch.randn(8, 4), torch.randn(8, 1)
criterion = torch.nn.MSELoss()
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("criterion(model(inputs), targets).backward()", []),
        ("with torch.no_grad():\n    goal = model(inputs)\ncriterion(model(inputs), goal).backward()", []),
        ("criterion(model(inputs), model(inputs).detach()).backward()", []),
        ("criterion(targets, targets).backward()", []),
        ("with torch.no_grad():\n    p = model(inputs)\ncriterion(p, targets).backward()", [("unrecorded", None)]),
        ("criterion(model(inputs).detach(), targets).backward()", [("blocked", "stop_gradient")]),
        ("criterion(model(inputs).argmax(1), targets).backward()", [("blocked", "argmax")]),
    ],
)
def test_backward(text, expected):
    assert lost(TORCH + text) == expected


def test_a_tape_that_pauses():
    text = """
with tf.GradientTape() as tape:
    with tape.stop_recording():
        p = model(x)
    loss = loss_fn(y, p)
tape.gradient(loss, model.trainable_variables)
"""
    assert lost(text) == [("unrecorded", None)]


def test_no_gradients_at_all():
    assert lost("optimizer.apply_gradients([])") == [("empty", None)]
    assert lost("pairs = []\nfor one in unknown():\n    pairs.append(one)\noptimizer.apply_gradients(pairs)") == []


def test_outputs_that_become_the_weights_of_another_model():
    assert lost(step("loss_fn(y, other(x))", "other.layers[0].kernel = tf.reshape(model(x), (4, 1))")) == []


def test_a_step_that_fit_runs_before_the_model_is_frozen():
    text = """
class Own(keras.Model):
    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss = loss_fn(data[1], model(data[0]))
        tape.gradient(loss, model.trainable_variables)

own = Own()
own.fit(unknown())
model.trainable = False
"""
    assert lost(text) == []


def lost_in_loss(body: str, compiled: str = "own") -> list[tuple[str, str | None] | None]:
    text = f"def own(y_true, y_pred):\n    {body}\nmodel.compile('adam', {compiled})\nmodel.fit(x, y)\n"
    (training,) = program(BEGIN + "from keras import ops\nweights = tf.constant([[2.0]])\n" + text).trainings
    found = [pair.lost_gradient for pair in training.output_losses]
    return [None if one is None else (one.why, one.step) for one in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return ops.mean(ops.abs(y_true - ops.round(y_pred)))", ("blocked", "round")),
        ("return 1 - ops.mean(ops.cast(y_pred > 0.5, 'float32') * y_true)", ("blocked", "compare")),
        ("return keras.losses.binary_crossentropy(y_true, ops.round(y_pred))", ("blocked", "round")),
        ("return ops.mean(y_true)", ("unused", None)),
        ("return ops.mean(weights * ops.round(y_pred))", ("blocked", "round")),
        ("return ops.mean(y_true * ops.round(y_pred)) if y_true.shape else ops.mean(y_true)", ("blocked", "round")),
    ],
)
def test_losses_of_compile_without_a_gradient(body, expected):
    assert lost_in_loss(body) == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "return ops.mean(ops.square(y_true - y_pred))",
        "return ops.mean(ops.round(y_pred) * y_pred)",
        "return unknown(y_true, y_pred)",
        "return ops.mean(ops.round(unknown(y_pred)) + unknown(y_pred))",
        "return keras.losses.binary_crossentropy(ops.round(y_pred), y_pred)",
        "return ops.where(y_pred > 0.5, y_pred, y_true)",
        "return tf.py_function(compute, [y_true, y_pred], tf.float32)",
        "return None",
    ],
)
def test_losses_of_compile_that_may_have_one(body):
    assert lost_in_loss(body) == [None]


def test_what_a_loss_uses_besides_its_arguments():
    text = """
given = Input((4,))
hidden = Dense(3)(given)
made = Model(given, Dense(1)(hidden))

def penalty(term):
    def own(y_true, y_pred):
        return keras.losses.mean_squared_error(y_true, y_pred) + tf.reduce_mean(term)
    return own

made.compile("adam", penalty(TERM))
"""
    for term, count in (("hidden", 1), ("given", 1), ("x", 0), ("unknown()", 0), ("other(x)", 0)):
        assert len(program(BEGIN + text.replace("TERM", term)).refused_calls) == count
