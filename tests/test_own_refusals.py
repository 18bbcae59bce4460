"""What a program refuses by itself, and what a test expects to be refused, is not told as a refusal of Keras."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from kerasrules.checking.engine import check_file, check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings

REFUSALS = Settings(selection=Selection.default().layer(("KR213", "KR309", "KR401", "KR414")))
IMPORTS = "import numpy as np\nimport pytest\nimport keras\nfrom keras import backend as K, layers\n"

SILENT = {
    "a constructor that asks a helper": """
        class Grouped(layers.Layer):
            def __init__(self, groups):
                super().__init__()
                self.check(groups)
                self.inner = layers.Conv2D(8, 3, groups=groups)
            def check(self, groups):
                if 8 % groups:
                    raise ValueError(groups)
            def call(self, x):
                return self.inner(x)
        x = Grouped(3)(keras.Input((9, 9, 6)))
        """,
    "an assertion in a helper": """
        def check(x):
            assert len(x.shape) == 4, "no image"
        def block(x):
            check(x)
            return layers.Conv2D(4, 3)(x)
        block(keras.Input((3,)))
        """,
    "a helper that checks what is passed on": """
        def positive(size):
            if size <= 0:
                raise ValueError(size)
            return size
        layers.Conv2D(positive(-1), 3)
        """,
    "the rank that the backend tells": """
        def check(x):
            if K.ndim(x) != 4:
                raise ValueError
        def block(x):
            check(x)
            return layers.Conv2D(4, 3)(x)
        block(keras.Input((3,)))
        """,
    "a check that cannot be decided": """
        from elsewhere import fits
        def block(x, size):
            if not fits(x, size):
                raise ValueError(size)
            return layers.MaxPooling2D(size)(x)
        block(keras.Input((4, 4, 3)), 8)
        """,
    "a check in a helper that cannot be decided": """
        from elsewhere import fits
        def check(x, size):
            assert fits(x, size)
        def block(x, size):
            check(x, size)
            return layers.MaxPooling2D(size)(x)
        block(keras.Input((4, 4, 3)), 8)
        """,
    "one of several classes, in a helper of its constructor": """
        from elsewhere import mode
        class Convolution:
            def __init__(self, size):
                self.make(size)
            def make(self, size):
                self.inner = layers.Conv2D(8, 3, strides=size)
        class Pooling:
            def __init__(self, size):
                self.inner = layers.Dropout(size)
        kind = Convolution if mode == "strided" else Pooling
        kind(0.5)
        """,
    "a data class that drops what is not given": """
        from dataclasses import dataclass, field
        @dataclass
        class Block:
            units: int | None = None
            activation: str | None = None
            layer: layers.Dense = field(init=False)
            def __post_init__(self):
                given = {"units": self.units, "activation": self.activation}
                self.layer = layers.Dense(**{key: value for key, value in given.items() if value is not None})
        """,
    "fields of a data class from a file": """
        import json
        from dataclasses import dataclass
        @dataclass
        class Block:
            filters: int | None = None
            size: int | None = None
            def __post_init__(self):
                given = {"filters": self.filters, "kernel_size": self.size}
                self.layer = layers.Conv2D(**{key: value for key, value in given.items() if value is not None})
        blocks = [Block(**one) for one in json.load(open("net.json"))]
        """,
    "one of several layers": """
        from elsewhere import kind
        made = {"dense": layers.Dense(4), "picture": layers.Conv2D(4, 3)}[kind]
        made(keras.Input((9, 9, 1)))
        made(keras.Input((9,)))
        """,
    "a test that builds": """
        def test_build():
            model = keras.Sequential([layers.Dense(2), layers.Conv2D(4, 3)])
            with pytest.raises(ValueError):
                model.build((None, 4))
        """,
    "a test that adds": """
        class TestModel:
            def test_add(self):
                model = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
                with self.assertRaises(ValueError):
                    model.add(layers.Conv2D(4, 3))
        """,
    "a test that calls": """
        def test_call():
            model = keras.Sequential([layers.Dense(2), layers.Conv2D(4, 3)])
            with pytest.raises(ValueError, match="ndim"):
                model(np.zeros((10, 4)))
        """,
    "a test that trains on other data": """
        def test_fit():
            model = keras.Sequential([keras.Input((3,)), layers.Dense(2, activation="softmax")])
            model.compile("adam", "categorical_crossentropy")
            with pytest.raises(ValueError):
                model.fit(np.zeros((10, 4)), np.zeros((10, 2)))
            with pytest.raises(ValueError):
                model.fit(np.zeros((10, 3)), np.zeros((10, 5)))
        """,
    "tests that are expected to fail": """
        import unittest
        @pytest.mark.xfail(reason="not yet")
        def test_groups():
            layers.Conv2D(8, 3, group=2)
        class TestLayer(unittest.TestCase):
            @unittest.expectedFailure
            def test_groups(self):
                layers.Conv2D(8, 3, group=2)
        """,
}

TOLD = {
    "a check that passes": (
        """
        def check(groups):
            if groups < 1:
                raise ValueError(groups)
        def block(groups):
            check(groups)
            return layers.Conv2D(8, 3, group=groups)
        block(3)
        """,
        [("KR414", 11)],
    ),
    "after an assertion on what was computed": (
        """
        model = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
        model.trainable = False
        assert model.layers[0].trainable == False
        layers.Conv2D(8, 3, group=2)
        """,
        [("KR414", 9)],
    ),
    "a check of what is no size": (
        """
        import os
        def train(path):
            if not os.path.exists(path):
                raise FileNotFoundError(path)
            layers.Conv2D(8, 3, group=2)
        train("data.csv")
        """,
        [("KR414", 10)],
    ),
    "a script that leaves early": (
        """
        import sys
        def main(epochs=3):
            if len(sys.argv) < epochs:
                sys.exit(1)
            layers.Conv2D(8, 3, group=2)
        main()
        """,
        [("KR414", 10)],
    ),
    "what raises where it is not called": (
        """
        def fail():
            raise ValueError
        from elsewhere import given
        size = given or fail()
        layers.Conv2D(8, 3, group=2)
        """,
        [("KR414", 10)],
    ),
    "beside a test of refusals": (
        """
        def test_fit():
            model = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
            model.compile("adam", "mse")
            with pytest.raises(TypeError):
                model.fit(np.zeros((10, 3)), np.zeros((10, 2)), epoch=1)
            model.fit(np.zeros((10, 4)), np.zeros((10, 2)))
        """,
        [("KR309", 11)],
    ),
    "a data class with what it is made of": (
        """
        from dataclasses import dataclass
        @dataclass
        class Block:
            filters: int = 8
            size: int | None = None
            def __post_init__(self):
                self.layer = layers.Conv2D(self.filters, activation=self.size)
        """,
        [("KR414", 12)],
    ),
    "a method of a base class that others define": (
        """
        class Base:
            def __init__(self):
                self.model = self.build()
            def build(self):
                raise NotImplementedError
        class Small(Base):
            def build(self):
                return layers.Conv2D(8, 3, group=2)
        Small()
        """,
        [("KR414", 13)],
    ),
}


def found(text: str) -> list[tuple[str, int]]:
    """Codes and lines of the findings."""
    result = check_source(IMPORTS + textwrap.dedent(text), "program.py", REFUSALS)
    return [(finding.code, finding.location.start.line) for finding in result.findings]


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_the_program_itself_refuses(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(("text", "expected"), TOLD.values(), ids=TOLD.keys())
def test_keras_refuses(text: str, expected: list[tuple[str, int]]) -> None:
    assert found(text) == expected


def test_an_error_ends_one_cell(tmp_path: Path) -> None:
    stops = "def check(size):\n    assert size > 0\ncheck(-1)\nlayers.Conv2D(8, 3, groups=3, group=2)"
    cells = [IMPORTS, stops, "layers.Conv2D(8, 3, group=2)"]
    path = tmp_path / "steps.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}), encoding="utf-8")
    findings = check_file(str(path), REFUSALS).findings
    assert [(finding.code, finding.location.cell) for finding in findings] == [("KR414", 3)]
