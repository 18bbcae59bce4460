import keras
import numpy as np
from keras.layers import Dense, Input
from keras.models import Sequential

archive = np.load("sample.npz")
x_train, y_train = archive["x"], archive["y"]

model = Sequential()
model.add(Input(shape=(20,)))
model.add(Dense(32, activation="relu"))
model.add(Dense(1, activation="sigmoid"))

model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(learning_rate=0.005))
model.fit(x_train, y_train, batch_size=32, epochs=12)
