"""`kerasrules confirm` as its users have it.

Importing TensorFlow takes longer than most of these trainings: the tests share one process that has it, apart from
those of a whole run (`run`).
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from kerasrules.cli import main
from kerasrules.confirming.run.session import Session

np = pytest.importorskip("numpy", reason="confirm needs numpy")

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("tensorflow") is None, reason="confirm trains with the real Keras"
)

IMPORTS = "from keras import Input, Sequential\nfrom keras.layers import *\n\n"
SOFTMAX = IMPORTS + (
    "model = Sequential([\n    Input((8,)),\n    Dense(12, activation='relu'),\n"
    "    Dense(1, activation='softmax'),\n])\n"
    "model.compile('adam', 'binary_crossentropy')\n"
)
HEALTHY = IMPORTS + (
    "model = Sequential([Input((6,)), Dense(16, activation='relu'), Dense(1, activation='sigmoid')])\n"
    "model.compile('adam', 'binary_crossentropy')\n"
)


def convnet(blocks: int) -> str:
    body = "".join(
        f"    Conv2D({8 * 2**block}, (3, 3), padding='same'),\n    MaxPooling2D((2, 2)),\n" for block in range(blocks)
    )
    return IMPORTS + (
        f"model = Sequential([\n    Input((10, 10, 4)),\n{body}    Flatten(),\n"
        "    Dense(16, activation='relu'),\n    Dense(1, activation='sigmoid'),\n])\n"
        "model.compile(optimizer='sgd', loss='binary_crossentropy', metrics=['accuracy'])\n"
    )


def offset_images(signal_in: bool) -> tuple[Any, Any]:
    """Samples with the statistics of the founding case: mean -0.83, spread 0.01; labels by a pattern, or by chance."""
    random = np.random.default_rng(1)
    labels = random.integers(0, 2, 400)
    pattern = np.sign(np.sin(np.arange(10))[:, None, None] * np.cos(np.arange(10))[None, :, None] * np.ones(4))
    strength = np.where(labels, 1.0, -1.0) * signal_in
    images = random.normal(size=(400, 10, 10, 4)) + strength[:, None, None, None] * pattern
    images = (images - images.mean()) / images.std()
    return (images * 0.01 - 0.83).astype("float32"), labels


Run = Callable[..., "subprocess.CompletedProcess[str]"]


LEFT_OUT = ("NO_COLOR", "FORCE_COLOR", "KERAS_BACKEND")


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "CUDA_VISIBLE_DEVICES": "-1"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("confirm")
    for name, text in (
        ("softmax.py", SOFTMAX),
        ("healthy.py", HEALTHY),
        ("two_blocks.py", convnet(2)),
        ("three_blocks.py", convnet(3).replace(", padding='same'", "")),
    ):
        (made / name).write_text(text)
    for name, signal_in in (("sample.npz", True), ("noise.npz", False)):
        x, y = offset_images(signal_in)
        np.savez(made / name, x=x, y=y)
    return made


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kerasrules", *arguments],
            cwd=folder,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=280,
        )

    return run


@pytest.fixture(scope="module")
def confirm(folder: Path) -> Iterator[Run]:
    """The command in this process; the worker with Keras is the same one every time."""
    with pytest.MonkeyPatch.context() as patch, Session("tensorflow") as session:
        patch.chdir(folder)
        for name in LEFT_OUT:
            patch.delenv(name, raising=False)
        patch.setattr("kerasrules.confirming.run.session.Session", lambda *backend, **contained: nullcontext(session))

        def confirm(*arguments: str) -> subprocess.CompletedProcess[str]:
            out, error = io.StringIO(), io.StringIO()
            with redirect_stdout(out), redirect_stderr(error):
                try:
                    status = main(["confirm", *arguments])
                except SystemExit as exit:  # what argparse has to say of the arguments
                    status = int(exit.code or 0)
            return subprocess.CompletedProcess(arguments, status, out.getvalue(), error.getvalue())

        yield confirm


def document(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The JSON, with nothing else said; NaN is none."""

    def none(text: str) -> None:
        raise AssertionError(text)

    assert done.stderr == "", done.stderr
    found = json.loads(done.stdout, parse_constant=none)
    assert_schema(found)
    return found  # type: ignore[no-any-return]


