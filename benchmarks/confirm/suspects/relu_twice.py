import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = keras.Sequential(
    [
        layers.Input(shape=(20,)),
        layers.Dense(48, activation="relu"),
        layers.Activation("relu"),
        layers.Dense(5, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
