"""`kerasrules confirm --run`: the user's own program, run up to its first fit, as written and as fixed."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from kerasrules.checking.settings import Settings  # noqa: E402
from kerasrules.cli import main  # noqa: E402
from kerasrules.cli.confirm_program import read_program  # noqa: E402
from kerasrules.cli.program_texts import moved_lines  # noqa: E402
from kerasrules.confirming.plan.program_job import ProgramJob  # noqa: E402
from kerasrules.confirming.plan.request import ConfirmOptions  # noqa: E402
from kerasrules.confirming.plan.targets import DataError  # noqa: E402
from kerasrules.confirming.run.program.array_structures import as_arrays, leaves, mapped  # noqa: E402
from kerasrules.confirming.run.program.drawn_samples import draw  # noqa: E402
from kerasrules.confirming.run.program.own_loop import OwnLoop  # noqa: E402

needs_keras = pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="--run needs the real Keras")

DATA = """\
import numpy as np
random = np.random.default_rng(0)
x = random.normal(size=(600, 8)).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("int32")
"""

OWN_MODEL = f"""\
import sys
import keras
from keras import layers
{DATA}
class Scale(layers.Layer):
    def build(self, shape):
        self.factor = self.add_weight(shape=(shape[-1],), initializer="ones")
    def call(self, x):
        return x * self.factor

class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.scale, self.hidden = Scale(), layers.Dense(16, activation="relu")
        self.head = layers.Dense(1, activation="softmax")
    def call(self, x):
        return self.head(self.hidden(self.scale(x)))

model = Net()
model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
open("written.txt", "w").write("by the program")
model.fit(x, y, epochs=int(sys.argv[1]) if len(sys.argv) > 1 else 20, batch_size=32)
open("after.txt", "w").write("never reached")
"""


def confirm(folder: Path, text: str, *arguments: str, name: str = "train.py") -> tuple[int, dict[str, Any], str]:
    """Exit status, document and standard error of `confirm --run` on a program."""
    (folder / name).write_text(text, encoding="utf-8")
    options = ["--run", "--output-format", "json", "--budget", "240", "--steps", "100", *arguments]
    command = [sys.executable, "-m", "kerasrules", "confirm", str(folder / name), *options]
    found = subprocess.run(command, capture_output=True, text=True, cwd=folder.parent, timeout=300)
    return found.returncode, json.loads(found.stdout or "{}"), found.stderr


def reason(folder: Path, text: str, *arguments: str) -> str:
    """Why the findings are inconclusive."""
    status, document, errors = confirm(folder, text, *arguments)
    assert status == 0, errors
    assert {verdict["verdict"] for verdict in document["verdicts"]} == {"inconclusive"}
    return "\n".join(verdict["reason"] for verdict in document["verdicts"])


def job(tmp_path: Path, text: str, name: str = "train.py", *, every: bool = False) -> ProgramJob:
    """What is to be tried on a program."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    settings = Settings()
    if every:
        settings = Settings(selection=settings.selection.layer(("ALL",), (), ()))
    return read_program(str(path), settings, ConfirmOptions(), ())


# ---- what is tried ----


def test_each_rule_is_tried_by_the_text_that_fix_would_write(tmp_path: Path) -> None:
    (part,) = job(tmp_path, OWN_MODEL).rounds
    (trial,) = part.trials
    assert trial.version is not None
    assert [finding.code for finding in trial.findings] == ["KR202"]
    (written,), (fixed,) = part.version.texts.values(), trial.version.texts.values()
    assert fixed == written.replace('activation="softmax"', 'activation="sigmoid"')
    assert (tmp_path / "train.py").read_text() == OWN_MODEL