NUMBER = (int, float)
MAYBE = (int, float, type(None))
SIDE = {"skill": NUMBER, "held_out": MAYBE, "loss_start": MAYBE, "loss_end": MAYBE, "runs": list}
VERDICT = {
    "code": str, "name": str, "severity": str, "message": str, "path": str, "cell": (int, type(None)), "range": dict,
    "remedy": str, "together": list, "model": (str, type(None)), "verdict": str, "reason": str, "proofs": list,
    "data": (str, type(None)), "backend": str, "optimizer": (str, type(None)), "seeds": list, "steps": int,
    "wins": int, "losses": int, "ties": int, "as_written": (dict, type(None)), "remedied": (dict, type(None)),
    "seconds": NUMBER,
}  # fmt: skip
DOCUMENT = {
    "version": int, "path": str, "backend": str, "keras": (str, type(None)), "data": dict, "findings": list,
    "reference": (dict, type(None)), "verdicts": list, "combined": (dict, type(None)), "models": list,
    "timing": dict, "notes": list, "interrupted": bool, "seconds": NUMBER,
}  # fmt: skip


def assert_has(found: dict[str, Any], keys: dict[str, Any]) -> None:
    assert set(keys) <= set(found)
    for name, kind in keys.items():
        assert isinstance(found[name], kind), (name, found[name])


def assert_schema(found: dict[str, Any]) -> None:
    assert_has(found, DOCUMENT)
    assert found["version"] == 1
    assert_has(found["data"], {"source": str, "samples": int, "held_out": int, "words": str, "notes": list})
    for verdict in found["verdicts"]:
        assert_has(verdict, VERDICT)
        assert verdict["verdict"] in {"confirmed", "not confirmed", "refuted", "inconclusive"}
        assert verdict["wins"] + verdict["losses"] + verdict["ties"] == len(verdict["seeds"])
        for proof in verdict["proofs"]:
            assert_has(proof, {"name": str, "text": str, "as_written": MAYBE, "remedied": MAYBE, "decides": bool})
        for side in filter(None, (verdict["as_written"], verdict["remedied"])):
            assert_has(side, SIDE)
            assert -1 <= side["skill"] <= 1
            for one in side["runs"]:
                lengths = {len(values) for values in one["curve"].values()}
                assert lengths == {len(one["curve"]["step"])}
                assert set(one["curve"]) == {"step", "loss", "skill", "held_out"}
    for model in found["models"]:
        assert model["parameters"] == sum(row["parameters"] for row in model["rows"])


def verdicts(found: dict[str, Any]) -> dict[str, list[str]]:
    by_code: dict[str, list[str]] = {}
    for verdict in found["verdicts"]:
        by_code.setdefault(verdict["code"], []).append(verdict["verdict"])
    return by_code


def test_the_fix_suits_the_labels(confirm: Run, folder: Path) -> None:
    """The program does not tell that a sample has several classes; the file does."""
    (folder / "tags.py").write_text(HEALTHY.replace("Dense(1, activation='sigmoid')", "Dense(3, activation='softmax')"))
    x = np.random.default_rng(0).normal(size=(300, 6)).astype("float32")
    np.savez(folder / "tags.npz", x=x, y=(x[:, :3] + x[:, 3:] > 0).astype("int64"))
    found = document(confirm("tags.py", "--data", "tags.npz", "--output-format", "json"))
    (verdict,) = found["verdicts"]
    assert (verdict["code"], verdict["verdict"]) == ("KR203", "confirmed")
    assert verdict["remedy"] == "Use sigmoid in the output layer"
    assert found["findings"] == []
    assert found["conclusion"]["next"] == [
        {"text": "in the program: use sigmoid in the output layer (KR203)", "command": ""}
    ]


def test_softmax_over_one_unit(run: Run, folder: Path) -> None:
    done = run("confirm", "softmax.py", "--output-format", "json", "--report", "report.html")
    assert done.returncode == 1
    found = document(done)
    (verdict,) = found["verdicts"]
    assert (verdict["code"], verdict["verdict"], verdict["data"]) == ("KR202", "confirmed", "synthetic")
    assert "no weights can succeed" in verdict["reason"]
    assert verdict["range"]["start"]["line"] == 7
    assert verdict["as_written"]["skill"] < 0.1 < 0.9 < verdict["remedied"]["skill"]
    assert found["backend"] == "tensorflow"
    assert [row["line"] for row in found["models"][0]["rows"]] == [6, 7]
    assert [row["parameters"] for row in found["models"][0]["rows"]] == [8 * 12 + 12, 13]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert "softmax-single-unit" in page
    assert not re.search(r"(src|href)=[\"']https?://(?!github|keras)", page)


