"""Three layers of sigmoid are few enough for Adam with a larger rate."""

import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = keras.Sequential(
    [
        keras.Input(shape=(20,)),
        layers.Dense(48, activation="sigmoid"),
        layers.Dense(48, activation="sigmoid"),
        layers.Dense(48, activation="sigmoid"),
        layers.Dense(5, activation="softmax"),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(0.02), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