def test_what_stops_the_program_is_mended_before_the_rest_is_judged(tmp_path: Path) -> None:
    text = (
        "import keras\n"
        + DATA
        + textwrap.dedent(
            """\
        labels = keras.utils.to_categorical(y)
        model = keras.Sequential([
            keras.Input((8,)), keras.layers.Dense(4), keras.layers.Dense(4),
            keras.layers.Dense(2, activation="softmax"),
        ])
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(x, labels)
        """
        )
    )
    first, second = job(tmp_path, text).rounds
    assert [trial.findings[0].code for trial in first.trials] == ["KR206"]
    assert [trial.findings[0].code for trial in second.trials] == ["KR101"]
    (written,), (mended,) = first.version.texts.values(), second.version.texts.values()
    assert "sparse_categorical_crossentropy" in written
    assert "sparse_categorical_crossentropy" not in mended
    assert second.mended == "label-encoding-mismatch (KR206)"


def test_each_of_several_things_that_stop_the_program_is_tried_with_the_others_mended(tmp_path: Path) -> None:
    text = OWN_MODEL.replace("keras.optimizers.Adam(0.01)", "keras.optimizers.Adam(lr=0.01, decay=1e-4)")
    text = text.replace('layers.Dense(1, activation="softmax")', "layers.Dense(output_dim=1)")
    parts = job(tmp_path, text).rounds
    codes = [sorted({trial.findings[0].code for trial in part.trials}) for part in parts]
    assert len(codes) == len({*map(tuple, codes)}) > 1
    for part in parts:
        (trial,) = part.trials
        assert trial.version is not None
        (text,) = trial.version.texts.values()
        assert "lr=" not in text.replace("learning_rate=", "")
        assert "output_dim" not in text


def test_old_names_are_mended_before_the_rest_is_judged(tmp_path: Path) -> None:
    text = OWN_MODEL.replace("keras.optimizers.Adam(0.01)", "keras.optimizers.Adam(lr=0.01)")
    first, second = job(tmp_path, text).rounds
    assert [trial.findings[0].code for trial in first.trials] == ["KR501"]
    assert [trial.findings[0].code for trial in second.trials] == ["KR202"]
    (mended,) = second.version.texts.values()
    assert "Adam(learning_rate=0.01)" in mended


def test_a_finding_about_the_scale_is_tried_by_scaling(tmp_path: Path) -> None:
    text = "import keras\n(x, y), _ = keras.datasets.mnist.load_data()\n" + textwrap.dedent(
        """\
        model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
        model.compile("sgd", "sparse_categorical_crossentropy")
        model.fit(x[:1000].reshape(-1, 784), y[:1000])
        """
    )
    trials = [trial for part in job(tmp_path, text).rounds for trial in part.trials]
    (scaled,) = (trial for trial in trials if trial.findings[0].code == "KR301")
    assert scaled.scaling == "data set" or scaled.version is not None


