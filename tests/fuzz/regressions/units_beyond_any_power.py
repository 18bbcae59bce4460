"""2**units was computed to tell whether so few numbers can tell the classes apart."""

import keras
from keras import layers

model = keras.Sequential([keras.Input((20,)), layers.Dense(2**31, "relu"), layers.Dense(5, "softmax")])
model.compile("adam", "categorical_crossentropy")
