import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = keras.Sequential([
    keras.Input(shape=(16, 16, 1)),
    layers.Flatten(),
    layers.Dense(32, activation="softmax"),
    layers.Dense(32, activation="softmax"),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=15)