def test_the_cells_of_a_notebook_are_run_as_one_program(tmp_path: Path) -> None:
    cells = ["%matplotlib inline\nimport keras", OWN_MODEL]
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    text = json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    found = job(tmp_path, text, "train.ipynb")
    (code,) = found.rounds[0].version.texts.values()
    compile(code, "train.ipynb", "exec")
    assert found.place(1) == "cell 1, line 1"
    assert found.place(code[: code.index("class Net")].count("\n") + 1).startswith("cell 2, line ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--run", "--data", "d.npz"], "neither --import nor --data goes with it"),
        (["--run", "--import", "a:b"], "neither --import nor --data goes with it"),
        (["--", "--epochs", "3"], "it is run with --run only"),
    ],
)
def test_options_that_do_not_go_together(
    tmp_path: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "train.py"
    path.write_text(OWN_MODEL)
    assert main(["confirm", str(path), *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_file_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "train.py"
    path.write_text("def (:\n")
    assert main(["confirm", "--run", str(path)]) == 2
    assert "cannot be read" in capsys.readouterr().err


# ---- the data that fit gets ----


class Batches:
    """A dataset of `count` batches of four samples, with a length or without."""

    def __init__(self, count: int, width: int = 3) -> None:
        self.count, self.width = count, width

    def __iter__(self) -> Any:
        for number in range(self.count):
            yield np.full((4, self.width), number), np.full((4,), number)


def test_arrays_are_drawn_at_random_and_validation_samples_stand_behind_them() -> None:
    x, y = np.arange(200).reshape(100, 2), np.arange(100)
    drawn = draw({"x": x, "y": y, "batch_size": 10, "validation_data": (x[:20] + 1000, y[:20])}, 0, 1.0)
    assert (drawn.trained, drawn.total, drawn.batch, drawn.updates) == (100, 120, 10, 10)
    assert sorted(drawn.x[:100, 0] // 2) == list(range(100))
    assert min(drawn.x[100:, 0]) >= 1000
    assert list(drawn.x[:100, 0] // 2) == list(drawn.y[:100])


def test_samples_are_kept_apart_where_the_program_keeps_none() -> None:
    x, y = np.arange(100)[:, None], np.arange(100)
    drawn = draw({"x": x, "y": y}, 0, 1.0)
    assert (drawn.trained, drawn.total) == (75, 100)
    assert sorted(drawn.y) == list(range(100))
    few = draw({"x": x[:50], "y": y[:50]}, 0, 1.0)
    assert (few.trained, few.total) == (50, 50)


def test_the_last_samples_are_kept_apart_where_the_program_does_so() -> None:
    drawn = draw({"x": np.arange(10)[:, None], "y": np.arange(10), "validation_split": 0.3}, 0, 1.0)
    assert (drawn.trained, list(drawn.y[7:])) == (7, [7, 8, 9])


def test_large_arrays_are_cut() -> None:
    drawn = draw({"x": np.zeros((5000, 2), "uint8"), "y": np.zeros(5000), "epochs": 2}, 0, 1.0)
    assert drawn.total == 4000
    assert drawn.updates == 157
    assert drawn.notes == ["4000 of the 5000 samples were used"]


def test_several_inputs_and_outputs_and_weights() -> None:
    given = {
        "x": {"b": np.ones((80, 2)), "a": np.zeros((80, 3))},
        "y": [np.zeros(80), np.ones((80, 1))],
        "sample_weight": np.arange(80.0),
    }
    drawn = draw(given, 0, 1.0)
    assert [array.shape for array in drawn.inputs] == [(80, 3), (80, 2)]
    x, y, weights = drawn.take(np.array([0, 1]))
    assert set(x) == {"a", "b"}
    assert [one.shape for one in y] == [(2,), (2, 1)]
    assert weights.shape == (2,)


def test_a_dataset_is_read_to_its_end_or_to_the_bound() -> None:
    drawn = draw({"x": Batches(25)}, 0, 5.0)
    assert (drawn.total, drawn.batch, drawn.updates) == (100, 4, 25)
    endless = draw({"x": Batches(10**9), "steps_per_epoch": 7}, 0, 60.0)
    assert endless.total == 4000
    assert endless.updates == 7
    assert endless.notes == ["the first 4000 samples of the dataset were used"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"x": np.zeros((4, 2))}, "no targets"),
        ({"x": np.zeros((4, 2)), "y": np.zeros(3)}, "different numbers of samples"),
        ({"x": np.zeros((0, 2)), "y": np.zeros(0)}, "are empty"),
        ({"x": Batches(0)}, "is empty"),
        ({"x": iter([(np.zeros((2, 3)), np.zeros(2)), (np.zeros((2, 4)), np.zeros(2))])}, "different shapes"),
        ({"x": iter([(1.0, 2.0)])}, "single values"),
        ({"x": np.array([[1], [1, 2]], dtype=object), "y": np.zeros(2)}, "samples of different shapes"),
    ],
)
def test_data_that_cannot_be_used(given: dict[str, Any], words: str) -> None:
    with pytest.raises(DataError, match=words):
        draw(given, 0, 1.0)


def test_structures() -> None:
    structure = {"b": [1, 2], "a": (3,)}
    assert leaves(structure) == [3, 1, 2]
    assert mapped(lambda one: one + 1, structure) == {"b": (2, 3), "a": (4,)}
    assert as_arrays([[1, 2], [3, 4]]).shape == (2, 2)
    assert [one.shape for one in as_arrays([np.zeros(3), np.zeros((3, 2))])] == [(3,), (3, 2)]


# ---- isolation ----


def isolated(code: str, folder: Path) -> str:
    """What a process prints that runs this code where writes are held back."""
    start = (
        "import os, sys, tempfile\nfrom kerasrules.confirming.run import held_writes\n"
        f"scratch = tempfile.mkdtemp()\nfolder = {str(folder)!r}\n"
        "covered, sealed = held_writes.cover([folder], scratch)\nos.chdir(folder)\n"
        "held_writes.refuse([scratch, *([folder] if covered else [])], lambda path: None)\n"
    )
    found = subprocess.run([sys.executable, "-c", start + code], capture_output=True, text=True, timeout=60)
    return found.stdout + found.stderr.strip().rpartition("\n")[2]


def test_what_is_written_into_the_folder_is_gone(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("as it was")
    code = (
        "if covered:\n    open('own.txt', 'w').write('changed'); open('new.txt', 'w').write('new')\n"
        "    print(open('own.txt').read(), os.path.exists('new.txt'))\nelse:\n    print('changed True')\n"
    )
    assert isolated(code, tmp_path).strip() == "changed True"
    assert (tmp_path / "own.txt").read_text() == "as it was"
    assert os.listdir(tmp_path) == ["own.txt"]


@pytest.mark.parametrize(
    "code",
    [
        "open('{other}/a.txt', 'w')",
        "os.remove('{other}/kept.txt')",
        "os.rename('{other}/kept.txt', 'here.txt')",
        "os.mkdir('{other}/folder')",
        "os.open('{other}/a.txt', os.O_CREAT | os.O_WRONLY)",
        "import shutil; shutil.rmtree('{other}')",
        "import os; os.kill(os.getppid(), 15)",
    ],
)
def test_what_is_not_the_programs_is_left_alone(tmp_path: Path, code: str) -> None:
    folder, other = tmp_path / "program", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    (other / "kept.txt").write_text("kept")
    said = isolated(code.format(other=other), folder)
    assert "HeldBack: kerasrules: " in said
    assert (other / "kept.txt").read_text() == "kept"
    assert os.listdir(other) == ["kept.txt"]


# ---- the whole of it ----


@needs_keras
def test_a_model_of_the_users_own_is_confirmed(tmp_path: Path) -> None:
    status, document, errors = confirm(tmp_path, OWN_MODEL, "--", "30")
    assert status == 1, errors
    (verdict,) = document["verdicts"]
    assert (verdict["code"], verdict["verdict"]) == ("KR202", "confirmed")
    assert verdict["as_written"]["held_out"] < 0.1 < 0.5 < verdict["remedied"]["held_out"]
    assert document["data"]["source"] == "program"
    assert document["data"]["samples"] == 600
    assert any(" of the 570 steps" in note for note in document["notes"]) or verdict["steps"] == 570
    assert sorted(os.listdir(tmp_path)) == ["train.py"]


@needs_keras
def test_a_program_that_keras_stops_is_confirmed_if_the_fixed_one_learns(tmp_path: Path) -> None:
    text = (
        "import keras\n"
        + DATA
        + textwrap.dedent(
            """\
        labels = keras.utils.to_categorical(y)
        layers = [keras.layers.Dense(16, activation="relu"), keras.layers.Dense(2, activation="softmax")]
        model = keras.Sequential(layers)
        model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
        model.fit(x, labels, epochs=20)
        """
        )
    )
    status, document, errors = confirm(tmp_path, text)
    assert status == 1, errors
    (verdict,) = document["verdicts"]
    assert (verdict["code"], verdict["verdict"]) == ("KR206", "confirmed")
    assert "as written Keras raises an error in training" in verdict["reason"]


@needs_keras
@pytest.mark.parametrize("run", [True, False])
def test_what_keras_does_not_train_is_judged_on_top_of_the_fix_with_which_it_does(tmp_path: Path, run: bool) -> None:
    text = (
        "import numpy as np\nimport keras\n"
        + DATA
        + textwrap.dedent(
            """\
        series = np.repeat(x[:, :, None], 2, axis=2)
        model = keras.Sequential([
            keras.Input((8, 2)), keras.layers.Dense(8), keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ])
        model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
        model.fit(series, y, epochs=20)
        """
        )
    )
    (tmp_path / "train.py").write_text(text, encoding="utf-8")
    options = ["--output-format", "json", "--budget", "240", "--steps", "200", *(["--run"] if run else [])]
    command = [sys.executable, "-m", "kerasrules", "confirm", str(tmp_path / "train.py"), *options]
    found = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=300)
    verdicts = {one["code"]: (one["verdict"], one["reason"]) for one in json.loads(found.stdout)["verdicts"]}
    assert verdicts["KR402"][0] == "confirmed"
    assert verdicts["KR101"][0] == "not confirmed"
    assert "With the fix for KR402" in verdicts["KR101"][1]


@needs_keras
def test_a_program_that_stops_where_a_finding_says_so_needs_no_fix(tmp_path: Path) -> None:
    text = OWN_MODEL.replace("import sys\n", "import sys\nfrom keras.preprocessing.text import Tokenizer\n")
    status, document, errors = confirm(tmp_path, text, "--select", "KR505")
    assert status == 1, errors
    (verdict,) = document["verdicts"]
    assert verdict["verdict"] == "confirmed"
    assert "the program stops there: ModuleNotFoundError" in verdict["reason"]


@needs_keras
def test_numbers_that_are_too_large_to_be_learned_are_scaled_to_judge_the_rest(tmp_path: Path) -> None:
    text = (
        "import keras\n"
        + DATA
        + textwrap.dedent(
            """\
        values = 1e6 + 3e5 * x[:, 0]
        model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(8), keras.layers.Dense(1)])
        model.compile(keras.optimizers.Adam(0.01), "mse")
        model.fit(x, values, epochs=20)
        """
        )
    )
    status, document, errors = confirm(tmp_path, text, "--select", "KR101,KR310", "--steps", "400")
    assert status in (0, 1), errors
    verdicts = {one["code"]: one for one in document["verdicts"]}
    assert verdicts["KR101"]["verdict"] == "not confirmed", verdicts["KR101"]["reason"]
    assert "standardized inputs and targets" in verdicts["KR101"]["reason"]


@needs_keras
def test_inputs_with_an_offset_are_standardized_to_judge_the_rest(tmp_path: Path) -> None:
    text = (
        "import keras\n"
        + DATA
        + textwrap.dedent(
            """\
        far = 0.002 * x - 0.83
        model = keras.Sequential([
            keras.Input((8,)), keras.layers.Dense(8), keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ])
        model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy")
        model.fit(far, y, epochs=20)
        """
        )
    )
    status, document, errors = confirm(tmp_path, text, "--select", "KR101", "--steps", "300")
    assert status == 0, errors
    (verdict,) = document["verdicts"]
    assert verdict["verdict"] == "not confirmed", verdict["reason"]
    assert "With standardized inputs the model learns" in verdict["reason"]


def test_what_a_loop_makes_itself_is_not_scaled() -> None:
    assert not OwnLoop.can_scale
    assert not OwnLoop.predicts_values


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ("exec('raise SystemExit(3)')", "line 1: it exits before fit (status 3)"),
        ("input('go on?')", "line 1: it waits for input"),
        ("open('/nowhere.txt', 'w')", "it writes /nowhere.txt, which is refused"),
        ("exec('import os; os._exit(5)')", "its process ended before fit (exit status 5)"),
        ("exec('import os; os.kill(os.getpid(), 9)')", "its process ended before fit (signal 9)"),
        ("exec('print(7 * 10**6 * str()); 1 / 0')", "line 1: ZeroDivisionError: division by zero"),
    ],
)
def test_a_program_that_does_not_come_to_fit(tmp_path: Path, first: str, words: str) -> None:
    assert words in reason(tmp_path, f"{first}\n{OWN_MODEL}")


