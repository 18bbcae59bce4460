import numpy as np
from tensorflow.keras import layers, models

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = models.Sequential(
    [
        layers.Input(shape=(20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(2, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
