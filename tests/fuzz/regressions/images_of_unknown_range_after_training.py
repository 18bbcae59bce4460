"""The range of images was asked for where it is not known."""

import keras
import numpy as np

train = keras.utils.image_dataset_from_directory("train")
base = keras.applications.MobileNetV2(include_top=False)
model = keras.Sequential([base, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(train)
model.evaluate(np.load("x.npy"), np.load("y.npy"))
model.fit(np.load("x.npy"), np.load("y.npy"))
