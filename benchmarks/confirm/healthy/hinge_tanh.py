import keras
import numpy as np
from keras.layers import Dense, Input

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = keras.Sequential([
    Input(shape=(20,)),
    Dense(32, activation="relu", kernel_initializer="he_uniform"),
    Dense(1, activation="tanh"),
])
model.compile(loss="hinge", optimizer=keras.optimizers.Adam(0.003))
model.fit(x_train, y_train, batch_size=32, epochs=16)
