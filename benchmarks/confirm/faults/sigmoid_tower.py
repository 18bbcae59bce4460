import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = keras.Sequential([keras.Input(shape=(20,))])
for _ in range(8):
    model.add(layers.Dense(32, activation="sigmoid"))
model.add(layers.Dense(5, activation="softmax"))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=12)