def test_founding_case(confirm: Run) -> None:
    """The activation is not what is missing here: the samples all look alike until they are standardised."""
    done = confirm("two_blocks.py", "--data", "sample.npz", "--output-format", "json", "--budget", "300")
    assert done.returncode == 1
    found = document(done)
    by_code = verdicts(found)
    assert set(by_code["KR102"]) == {"not confirmed"}
    assert "confirmed" in by_code["KR308"]
    (activation,) = {verdict["reason"] for verdict in found["verdicts"] if verdict["code"] == "KR102"}
    assert "this fix alone is not enough" in activation
    assert "With the fix for KR308 (" in activation
    scaling = next(one for one in found["verdicts"] if one["code"] == "KR308" and one["verdict"] == "confirmed")
    assert "tandardize" in scaling["remedy"]
    assert scaling["as_written"]["held_out"] < 0.2
    assert scaling["remedied"]["held_out"] > 0.8
    assert [one["code"] for one in found["findings"]] == ["KR308"]
    assert found["data"]["source"] == "file"
    assert found["reference"]["held_out"] > 0.8


def test_noise(confirm: Run) -> None:
    """Labels by chance: nothing is confirmed, and the data are named as what may be at fault."""
    done = confirm(
        "two_blocks.py", "--data", "noise.npz", "--output-format", "json", "--budget", "120", "--steps", "100"
    )
    found = document(done)
    assert done.returncode == 0
    assert found["verdicts"]
    assert {verdict["verdict"] for verdict in found["verdicts"]} == {"inconclusive"}
    assert any("the data may contain no signal" in verdict["reason"] for verdict in found["verdicts"])
    assert found["reference"]["held_out"] < 0.2


def test_a_model_that_cannot_be_built(run: Run, confirm: Run) -> None:
    checked = run("check", "three_blocks.py", "--output-format", "json")
    assert checked.returncode == 1
    collapse = [one for one in json.loads(checked.stdout)["findings"] if one["code"] == "KR401"]
    assert len(collapse) == 1
    line = collapse[0]["range"]["start"]["line"]
    done = confirm("three_blocks.py", "--output-format", "json")
    assert done.returncode == 1
    found = document(done)
    assert verdicts(found)["KR401"] == ["confirmed"]
    assert f"line {line}: " in found["notes"][0]
    assert "Keras cannot build the model as written" in found["notes"][0]
    others = [one for one in found["verdicts"] if one["code"] != "KR401"]
    assert {one["verdict"] for one in others} <= {"inconclusive"}


