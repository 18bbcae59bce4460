"""Predicted errors that rest on what the interpreter supposes are not told; those that the program says are."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from kerasrules.checking import engine
from kerasrules.checking.engine import check_file, check_source
from kerasrules.checking.judging import judge
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.interpreter import analyze
from kerasrules.model.program import Program
from kerasrules.model.reading_options import ReadingOptions
from kerasrules.rules import INDEX
from kerasrules.source.load import from_file

EVERYTHING = Settings(selection=Selection.default().layer(("ALL",)))
IMPORTS = "import numpy as np\nimport keras\nfrom keras import layers\n"

SUPPOSED = {
    "a default that a call out of sight may override": """
        def block(x, filters=-1):
            return layers.Conv2D(filters, 3)(x)
        """,
    "the shape of an input by default": """
        def build(shape=(9, 9, 3)):
            image = keras.Input(shape)
            return keras.Model(image, layers.MaxPooling2D(2)(layers.Conv2D(4, 9)(image)))
        """,
    "what a default chooses": """
        def cell(units, kind="gru"):
            made = layers.GRU if kind == "gru" else layers.LSTM
            return made(units, unit_forget_bias=True)
        """,
    "fields of a data class": """
        from dataclasses import dataclass
        @dataclass
        class Block:
            filters: int = 8
            size: tuple = "3"
            def make(self):
                return layers.Conv2D(self.filters, self.size)
        """,
    "one of two objects": """
        class Block:
            def __init__(self, rate):
                self.rate = rate
            def make(self):
                return layers.Dropout(self.rate)
        first, second = Block("0.5"), Block(0.5)
        """,
    "a size that is not set yet": """
        class Net:
            def __init__(self, classes=[]):
                self.classes = classes
            def build(self):
                return keras.Sequential([keras.Input((4,)), layers.Dense(len(self.classes))])
        Net().build()
        """,
    "where images have their channels": """
        model = keras.Sequential([
            keras.Input((3, 32, 32)), layers.Conv2D(8, 3), layers.Conv2D(8, 3),
        ])
        """,
    "where a pretrained network has them": """
        base = keras.applications.VGG16(include_top=False, weights=None, input_shape=(1, 180, 180))
        """,
    "an array and something unknown": """
        from elsewhere import offset
        model = keras.Sequential([keras.Input((4, 2)), layers.Flatten(), layers.Dense(1)])
        model.compile("adam", "mse")
        model.predict(np.zeros((5, 4)) + offset)
        """,
    "an option of the command line": """
        import argparse
        parser = argparse.ArgumentParser()
        parser.add_argument("--width", type=int, default=3)
        model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(np.zeros((9, parser.parse_args().width)), np.zeros((9, 1)))
        """,
    "names of columns as numbers": """
        import pandas as pd
        table = pd.read_csv("rows.csv", index_col=0)
        model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
        model.compile("adam", "mse")
        model.predict(np.array(table.columns))
        """,
    "an option that is not set": """
        size = (2, None)
        layers.MaxPooling2D(pool_size=size)
        """,
    "a shape that is not set": """
        class Base:
            def __init__(self):
                self.input_shape = ()

            def encoder(self):
                image = keras.Input(shape=self.input_shape)
                return keras.Model(image, layers.Conv2D(8, 3)(image))
        """,
}

SAID = {
    "a table has two axes": """
        import pandas as pd
        model = keras.Sequential([keras.Input((3, 3, 1)), layers.Conv2D(2, 2), layers.Flatten(), layers.Dense(1)])
        model.compile("adam", "mse")
        model.predict(pd.read_csv("rows.csv"))
        """,
    "what comes with a library": """
        from sklearn.datasets import load_iris
        from sklearn.preprocessing import StandardScaler
        x, y = load_iris(return_X_y=True)
        model = keras.Sequential([keras.Input((5,)), layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(StandardScaler().fit_transform(x), y)
        """,
    "an empty shape that is written": "layers.Conv2D(8, 3)(keras.Input(shape=()))",
    "None that is written": "layers.MaxPooling2D(pool_size=(2, None))",
    "arguments of a function that nobody calls": """
        def block(x, filters=8):
            return layers.Conv2D(filters, 3, group=2)(x)
        """,
    "a default that is used": """
        def block(x, filters=-1):
            return layers.Conv2D(filters, 3)(x)
        block(keras.Input((9, 9, 3)))
        """,
    "the only object": """
        class Block:
            def __init__(self, rate):
                self.rate = rate
            def make(self):
                return layers.Dropout(self.rate)
        only = Block("0.5")
        """,
    "a size that is written": "keras.Sequential([keras.Input((4,)), layers.Dense(0)])",
    "a size that is computed": """
        width = 3
        keras.Sequential([keras.Input((4,)), layers.Dense(width - 5)])
        """,
    "in one of many places": """
        def block(filters=8):
            return layers.Conv2D(filters, 3, group=2)
        layers.Conv2D(8, 3, group=2)
        layers.Conv2D(8, 3, group=2)
        layers.Conv2D(8, 3, group=2)
        """,
}


def stops(text: str) -> list[str]:
    """The codes of the errors that are predicted."""
    found = check_source(IMPORTS + textwrap.dedent(text), "program.py", EVERYTHING).findings
    return [one.code for one in found if one.effect.value == "stops"]


@pytest.mark.parametrize("text", SUPPOSED.values(), ids=SUPPOSED.keys())
def test_supposed(text: str) -> None:
    assert stops(text) == []


@pytest.mark.parametrize("text", SAID.values(), ids=SAID.keys())
def test_said(text: str) -> None:
    assert len(stops(text)) == 1


@pytest.mark.parametrize(("imports", "count"), [("import keras", 0), ("from tensorflow import keras", 1)])
def test_a_repository_with_a_keras_of_its_own(tmp_path: Path, imports: str, count: int) -> None:
    (tmp_path / "keras" / "layers").mkdir(parents=True)
    (tmp_path / "keras" / "__init__.py").write_text("")
    (tmp_path / "tests").mkdir()
    program = tmp_path / "tests" / "program.py"
    program.write_text(f"{imports}\nkeras.layers.Conv2D(8, 3, group=2)\n")
    assert len(check_file(str(program), EVERYTHING).findings) == count


def test_a_folder_that_is_named_so(tmp_path: Path) -> None:
    (tmp_path / "keras").mkdir()
    (tmp_path / "keras" / "__init__.py").write_text("")
    program = tmp_path / "program.py"
    program.write_text("import keras\nkeras.layers.Conv2D(8, 3, group=2)\n")
    assert len(check_file(str(program), EVERYTHING).findings) == 1


def test_words_that_hold_something_unknown_are_no_reason() -> None:
    for rate in ("elsewhere.rate", "elsewhere.rates()[0]"):
        assert stops(f"import elsewhere\nlayers.Dropout(({rate}, 0.5))\n") == []
    assert stops("layers.Dropout((0.25, 0.5))\n") == ["KR414"]


def test_a_program_for_keras_one() -> None:
    net = """
        model = keras.models.Sequential([layers.Dense(4, input_dim=3, {old}), layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(np.zeros((9, 5)), np.zeros((9, 1)), nb_epoch=3)
        """
    assert stops(net.format(old="init='uniform'")) == ["KR309"]
    assert stops(net.format(old="init='uniform'").replace("(9, 5)", "(9, 3)")) == []


def test_a_list_of_arrays_is_no_array() -> None:
    assert not stops("""
        bags = []
        for _ in range(count):
            bags.append(np.zeros((3, 5)))
        inputs = [keras.Input((5,)) for _ in range(3)]
        model = keras.Model(inputs, layers.Dense(1)(layers.Add()(inputs)))
        model.compile("adam", "mse")
        model.predict(list(np.swapaxes(bags, 0, 1)))
        """)


def test_code_out_of_sight_may_make_a_model() -> None:
    assert not stops("""
        from elsewhere import similarity_model
        first = keras.Input((5,))
        encoder = similarity_model(first, layers.Dense(3)(first))
        second = keras.Input((5,))
        keras.Model(second, layers.Dense(1)(encoder(second)))
        """)


FIXTURES = sorted(Path(__file__).resolve().parents[1].glob("fixtures/*.py"))


def test_a_program_of_which_nothing_was_supposed_is_the_same_without() -> None:
    same = 0
    for path in FIXTURES:
        source = from_file(str(path))
        program = analyze(source)
        if not program.supposed:
            same += 1
            again = analyze(source, ReadingOptions(supposes=False))
            assert judge(again, frozenset(INDEX)) == judge(program, frozenset(INDEX)), path
    assert same > len(FIXTURES) // 2


def test_it_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    programs: list[Program | None] = []
    read = engine._read

    def counted(*arguments: Any) -> Any:
        found = read(*arguments)
        programs.append(found[0])
        return found

    monkeypatch.setattr(engine, "_read", counted)
    text = IMPORTS + "model = keras.Sequential([keras.Input((4,)), layers.Dense(units=2, unit=3)])\n"
    assert [finding.code for finding in check_source(text, "program.py", EVERYTHING).findings]
    assert len(programs) == 1
