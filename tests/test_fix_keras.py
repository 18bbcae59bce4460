"""Mended programs, run by the real Keras: they build, and the model's input is what it was."""

from __future__ import annotations

import pytest

from kerasrules.checking.settings import Settings
from kerasrules.fixing import fix_text

keras = pytest.importorskip("keras", reason="Keras is not installed: mended programs cannot be run")

IMAGES = """\
import numpy as np
{imports}
x = np.random.randint(0, 256, (8, 8, 8, 3)).astype("uint8")
y = np.zeros((8, 1))
model = {model}
model.compile("sgd", {loss})
model.fit(x, y, verbose=0)
"""
HEAD = "Flatten(), Dense(1, activation='sigmoid')"


@pytest.mark.parametrize(
    ("imports", "model", "loss", "codes"),
    [
        (
            "from keras.layers import Conv2D, Dense, Flatten\nfrom keras import Sequential",
            f"Sequential([Conv2D(2, 3, activation='relu', input_shape=(8, 8, 3)), {HEAD}])",
            "'binary_crossentropy'",
            ["KR301"],
        ),
        (
            "import keras\nfrom keras import layers",
            "keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(2, 3, activation='relu'), layers.Flatten(),"
            " layers.Dense(1)])",
            "'binary_crossentropy'",
            ["KR204", "KR301"],
        ),
        (
            "from tensorflow.keras import layers, Sequential",
            "Sequential([layers.Flatten(input_shape=(8, 8, 3)), layers.Dense(4), layers.Dense(1, 'softmax')])",
            "'binary_crossentropy'",
            ["KR101", "KR202", "KR301"],
        ),
        (
            "import keras\nfrom keras import layers\ni = keras.Input((8, 8, 3))",
            "keras.Model(i, layers.Dense(1, activation='sigmoid')(layers.Flatten()(layers.Conv2D(2, 3,"
            " activation='relu')(i))))",
            "keras.losses.BinaryCrossentropy(from_logits=True)",
            ["KR205", "KR301"],
        ),
    ],
)
def test_a_mended_program_runs(imports, model, loss, codes):
    if "tensorflow" in imports:
        pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    text = IMAGES.format(imports=imports, model=model, loss=loss)
    fixed = fix_text(text, "a.py", Settings(), unsafe=True)
    assert sorted({finding.code for finding in fixed.applied}) == codes
    assert fixed.skipped == ()
    space: dict[str, object] = {}
    exec(compile(fixed.text, "a.py", "exec"), space)
    assert space["model"].input_shape == (None, 8, 8, 3)
    assert space["model"].output_shape == (None, 1)
