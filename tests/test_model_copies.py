"""Models that are copies: cloned, or loaded from where this program or another one beside it saved them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reading import HEADER, chain, chains, head, loss, program, strictly, training

from kerasrules.api import check_file, check_source
from kerasrules.model.program import Program
from kerasrules.source.load import from_file

MODEL = "b = Sequential([Dense(3, input_shape=(4,)), Dense(2, activation='softmax')])\n"
FUNCTIONAL = "i = Input((4,))\nb = Model(i, Dense(2, activation='softmax')(Dense(3)(i)))\n"


@pytest.mark.parametrize("made", [MODEL, FUNCTIONAL])
def test_a_clone_has_layers_of_its_own(made: str) -> None:
    found = program(
        f"{made}c = keras.models.clone_model(b)\nc.layers[-1].activation = keras.activations.linear\n"
        "c.compile('adam', 'mse')\nb.compile('sgd', 'mae')"
    )
    assert chains(found) == [["Dense(3)", "Dense(2, softmax)"], ["Dense(3)", "Dense(2)"]]
    assert {(pair.head.activation, pair.loss.name) for one in found.trainings for pair in one.output_losses} == {  # type: ignore[union-attr]
        ("linear", "mean_squared_error"),
        ("softmax", "mean_absolute_error"),
    }


@pytest.mark.parametrize("made", [MODEL, FUNCTIONAL])
def test_what_is_frozen_stays_so(made: str) -> None:
    text = f"{made}b.layers[-2].trainable = False\nc = keras.models.clone_model(b)\nc.compile('adam', 'mse')"
    states = {layer.config["units"]: value for layer, value in training(program(text)).trainable.items()}
    assert states[3] is False
    assert states.get(2, True) is True
    keras = pytest.importorskip("keras")
    names: dict[str, object] = {}
    exec(HEADER + text, names)
    copied = [layer.trainable for layer in names["c"].layers if isinstance(layer, keras.layers.Dense)]  # type: ignore[attr-defined]
    assert copied == [False, True]


@pytest.mark.parametrize("made", [MODEL, FUNCTIONAL])
@pytest.mark.parametrize(
    "saved",
    [
        "b.save('net.keras')",
        "b.save(filepath='./net.keras')",
        "keras.models.save_model(b, 'net.keras')",
        "import os\nb.save(os.path.join('', 'net.keras'))",
        "b.fit(x, y, callbacks=[keras.callbacks.ModelCheckpoint('net.keras')])",
        "if flag():\n    b.save('net.keras')\n    raise SystemExit",
    ],
)
def test_a_model_that_was_saved(made: str, saved: str) -> None:
    found = program(f"{made}b.compile('adam', 'mse')\n{saved}\nc = keras.models.load_model('net.keras')\nc.fit(z, z)")
    assert chain(found) == ["Dense(3)", "Dense(2, softmax)"]
    last = found.trainings[-1]
    assert [fit.method for fit in last.fits] == ["fit"]
    assert last.location == found.trainings[0].location


def test_without_its_compile() -> None:
    found = program(
        f"z = [[0.0] * 4]\n{MODEL}b.compile('adam', 'mse')\nb.save('n.keras')\n"
        "c = keras.models.load_model('n.keras', compile=False)\n"
        "c.fit(z, z)"
    )
    assert len(found.trainings) == 1
    assert [fit.method for _, fit in found.uncompiled] == ["fit"]


@pytest.mark.parametrize(
    "text",
    [
        "c = keras.models.load_model('other.keras')",
        "b.save_weights('other.keras')\nc = keras.models.load_model('other.keras')",
        "b.fit(x, y, callbacks=[keras.callbacks.ModelCheckpoint('other.keras', save_weights_only=True)])\n"
        "c = keras.models.load_model('other.keras')",
        "c = keras.models.load_model(name())",
        "class Own(Model):\n    def call(self, x):\n        return x\nOwn().save('n.keras')\n"
        "c = keras.models.load_model('n.keras')",
    ],
)
def test_a_model_from_elsewhere(text: str) -> None:
    found = program(f"{MODEL}b.save('net.keras')\n{text}\nc.compile('adam', 'mse')")
    assert not found.trainings[-1].output_losses or "?" in head(found)


SAVES = """
from keras import Sequential, layers
def main():
    net = Sequential([layers.Dense(3, input_shape=(4,)), layers.Dense(2, activation="softmax")])
    net.compile("adam", "mse")
    net.fit(1, 2)
    net.save("runs/net.keras")
if __name__ == "__main__":
    main()
