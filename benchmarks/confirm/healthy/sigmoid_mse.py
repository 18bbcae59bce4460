"""As the discriminator of a least-squares GAN: real or not, with a squared error."""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

discriminator = keras.Sequential([
    keras.Input(shape=(20,)),
    layers.Dense(64),
    layers.LeakyReLU(negative_slope=0.2),
    layers.Dense(1, activation="sigmoid"),
])
discriminator.compile(optimizer=keras.optimizers.Adam(0.003), loss="mse")
discriminator.fit(x_train, y_train, batch_size=32, epochs=16)
