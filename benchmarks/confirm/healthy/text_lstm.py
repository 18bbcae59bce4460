import numpy as np
from tensorflow.keras.layers import LSTM, Dense, Embedding, Input
from tensorflow.keras.models import Sequential

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = Sequential()
model.add(Input(shape=(20,)))
model.add(Embedding(200, 16))
model.add(LSTM(24))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
