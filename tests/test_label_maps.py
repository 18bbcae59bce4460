"""Targets that are read from image files: the range of the format is a bound, which maps of class numbers keep to."""

from __future__ import annotations

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings

ON_RANGE = ("KR207", "KR209", "KR215")


def said(text: str) -> list[str]:
    """The codes of what is said of the range of targets, and of their number of classes."""
    settings = Settings(selection=Selection.default().layer(ON_RANGE))
    found = check_source(text, "program.py", settings).findings
    return sorted({finding.code for finding in found if finding.code in ON_RANGE})


HEADER = """
import glob
import cv2
import keras
import numpy as np
import tensorflow as tf
from keras import layers


def read(path, channels):
    return tf.image.decode_png(tf.io.read_file(path), channels=channels)


def trained(last, loss, *data):
    model = keras.Sequential([keras.Input((64, 64, {channels})), layers.Conv2D(8, 3, padding="same"), last])
    model.compile("adam", loss)
    model.fit(*data)


images, masks = sorted(glob.glob("images/*.png")), sorted(glob.glob("masks/*.png"))
pairs = tf.data.Dataset.from_tensor_slices((images, masks))
"""
SPARSE = 'trained(layers.Conv2D(34, 1, activation="softmax"), "sparse_categorical_crossentropy", '
BINARY = 'trained(layers.Conv2D({channels}, 1, activation="sigmoid"), "binary_crossentropy", '
RESIZED = "tf.image.resize(read({path}, {count}), (64, 64))"
SCALED = RESIZED + " / 255"

MAPS = {
    "read on its own": ("pairs.map(lambda a, b: (SCALED_A, tf.cast(RESIZED_B, tf.int32))).batch(8))", SPARSE),
    "counted from one": ("pairs.map(lambda a, b: (SCALED_A, tf.cast(RESIZED_B, tf.int32) - 1)).batch(8))", SPARSE),
    "of two classes": ("pairs.map(lambda a, b: (SCALED_A, RESIZED_B)).batch(8))", BINARY),
    "of OpenCV": (
        "np.stack([cv2.imread(p) for p in images]) / 255, np.stack([cv2.imread(p, 0) for p in masks]))",
        SPARSE,
    ),
    "filled in": (
        "x, y)",
        "x, y = np.zeros((9, 64, 64, 3)), np.zeros((9, 64, 64, 1), dtype='uint8')\n"
        "for i, p in enumerate(masks):\n    y[i, :, :, 0] = cv2.imread(p, 0)\n" + SPARSE,
    ),
    "classes not counted": (
        "np.zeros((9, 64, 64, 3)), keras.utils.to_categorical(np.stack([cv2.imread(p, 0) for p in masks])))",
        'trained(layers.Conv2D(34, 1, activation="softmax"), "categorical_crossentropy", ',
    ),
}


def program(data: str, call: str, channels: int = 3) -> str:
    """A program that trains on these data."""
    for path, letter in (("a", "A"), ("b", "B")):
        count = channels if path == "a" else 1
        data = data.replace(f"SCALED_{letter}", SCALED.format(path=path, count=count))
        data = data.replace(f"RESIZED_{letter}", RESIZED.format(path=path, count=count))
    return (HEADER + call).replace("{channels}", str(channels)) + data


@pytest.mark.parametrize("name", MAPS)
def test_maps(name):
    assert said(program(*MAPS[name])) == []


@pytest.mark.parametrize("channels", [1, 3])
def test_maps_cut_with_their_image(channels):
    steps = """
def cut(a, b):
    both = tf.image.random_crop(tf.concat([read(a, CHANNELS), read(b, 1)], axis=-1), [64, 64, CHANNELS + 1])
    return tf.cast(both[:, :, :CHANNELS], tf.float32) / 255, tf.cast(both[:, :, CHANNELS:], tf.int32)

"""
    call = steps.replace("CHANNELS", str(channels)) + SPARSE
    assert said(program("pairs.map(cut).batch(8))", call, channels)) == []


@pytest.mark.parametrize("channels", [1, 3])
def test_an_autoencoder_has_photographs_as_targets(channels):
    data = "pairs.map(lambda a, b: (SCALED_A, SCALED_A * 255)).map(lambda x, y: (x, x * 255)).batch(8))"
    assert said(program(data, BINARY, channels)) == ["KR215"]


def test_photographs_have_three_colors():
    data = "pairs.map(lambda a, b: (SCALED_A, tf.image.resize(read(b, 3), (64, 64)))).batch(8))"
    assert said(program(data, BINARY)) == ["KR215"]


def test_other_data_reach_their_ends():
    text = """
import keras
from keras import layers
(x, _), _ = keras.datasets.mnist.load_data()
model = keras.Sequential([keras.Input((28, 28)), layers.Dense(28, activation="sigmoid")])
model.compile("adam", "binary_crossentropy")
model.fit(x / 255, x)
"""
    assert said(text) == ["KR215"]


def test_numbers_of_known_classes():
    data = """np.zeros((9, 64, 64, 3)), keras.utils.to_categorical(np.stack([cv2.imread(p, 0) for p in masks]), 20))"""
    assert said(program(data, MAPS["classes not counted"][1])) == ["KR207"]
