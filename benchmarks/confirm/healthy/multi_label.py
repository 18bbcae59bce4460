import numpy as np
from tensorflow.keras import layers, models, optimizers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = models.Sequential([
    layers.Input(shape=(16,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(5, activation="sigmoid"),
])
model.compile(optimizer=optimizers.Adam(0.005), loss="binary_crossentropy", metrics=["binary_accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
