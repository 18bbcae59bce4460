import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

inputs = keras.Input((20,))
x = layers.Dense(48)(inputs)
x = layers.LayerNormalization()(x)
x = keras.activations.gelu(x)
x = layers.Dense(48)(x)
x = layers.LayerNormalization()(x)
x = keras.activations.gelu(x)
outputs = layers.Dense(5, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(
    optimizer=keras.optimizers.AdamW(learning_rate=0.002, weight_decay=0.01),
    loss=keras.losses.SparseCategoricalCrossentropy(),
    metrics=["accuracy"],
)
model.fit(x_train, y_train, batch_size=32, epochs=16)
