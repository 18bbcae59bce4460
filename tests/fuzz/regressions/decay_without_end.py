"""A learning rate that does not decay in any number of steps was divided by its decay."""

import keras

rate = keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=1e99, decay_rate=0.6)
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(rate), "mse")
