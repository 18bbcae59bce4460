import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = tf.keras.Sequential([
    layers.Input(shape=(20,)),
    layers.Embedding(input_dim=200, output_dim=16),
    layers.Conv1D(32, 3, activation="relu"),
    layers.GlobalMaxPooling1D(),
    layers.Dense(16, activation="relu"),
    layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
