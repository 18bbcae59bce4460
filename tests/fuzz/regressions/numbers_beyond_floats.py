"""Whole numbers that no float can hold, where rules compute with them."""

import keras
from keras import layers

N = 10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
x = keras.Input((N,))
y = layers.Dropout(N)(layers.BatchNormalization(momentum=N, epsilon=N)(layers.Dense(N)(x)))
model = keras.Model(x, layers.Dense(1)(layers.GaussianNoise(-N)(y)))
schedule = keras.optimizers.schedules.ExponentialDecay(N, N, N)
model.compile(keras.optimizers.SGD(schedule, momentum=N), keras.losses.BinaryCrossentropy(label_smoothing=N))
model.fit(a, b, epochs=N, batch_size=N, validation_split=N, class_weight={0: N}, steps_per_epoch=N)
