"""Layers of programs with weights of their own, rebuilt from what was read of them: the programs' networks."""

from __future__ import annotations

import itertools
import pickle
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest
from confirm_plans import layers, plan
from reading import program

from kerasrules.confirming.plan.as_program import as_program
from kerasrules.confirming.plan.model_plan import Unbuildable
from kerasrules.model.data import ArrayInfo
from kerasrules.model.training import KerasObject

pytest.importorskip("numpy", reason="confirm needs numpy")

IMPORTS = """
import keras
import tensorflow as tf
from keras import layers, ops
from tensorflow.keras import backend as K
"""
COMPILED = """
model.compile("sgd", "mse")
model.fit(x, y)
"""

PROGRAMS = {
    "a dense layer": """
        class OwnDense(layers.Layer):
            def __init__(self, units, kernel_initializer="he_normal", **kwargs):
                super().__init__(**kwargs)
                self.units = units
                self.kernel_initializer = keras.initializers.get(kernel_initializer)
            def build(self, input_shape):
                self.kernel = self.add_weight(
                    name="kernel", shape=(input_shape[-1], self.units), initializer=self.kernel_initializer
                )
                self.bias = self.add_weight(name="bias", shape=(self.units,), initializer="zeros", trainable=True)
                self.built = True
            def call(self, inputs):
                return tf.nn.relu(tf.matmul(inputs, self.kernel) + self.bias)
        model = keras.Sequential([keras.Input((8,)), OwnDense(5), OwnDense(3, "glorot_normal"), layers.Dense(1)])
    """,
    "attention over steps": """
        class Attention(layers.Layer):
            def build(self, input_shape):
                self.W = self.add_weight(name="W", shape=(input_shape[-1], 6), initializer="normal")
                self.b = self.add_weight(name="b", shape=(6,), initializer="zeros")
                self.u = self.add_weight(name="u", shape=(6,), initializer="glorot_uniform")
                super(Attention, self).build(input_shape)
            def call(self, x):
                uit = K.tanh(K.bias_add(K.dot(x, self.W), self.b))
                ait = K.exp(K.squeeze(K.dot(uit, K.expand_dims(self.u)), axis=-1))
                ait /= K.sum(ait, axis=1, keepdims=True) + K.epsilon()
                return K.sum(x * K.expand_dims(ait), axis=1)
        inputs = keras.Input((7, 4))
        hidden = layers.LSTM(5, return_sequences=True)(inputs)
        model = keras.Model(inputs, layers.Dense(1)(Attention()(hidden)))
    """,
    "layer scale": """
        class LayerScale(layers.Layer):
            def __init__(self, value, dim, **kwargs):
                super().__init__(**kwargs)
                self.value, self.dim = value, dim
            def build(self, _):
                self.gamma = self.add_weight(
                    shape=(self.dim,), initializer=keras.initializers.Constant(self.value), trainable=True
                )
            def call(self, x):
                return x * self.gamma
        inputs = keras.Input((6, 6, 3))
        x = layers.Conv2D(4, 3, padding="same")(inputs)
        x = x + LayerScale(1e-2, 4)(layers.Dense(4)(x))
        model = keras.Model(inputs, layers.Dense(1)(layers.GlobalAveragePooling2D()(x)))
    """,
    "an activation": """
        class OwnPReLU(layers.Layer):
            def __init__(self):
                super().__init__()
                self.alpha = self.add_weight(shape=(), initializer="ones", regularizer="l2")
            def call(self, x):
                return tf.maximum(x, 0.0) - self.alpha * tf.nn.relu(-x)
        model = keras.Sequential([keras.Input((8,)), layers.Dense(6), OwnPReLU(), layers.Dense(1)])
    """,
    "an embedding": """
        class OwnEmbedding(layers.Layer):
            def __init__(self, size, width):
                super().__init__()
                self.table = self.add_weight(shape=(size, width), initializer=keras.initializers.RandomUniform(-1, 1))
            def call(self, ids):
                return tf.gather(self.table, tf.cast(ids, tf.int32))
        inputs = keras.Input((5,), dtype="int32")
        model = keras.Model(inputs, layers.Dense(1)(layers.Flatten()(OwnEmbedding(20, 3)(inputs))))
    """,
    "a factorization machine": """
        class FM(layers.Layer):
            def build(self, input_shape):
                self.w0 = self.add_weight(shape=(1,), initializer="zeros")
                self.w = self.add_weight(shape=(input_shape[-1], 1))
                self.V = self.add_weight(shape=(4, input_shape[-1]), initializer=keras.initializers.RandomNormal)
            def call(self, x):
                linear = self.w0 + tf.matmul(x, self.w) * tf.constant([[0.5]])
                V = tf.transpose(self.V)
                pairs = tf.pow(tf.matmul(x, V), 2) - tf.matmul(tf.pow(x, 2), tf.pow(V, 2))
                return linear + 0.5 * tf.reduce_sum(pairs, axis=1, keepdims=True)
        model = keras.Sequential([keras.Input((9,)), FM()])
    """,
    "Gramian fields of a weighted series": """
        class GramianField(layers.Layer):
            def build(self, input_shape):
                self.scale = self.add_weight(shape=(1, input_shape[1]), initializer="ones")
                self.shift = self.add_weight(shape=(1, input_shape[1]), initializer="zeros")
            def call(self, series):
                cosine = tf.tanh(series * self.scale + self.shift)
                sine = tf.sqrt(tf.clip_by_value(1.0 - tf.square(cosine), 1e-6, 1.0))
                field = cosine[:, :, None] * cosine[:, None, :] - sine[:, :, None] * sine[:, None, :]
                return tf.expand_dims(field, -1)
        inputs = keras.Input((10,))
        x = layers.Conv2D(3, 3)(GramianField()(inputs))
        model = keras.Model(inputs, layers.Dense(1)(layers.Flatten()(x)))
    """,
    "one layer called twice, and a weight that is used again transposed": """
        class Tied(layers.Layer):
            def build(self, input_shape):
                self.w = self.add_weight(shape=(input_shape[-1], input_shape[-1]), initializer="orthogonal")
            def call(self, x, back=False):
                return ops.matmul(x, ops.transpose(self.w)) if back else ops.matmul(x, self.w)
        tied = Tied()
        inputs = keras.Input((6,))
        x = tied(layers.Dense(6, activation="relu")(tied(inputs)), back=True)
        model = keras.Model(inputs, layers.Dense(1)(x))
    """,
    "layers in layers": """
        class Gate(layers.Layer):
            def build(self, input_shape):
                self.g = self.add_weight(shape=(input_shape[-1],), initializer="uniform")
            def call(self, x):
                return x * ops.sigmoid(self.g)
        class Block(layers.Layer):
            def __init__(self, width):
                super().__init__()
                self.dense = layers.Dense(width, activation="relu")
                self.gates = [Gate() for _ in range(2)]
                self.temperature = self.add_weight(shape=(1,), initializer="ones")
            def call(self, x):
                x = self.dense(x)
                for gate in self.gates:
                    x = gate(x) / self.temperature
                return x
        inputs = keras.Input((6,))
        model = keras.Model(inputs, layers.Dense(2)(Block(4)(inputs)))
    """,
    "a frozen layer, and a weight that is not trained": """
        class Scale(layers.Layer):
            def build(self, input_shape):
                self.w = self.add_weight(shape=(input_shape[-1],), initializer="random_normal")
                self.fixed = self.add_weight(shape=(input_shape[-1], 2), initializer="he_uniform", trainable=False)
            def call(self, x):
                return ops.matmul(x * self.w, self.fixed)
        inputs = keras.Input((6,))
        frozen = Scale()
        x = ops.tanh(frozen(inputs))
        frozen.trainable = False
        model = keras.Model(inputs, layers.Dense(2)(Scale()(x)))
    """,
    "a convolution": """
        class OwnConv(layers.Layer):
            def build(self, input_shape):
                self.kernel = self.add_weight(shape=(3, 3, input_shape[-1], 4), initializer="glorot_uniform")
            def call(self, x):
                return tf.nn.relu(tf.nn.conv2d(x, self.kernel, strides=[1, 2, 2, 1], padding="SAME"))
        inputs = keras.Input((8, 8, 2))
        model = keras.Model(inputs, layers.Dense(1)(layers.Flatten()(OwnConv()(inputs))))
    """,
    "attention between positions": """
        class SelfAttention(layers.Layer):
            def build(self, input_shape):
                width = input_shape[-1]
                self.q, self.k, self.v = [self.add_weight(shape=(width, 4), initializer="he_normal") for _ in range(3)]
            def call(self, x):
                q, k, v = tf.matmul(x, self.q), tf.einsum("bsd,dh->bsh", x, self.k), tf.tensordot(x, self.v, axes=1)
                scores = tf.matmul(q, k, transpose_b=True) / 2.0
                return tf.matmul(tf.nn.softmax(scores, axis=-1), v)
        inputs = keras.Input((5, 6))
        model = keras.Model(inputs, layers.Dense(1)(layers.Flatten()(SelfAttention()(inputs))))
    """,
}

