"""Labels as the program's own fit gets them: read from a file or made up, never from what the output asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from reading import program  # noqa: E402

from kerasrules.confirming.plan.data_plan import plan_data  # noqa: E402
from kerasrules.confirming.plan.plan_model import plan_model  # noqa: E402
from kerasrules.confirming.plan.request import DataFile  # noqa: E402
from kerasrules.confirming.plan.targets import CLASSES, MULTI_LABEL, VALUES, Targets, encoded, infer_targets  # noqa: E402
from kerasrules.confirming.run import synthetic  # noqa: E402
from kerasrules.confirming.run.loading import LoadedData, load  # noqa: E402
from kerasrules.confirming.run.samples import FILE, Samples  # noqa: E402

X = np.random.default_rng(0).normal(size=(60, 4)).astype("float32")
CLASSES_OF_FOUR = np.arange(60) % 4


def classifier(fit: str = "", loss: str = "categorical_crossentropy", units: int = 4) -> str:
    return (
        "import numpy as np\nimport pandas as pd\n"
        f"net = Sequential([Input((4,)), Dense({units}, activation='softmax')])\nnet.compile('adam', '{loss}')\n{fit}\n"
    )


def loaded(text: str, path: Path, **names: Any) -> LoadedData:
    training = program(text).trainings[0]
    return load(plan_model(training), plan_data(training), DataFile(str(path), **names), 0)


def saved(folder: Path, y: Any, x: Any = X) -> Path:
    np.savez(folder / "d.npz", x=x, y=y)
    return folder / "d.npz"


def table(folder: Path, labels: Any) -> Path:
    rows = [
        f"{row[0]:.3f},{row[1]:.3f},{row[2]:.3f},{row[3]:.3f},{label}" for row, label in zip(X, labels, strict=True)
    ]
    (folder / "t.csv").write_text("\n".join(["a,b,c,d,kind", *rows]) + "\n")
    return folder / "t.csv"


def codes(found: LoadedData) -> list[str]:
    return [one.finding.code for one in found.findings if one.finding.code.startswith("KR2")]


FITS = {
    "to_categorical": "net.fit(np.zeros((60, 4)), keras.utils.to_categorical(np.random.randint(0, 4, 60), 4))",
    "eye": "net.fit(np.zeros((60, 4)), np.eye(4)[np.random.randint(0, 4, 60)])",
    "unknown": "net.fit(np.zeros((60, 4)), prepared())",
}


@pytest.mark.parametrize("fit", FITS.values(), ids=list(FITS))
def test_class_numbers_of_a_file_are_encoded_as_the_program_does(tmp_path: Path, fit: str) -> None:
    found = loaded(classifier(fit), saved(tmp_path, CLASSES_OF_FOUR))
    assert codes(found) == []
    assert any("encoded as one-hot vectors" in note for note in found.samples.notes)
    assert encoded(found.samples.y[0], "one-hot", 4).shape == (60, 4)


def test_the_reverse(tmp_path: Path) -> None:
    fit = "net.fit(np.zeros((60, 4)), np.random.randint(0, 4, 60))"
    found = loaded(classifier(fit, "sparse_categorical_crossentropy"), saved(tmp_path, np.eye(4)[CLASSES_OF_FOUR]))
    assert codes(found) == []
    assert found.samples.y[0].encoding == "integer"


@pytest.mark.parametrize("labels", [["rose", "lily", "iris", "reed"] * 15, list(CLASSES_OF_FOUR)])
def test_a_column_cannot_hold_vectors(tmp_path: Path, labels: Any) -> None:
    """Whatever the program is: it must encode what stands in a column."""
    assert codes(loaded(classifier(), table(tmp_path, labels), target="kind")) == []


def test_arrays_of_a_program_that_is_not_trained_here_are_those_that_fit_gets(tmp_path: Path) -> None:
    assert codes(loaded(classifier(), saved(tmp_path, CLASSES_OF_FOUR))) == ["KR206"]


def test_vectors_of_a_file_are_not_widened(tmp_path: Path) -> None:
    found = loaded(classifier(units=12), saved(tmp_path, np.eye(4)[CLASSES_OF_FOUR]))
    assert encoded(found.samples.y[0], "one-hot", 12).shape == (60, 4)
    assert codes(found) == ["KR207"]


def test_a_sample_may_lack_classes(tmp_path: Path) -> None:
    found = loaded(classifier(units=6), saved(tmp_path, CLASSES_OF_FOUR))
    assert encoded(found.samples.y[0], "one-hot", 6).shape == (60, 6)


@pytest.mark.parametrize(
    ("shape", "positions", "loss", "kind"),
    [
        ((30, 7), (7,), "sparse_categorical_crossentropy", CLASSES),
        ((30, 7), (None,), "sparse_categorical_crossentropy", CLASSES),
        ((30, 7, 1), (7,), "sparse_categorical_crossentropy", CLASSES),
        ((30, 7), (7,), "binary_crossentropy", CLASSES),
        ((30, 7), None, "sparse_categorical_crossentropy", CLASSES),
        ((30, 7), (), "sparse_categorical_crossentropy", MULTI_LABEL),
        ((30, 7), (), "binary_crossentropy", MULTI_LABEL),
        ((30, 7), None, "binary_crossentropy", MULTI_LABEL),
    ],
)
def test_a_class_for_each_step_is_not_many_labels(shape: Any, positions: Any, loss: str, kind: str) -> None:
    y = np.random.default_rng(3).integers(0, 2, shape)
    assert infer_targets(y, loss, None, positions).kind == kind


def test_steps_are_not_told_to_be_labels(tmp_path: Path) -> None:
    text = (
        "net = Sequential([Input((9, 3)), LSTM(5, return_sequences=True), Dense(2, activation='softmax')])\n"
        "net.compile('adam', 'sparse_categorical_crossentropy')\n"
    )
    random = np.random.default_rng(2)
    path = saved(tmp_path, random.integers(0, 2, (60, 9)), random.normal(size=(60, 9, 3)))
    assert codes(loaded(text, path)) == []


def made(text: str) -> Targets:
    """The targets that are made up for a program's first output."""
    training = program(text).trainings[0]
    found = plan_model(training)
    shapes = [found.output_shape(index) for index in range(len(found.outputs))]
    return synthetic.make(found, plan_data(training), synthetic.shapes(found), shapes, 0).y[0]  # type: ignore[arg-type]


