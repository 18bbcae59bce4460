import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = keras.Sequential()
model.add(keras.Input(shape=(12,)))
for units in (96, 64):
    model.add(layers.Dense(units, activation="elu"))
model.add(layers.Dense(3))
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.005), loss=keras.losses.Huber())
model.fit(x_train, y_train, batch_size=32, epochs=16)
