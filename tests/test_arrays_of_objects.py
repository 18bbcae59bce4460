"""What arrays of Python objects hold, and what becomes of lists of sequences: both may turn out to be numbers."""

from __future__ import annotations

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings

HEADER = """
import keras
import numpy as np
import random
import tensorflow as tf
from keras import layers
from keras.preprocessing.text import Tokenizer
import elsewhere

tokenizer = Tokenizer()
texts = elsewhere.texts()
tokenizer.fit_on_texts(texts)
sequences = tokenizer.texts_to_sequences(texts)
store = np.zeros(100, dtype=object)
for i in range(100):
    store[i] = (np.random.rand(4), 0, 1.0)
(words, marks), _ = keras.datasets.imdb.load_data(num_words=50)
labels = elsewhere.labels()
model = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(6, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
"""


def objects(text: str) -> list[str]:
    """What is said of data that are Python objects, or that cannot be cut into elements."""
    found = check_source(
        HEADER + text, "program.py", Settings(selection=Selection.default().layer(("KR414",)))
    ).findings
    return [finding.message for finding in found if "dtype=object" in finding.message]


@pytest.mark.parametrize(
    "text",
    [
        "model.fit(elsewhere.x(), np.array(sequences))",
        "model.fit(elsewhere.x(), np.asarray(sequences[:10]))",
        "model.fit(tf.constant(sequences), labels)",
        "model.fit(np.vstack(sequences), labels)",
        "tf.data.Dataset.from_tensor_slices((sequences, labels))",
        "model.predict(np.array(sequences[elsewhere.index()]))",
        "model.predict(np.array([one[0] for one in store]))",
        "model.predict(np.array([store[i][0] for i in range(8)]))",
        "model.predict(np.array([store[random.randrange(100)][0] for _ in range(8)]))",
        "model.predict(np.array([one[0] for one in random.sample(list(store), 8)]))",
        "model.predict(np.stack(store))",
        "model.predict(np.concatenate(store))",
        "model.predict(store[3])",
        "model.predict(words[3])",
    ],
)
def test_may_be_numbers(text):
    assert objects(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "model.fit(words, marks)",
        "model.fit(words[:100], marks[:100])",
        "model.fit(store, labels)",
        "model.predict(store[:20])",
        "tf.data.Dataset.from_tensor_slices((words, marks))",
    ],
)
def test_surely_objects(text):
    assert len(objects(text)) == 1


@pytest.mark.parametrize("joined", ["np.concatenate([rows, rows], axis=0)", "np.array(rows)", "rows + rows"])
def test_rows_of_a_label_and_an_image(joined):
    """Unpacked, the label has not the range of the image."""
    text = f"""
rows = []
for i in range(80):
    rows.append([elsewhere.label(i), np.random.randint(0, 256, (8, 8))])
x, y = [], []
for label, image in {joined}:
    x.append(image)
    y.append(label)
model.fit(np.array(x).reshape(-1, 64) / 255, np.array(y))
"""
    found = check_source(HEADER + text, "program.py", Settings(selection=Selection.default().layer(("KR207",))))
    assert "KR207" not in {finding.code for finding in found.findings}
