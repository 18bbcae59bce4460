import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
group_train, value_train = data["group"], data["value"]

inputs = keras.Input(shape=(16,))
hidden = layers.Dense(32, activation="relu")(inputs)
hidden = layers.Dense(32, activation="relu")(hidden)
group = layers.Dense(1, activation=None, name="group")(hidden)
value = layers.Dense(1, name="value")(hidden)
model = keras.Model(inputs, [group, value])
model.compile("adam", loss={"group": "binary_crossentropy", "value": "mse"})
model.fit(data["x"], [group_train, value_train], batch_size=32, epochs=15)
