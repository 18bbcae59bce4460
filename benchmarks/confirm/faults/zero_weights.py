import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = keras.Sequential([
    keras.Input(shape=(20,)),
    layers.Dense(32, activation="relu", kernel_initializer="zeros"),
    layers.Dense(5, activation="softmax", kernel_initializer="zeros"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=12)
