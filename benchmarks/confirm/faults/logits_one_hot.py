import numpy as np
from keras import Input, Model
from keras.layers import Dense
from keras.optimizers import Adam

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

inputs = Input(shape=(20,))
hidden = Dense(48, activation="relu")(inputs)
outputs = Dense(5)(hidden)
model = Model(inputs, outputs)
model.compile(optimizer=Adam(learning_rate=0.003), loss="categorical_crossentropy")
model.fit(x_train, y_train, batch_size=32, epochs=12)