"""


def _read(folder: Path, files: dict[str, str]) -> Program:
    (folder / "setup.py").touch()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return strictly(from_file(str(folder / "use.py")))


USE = "from keras.models import load_model\nm = load_model('runs/net.keras')\nm.fit(x, y)\n"


def test_a_model_that_another_program_saved(tmp_path: Path) -> None:
    found = _read(tmp_path, {"train.py": SAVES, "use.py": USE})
    assert (head(found), loss(found)) == ("softmax 2", "mean_squared_error")
    assert [fit.location.path.endswith("use.py") for fit in training(found).fits] == [True]
    assert len(found.models) == 1


def test_two_programs_that_save_under_one_name(tmp_path: Path) -> None:
    found = _read(tmp_path, {"train.py": SAVES, "again.py": SAVES.replace("3", "5"), "use.py": USE})
    assert not found.trainings


def test_a_notebook_that_may_have_saved_it_too(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": "model.save('runs/net.keras')"}
    found = _read(tmp_path, {"train.py": SAVES, "again.ipynb": json.dumps({"cells": [cell]}), "use.py": USE})
    assert not found.trainings


def test_what_is_unknown_is_saved_under_the_name_first(tmp_path: Path) -> None:
    use = USE.replace("m = ", "from nets import build\nbuild(3).save('runs/net.keras')\nm = ")
    found = _read(tmp_path, {"train.py": SAVES, "use.py": use})
    assert not found.trainings


REGRESSION = """
import numpy as np
from keras import Sequential, layers
x, y = np.random.rand(800, 6), np.random.randint(0, 2, 800)
net = Sequential([layers.Dense(8, activation="relu", input_shape=(6,)), layers.Dense(1)])
net.compile("adam", "mse", metrics=["accuracy"])
"""
LOAD = "import numpy as np\nfrom keras.models import load_model\nnet = load_model('net.keras')\n"


@pytest.mark.parametrize(
    "use", ["net.predict(np.load('x.npy'))", "net.evaluate(x, y)", "net.fit(x, y)", "net.train_on_batch(x, y)"]
)
@pytest.mark.parametrize("apart", [False, True])
def test_targets_of_a_loaded_model_were_given_before(tmp_path: Path, use: str, apart: bool) -> None:
    files = {"train.py": REGRESSION + "net.fit(x, y)\nnet.save('net.keras')\n", "use.py": LOAD + use}
    if not apart:
        files = {"use.py": files["train.py"] + files["use.py"]}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = check_file(str(tmp_path / "use.py"))
    assert "KR209" not in [one.code for one in result.findings]


def test_the_same_set_up_where_nothing_was_loaded() -> None:
    result = check_source(REGRESSION, "program.py")
    assert "KR209" in [one.code for one in result.findings]


def test_programs_that_wait_for_each_other(tmp_path: Path) -> None:
    waits = "from keras.models import load_model\nm = load_model('runs/{0}.keras')\nm.save('runs/{1}.keras')\n"
    files = {"train.py": waits.format("other", "net"), "use.py": waits.format("net", "other")}
    assert not _read(tmp_path, files).trainings


ALL = {
    "sequential": MODEL,
    "functional": FUNCTIONAL,
    "nested": "b = Sequential([Sequential([Dense(3, input_shape=(4,))]), Dense(2, activation='softmax')])\n",
}


@pytest.mark.parametrize(
    "copy",
    [
        "c = keras.models.clone_model(b)",
        "c = Sequential.from_config(b.get_config())",
        "c = keras.models.model_from_json(b.to_json())",
    ],
)
@pytest.mark.parametrize("name", ALL)
def test_a_copy_is_as_keras_makes_it(name: str, copy: str) -> None:
    text = ALL[name] + copy.replace("Sequential", "Model" if name == "functional" else "Sequential")
    assert head(program(f"{text}\nc.compile('adam', 'mse')")) == "softmax 2"
    pytest.importorskip("keras")
    names: dict[str, object] = {}
    exec(HEADER + text, names)
    assert names["c"].count_params() == 3 * 5 + 2 * 4  # type: ignore[attr-defined]
    assert names["c"].output_shape == (None, 2)  # type: ignore[attr-defined]


def test_a_config_in_a_dict() -> None:
    text = "c = keras.models.model_from_config({'class_name': 'Sequential', 'config': b.get_config()})\n"
    assert head(program(f"{MODEL}{text}c.compile('adam', 'mse')")) == "softmax 2"
    assert "?" in head(program(f"{MODEL}c = keras.models.model_from_json(read())\nc.compile('adam', 'mse')"))


@pytest.mark.parametrize(
    "wrapped",
    [
        "c = tfmot.sparsity.keras.prune_low_magnitude(b)",
        "c = tfmot.sparsity.keras.strip_pruning(tfmot.sparsity.keras.prune_low_magnitude(b))",
        "c = tfmot.quantization.keras.quantize_model(b)",
        "c = tfmot.quantization.keras.quantize_apply(tfmot.quantization.keras.quantize_annotate_model(b))",
        "c = tfmot.clustering.keras.cluster_weights(b, number_of_clusters=3)",
        "from tensorflow_model_optimization.python.core.sparsity.keras import prune\nc = prune.prune_low_magnitude(b)",
        "c = Sequential([tfmot.sparsity.keras.prune_low_magnitude(layer) for layer in b.layers])",
    ],
)
@pytest.mark.parametrize("name", ALL)
def test_a_wrapped_model_keeps_its_head(name: str, wrapped: str) -> None:
    found = program(f"import tensorflow_model_optimization as tfmot\n{ALL[name]}{wrapped}\nc.compile('adam', 'mse')")
    assert head(found) == "softmax 2"
