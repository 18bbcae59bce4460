"""Which Keras a program is for, and what is told of a program for an older one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.fixing.apply import apply_fixes
from kerasrules.interpreter import analyze
from kerasrules.keras_api import tensorflow_one
from kerasrules.keras_api.written_for import asked_for, written_for
from kerasrules.model.reading_options import ReadingOptions
from kerasrules.model.record import replace
from kerasrules.model.releases import ANY, KERAS_THREE, Releases, Version
from kerasrules.source.load import from_text
from tests import reading

ROOT = Path(__file__).parents[1]
EVERYTHING = Settings(selection=Selection.default().layer(("ALL",)), alone=True)
"""Without the requirements of this repository."""
ONE, TENSORFLOW_ONE, CORE, THREE = (2,), (2, 4), (2, 13), (3,)
"""The first release that is too new."""

TOLD: list[tuple[str, Version | None]] = [
    ("import keras\nkeras.layers.Dense(3)", None),
    ("from keras.layers.core import Dense", CORE),
    ("from keras.utils import np_utils", CORE),
    ("from keras.layers import CuDNNLSTM", TENSORFLOW_ONE),
    ("from keras.layers import Dense\nDense(3, init='normal')", ONE),
    ("from keras.models import Model\nModel(input=a, output=b)", TENSORFLOW_ONE),
    ("import keras\nkeras.optimizers.Adam(lr=0.1)", (2, 11)),
    ("import keras\nkeras.optimizers.Adam(learning_rate=0.1)", None),
    ("import keras\nm = keras.Sequential()\nm.fit_generator(x)", THREE),
    ("import keras\nm = keras.Sequential()\nm.predict_classes(x)", (2, 6)),
    ("import tensorflow as tf\ntf.Session()", TENSORFLOW_ONE),
    ("import tensorflow as tf\ntf.app.run()", TENSORFLOW_ONE),
    ("import tensorflow.contrib.slim as slim", TENSORFLOW_ONE),
    ("import tensorflow as tf\ntf.train.AdamOptimizer(0.1)", TENSORFLOW_ONE),
    ("import tensorflow.compat.v1 as tf\ntf.Session()", THREE),
    ("import tensorflow as tf\ntf.compat.v1.Session()", THREE),
    ("import tensorflow as tf\ntf.compat.v1.logging.set_verbosity(0)", None),
    ("import tensorflow as tf\nif tf.__version__ < '2':\n    tf.Session()", None),
    ("import tensorflow as tf\ntf.math.log(3.0)", None),
    ("from keras import backend as K\nK.set_session(s)", TENSORFLOW_ONE),
    ("from keras import backend as K\nK.batch_dot(a, b)", THREE),
    ("from keras import backend as K\nK.clear_session()", None),
    ("from tensorflow.keras import backend as K\nK.batch_dot(a, b)", None),
    ("import tensorflow as tf\ntf.compat.v1.keras.backend.set_session(s)", None),
    ("from keras.preprocessing.text import Tokenizer", THREE),
    ("from tensorflow.keras.preprocessing.text import Tokenizer", None),
    ("import keras\nprint 'Keras'", TENSORFLOW_ONE),
    ("import tf_keras\ntf_keras.layers.Dense(3)", THREE),
    ("from keras.layers.core import Dense\nfrom keras import ops", None),
    ("import os\nos.environ['KERAS_BACKEND'] = 'jax'\nfrom keras.layers.core import Dense", None),
    ("import os\n# os.environ['KERAS_BACKEND'] = 'jax'\nfrom keras.layers.core import Dense", CORE),
    ("import os\nos.environ['KERAS_BACKEND'] = 'theano'\nfrom keras.layers.core import Dense", CORE),
]


@pytest.mark.parametrize(("text", "before"), TOLD)
def test_what_a_program_tells(text: str, before: Version | None) -> None:
    assert written_for(reading.program(text, header="")).before == before


def test_what_is_new_contradicts_what_is_old() -> None:
    program = reading.program("from keras.layers.core import Dense\nimport keras.random", header="")
    assert written_for(program) == ANY
    assert written_for(reading.program("from keras import ops", header="")) == Releases(KERAS_THREE)


def test_the_setting_comes_first_and_requirements_bound() -> None:
    old = reading.program("from keras.layers.core import Dense", header="")
    assert written_for(replace(old, keras_version="3")) == Releases(KERAS_THREE)
    assert written_for(replace(old, keras_version="2")).before == THREE
    asked = replace(old, requirements=lambda: Releases(before=(2, 2, 5), because="requirements.txt"))
    assert written_for(asked).before == (2, 2, 5)
    assert asked_for(old) == ANY
    assert written_for(replace(old, requirements=lambda: Releases(KERAS_THREE))) == ANY


def test_requirements_are_read_only_where_something_depends_on_them(tmp_path: Path, monkeypatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("kerasrules.checking.judging._requirements", lambda path, folders: asked.append(path) or ANY)
    texts = ["import keras\nkeras.layers.Dense(3, uints=4)", "import keras\nkeras.layers.Dense(3, name='a/b')"]
    for text in texts:
        check_source(text, str(tmp_path / "train.py"), replace(EVERYTHING, alone=False))
        assert bool(asked) is (text is texts[1])


def test_names_of_tensorflow_one_are_gone() -> None:
    tensorflow = pytest.importorskip("tensorflow")

    def holds(name: str, of: object) -> bool:
        for part in name.split("."):
            of = getattr(of, part, None)
        return of is not None

    names = tensorflow_one.GONE | tensorflow_one.GONE_BELOW
    assert [name for name in names if holds(name, tensorflow)] == []
    lost = {"contrib"}
    assert [name for name in names - lost if not holds(name, tensorflow.compat.v1)] == []
    assert tensorflow_one.GRAPH_MODE <= tensorflow_one.GONE


def told(text: str, **settings: str) -> list[str]:
    found = check_source(text, "train.py", replace(EVERYTHING, **settings)).findings
    return [f"{one.code} {one.severity.value}" for one in found if one.code not in ("KR505", "KR301")]


OLD = "import tensorflow as tf\ntf.Session()\n"
MODEL = """
import numpy as np, keras
from keras import layers
x, y = np.random.rand(640, 8), np.random.rand(640, 1)
m = keras.Sequential([keras.Input((8,)), layers.Dense(32, activation="relu"), layers.Dense(1, activation="sigmoid")])
"""
BY_RELEASE = [
    # of old Keras, what it calls accuracy is acc
    (
        MODEL + "m.compile('adam', 'binary_crossentropy', metrics=['accuracy'])\n"
        "m.fit(x, y, epochs=50, validation_split=0.1, callbacks=[keras.callbacks.EarlyStopping('val_acc')])",
        ["KR507 warning"],
        [],
    ),
    (
        MODEL + "m.compile('adam', 'binary_crossentropy', metrics=['mse'])\n"
        "stop = keras.callbacks.EarlyStopping('val_mean_squared_error')\n"
        "m.fit(x, y, epochs=50, validation_split=0.1, callbacks=[stop])",
        ["KR507 warning"],
        [],
    ),
    (MODEL + "m.compile('adam')\nm.evaluate(x, y)", ["KR511 error"], ["KR511 info"]),
    (MODEL + "m.compile('adam')\nm.fit(x, y)", ["KR511 error"], ["KR511 error"]),
    (MODEL + "layers.Dropout(50)(keras.Input((8,)))", ["KR601 error"], ["KR601 info"]),
    (
        MODEL + "m.compile('adam', 'binary_crossentropy')\nm.fit(x, y, epochs=50, class_weight=[1, 2])",
        ["KR414 error"],
        ["KR414 info"],
    ),
    (MODEL + "layers.Dense(3, name='a/b')", ["KR414 warning"], ["KR414 info"]),
    (MODEL + "layers.Dense(3, uints=3)", ["KR414 error"], ["KR414 error"]),
    (
        "from keras import layers, Sequential\n"
        "first = layers.Conv2D(8, 3, 3, activation='relu', input_shape=(64, 64, 3))\n"
        "m = Sequential([first, layers.Flatten(), layers.Dense(1)])",
        ["KR411 warning"],
        ["KR411 info"],
    ),
    (
        "from keras import layers, Sequential\n"
        "first = layers.Conv2D(8, 3, activation='relu', input_shape=(3, 64, 64))\n"
        "m = Sequential([first, layers.Flatten(), layers.Dense(1)])",
        ["KR406 warning"],
        ["KR406 info"],
    ),
]


@pytest.mark.parametrize(("text", "now", "before"), BY_RELEASE)
def test_what_only_newer_releases_do(text: str, now: list[str], before: list[str]) -> None:
    assert told(text) == now
    assert told(OLD + text) == before
    assert told(OLD + text, keras_version="3") == now


def test_a_typo_is_told_whatever_the_setting() -> None:
    text = "import keras\nkeras.layers.Dense(3, uints=3)\nkeras.layers.Dense(3, name='a/b')"
    assert told(text, keras_version="2") == ["KR414 error"]
    assert told(text.replace("keras", "tf_keras")) == ["KR414 error"]


def test_what_tells_of_the_release_is_shown() -> None:
    text = OLD + "from keras import layers\nlayers.Dense(3, name='a/b')"
    (finding,) = check_source(text, "train.py", EVERYTHING).findings
    assert finding.related[-1].message == "tensorflow.Session is of an older Keras"
    assert finding.related[-1].location.start.line == 2


def test_old_names_are_told_of_old_programs() -> None:
    text = "from keras.layers.core import Dense\nimport keras\nkeras.optimizers.SGD(lr=0.1)"
    found = check_source(text, "train.py", EVERYTHING).findings
    assert [f"{one.code} {one.severity.value}" for one in found] == ["KR505 warning", "KR501 warning"]


def test_a_fix_that_makes_a_program_newer_is_made() -> None:
    text = "from keras import layers\nfrom keras.layers.core import Dense\nlayers.Dense(3, name='a/b')\nDense(3)\n"
    fixed = apply_fixes(text, "train.py", Settings(alone=True), None, unsafe=False)
    assert "from keras.layers import Dense" in fixed.text


def test_the_table_names_the_rules_that_ask() -> None:
    table = (ROOT / "docs" / "developers" / "releases.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| (KR\d+)", table, re.MULTILINE))
    asking = re.compile(r"since=|removed_in=|written_for|after_own_backends|keras_one\b")
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "kerasrules" / "rules").glob("*/*.py"))
    found = {code for text in texts if asking.search(text) for code in re.findall(r'^    code = "(KR\d+)"', text, re.M)}
    assert named == found


POPPED_FROM_SEQUENTIAL = """
from keras.models import Sequential
from keras.layers import Dense
model = Sequential()
model.add(Dense(8, activation="relu", input_shape=(4,)))
model.add(Dense(10, activation="softmax"))
model.layers.pop()
model.outputs = [model.layers[-1].output]
model.layers[-1].outbound_nodes = []
model.add(Dense(3, activation="softmax"))
"""
POPPED_FROM_GRAPH = """
from keras.models import Model
from keras.layers import Dense, Input
image = Input((4,))
base = Model(image, Dense(10, activation="softmax")(Dense(8, activation="relu")(image)))
base.layers.pop()
model = Model(base.input, Dense(3, activation="softmax")(base.layers[-1].output))
"""
POPPED_AND_ENDED = POPPED_FROM_GRAPH.rpartition("model = ")[0] + (
    "base.outputs = [base.layers[-1].output]\nmodel = Model(base.input, Dense(3)(base.layers[-1].output))\n"
)


@pytest.mark.parametrize("text", [POPPED_FROM_SEQUENTIAL, POPPED_FROM_GRAPH, POPPED_AND_ENDED])
def test_layers_was_the_own_list_of_a_model(text: str) -> None:
    def units(text: str) -> list[object]:
        model = analyze(from_text(text, "-"), ReadingOptions(alone=True)).models[-1]
        return [node.layer.config["units"] for node in model.nodes if node.layer.class_name == "Dense"]

    assert units(text) == [8, 10, 3]
    assert units(OLD + text) == [8, 3]
    assert "KR407 warning" not in told(OLD + text)  # what is popped is left out on purpose
    assert units(text.replace("Dense(10, ", "Dense(10, init='normal', ")) == [8, 3]
