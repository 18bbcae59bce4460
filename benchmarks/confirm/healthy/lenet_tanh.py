import numpy as np
from tensorflow.keras import layers, models, optimizers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = models.Sequential([
    layers.Input(shape=(16, 16, 1)),
    layers.Conv2D(6, 5, padding="same", activation="tanh"),
    layers.AveragePooling2D(2),
    layers.Conv2D(16, 3, activation="tanh"),
    layers.AveragePooling2D(2),
    layers.Flatten(),
    layers.Dense(84, activation="tanh"),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer=optimizers.Adam(0.003), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
