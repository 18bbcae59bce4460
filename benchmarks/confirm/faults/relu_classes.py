import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = keras.Sequential()
model.add(keras.Input(shape=(20,)))
model.add(layers.Dense(16, activation="relu"))
model.add(layers.Dense(8, activation="relu"))
model.add(layers.Dense(1, activation="relu"))
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=15)