@needs_keras
@pytest.mark.parametrize(
    ("last", "words"),
    [
        ("print(model.count_params)", "it ended without a call of fit"),
        ("model.fit(x, None)", "its data cannot be used: no targets"),
    ],
)
def test_a_training_that_cannot_be_followed(tmp_path: Path, last: str, words: str) -> None:
    text = OWN_MODEL[: OWN_MODEL.index("model.fit")] + last + "\n"
    found = reason(tmp_path, text)
    assert words in found
    assert f"line {text.count(chr(10))}" in found or "ended" in found


@needs_keras
def test_weights_are_drawn_alike_and_loaded_ones_kept() -> None:
    code = textwrap.dedent(
        """\
        import keras, numpy as np
        from kerasrules.confirming.run.program.recorded_weights import RecordedWeights
        recorded = RecordedWeights()
        recorded.watch(keras)
        def made(*layers):
            model = keras.Sequential([keras.Input((6,)), *layers])
            return model
        one = made(keras.layers.Dense(4), keras.layers.Dense(2))
        other = made(keras.layers.Dense(4), keras.layers.Dropout(0.5), keras.layers.Dense(2))
        loaded = made(keras.layers.Dense(4))
        loaded.set_weights([np.full((6, 4), 7.0), np.zeros(4)])
        for model in (one, other, loaded):
            recorded.remember(model.weights)
            recorded.restore(model.weights, 1)
        first = [np.array(w) for w in one.weights]
        assert all((a == b).all() for a, b in zip(first, map(np.array, other.weights)))
        assert (np.array(loaded.weights[0]) == 7).all()
        loaded.weights[0].assign(np.zeros((6, 4)))
        recorded.restore(loaded.weights, 2)
        assert (np.array(loaded.weights[0]) == 7).all()
        recorded.restore(one.weights, 2)
        assert not (np.array(one.weights[0]) == first[0]).all()
        recorded.restore(one.weights, 1)
        assert (np.array(one.weights[0]) == first[0]).all()
        assert abs(np.array(one.weights[0])).max() <= (6 / (6 + 4)) ** 0.5
        """
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


# ---- which training counts ----

TWO_MODELS = (
    "import keras\nfrom keras import layers\n"
    + DATA
    + textwrap.dedent(
        """\
    def made(head):
        model = keras.Sequential([keras.Input((8,)), layers.Dense(8, activation="relu"), head])
        model.compile("adam", "binary_crossentropy")
        return model
    first = made(layers.Dense(1, activation="sigmoid"))
    first.fit(x, y, epochs=2)
    second = made(layers.Dense(1, activation="softmax"))
    for number in range(2):
        second.fit(
            x, y,
            epochs=20,
        )
    """
    )
)


def test_the_training_of_the_findings_model_counts(tmp_path: Path) -> None:
    (part,) = job(tmp_path, TWO_MODELS).rounds
    line = TWO_MODELS[: TWO_MODELS.index("second.fit")].count("\n") + 1
    assert part.version.fits == {str(tmp_path / "train.py"): ((line, line + 3),)}
    (trial,) = part.trials
    assert trial.version is not None
    assert trial.version.fits == part.version.fits


def test_the_only_training_is_found_wherever_it_stands(tmp_path: Path) -> None:
    (part,) = job(tmp_path, OWN_MODEL).rounds
    assert part.version.fits == {}


def test_lines_move_with_what_a_fix_inserts() -> None:
    before = "a\nb\nc\nd\ne\n"
    assert moved_lines(before, "a\nnew\nb\nc\nd\ne\n", ((4, 5),)) == ((5, 6),)
    assert moved_lines(before, "a\nb\nc\nx\ne\n", ((4, 4),)) == ((4, 4),)
    assert moved_lines(before, "a\nd\ne\n", ((4, 5),)) == ((2, 3),)


MODELS = """\
import keras
from keras import layers

def build():
    head = layers.Dense(1, activation="softmax")
    model = keras.Sequential([keras.Input((8,)), layers.Dense(8, activation="relu"), head])
    return model
"""


def test_a_fix_in_another_module_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(MODELS)
    text = (
        f"import keras\nfrom models import build\n{DATA}\nmodel = build()\n"
        'model.compile("adam", "binary_crossentropy")\nmodel.fit(x, y)\n'
    )
    (part,) = job(tmp_path, text).rounds
    (trial,) = part.trials
    assert trial.version is not None, trial.why
    assert trial.version.texts == {
        str(tmp_path / "train.py"): text,
        str(tmp_path / "models.py"): MODELS.replace("softmax", "sigmoid"),
    }
    assert (tmp_path / "models.py").read_text() == MODELS


TWO_OUTPUTS = (
    "import keras\nfrom keras import layers\n"
    + DATA
    + textwrap.dedent(
        """\
    inputs = keras.Input((8,))
    hidden = layers.Dense(16, activation="relu")(inputs)
    good = layers.Dense(1, activation="sigmoid", name="good")(hidden)
    bad = layers.Dense(1, activation="softmax", name="bad")(hidden)
    model = keras.Model(inputs, [good, bad])
    model.compile("adam", {"good": "binary_crossentropy", "bad": "binary_crossentropy"})
    model.fit(x, {"good": y, "bad": y}, epochs=30)
    """
    )
)


def test_the_output_of_the_finding_is_judged(tmp_path: Path) -> None:
    (part,) = job(tmp_path, TWO_OUTPUTS).rounds
    (trial,) = part.trials
    assert trial.outputs == (1,)


SHARED = (
    "import keras\nfrom keras import layers\n"
    + DATA
    + textwrap.dedent(
        """\
    def run(head):
        model = keras.Sequential([keras.Input((8,)), layers.Dense(8, activation="relu"), head])
        model.compile("adam", "binary_crossentropy")
        model.fit(x, y, epochs=20)
    run(layers.Dense(1, activation="sigmoid"))
    run(layers.Dense(1, activation="softmax"))
    """
    )
)


def test_models_that_one_call_trains_are_told_apart(tmp_path: Path) -> None:
    (part,) = job(tmp_path, SHARED).rounds
    line = SHARED[: SHARED.index("model.fit")].count("\n") + 1
    assert part.version.fits == {str(tmp_path / "train.py"): ((line, line),)}
    assert part.version.models_before == 1


def test_a_fix_that_has_not_come_to_the_training_says_nothing(tmp_path: Path) -> None:
    from types import SimpleNamespace

    from kerasrules.confirming.run.comparison import TrialArm
    from kerasrules.confirming.run.model_result import FixTrial
    from kerasrules.confirming.run.program.child_messages import ReachedFit
    from kerasrules.confirming.run.program.program_experiment import ProgramExperiment
    from kerasrules.confirming.run.program.program_process import ProgramVariant
    from kerasrules.confirming.run.training_run import Clock, TrainingRun

    made = job(tmp_path, OWN_MODEL)
    (part,) = made.rounds

    def why(mark: str, skill: float) -> str:
        experiment = ProgramExperiment(made, part, "tensorflow", Clock(), lambda event: None, 1.0)
        one, other = (
            ReachedFit(7, "", 9, 0, (None,), "", "", None, "3", "tensorflow", (), found) for found in ("a", mark)
        )
        variant = ProgramVariant(SimpleNamespace(), other, Clock())  # type: ignore[arg-type]
        arm = TrialArm("", variant, runs=[TrainingRun(0, [9], [0.5], [skill], [None])])
        experiment._reached = [one, other]
        experiment.found.comparison.baseline_runs = [TrainingRun(0, [9], [0.5], [0.5], [None])]
        experiment.found.trials = [FixTrial(part.trials[0].findings, "", arm=arm)]
        experiment._leave_out_without_effect()
        (trial,) = experiment.found.trials
        return trial.why

    assert why("a", 0.5).startswith("the fix changes nothing in the training that was examined (line 7)")
    assert why("b", 0.5) == why("a", 0.6) == ""
