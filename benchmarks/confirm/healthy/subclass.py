import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

data = np.load("sample.npz")
x_train, y_train = data["x"], data["y"]


class Classifier(tf.keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.hidden = layers.Dense(64, activation="relu")
        self.dropout = layers.Dropout(0.1)
        self.head = layers.Dense(classes, activation="softmax")

    def call(self, inputs, training=False):
        x = self.hidden(inputs)
        x = self.dropout(x, training=training)
        return self.head(x)


model = Classifier(5)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=16)