MODELS = {
    "a subclassed model": """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.hidden = layers.Dense(6, activation="relu")
                self.w = self.add_weight(shape=(6, 2), initializer="he_normal")
                self.b = self.add_weight(shape=(2,), initializer="zeros")
            def call(self, x):
                return ops.matmul(self.hidden(x), self.w) + self.b
        model = Net()
        model(ops.ones((1, 5)))
    """,
}


def written(name: str) -> str:
    return IMPORTS + textwrap.dedent({**PROGRAMS, **MODELS}[name])


@pytest.mark.parametrize("name", [*PROGRAMS, *MODELS])
def test_the_network_is_the_programs_own(name: str) -> None:
    np = pytest.importorskip("numpy")
    pytest.importorskip("tensorflow")
    from kerasrules.confirming.run.build import build

    found = plan(written(name) + COMPILED)
    scope: dict[str, Any] = {}
    exec(compile(written(name), "<own layers>", "exec"), scope)
    own = scope["model"]
    rebuilt, _ = build(found, [given.shape for given in found.inputs])
    assert rebuilt.count_params() == own.count_params()
    if name in PROGRAMS:
        assert rebuilt.output_shape == own.output_shape
        (shown,) = program(written(name) + COMPILED).models
        counts = [row.parameters for row in shown.layers]
        assert None in counts or sum(filter(None, counts)) == own.count_params()
    sizes = [sum(int(np.prod(w.shape)) for w in model.trainable_weights) for model in (own, rebuilt)]
    assert sizes[0] == sizes[1]
    random = np.random.default_rng(3)
    (given,) = found.inputs
    shape = (4, *(given.shape or ())[1:])
    x = random.integers(0, 20, shape) if given.dtype == "int32" else random.normal(size=shape).astype("float32")
    values = [random.normal(size=w.shape) for w in own.get_weights()]
    own.set_weights(values)
    expected = np.array(own(x))
    assert any(_close(np, _with(rebuilt, order, x), expected) for order in _orders(values, rebuilt))


