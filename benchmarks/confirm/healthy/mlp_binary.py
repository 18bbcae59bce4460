import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

inputs = keras.Input(shape=(20,))
x = layers.Dense(32)(inputs)
x = layers.LeakyReLU()(x)
x = layers.Dense(16)(x)
x = layers.LeakyReLU()(x)
outputs = layers.Dense(1, activation="sigmoid")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.Adam(2e-3), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