def test_nothing_to_confirm(confirm: Run) -> None:
    done = confirm("healthy.py", "--output-format", "json")
    assert done.returncode == 0
    assert document(done)["verdicts"] == []
    words = confirm("healthy.py")
    assert words.returncode == 0
    assert words.stderr == ""
    assert "healthy.py" in words.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.py",), "no such file or folder: none.py"),
        ((".",), "is a folder"),
        (("broken.py",), "broken.py cannot be read"),
        (("broken.ipynb",), "broken.ipynb cannot be read"),
        (("softmax.py", "--data", "none.npz"), "no such file: none.npz"),
        (("softmax.py", "--data", "softmax.py"), "data must be a folder with a folder for each class, or one of .csv"),
        (("softmax.py", "--data", "table.csv"), "--target COLUMN"),
        (("softmax.py", "--data", "sample.csv:a,b", "--target", "y"), "no such file: sample.csv"),
        (("softmax.py", "--data", "table.csv:a,b", "--target", "y"), "names behind the colon"),
        (("softmax.py", "--data", "none.npy,sample.npy"), "no such file: none.npy"),
        (("softmax.py", "--data", "/dev/zero"), "neither a file nor a folder"),
        (("softmax.py", "--target", "y"), "--target requires --data"),
        (("softmax.py", "--data", "sample.npz", "--target", "y"), "--target requires a table"),
        (("softmax.py", "--kwargs", "{}"), "--kwargs requires --import"),
        (("softmax.py", "--seeds", "0"), "'0' is not an integer of at least 1"),
        (("softmax.py", "--first-seed", "-1"), "first-seed"),
        (("softmax.py", "--steps", "ten"), "'ten' is not an integer"),
        (("softmax.py", "--budget", "inf"), "'inf' is not a number of seconds"),
        (("softmax.py", "--budget", "nan"), "'nan' is not a number of seconds"),
        (("softmax.py", "--backend", "theano"), "--backend cannot be 'theano'"),
        (("softmax.py", "--select", "KR999"), "KR999"),
        ((), "FILE"),
    ],
)
def test_what_cannot_be_done(confirm: Run, folder: Path, arguments: tuple[str, ...], said: str) -> None:
    (folder / "broken.py").write_text("model = Sequential([\n")
    (folder / "broken.ipynb").write_text("{")
    (folder / "table.csv").write_text("a,y\n1,2\n")
    done = confirm(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_data_that_cannot_be_used(confirm: Run, folder: Path) -> None:
    """The worker's sentence, after Keras was imported."""
    np.savez(folder / "nan.npz", x=np.full((9, 8), np.nan), y=np.zeros(9))
    done = confirm("softmax.py", "--data", "nan.npz")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: 72 of the inputs in nan.npz are not finite")
    assert len(done.stderr.splitlines()) == 1


def test_notebook_and_data_of_other_kinds(confirm: Run, folder: Path) -> None:
    """A notebook's cell is named; truth values and text labels are taken."""
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": text}
             for text in ("%pip install keras\n" + IMPORTS, SOFTMAX.replace(IMPORTS, ""))]  # fmt: skip
    (folder / "note.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    x = np.random.default_rng(0).random((200, 8)) > 0.5
    np.savez(folder / "truth.npz", x=x, y=np.where(x[:, 0] ^ x[:, 1], "yes", "no"))
    done = confirm("note.ipynb", "--data", "truth.npz", "--output-format", "json", "--select", "KR202")
    found = document(done)
    (verdict,) = found["verdicts"]
    assert (verdict["cell"], verdict["range"]["start"]["line"]) == (2, 4)
    assert verdict["verdict"] == "confirmed"
    assert done.returncode == 1


def test_the_programs_own_file(confirm: Run, folder: Path) -> None:
    """It is read without being asked for, and one with its name elsewhere stands for it."""
    random = np.random.default_rng(2)
    x = random.normal(size=(300, 8))
    rows = [",".join([*(f"{value:.3f}" for value in row), "on" if row[0] > 0 else "off"]) for row in x]
    table = "\n".join(["a,b,c,d,e,f,g,h,state", *rows]) + "\n"
    text = (
        "import pandas as pd\ntable = pd.read_csv('valves.csv')\n"
        + SOFTMAX
        + ("model.fit(table.drop(columns='state'), table['state'].map({'off': 0, 'on': 1}), epochs=5)\n")
    )
    (folder / "valves.py").write_text(text)
    (folder / "elsewhere").mkdir(exist_ok=True)
    (folder / "elsewhere" / "valves.csv").write_text(table)
    given = confirm("valves.py", "--data", "elsewhere/valves.csv", "--output-format", "json", "--select", "KR202")
    (folder / "valves.csv").write_text(table)
    own = confirm("valves.py", "--output-format", "json", "--select", "KR202")
    for done, source in ((given, "file"), (own, "program")):
        found = document(done)
        assert (found["data"]["source"], found["data"]["samples"]) == (source, 300)
        assert verdicts(found)["KR202"] == ["confirmed"]


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("after", [0.5, 9.0])
def test_interrupt(folder: Path, after: float) -> None:
    """At Ctrl-C: what is known so far, exit status 130, and no process is left."""
    long = IMPORTS + (
        "model = Sequential([Input((40, 40, 3)), Conv2D(32, 3, activation='relu'), Conv2D(32, 3, activation='relu'),\n"
        "    Flatten(), Dense(1, activation='sigmoid')])\nmodel.compile('adam', 'mse')\n"
    )
    (folder / "long.py").write_text(long.replace("Dense(1, activation='sigmoid')", "Dense(10, activation='sigmoid')")
                                    .replace("'mse'", "'categorical_crossentropy'"))  # fmt: skip
    started = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "kerasrules",
            "confirm",
            "long.py",
            "--output-format",
            "json",
            "--budget",
            "200",
            "--steps",
            "100000",
        ],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(after)
    children = worker_of(started.pid)
    os.kill(started.pid, signal.SIGINT)
    said, complained = started.communicate(timeout=120)
    # Python itself may end by the signal after all was said: a shell calls that 130 too
    assert started.returncode in (130, -signal.SIGINT), (said, complained)
    assert "Traceback" not in complained
    if said:
        found = json.loads(said)
        assert_schema(found)
        assert found["interrupted"]
    else:
        assert complained.strip() == "interrupted"
    for child in children:
        assert not Path(f"/proc/{child}").exists()