def test_made_up_labels_are_those_of_the_program_not_of_its_output() -> None:
    fit = "net.fit(np.random.rand(90, 20, 2), {})"
    text = (
        "import numpy as np\nnet = Sequential([Input((20, 2)), Conv1D(4, 3), Dense(5, activation='softmax')])\n"
        f"net.compile('adam', '{{}}')\n{fit}\n"
    )
    one_each = made(text.format("sparse_categorical_crossentropy", "np.random.randint(0, 5, 90)"))
    assert (one_each.kind, one_each.values.shape, one_each.classes) == (CLASSES, (synthetic.COUNT,), 5)
    values = made(text.format("mse", "np.random.rand(90, 2)"))
    assert (values.kind, values.values.shape) == (VALUES, (synthetic.COUNT, 2))


def test_made_up_vectors_are_as_wide_as_those_of_the_program() -> None:
    found = made(classifier("net.fit(np.random.rand(90, 4), np.eye(3)[np.random.randint(0, 3, 90)])", units=10))
    assert (found.classes, found.width) == (3, 3)
    assert encoded(found, "one-hot", 10).shape == (synthetic.COUNT, 3)
    assert encoded(made(classifier()), "one-hot", 4).shape == (synthetic.COUNT, 4)


# ---- how long the program trains ----


@pytest.mark.parametrize(
    ("arguments", "samples", "steps"),
    [
        ("x, y, epochs=10", None, 10 * 4),
        ("x, y", None, 4),
        ("x, y, 20, epochs=10", None, 10 * 5),
        ("x, y, epochs=10, validation_split=0.5", None, 10 * 2),
        ("x, y, epochs=3, steps_per_epoch=7", None, 21),
        ("x, y, epochs=number()", None, None),
        ("load(), y, epochs=10", 320, 100),
        ("load(), y, epochs=10", None, None),
    ],
)
def test_steps_of_the_program(arguments: str, samples: int | None, steps: int | None) -> None:
    before = "x, y = np.random.rand(100, 4), np.random.rand(100)\n"
    found = plan_data(program(classifier(f"{before}net.fit({arguments})", "mse", 1)).trainings[0])
    assert found.location is not None
    assert (found.duration.steps(samples) if found.duration is not None else None) == steps


def test_targets_on_another_scale() -> None:
    values = Targets(VALUES, np.array([[100.0, 1.0], [300.0, 1.0]], "float32"))
    numbers = Targets(CLASSES, np.array([0, 1]), 2)
    scaled = Samples([X[:2]], [values, numbers], FILE, "").with_standard_targets()
    assert scaled is not None
    assert scaled.y[0].values.tolist() == [[-1.0, 0.0], [1.0, 0.0]]
    assert scaled.y[1] is numbers
    assert Samples([X[:2]], [numbers], FILE, "").with_standard_targets() is None