def _orders(values: list[Any], model: Any) -> Iterator[list[Any]]:
    """The values in each order that suits the model's weights."""
    shapes = [tuple(w.shape) for w in model.weights]
    kinds = sorted(set(shapes))
    given = {kind: [one for one in values if one.shape == kind] for kind in kinds}
    for chosen in itertools.product(*(itertools.permutations(given[kind]) for kind in kinds)):
        parts = dict(zip(kinds, map(iter, chosen), strict=True))
        yield [next(parts[shape]) for shape in shapes]


def _with(model: Any, values: list[Any], x: Any) -> Any:
    model.set_weights(values)
    return model(x)


def _close(np: Any, found: Any, expected: Any) -> bool:
    return bool(np.allclose(np.array(found), expected, rtol=1e-5, atol=1e-5))


LAYER = """
class Own(layers.Layer):
    def build(self, input_shape):
        self.w = self.add_weight({weight})
    def call(self, x{parameters}):
        {body}
inputs = keras.Input((8,), dtype="float32")
outputs = layers.Dense(1)(Own({made})({called}))
model = keras.Model(inputs, outputs)
"""


def layer(
    weight: str = "shape=(input_shape[-1],)",
    body: str = "return x * self.w",
    parameters: str = "",
    made: str = "",
    called: str = "inputs",
) -> str:
    text = LAYER.format(weight=weight, body=body, parameters=parameters, made=made, called=called)
    return IMPORTS + text + COMPILED


