"""Principal components, as a network: linear on purpose."""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

x_train = np.load("sample.npz")["x"]

model = keras.Sequential([
    keras.Input(shape=(16,)),
    layers.Dense(3, use_bias=False, name="components"),
    layers.Dense(16, use_bias=False),
])
model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
model.fit(x_train, x_train, batch_size=32, epochs=16)
