import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

inputs = keras.Input(shape=(16,))
hidden = layers.Dense(48, activation="relu")(inputs)
outputs = layers.Dense(5, activation="softmax")(hidden)
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy")
model.fit(x_train, y_train, batch_size=32, epochs=15)
