"""What the user says of code that cannot be read: comments beside values, and layers, losses and loaders by name."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from kerasrules.checking.engine import check_file, check_source, read_file
from kerasrules.checking.settings import Settings, SettingsError, SettingsFinder
from kerasrules.checking.taught_settings import teaching
from kerasrules.cli import main
from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Model
from kerasrules.model.program import Program
from kerasrules.model.teaching import TaughtConstant, TaughtDataset
from kerasrules.source.load import from_text
from kerasrules.source.teaching.comments import taught_names
from kerasrules.source.teaching.value_words import described

IMPORTS = """\
import keras
from company.layers import Gate, Projection, Squash
from company.losses import focal
from company.data import load, make
"""

MODEL = """\
inputs = keras.Input((8,))
h = {first}(inputs)
h = {between}(h)
outputs = keras.layers.Dense(3, activation="{activation}")(h)
model = keras.Model(inputs, outputs)
model.compile("adam", loss={loss})
model.fit({data})
"""


def text_of(**parts: str) -> str:
    """A program with a company's own layers, loss and loader in the places that are named."""
    usual = {
        "first": 'keras.layers.Dense(4, activation="relu")',
        "between": "keras.layers.Dropout(0.1)",
        "activation": "softmax",
        "loss": '"sparse_categorical_crossentropy"',
        "data": "*load()",
    }
    return IMPORTS + MODEL.format(**{**usual, **parts})


def settings(**tables: dict[str, Any]) -> Settings:
    """The settings with these tables."""
    return Settings(teaching=teaching(tables), selection=Settings().selection.layer(("ALL",), (), ()))


def codes(text: str, **tables: dict[str, Any]) -> list[str]:
    """The codes that are found in a text."""
    return [finding.code for finding in check_source(text, "train.py", settings(**tables)).findings]


def recovered(folder: Path, text: str, **tables: dict[str, Any]) -> Program:
    """The program of a text."""
    path = folder / "train.py"
    path.write_text(text, encoding="utf-8")
    program, result = read_file(str(path), settings(**tables))
    assert program is not None, result
    return program


