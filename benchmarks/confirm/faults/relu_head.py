import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train = data["x"]
y_train = (data["y"] - data["y"].mean()) / data["y"].std()

model = keras.Sequential([
    keras.Input(shape=(12,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(64, activation="relu"),
    layers.Dense(1, activation="relu"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.003), loss="mse", metrics=["mae"])
model.fit(x_train, y_train, batch_size=32, epochs=12)
