import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
left, right, y_train = data["left"], data["right"], data["y"]

first = keras.Input(shape=(10,), name="left")
second = keras.Input(shape=(10,), name="right")
x = layers.Concatenate()([first, second])
x = layers.Dense(32, activation="relu")(x)
outputs = layers.Dense(1, activation="sigmoid")(x)
model = keras.Model([first, second], outputs)
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit([left, right], y_train, batch_size=32, epochs=16)