# ---- words ----


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(None, 128), 0..1", ArrayInfo((None, 128), low=0.0, high=1.0, bounds_attained=True)),
        ("0..255, uint8, (?, 28, 28)", ArrayInfo((None, 28, 28), "uint8", 0.0, 255.0, True)),
        ("-1.5 .. 2e3", ArrayInfo(low=-1.5, high=2000.0, bounds_attained=True)),
        ("(None,), floats", ArrayInfo((None,), encoding="float")),
        ("images in 0..1 of (8, 8, 3)", ArrayInfo((None, 8, 8, 3), low=0.0, high=1.0, bounds_attained=True)),
        ("gives images of (8, 8), 0..255", ArrayInfo((None, 8, 8), low=0.0, high=255.0, bounds_attained=True)),
        ("images (None, 8, 8, 3), uint8", ArrayInfo((None, 8, 8, 3), "uint8")),
        ("standardized", ArrayInfo(standardized=True, mean=0.0, std=1.0)),
        ("integers, 10 classes", ArrayInfo(None, None, 0.0, 9.0, True, encoding="integer", classes=10)),
        ("(None, 5), one-hot", ArrayInfo((None, 5), None, 0.0, 1.0, True, encoding="one-hot", classes=5)),
        ("10", TaughtConstant(10)),
        ("value (32, 'a', None)", TaughtConstant((32, "a", None))),
        ("[(None, 3) and (3,)] and (1,)", ((ArrayInfo((None, 3)), ArrayInfo((3,))), ArrayInfo((1,)))),
        ("(None,) and 0..1", (ArrayInfo((None,)), ArrayInfo(low=0.0, high=1.0, bounds_attained=True))),
        ("batches of (None, 3)", TaughtDataset(ArrayInfo((None, 3)), batched=True)),
        ("Samples of (3,) and (1,)", TaughtDataset((ArrayInfo((3,)), ArrayInfo((1,))), False)),
    ],
)
def test_words_for_a_value(text: str, value: object) -> None:
    assert described(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rubbish", "'rubbish' is not understood"),
        ("(128)", "with the axis of samples first"),
        ("(None, x)", "is no shape"),
        ("(None, 2", "describes no array"),
        ("1..0", "ends before it begins"),
        ("0..0", "ends before it begins"),
        ("", "describes no array"),
        ("0..1,, float32", "describes no array"),
        ("standardized, 0..1", "have no range of their own"),
        ("10 classes", "classes of what?"),
        ("integers, 1 class", "two classes at least"),
        ("(None, 3), one-hot, 4 classes", "have 4 columns, not 3"),
        ("value f(3)", "f(3) is no number"),
        ("value [1]", "[1] is no number"),
        ("[0..1 and 0..1", "a bracket without its other one"),
        ("batches of 0..1 and 0..1 and 0..1 and 0..1", "inputs, targets and weights"),
    ],
)
def test_words_that_say_nothing(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        described(text)


# ---- comments ----


@pytest.mark.parametrize(
    "binding",
    [
        "x, y = load()  # kerasrules: x is 0..255",
        "x, y = load(\n    'train',\n)  # kerasrules: x is 0..255",
        "x, y = load(  # kerasrules: x is 0..255\n    'train',\n)",
        "# kerasrules: x is 0..255; y is integers\nx, y = load()",
        "# kerasrules: x is 0..255\n# of the camera\n\nx, y = load()",
        "x: object = load()[0]  # kerasrules: x is 0..255\ny = load()[1]",
        "for x, y in load():  # KerasRules: x is 0..255\n    pass",
        "with load() as (x, y):  # kerasrules: x is 0..255\n    pass",
    ],
)
def test_a_comment_tells_the_range(binding: str) -> None:
    text = text_of(data="x, y").replace(IMPORTS, IMPORTS + binding + "\n")
    assert "KR301" in codes(text)
    assert "KR301" not in codes(text.replace("255", "1"))
    assert "KR301" not in codes(text.replace("kerasrules: x", "x", 1).replace("KerasRules: x", "x", 1))


def test_a_comment_on_parameters_and_attributes() -> None:
    function = "def train(x, y):  # kerasrules: x is 0..255\n" + "".join(f"    {line}\n" for line in MODEL.splitlines())
    parts = {"first": "keras.layers.Dense(4, activation='relu')", "between": "keras.layers.Dropout(0.1)"}
    text = IMPORTS + function.format(activation="softmax", loss="focal", data="x, y", **parts)
    assert "KR301" in codes(text)
    attribute = "class Run:\n    pass\nrun = Run()\nrun.x = load()  # kerasrules: run.x is 0..255\n"
    assert "KR301" in codes(IMPORTS + attribute + text_of(data="run.x, load()"))


def test_a_comment_tells_the_shape_of_a_tensor(tmp_path: Path) -> None:
    text = text_of(between="Gate()").replace("h = Gate()(h)", "h = Gate()(h)  # kerasrules: h is (None, 6)")
    (model,) = recovered(tmp_path, text).models
    assert [row.output_shape for row in model.layers][-2:] == [(None, 6), (None, 3)]
    assert [row.parameters for row in model.layers][-1] == 6 * 3 + 3


def test_a_comment_tells_a_number(tmp_path: Path) -> None:
    text = IMPORTS + "n = len(load())  # kerasrules: n is 7\nm = keras.Sequential([keras.layers.Dense(n)])\n"
    (model,) = recovered(tmp_path, text + "m.build((None, 2))\n").models
    assert model.layers[-1].output_shape == (None, 7)


def test_a_comment_tells_a_constant(tmp_path: Path) -> None:
    text = (
        "import keras\ndef build(shape, n=3):  # kerasrules: shape is value (8, 2)\n    inputs = keras.Input(shape)\n"
    )
    text += "    return keras.Model(inputs, keras.layers.Dense(n)(keras.layers.Flatten()(inputs)))\n"
    (model,) = recovered(tmp_path, text).models
    assert [row.output_shape for row in model.layers] == [(None, 8, 2), (None, 16), (None, 3)]


def test_a_comment_tells_a_dataset_for_two_inputs() -> None:
    said = "batches of [(None, 4), 0..255 and (None, 5), 0..1] and (None,), integers"
    text = f"{IMPORTS}made = make()  # kerasrules: made is {said}\na, b = keras.Input((4,)), keras.Input((5,))\n"
    text += "h = [keras.layers.Dense(9, activation='relu')(one) for one in (a, b)]\n"
    text += "outputs = keras.layers.Dense(3, activation='softmax')(keras.layers.Concatenate()(h))\n"
    text += "model = keras.Model([a, b], outputs)\nmodel.compile('adam', 'sparse_categorical_crossentropy')\n"
    text += "model.fit(made)\n"
    assert codes(text).count("KR301") == 1
    assert "KR301" not in codes(text.replace("255", "1"))


def test_a_comment_tells_a_dataset(tmp_path: Path) -> None:
    said = "batches of (None, 9), 0..1 and (None,), integers"
    text = text_of(data="made").replace("inputs =", f"made = make()  # kerasrules: made is {said}\ninputs =", 1)
    assert "KR309" in codes(text)
    assert "KR309" not in codes(text.replace("(None, 9)", "(None, 8)"))


def test_what_the_code_knows_stays(tmp_path: Path) -> None:
    text = "import keras\n(x, y), _ = keras.datasets.mnist.load_data()\nx = x / 3  # kerasrules: x is 0..85, float32\n"
    text += "model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10)])\nmodel.compile('sgd', 'mse')\n"
    program = recovered(tmp_path, text + "model.fit(x, y)\n")
    (array,) = program.trainings[0].fits[0].x
    assert isinstance(array, ArrayInfo)
    assert (array.shape, array.dtype, array.low, array.high) == ((60000, 28, 28), "float32", 0.0, 85.0)
    assert array.split == "train"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("x is (None, 9)", "the shape (60000, 28, 28)"),
        ("x is 0..1", "the range 0 to 255"),
        ("y is one-hot", "integer labels"),
    ],
)
def test_a_comment_that_the_code_contradicts_is_told_and_not_followed(tmp_path: Path, said: str, shown: str) -> None:
    path = tmp_path / "train.py"
    path.write_text(f"import keras\n(x, y), _ = keras.datasets.mnist.load_data()  # kerasrules: {said}\n")
    (notice,) = check_file(str(path), settings()).notices
    assert notice.message == f"the comment says that {said[0]} is {said[5:]}, but the code shows {shown}"
    assert notice.location.start.line == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x = 1  # kerasrules: y is 0..1", "what y is, but nothing here binds it"),
        ("print(1)  # kerasrules: y is 0..1", "what y is, but nothing here binds it"),
        ("x = load()  # kerasrules: x 0..1", "'x 0..1' is not understood"),
        ("x = load()  # kerasrules: x is huge", "'huge' is not understood"),
        ("x = 1  # kerasrules: ingore[KR101]", "'ingore[KR101]' is not understood"),
        ("x = 3  # kerasrules: x is 4", "the code shows 3"),
    ],
)
def test_a_comment_that_says_nothing_is_told(line: str, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = check_source(f"{IMPORTS}{line}\n", "train.py", settings())
    (notice,) = result.notices
    assert reason in notice.message
    assert notice.location.start.line == 5
    assert result.findings == ()


def test_what_is_no_such_comment() -> None:
    text = (
        'x = "# kerasrules: x is 0..1"\ny = 1  # kerasrules: ignore[KR101] x is 0..1\n# kerasrules: ignore-file[KR1]\n'
    )
    names = taught_names(from_text(text, "a.py"))
    assert (names.by_target, names.problems) == ({}, ())
    assert not from_text("x = 1  # no comment for it\n", "a.py").teaches


def test_comments_in_the_cells_of_a_notebook(tmp_path: Path) -> None:
    cells = [IMPORTS + "x, y = load()  # kerasrules: x is 0..255", text_of(data="x, y")]
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    (finding,) = (one for one in check_file(str(path), settings()).findings if one.code == "KR301")
    assert {related.location.cell for related in finding.related} == {1, 2}


# ---- settings ----


def test_a_layer_that_acts_like_dense(tmp_path: Path) -> None:
    text = text_of(first="Projection(4)", between="Projection(5, name='p')")
    assert "KR101" not in codes(text)
    for name in ("Projection", "layers.Projection", "company.layers.Projection", "company.Projection"):
        assert "KR101" in codes(text, layers={name: "Dense"})
    for name in ("Project", "other.layers.Projection", "Dense"):
        assert "KR101" not in codes(text, layers={name: "Dense"})
    assert "KR101" in codes(text, layers={"Projection": "acts like Dense"})
    assert "KR101" not in codes(text, layers={"Projection": "Dense(activation='relu')"})
    (model,) = recovered(tmp_path, text, layers={"Projection": "Dense"}).models
    assert [row.parameters for row in model.layers] == [0, 36, 25, 18]
    assert model.layers[2].name == "p"


def test_layers_that_keep_values_or_are_a_nonlinearity() -> None:
    linear = text_of(first="keras.layers.Dense(4)", between="Gate(3)")
    assert "KR101" not in codes(linear)
    assert "KR101" in codes(linear, layers={"Gate": "keeps-values"})
    assert "KR101" not in codes(linear, layers={"Gate": "nonlinearity"})
    assert "KR101" not in codes(linear, layers={"Gate": "is a nonlinearity"})
    data = "*load()"
    raw = text_of(first="keras.layers.Dense(4, activation='relu')", data=data).replace(
        "(inputs)", "(Gate()(inputs))", 1
    )
    loaders = {"load": ["(None, 8), 0..255", "integers, 3 classes"]}
    assert "KR301" not in codes(raw, loaders=loaders)
    assert "KR301" in codes(raw, loaders=loaders, layers={"Gate": "keeps values"})


def test_a_class_of_the_repository_is_told_by_its_module_and_its_parameters(tmp_path: Path) -> None:
    package = tmp_path / "company" / "layers"
    package.mkdir(parents=True)
    (tmp_path / "company" / "__init__.py").write_text("")
    (package / "__init__.py").write_text("from company.layers.projections import Projection\n")
    (package / "projections.py").write_text(
        "import keras, native\nclass Projection(keras.layers.Layer):\n    def __init__(self, seed, units, depth=3):\n"
        "        super().__init__()\n    def call(self, x):\n        return native.run(x)\n"
    )
    text = "import keras\nfrom company.layers import Projection\n" + text_of(
        first="Projection(7, 4)", between="Projection(7, units=5)", loss='"mse"', data="load(), load()"
    ).replace(IMPORTS, "from elsewhere import load\n")
    told = {"company.layers.Projection": "Dense"}
    (model,) = recovered(tmp_path, text, layers=told).models
    assert [row.output_shape for row in model.layers][1:3] == [(None, 4), (None, 5)]
    linear = [f for f in check_file(str(tmp_path / "train.py"), settings(layers=told)).findings if f.code == "KR101"]
    assert len(linear) == 1


def test_a_function_that_acts_like_a_layer() -> None:
    text = text_of(first="keras.layers.Dense(4)").replace(
        "h = keras.layers.Dropout(0.1)(h)", "h = Gate(h, 5, activation=None)"
    )
    assert "KR101" not in codes(text)
    assert "KR101" in codes(text, layers={"Gate": "Dense"})


def test_no_fix_writes_into_a_layer_of_the_users_own() -> None:
    text = text_of(first="Projection(4)", between="keras.layers.Dense(5)")
    result = check_source(text, "train.py", settings(layers={"Projection": "Dense"}))
    (finding,) = (one for one in result.findings if one.code == "KR101")
    assert finding.fix is None
    assert [one.message for one in finding.related][-1] == "Projection acts like Dense, as the settings say"


@pytest.mark.parametrize("loss", ["focal", "focal(gamma=2)", "'focal'"])
def test_a_loss_that_wraps_one_of_keras(loss: str) -> None:
    text = text_of(loss=loss)
    assert "KR205" not in codes(text)
    wrapped = {"focal": "SparseCategoricalCrossentropy(from_logits=True)"}
    assert "KR205" in codes(text, losses=wrapped)
    assert "KR205" in codes(text, losses={"focal": f"wraps {wrapped['focal']}"})
    assert "KR205" not in codes(text, losses={"focal": "sparse_categorical_crossentropy"})
    assert "KR205" not in codes(text.replace('"softmax"', '"linear"'), losses=wrapped)


def test_a_loss_of_a_loop() -> None:
    text = f"""\
{IMPORTS}
import tensorflow as tf
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
optimizer = keras.optimizers.Adam()
for x, y in make():
    with tf.GradientTape() as tape:
        loss = focal(y, model(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
"""
    wrapped = {"focal": "SparseCategoricalCrossentropy(from_logits=True)"}
    assert "KR205" in codes(text, losses=wrapped)
    assert "KR205" not in codes(text)


def test_a_class_of_the_repository_that_is_a_loss() -> None:
    own = "class Focal(keras.losses.Loss):\n    def call(self, y, p):\n        return native(y, p)\n"
    text = text_of(loss="Focal()").replace("inputs =", own + "inputs =", 1)
    assert "KR205" in codes(text, losses={"Focal": "SparseCategoricalCrossentropy(from_logits=True)"})


def test_loaders() -> None:
    text = text_of()
    assert "KR301" in codes(text, loaders={"load": ["(None, 8), 0..255", "(None,), integers, 3 classes"]})
    assert "KR301" in codes(text, loaders={"data.load": "(None, 8), 0..255 and (None,), integers, 3 classes"})
    assert "KR309" in codes(text, loaders={"load": "(None, 9), 0..1 and (None,), integers, 3 classes"})
    nested = text_of(data="x, y").replace("inputs =", "(x, y), test = load()\ninputs =", 1)
    pair = ["(None, 8), 0..255", "(None,), integers, 3 classes"]
    assert "KR301" in codes(nested, loaders={"load": [pair, pair]})
    dataset = text_of(data="make()")
    assert "KR301" in codes(dataset, loaders={"make": "batches of (None, 8), 0..255 and (None,), integers"})
    method = text_of(data="*reader.load()").replace("inputs =", "reader = make()\ninputs =", 1)
    assert "KR301" in codes(method, loaders={"load": pair})


def test_confirmed_by_real_shapes(tmp_path: Path) -> None:
    """A description that the program's own data fit changes nothing that is found."""
    text = text_of(data="x, y").replace(
        "inputs =", "import numpy as np\nx, y = np.random.rand(90, 8), np.random.randint(0, 3, 90)\ninputs =", 1
    )
    said = text.replace("randint(0, 3, 90)", "randint(0, 3, 90)  # kerasrules: x is (None, 8), 0..1; y is integers")
    assert codes(said) == codes(text)
    assert check_source(said, "train.py", settings()).notices == ()


def test_show_tells_what_was_taught(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "train.py"
    path.write_text(text_of(first="Projection(4)", loss="focal"), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.kerasrules.layers]\ncompany.layers.Projection = "Dense"\n'
        '[tool.kerasrules.losses]\nfocal = "SparseCategoricalCrossentropy"\n'
        '[tool.kerasrules.loaders]\nload = ["(None, 8), 0..1", "(None,), integers"]\n'
    )
    assert main(["show", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "  taught: Projection acts like Dense (line 6)" in shown
    assert "  taught: focal wraps SparseCategoricalCrossentropy (line 10)" in shown
    assert "  taught: load gives what the settings say (line 11)" in shown
    assert main(["show", "--output-format", "json", str(path)]) == 0
    (first, *_) = json.loads(capsys.readouterr().out)["taught"]
    assert (first["name"], first["meaning"]) == ("Projection", "acts like Dense")


@pytest.mark.parametrize(
    ("table", "key", "value", "reason"),
    [
        (
            "layers",
            "Gate",
            "Dence",
            "layers], Gate: 'Dence' is no layer of Keras; did you mean 'Dense'?",
        ),
        ("layers", "Gate", "Dense(activate='relu')", "Dense has no argument 'activate'; did you mean 'activation'?"),
        ("layers", "Gate", "Dense(4)", "must be given by name"),
        ("layers", "Gate", "Dense(units=n)", "must be numbers, texts"),
        ("layers", "Gate", "a b", "'a b' is not a layer of Keras such as `Dense`, `keeps-values` or `nonlinearity`"),
        ("layers", "a gate", "Dense", "'a gate' is not a name"),
        ("losses", "focal", "MeanSquared", "is no loss of Keras; did you mean 'MeanSquaredError'?"),
        ("losses", "focal", "mse(logits=True)", "mse has no argument 'logits'"),
        ("loaders", "load", "large", "[tool.kerasrules.loaders], load: 'large' is not understood"),
        ("loaders", "load", ["0..1", ["large"]], "'large' is not understood"),
    ],
)
def test_settings_that_teach_nothing(tmp_path: Path, table: str, key: str, value: object, reason: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(f"[tool.kerasrules.{table}]\n{json.dumps(key)} = {json.dumps(value)}\n")
    with pytest.raises(SettingsError, match=re.escape(reason)) as error:
        SettingsFinder().for_file(str(tmp_path / "train.py"))
    assert "pyproject.toml: in [tool.kerasrules." in str(error.value)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("layers = ['Gate']", "`layers` in [tool.kerasrules] must be a table of strings"),
        ("layers = { Gate = 3 }", "`layers` in [tool.kerasrules] must be a table of strings"),
        ("loaders = { load = [] }", "`loaders` in [tool.kerasrules] must be a table of strings, or of lists of them"),
    ],
)
def test_tables_of_the_wrong_type(tmp_path: Path, line: str, wanted: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.kerasrules]\n{line}\n")
    with pytest.raises(SettingsError, match=re.escape(wanted)):
        SettingsFinder().for_file(str(tmp_path / "train.py"))


def test_settings_that_teach_reach_the_workers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.kerasrules.layers]\nProjection = "Dense"\n')
    for number in range(30):
        (tmp_path / f"m{number}.py").write_text(text_of(first="Projection(4)"), encoding="utf-8")
    main(["check", "-j", "2", "--select", "KR101", "--output-format", "concise", str(tmp_path)])
    assert capsys.readouterr().out.count("KR101") == 30


def test_a_program_without_teaching_loads_none_of_it() -> None:
    import subprocess

    text = (
        "import sys, kerasrules.checking.settings as s\ns.SettingsFinder(isolated=True).for_file('a.py')\n"
        "print('kerasrules.checking.taught_settings' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"


def test_models_are_those_of_keras(tmp_path: Path) -> None:
    """A taught layer has the weights and shapes that Keras gives the layer that it acts like."""
    keras = pytest.importorskip("keras")
    text = text_of(first="Projection(4, use_bias=False)", between="Squash()", loss='"mse"', data="load(), load()")
    told = {"Projection": "Dense(activation='tanh')", "Squash": "BatchNormalization"}
    (model,) = recovered(tmp_path, text, layers=told).models
    assert isinstance(model, Model)
    inputs = keras.Input((8,))
    h = keras.layers.BatchNormalization()(keras.layers.Dense(4, use_bias=False, activation="tanh")(inputs))
    real = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(h))
    assert [row.parameters for row in model.layers] == [layer.count_params() for layer in real.layers]