REFUSED = {
    "an unknown size": (layer("shape=(size,)"), "line 13: the shape of a weight of Own is unknown"),
    "an unknown initializer": (
        layer("name='w', shape=(8,), initializer=drawn"),
        "line 13: the initializer of the weight w of Own is unknown",
    ),
    "another type": (layer("shape=(8,), dtype='int32'"), "line 13: a weight of Own is of the type int32"),
    "a weight that the program sets": (
        layer(body="self.w.assign(self.w + 1)\n        return x * self.w"),
        "line 15: a weight of Own is set by the program itself",
    ),
    "a weight that a function sets": (
        layer(body="K.update(self.w, 2 * self.w)\n        return x * self.w"),
        "line 15: a weight of Own is set by the program itself",
    ),
    "an unknown function": (
        layer(body="return x * tf.linalg.diag_part(self.w)"),
        "line 15: the function diag_part has no counterpart here",
    ),
    "an unknown argument": (
        layer(body="return x * tf.gather(self.w, [0], batch_dims=0, way=2)"),
        "line 15: way of the function gather is not rebuilt",
    ),
    "something of training alone": (
        layer(body="return x * self.w if training else x + self.w", parameters=", training=None"),
        "line 15: Own does something else in training",
    ),
    "nothing but in training": (
        layer(
            body="return x + tf.random.normal((8,)) if training else x",
            parameters=", training=False",
        ),
        "line 15: Own does something else in training",
    ),
    "a loss of its own": (
        layer(body="self.add_loss(tf.reduce_sum(self.w))\n        return x * self.w"),
        "line 15: Own adds a loss of its own",
    ),
    "a mask": (
        layer(
            body="return K.mean(x * self.w, axis=1) if mask is None else K.sum(x * self.w, axis=1)",
            parameters=", mask=None",
            called="layers.Embedding(9, 4, mask_zero=True)(inputs)",
        ),
        "line 15: Own computes with a mask",
    ),
    "a variable of TensorFlow": (
        layer().replace("self.add_weight(shape=(input_shape[-1],))", "tf.Variable(tf.zeros((8,)))"),
        "line 15: an argument of the function multiply is a variable of the program's own",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_rebuilt_is_said_before_anything_is_made(name: str) -> None:
    text, said = REFUSED[name]
    with pytest.raises(Unbuildable) as refused:
        plan(text)
    assert str(refused.value).startswith(said)


PARAMETERS = {
    "in the order of Keras 2": "'w', (8,), 'float32', 'he_normal', None, False",
    "in the order of Keras 3": "(8,), 'he_normal', 'float32', False",
    "the name first": "'w', shape=[8], initializer='he_normal', trainable=False",
}


@pytest.mark.parametrize("form", PARAMETERS)
def test_a_weight_is_made_by_position_or_name(form: str) -> None:
    found = plan(layer(PARAMETERS[form]))
    held = next(one for one in found.layers if one.kind == "weight")
    assert held.config == {"shape": (8,), "initializer": "he_normal", "trainable": False}


@pytest.mark.parametrize(
    ("initializer", "config"),
    [
        ("tf.random_normal_initializer(0.0, 0.02)", {"mean": 0.0, "stddev": 0.02}),
        ("keras.initializers.get(keras.initializers.RandomNormal(stddev=0.02))", {"mean": 0.0, "stddev": 0.02}),
        ("tf.zeros_initializer()", {}),
        ("keras.initializers.Ones", {}),
    ],
)
def test_an_initializer_is_the_programs_own(initializer: str, config: dict[str, object]) -> None:
    found = plan(layer(f"shape=tf.TensorShape((8,)), initializer={initializer}"))
    made = next(one for one in found.layers if one.kind == "weight").config["initializer"]
    assert isinstance(made, KerasObject)
    assert {name: value for name, value in made.config.items() if value is not None} == config


def test_each_weight_is_held_once_and_called_where_it_is_first_used() -> None:
    found = plan(written("one layer called twice, and a weight that is used again transposed") + COMPILED)
    assert layers(found).count("a weight of Tied") == 1
    assert [call.inputs for call in found.calls if found.layers[call.layer].kind == "weight"] == [()]


def test_a_plan_crosses_into_the_worker_and_back() -> None:
    found = plan(written("a factorization machine") + COMPILED)
    assert repr(pickle.loads(pickle.dumps(found))) == repr(found)


def test_rules_see_the_network_as_in_the_program() -> None:
    found = plan(written("a dense layer") + COMPILED)
    again = as_program(found, (ArrayInfo((32, 8)),), (ArrayInfo((32, 1)),), found.location)
    (model,) = again.models
    assert [node.layer.class_name for node in model.nodes if node.layer.takes_weight] == ["matmul", "add"] * 2
    assert all(len(node.inputs) == 1 for node in model.nodes if node.layer.kind == "op")
