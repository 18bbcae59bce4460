"""Programs that take a part of Keras' work into their own hands."""

from __future__ import annotations

import pytest

from kerasrules.model.data import ArrayInfo
from kerasrules.model.unknown import Unknown
from tests.reading import program

NET = """
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

class Own(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            prediction = self(x, training=True)
            loss = {loss}
        self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_weights), self.trainable_weights))
        return {{"loss": loss}}

inputs = keras.Input((8,))
model = Own(inputs, layers.Dense(3)(inputs))
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(np.load("x.npy"), np.load("y.npy"))
"""


@pytest.mark.parametrize(
    ("loss", "own"),
    [
        ("self.compiled_loss(y, prediction)", False),
        ("self.compute_loss(y=y, y_pred=prediction)", False),
        ("self.compiled_loss(y, tf.nn.softmax(prediction))", True),
        ("self.compiled_loss(tf.one_hot(y, 3), prediction)", True),
        ("tf.reduce_mean(prediction)", True),
    ],
)
def test_a_train_step_that_takes_the_loss_of_compile(loss, own):
    (training,) = [one for one in program(NET.format(loss=loss)).trainings if not one.custom_loop]
    assert not isinstance(training.model, Unknown)
    assert training.model.custom_train_step is own


def test_batches_of_a_class_of_the_program():
    text = """
import numpy as np
import keras
from keras import layers

class Batches(keras.utils.PyDataset):
    def __len__(self):
        return 10
    def __getitem__(self, index):
        return np.random.uniform(0, 255, (32, 8)), keras.utils.to_categorical(np.zeros(32), 3)

model = keras.Sequential([keras.Input((8,)), layers.Dense(3, activation="softmax")])
model.compile("adam", "categorical_crossentropy")
model.fit(Batches(), epochs=2)
"""
    ((fit,),) = [training.fits for training in program(text).trainings]
    (x,), (y,) = fit.x, fit.y
    assert isinstance(x, ArrayInfo)
    assert isinstance(y, ArrayInfo)
    assert (x.high, y.encoding) == (255.0, "one-hot")


def test_an_activation_that_is_set_later():
    text = """
import keras
from keras import layers
model = keras.Sequential([keras.Input((8,)), layers.Dense(4), layers.Dense(3)])
model.layers[0].activation = keras.activations.get("relu")
"""
    (model,) = program(text).models
    assert [row.activation for row in model.layers if row.class_name == "Dense"] == ["relu", "linear"]


def test_named_tuples_as_configuration():
    text = """
from collections import namedtuple
import keras
from keras import layers
Block = namedtuple("Block", "units act", defaults=[None])
model = keras.Sequential([keras.Input((8,))])
for units, act in (Block(16), Block(4, "relu")):
    model.add(layers.Dense(units, activation=act))
"""
    (model,) = program(text).models
    dense = [row for row in model.layers if row.class_name == "Dense"]
    assert [(row.output_shape, row.activation) for row in dense] == [((None, 16), "linear"), ((None, 4), "relu")]


def test_the_builder_of_a_class_that_the_tuner_calls():
    text = """
import keras
import keras_tuner
from keras import layers

class Tuned(keras_tuner.HyperModel):
    def build(self, hp):
        model = keras.Sequential([keras.Input((8,)), layers.Dense(3, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        return model

keras_tuner.RandomSearch(Tuned(), objective="val_loss")
"""
    (training,) = program(text).trainings
    assert training.escapes


def test_what_a_layer_that_nobody_calls_returns_goes_on_outside():
    """Its last layer has another one behind it, though none is in sight."""
    text = """
from keras import layers

class Block(layers.Layer):
    def __init__(self):
        self.first = layers.Dense(4)
        self.last = layers.Dense(5)

    def call(self, x):
        return self.last(self.first(x))
"""
    behind = {node.layer.config["units"]: [one.layer.kind for one in node.consumers] for node in program(text).nodes}
    assert behind == {4: ["layer"], 5: ["escape"]}


def test_what_a_lambda_makes_on_the_way_to_something_unknown_is_no_layer():
    text = """
import keras
from keras import layers
i = keras.Input((4,))
m = keras.Model(i, layers.Lambda(lambda x: lookup([layers.Dense(3)(x).shape]))(i))
"""
    assert [node.layer.class_name for node in program(text).nodes] == ["InputLayer", "Lambda"]
