import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

model = keras.Sequential([
    keras.Input(shape=(16, 16, 3)),
    layers.Conv2D(24, 3, strides=2, activation="swish", padding="same"),
    layers.Conv2D(32, 3, strides=2, activation="swish", padding="same"),
    layers.Flatten(),
    layers.Dropout(0.2),
    layers.Dense(5, activation="softmax"),
])
schedule = keras.optimizers.schedules.CosineDecay(initial_learning_rate=0.005, decay_steps=400)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=schedule),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x_train, y_train, batch_size=32, epochs=16)
