import keras
import numpy as np
from keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]

inputs = keras.Input(shape=(24, 2))
x = layers.Dense(24)(inputs)
attended = layers.MultiHeadAttention(num_heads=2, key_dim=12)(x, x)
x = layers.LayerNormalization()(layers.Add()([x, attended]))
inner = layers.Dense(48, activation="relu")(x)
inner = layers.Dense(24)(inner)
x = layers.LayerNormalization()(layers.Add()([x, inner]))
x = layers.Flatten()(x)
x = layers.Dense(32, activation="relu")(x)
outputs = layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.Adam(0.002), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
