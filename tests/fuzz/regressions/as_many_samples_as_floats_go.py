"""A float as a size became a whole number that is no float any longer, and was multiplied by one."""

import keras
import numpy as np

x = np.linspace(0, 1, 1e308).reshape(-1)
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, "relu"), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, x, epochs=100)
