import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

inputs = keras.Input(shape=(20,), dtype="int32")
x = layers.Embedding(200, 16, mask_zero=True)(inputs)
x = layers.Bidirectional(layers.LSTM(12, return_sequences=True))(x)
x = layers.Bidirectional(layers.LSTM(12))(x)
outputs = layers.Dense(1, activation="sigmoid")(x)
model = keras.Model(inputs, outputs)
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
