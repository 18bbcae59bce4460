import numpy as np
from tensorflow.keras import Sequential
from tensorflow.keras.layers import GRU, Dense, Input
from tensorflow.keras.optimizers import Adam

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = Sequential([
    Input(shape=(16, 1)),
    GRU(32),
    Dense(1),
])
model.compile(optimizer=Adam(0.005), loss="mae")
model.fit(x_train, y_train, batch_size=32, epochs=16)
