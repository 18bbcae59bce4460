import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = keras.Sequential([keras.Input(shape=(20,))])
for _ in range(4):
    model.add(layers.Dense(40, activation="selu", kernel_initializer="lecun_normal"))
model.add(layers.Dense(5, activation="softmax"))
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.02, momentum=0.9, nesterov=True),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x_train, y_train, batch_size=32, epochs=16)
