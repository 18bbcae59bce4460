import keras
import numpy as np
from keras import layers

x_train = np.load("sample.npz")["x"]

autoencoder = keras.Sequential([
    keras.Input(shape=(32,)),
    layers.Dense(48, activation="relu"),
    layers.Dense(12, activation="relu"),
    layers.Dense(48, activation="relu"),
    layers.Dense(32, activation="sigmoid"),
])
autoencoder.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
autoencoder.fit(x_train, x_train, batch_size=32, epochs=16)
