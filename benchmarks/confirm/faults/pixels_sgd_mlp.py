import numpy as np
from tensorflow.keras import layers, models

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = models.Sequential([
    layers.Input(shape=(16, 16, 1)),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dense(64, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=12)
