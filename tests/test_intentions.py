"""What is true of a program and yet no fault: errors that it expects, and how well the models of tests learn."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from fixtures import ALL_RULES
from kerasrules.checking.engine import check_source

HEADER = """\
import unittest
import keras
import numpy as np
import pytest
from keras import layers
"""
MODEL = """\
model = keras.Sequential([keras.Input((20,)), layers.Dense(64), layers.Dense(4, activation="sigmoid")])
model.compile("adam", "categorical_crossentropy")
"""
TOO_WIDE = "model.fit(np.zeros((256, 30)), np.zeros((256, 4)))"
STACK, SHAPE = ("KR101", "error"), ("KR309", "error")


def found(text: str, path: str = "train.py") -> set[tuple[str, str]]:
    result = check_source(HEADER + text, path, ALL_RULES)
    assert not result.notices
    return {(one.code, one.severity.value) for one in result.findings}


def inside(head: str, *statements: str) -> str:
    """The statements as the body of a function or block."""
    return head + "\n" + textwrap.indent("\n".join(statements), "    ")


def in_case(base: str, name: str = "test_fit") -> str:
    return f"class Model({base}):\n" + textwrap.indent(inside(f"def {name}(self):", MODEL), "    ")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (inside("def test_fit():", MODEL), "tests/test_model.py"),
        (inside("def test_fit():", MODEL), "model_test.py"),
        (inside("async def test_fit():", MODEL), "test_model.py"),
        (inside("class TestModel:", inside("def test_fit(self):", MODEL)), "test_model.py"),
        (inside("@pytest.fixture\ndef model():", MODEL), "tests/conftest.py"),
        (in_case("unittest.TestCase"), "checks.py"),
        (in_case("testing.TestCase", "testFit"), "checks.py"),
        (in_case("unittest.TestCase", "setUpClass"), "tests/utils.py"),
        (inside("if keras.__version__ > '3':", in_case("TestCase")), "checks.py"),
        # what a test uses is of the test
        (inside("def build():", MODEL) + "\ndef test_fit():\n    build()", "test_model.py"),
    ],
)
def test_how_well_a_tests_model_learns_is_not_told(text: str, path: str) -> None:
    assert not found(text, path)


def test_a_bias_in_a_tests_model_is_not_told() -> None:
    layers = "x = layers.Dense(4)(keras.Input((20,)))\nx = layers.BatchNormalization()(x)\nkeras.Model(x, x)"
    assert ("KR602", "info") in found(inside("def build():", layers), "model.py")
    assert not found(inside("def test_build():", layers), "test_model.py")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (MODEL, "train.py"),
        (MODEL, "train_test.py"),
        (MODEL, "tests/model.py"),
        (inside("def test_fit():", MODEL), "train.py"),
        (inside("def test_fit():", MODEL), "test_model.ipynb.txt"),
        (MODEL + "def test(model):\n    return model.predict(x)\n", "train_test.py"),
        (inside("class Model(keras.Model):", inside("def test_step(self, data):", "pass")) + "\n" + MODEL, "test_m.py"),
        (in_case("unittest.TestCase", "build"), "checks.py"),
    ],
)
def test_what_only_looks_like_a_test_is_not(text: str, path: str) -> None:
    assert STACK in found(text, path)


def test_an_error_in_a_test_stays_an_error() -> None:
    assert SHAPE in found(inside("def test_fit():", MODEL, TOO_WIDE), "test_model.py")


def test_what_a_test_passes_to_a_module_is_no_fault_of_it(tmp_path: Path) -> None:
    fit = "model.fit(x, y, validation_data=(x_val, y_val))"
    module = tmp_path / "training.py"
    module.write_text(HEADER + inside("def train(model, x, y, x_val, y_val):", "model.compile('adam', 'mse')", fit))
    test = HEADER + "from training import train\n"
    model = (
        "x, y = np.load('x.npy'), np.load('y.npy')\nmodel = keras.Sequential([keras.Input((4,)), layers.Dense(1)])\n"
    )
    call = "train(model, x, y, x, y)"
    result = check_source(test + inside("def test_train():", model, call), str(tmp_path / "test_it.py"), ALL_RULES)
    assert not result.findings
    result = check_source(test + model + call, str(tmp_path / "main.py"), ALL_RULES)
    assert [one.code for one in result.findings] == ["KR306"]


@pytest.mark.parametrize(
    ("call", "codes"), [("show(model, x)", []), ("model = show(model, x)\nmodel.fit(x, y)", ["KR201"])]
)
def test_a_loss_that_another_module_compiles_counts_where_it_trains(
    tmp_path: Path, call: str, codes: list[str]
) -> None:
    module = tmp_path / "activations.py"
    compiles = "model.compile(loss='categorical_crossentropy', optimizer='adam')"
    module.write_text(HEADER + inside("def show(model, x):", compiles, "model.predict(x)", "return model"))
    model = (
        "from activations import show\nx, y = np.load('x.npy'), np.load('y.npy')\n"
        "model = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation='sigmoid')])\n"
    )
    result = check_source(HEADER + model + call, str(tmp_path / "main.py"), ALL_RULES)
    assert [one.code for one in result.findings] == codes


@pytest.mark.parametrize(
    "text",
    [
        inside("with pytest.raises(ValueError):", TOO_WIDE),
        inside("with pytest.raises(ValueError) as error, keras.device('cpu'):", TOO_WIDE),
        inside("try:", TOO_WIDE) + "\nexcept ValueError as error:\n    print(error)",
        inside("try:", TOO_WIDE) + "\nexcept (KeyError, tf.errors.InvalidArgumentError):\n    pass",
        inside("try:", TOO_WIDE) + "\nexcept:\n    print('no')",
        inside("def train():", TOO_WIDE) + "\nwith pytest.raises(ValueError):\n    train()",
    ],
)
def test_an_expected_error_is_none(text: str) -> None:
    assert SHAPE not in found(MODEL + text)


@pytest.mark.parametrize(
    "text",
    [
        TOO_WIDE,
        inside("try:", TOO_WIDE) + "\nexcept KeyboardInterrupt:\n    pass",
        inside("try:", TOO_WIDE) + "\nexcept ValueError:\n    raise",
        inside("try:", TOO_WIDE) + "\nfinally:\n    pass",
        inside("try:", "print('begin')", TOO_WIDE, "model.save('m.keras')")
        + "\nexcept Exception as error:\n    print(error)",
        inside("def train():", TOO_WIDE) + "\ntry:\n    train()\nexcept Exception as error:\n    print(error)",
        inside("with pytest.raises(ValueError):", "model.predict(np.zeros((256, 30)))") + "\n" + TOO_WIDE,
        inside("with keras.device('cpu'):", TOO_WIDE),
    ],
)
def test_an_error_that_is_only_caught_is_one(text: str) -> None:
    assert SHAPE in found(MODEL + text)


def test_a_missing_loss_is_expected_where_fit_is() -> None:
    model = "model = keras.Sequential([keras.Input((20,)), layers.Dense(4)])\nmodel.compile('adam')\n"
    fit = "model.fit(np.zeros((256, 20)), np.zeros((256, 4)))"
    assert ("KR511", "error") in found(model + fit)
    assert ("KR511", "error") not in found(model + inside("with pytest.raises(ValueError):", fit))


def test_a_layer_called_on_another_width_is_expected() -> None:
    text = "layer = layers.Dense(4)\nlayer(keras.Input((20,)))\n"
    again = "layer(keras.Input((30,)))"
    assert ("KR412", "error") in found(text + again)
    assert ("KR412", "error") not in found(text + inside("with pytest.raises(ValueError):", again))
