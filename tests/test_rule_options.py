"""Thresholds of rules that users may set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.settings import Overrides, build
from kerasrules.checking.settings_files import SettingsError
from kerasrules.rules import RULES

NET = """\
import keras
import numpy as np
from keras.layers import Dense, Dropout
x, y = np.load("x.npy"), np.load("y.npy")
model = keras.Sequential([keras.Input((8,)), Dense(32, "relu"), Dropout({rate}), Dense(3, "softmax")])
model.compile(keras.optimizers.{optimizer}, "sparse_categorical_crossentropy")
model.fit(x, y, epochs=50)
"""
FEW = """\
import keras
import numpy as np
from keras.layers import Dense
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([0, 1, 1, 0])
model = keras.Sequential([keras.Input((2,)), Dense(2, "relu"), Dense(1, "sigmoid")])
model.compile("sgd", "binary_crossentropy")
model.fit(x, y, batch_size=4, epochs=60)
"""


def found(text: str, code: str, table: dict[str, Any]) -> bool:
    settings = build({"rules": table}, "", Overrides(), "x.toml")
    return code in {finding.code for finding in check_source(text, "net.py", settings).findings}


@pytest.mark.parametrize(
    ("code", "text", "name", "option", "value"),
    [
        ("KR501", NET.format(rate=0.2, optimizer="Adam(0.2)"), "learning-rate-out-of-range", "max-rate", 0.5),
        ("KR501", NET.format(rate=0.2, optimizer="SGD(2.0)"), "KR501", "max-rate-of-sgd", 5),
        ("KR509", FEW, "too-few-updates", "min-updates", 50),
        ("KR601", NET.format(rate=0.85, optimizer="Adam()"), "kr601", "max-rate", 0.9),
    ],
)
def test_a_threshold_decides(code: str, text: str, name: str, option: str, value: float) -> None:
    assert found(text, code, {})
    assert not found(text, code, {name: {option: value}})


def test_a_threshold_may_be_stricter_where_what_is_said_stays_true() -> None:
    text = NET.format(rate=0.6, optimizer="Adam()")
    assert not found(text, "KR601", {})
    assert found(text, "KR601", {"dropout-rate": {"max-rate": 0.6}})


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"dropout-rat": {}}, "unknown rule 'dropout-rat'; did you mean 'dropout-rate'?"),
        ({"KR6": {}}, "unknown rule 'KR6'"),
        ({"linear-stack": {"max": 1}}, "this rule has no options"),
        ({"dropout-rate": {"max": 1}}, "unknown option 'max'; did you mean 'max-rate'?"),
        ({"dropout-rate": {"max-rate": 3}}, "`max-rate` must be a number from 0.5 to 1, not an integer (3)"),
        ({"dropout-rate": {"max-rate": True}}, "not a boolean (True)"),
        ({"dropout-rate": {"max-rate": float("nan")}}, "not a number (nan)"),
        ({"dropout-rate": 3}, "`rules` in [tool.kerasrules] must be a table of tables"),
    ],
)
def test_what_cannot_be_set(table: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        build({"rules": table}, "", Overrides(), "x.toml")
    assert said in str(caught.value)


def test_options_of_an_extended_file_hold(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(
        "[tool.kerasrules.rules]\nKR601 = {max-rate = 0.9}\nKR509 = {min-updates = 9}\n"
    )
    table = {"extend": "base.toml", "rules": {"KR601": {"max-rate": 0.7}}}
    settings = build(table, str(tmp_path), Overrides(), "x.toml")
    assert dict(settings.rule_options) == {"KR509.min-updates": 9, "KR601.max-rate": 0.7}


def test_options_are_documented_and_have_their_default_within_bounds() -> None:
    for rule in RULES:
        for option in rule.options:
            assert option.low <= option.default <= option.high
            assert f"`{option.name}`: {option.text}" in rule.options_text
