"""Keras takes no part of 99 for validation, and no steps below 0: with so few updates a power overflowed."""

from tensorflow import keras
from tensorflow.keras import layers

(x_train, y_train), _ = keras.datasets.mnist.load_data()
inputs = keras.Input((28, 28))
hidden = layers.Flatten()(inputs)
for _ in range(16):
    hidden = layers.BatchNormalization()(layers.Dense(8, "relu")(hidden))
model = keras.Model(inputs, layers.Dense(10, "softmax")(hidden))
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x_train / 255, y_train, validation_split=99)
model.fit(x_train / 255, y_train, steps_per_epoch=-5000)
