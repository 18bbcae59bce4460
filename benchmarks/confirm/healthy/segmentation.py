import numpy as np
from keras import Model, layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

inputs = layers.Input((16, 16, 1))
down = layers.Conv2D(8, 3, padding="same", activation="relu")(inputs)
x = layers.MaxPooling2D()(down)
x = layers.Conv2D(16, 3, padding="same", activation="relu")(x)
x = layers.Conv2DTranspose(8, 2, strides=2, activation="relu")(x)
x = layers.Concatenate()([x, down])
outputs = layers.Conv2D(1, 1, activation="sigmoid")(x)
model = Model(inputs, outputs)
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
