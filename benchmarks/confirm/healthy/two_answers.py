import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train = data["x"]

inputs = keras.Input(shape=(16,))
x = layers.Dense(64, activation="relu")(inputs)
x = layers.Dense(64, activation="relu")(x)
group = layers.Dense(4, activation="softmax", name="group")(x)
value = layers.Dense(1, name="value")(x)
model = keras.Model(inputs, {"group": group, "value": value})
model.compile(
    optimizer=keras.optimizers.Adam(0.003),
    loss={"group": "sparse_categorical_crossentropy", "value": "mse"},
    metrics={"group": "accuracy"},
)
model.fit(x_train, {"group": data["group"], "value": data["value"]}, batch_size=32, epochs=16)
