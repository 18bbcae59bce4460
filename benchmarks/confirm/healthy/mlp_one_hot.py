import numpy as np
from keras.layers import Activation, Dense, Input
from keras.models import Sequential
from keras.regularizers import l2

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = Sequential()
model.add(Input(shape=(20,)))
model.add(Dense(64, kernel_initializer="he_normal", kernel_regularizer=l2(1e-4)))
model.add(Activation("relu"))
model.add(Dense(5))
model.add(Activation("softmax"))
model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
