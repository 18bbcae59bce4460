import numpy as np
from keras import Sequential, layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = Sequential([layers.Input((16, 16, 3))])
for filters in [16, 32]:
    model.add(layers.Conv2D(filters, 3, padding="same", use_bias=False))
    model.add(layers.BatchNormalization(momentum=0.9))
    model.add(layers.Activation("relu"))
    model.add(layers.MaxPooling2D())
model.add(layers.GlobalAveragePooling2D())
model.add(layers.Dense(5, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
