"""What is told of programs without findings of which much is not known."""

from __future__ import annotations

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.settings import Settings


@pytest.mark.parametrize(
    ("loss", "layer", "words"),
    [
        ("Focal(gamma=2)", "Dense(4)", "acme.losses.Focal is not in sight: `kerasrules config losses` says"),
        ("'mse'", "Gated(4)", "acme.layers.Gated is not in sight: `kerasrules config layers` says"),
        ("Focal()", "Gated(4)", "acme.losses.Focal and acme.layers.Gated are not in sight: `kerasrules config losses`"),
        ("'mse'", "Dense(4, 'relu')", None),
    ],
)
def test_what_is_not_in_sight_of_a_training_is_told(loss: str, layer: str, words: str | None) -> None:
    text = f"""
import keras
from keras.layers import Dense
from acme.layers import Gated
from acme.losses import Focal
x = keras.Input((3,))
net = keras.Model(x, Dense(1)({layer}(x)))
net.compile("sgd", {loss})
net.fit(inputs, targets)
"""
    told = [one.message for one in check_source(text, "net.py", Settings()).unknown]
    assert told == [] if words is None else (len(told) == 1 and words in told[0])
