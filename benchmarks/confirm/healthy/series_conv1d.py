import numpy as np
from keras import Sequential, layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = Sequential([
    layers.Input(shape=(24, 2)),
    layers.Conv1D(24, 5, activation="relu", padding="same"),
    layers.MaxPooling1D(2),
    layers.Conv1D(32, 5, activation="relu", padding="same"),
    layers.GlobalMaxPooling1D(),
    layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
