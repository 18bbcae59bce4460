import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = tf.keras.Sequential([
    layers.Input(shape=(12,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(64, activation="relu"),
    layers.Dense(1),
])
model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.005), loss="mse", metrics=["mae"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
