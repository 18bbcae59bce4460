"""The square of a float was an error, and not infinite."""

import keras
import numpy as np

x = np.array([[0.0], [1e308]])
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, x)
model.fit(np.random.uniform(1e308, 0, (50, 1)), x)