def worker_of(pid: int) -> list[str]:
    """The processes that it has started, where the platform tells."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return listed.read_text().split() if listed.exists() else []


def test_an_open_axis_is_made_long_enough(confirm: Run, folder: Path) -> None:
    """That the sizes which were made up do not fit is no fact about the program."""
    (folder / "open_axis.py").write_text(
        IMPORTS
        + "model = Sequential([\n    Input((None,)),\n    Embedding(100, 8),\n"
        + "    Conv1D(8, 7, strides=3, activation='relu'),\n    Conv1D(8, 7, strides=3, activation='relu'),\n"
        + "    GlobalMaxPooling1D(),\n    Dense(1, activation='softmax'),\n])\n"
        + "model.compile('adam', 'binary_crossentropy')\n"
    )
    found = document(confirm("open_axis.py", "--output-format", "json"))
    assert found["data"]["words"].endswith("(96,)")
    assert verdicts(found) == {"KR202": ["confirmed"]}


TWO_HEADS = (
    "import numpy as np\nfrom keras import Input, Model\nfrom keras.layers import Dense\n\n"
    "given = Input((6,))\nshared = Dense(24, activation='relu')(given)\n"
    "model = Model(given, [Dense(1, activation='tanh')(shared), Dense(1)(shared)])\n"
    "model.compile('adam', ['binary_crossentropy', 'mse'])\n"
    "data = np.load('heads.npz')\n"
    "model.fit(data['x'], [data['kind'], data['size']], epochs=30)\n"
)


def test_each_head_is_judged_by_itself(confirm: Run, folder: Path) -> None:
    """Targets in the thousands drown the loss of the other output: neither hides what is wrong with the other."""
    random = np.random.default_rng(3)
    x = random.normal(size=(500, 6)).astype("float32")
    np.savez(
        folder / "heads.npz", x=x, kind=(x[:, 0] + x[:, 1] > 0).astype(int), size=(9000 + 2500 * x[:, 2]).astype("f")
    )
    (folder / "two_heads.py").write_text(TWO_HEADS)
    done = confirm(
        "two_heads.py", "--data", "heads.npz:x,kind,size", "--select", "KR204,KR310", "--output-format", "json",
        "--budget", "120",
    )  # fmt: skip
    found = document(done)
    by_code = {verdict["code"]: verdict for verdict in found["verdicts"]}
    scale = by_code["KR310"]
    assert (scale["verdict"], scale["remedy"]) == ("confirmed", "Standardize the targets")
    assert scale["as_written"]["held_out"] < 0 < 0.5 < scale["remedied"]["held_out"]
    assert by_code["KR204"]["verdict"] == "confirmed"


OWN_LAYER = """
import keras
from keras import layers, ops


class OwnDense(layers.Layer):
    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], 12), initializer="he_normal")

    def call(self, inputs):
        return ops.relu(ops.matmul(inputs, self.kernel))


inputs = keras.Input((8,))
model = keras.Model(inputs, layers.Dense(1, activation="softmax")(OwnDense()(inputs)))
model.compile("adam", "binary_crossentropy")
"""


def test_a_layer_with_weights_of_its_own(confirm: Run, folder: Path) -> None:
    (folder / "own_layer.py").write_text(OWN_LAYER)
    found = document(confirm("own_layer.py", "--output-format", "json"))
    assert verdicts(found)["KR202"] == ["confirmed"]
    rows = found["models"][0]["rows"]
    assert ("the weight kernel of OwnDense", 96) in [(row["layer"], row["parameters"]) for row in rows]
