"""Errors that rest on the default of a parameter: told as information where no call in sight uses it."""

from __future__ import annotations

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings

BUILDER = """
from keras import Input, Model, layers

def build(channels=1, activation="softmax"):
    image = Input((64, 64, 3))
    features = layers.Conv2D(8, 3, activation="relu")(image)
    return Model(image, layers.Conv2D({channels}, 1, activation={activation})(features))
"""


def severities(text: str) -> list[str]:
    """Those of what is said of a softmax over one value."""
    settings = Settings(selection=Selection.default().layer(("KR202",)))
    return [one.severity.value for one in check_source(text, "nets.py", settings).findings if one.code == "KR202"]


@pytest.mark.parametrize(
    ("channels", "activation", "severity"),
    [
        ("channels", "activation", "info"),
        ("channels", '"softmax"', "info"),
        ("1", '"softmax"', "error"),
    ],
)
def test_a_default_that_nobody_uses(channels, activation, severity):
    assert severities(BUILDER.format(channels=channels, activation=activation)) == [severity]


def test_a_default_that_a_call_uses():
    text = BUILDER.format(channels="channels", activation="activation")
    assert severities(text + "\nmodel = build()\n") == ["error"]
    assert severities(text + "\nmodel = build(channels=3)\n") == []


def test_an_error_beside_a_default_that_has_nothing_to_do_with_it():
    text = BUILDER.format(channels="1", activation="activation").replace("8, 3", "channels, 3")
    assert severities(text.replace('activation="softmax"', "width=4")) == []
    assert severities(text.replace("activation=activation", 'activation="softmax"')) == ["error"]
