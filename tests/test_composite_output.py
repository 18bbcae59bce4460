"""Outputs that several layers make together: which range of values is told of them, and that Keras' values have it."""

from __future__ import annotations

from typing import Any

import pytest
from reading import head, program

START = """\
import numpy as np
i = Input((6,))
a, b = Dense(3)(i), Dense(3)(i)
s, t = Dense(3, activation="sigmoid")(i), Dense(3, activation="sigmoid")(i)
p, q = Dense(3, activation="softmax")(i), Dense(3, activation="softmax")(i)
e = Flatten()(Embedding(9, 4)(Input((1,))))
"""

OUTPUTS = [
    ("Add()([a, b])", "linear"),
    ("Add()([a, s])", "linear"),
    ("Subtract()([s, a])", "linear"),
    ("Average()([a, b])", "linear"),
    ("Multiply()([a, s])", "linear"),
    ("a + b", "linear"),
    ("a - tf.reduce_mean(a, axis=1, keepdims=True)", "linear"),
    ("tf.reduce_sum(a * s, axis=1, keepdims=True)", "linear"),
    ("2.0 * a", "linear"),
    ("tf.stack([a, b], axis=1)", "linear"),
    ("Concatenate()([a, b])", "linear"),
    ("Concatenate()([s, t])", "sigmoid"),
    ("GlobalAveragePooling1D()(Reshape((3, 1))(a))", "linear"),
    ("Dot(axes=1)([a, b])", "linear"),
    ("Dot(axes=1, normalize=True)([a, b])", "?"),
    ("Add()([s, t])", "?"),
    ("Average()([s, t])", "?"),
    ("Concatenate()([a, s])", "?"),
    ("Concatenate()([p, q])", "?"),
    ("Multiply()([s, t])", "?"),
    ("abs(a)", "?"),
    ("a / b", "linear"),
    ("Flatten()(MultiHeadAttention(2, 3)(Reshape((3, 1))(s), Reshape((3, 1))(s)))", "linear"),
    ("Add()([a, unknown_layer(s)])", "linear"),
    ("Concatenate()([a, unknown_layer(s)])", "?"),
    ("Add()([unknown_layer(a), unknown_layer(s)])", "?"),
]


def text(output: str) -> str:
    return f"{START}m = Model(i, {output})\nm.compile('adam', 'mse')"


@pytest.mark.parametrize(("output", "activation"), OUTPUTS)
def test_range_of_an_output(output: str, activation: str) -> None:
    found = head(program("from somewhere import unknown_layer\n" + text(output)))
    assert found.startswith("?") if activation == "?" else activation in found, found


@pytest.mark.parametrize("output", [one for one, activation in OUTPUTS if activation != "?" and "tf." not in one])
def test_values_have_it(keras: Any, output: str) -> None:
    """Where any number is told, both signs beyond 1 occur with large weights; a sigmoid's stay between 0 and 1."""
    import numpy

    if "unknown" in output:
        pytest.skip("a layer that does not exist")
    names: dict[str, Any] = {}
    exec("from keras.layers import *\nfrom keras import Input, Model\n", names)
    exec(text(output).partition("m.compile")[0], names)
    model, random = names["m"], numpy.random.default_rng(0)
    drawn = []
    for _ in range(5):  # one draw of the biases may lift all values to one side
        model.set_weights([random.normal(0, 9, one.shape) for one in model.get_weights()])
        drawn.append(model.predict(random.normal(0, 1, (200, 6)), verbose=0))
    values = numpy.concatenate(drawn)
    if dict(OUTPUTS)[output] == "linear":
        assert values.min() < -1
        assert values.max() > 1
    else:
        assert values.min() >= 0
        assert values.max() <= 1


OWN_LAYER = """\
class Own(Layer):
    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], 4))
        self.b = self.add_weight("b", (4,))
        self.fixed = self.add_weight(shape=(shape[-1], 4), trainable=False)
    def call(self, x):
        return {}
i = Input((6,))
m = Model(i, Own()(Dense(6, activation="sigmoid")(i)))
m.compile("adam", "mse")
"""


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        ("x @ self.w", "linear 4"),
        ("tf.matmul(x, self.w) + self.b", "linear 4"),
        ("tf.nn.softmax(tf.matmul(x, self.w) + self.b)", "softmax 4"),
        ("tf.einsum('bi,ij->bj', x, self.w)", "linear 4"),
        ("x @ self.fixed", "?"),
        ("tf.abs(x @ self.w)", "?"),
    ],
)
def test_weights_of_the_programs_own(returned: str, expected: str) -> None:
    assert head(program(OWN_LAYER.format(returned))) == expected
