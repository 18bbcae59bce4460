"""`check` of models and arrays in memory: what it finds, where it points, and that it leaves no trace."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="models in memory need numpy")

from random_states import next_ones, set_seed  # noqa: E402

from kerasrules import CannotExamine, check  # noqa: E402
from kerasrules.live.live_findings import LiveFindings  # noqa: E402

RANDOM = np.random.default_rng(0)
PIXELS = RANDOM.integers(0, 256, (300, 8)).astype("float32")
SCALED = PIXELS / 255
LABELS = np.arange(300) % 10


def codes(found: LiveFindings) -> list[str]:
    return [finding.code for finding in found]


def lines(found: LiveFindings) -> list[str | None]:
    return [found.source.line("model", None, finding.location.start.line) for finding in found]


@pytest.fixture
def classifier(keras: Any) -> Any:
    model = keras.Sequential(
        [keras.Input((8,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(10, activation="softmax")]
    )
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def test_a_sound_model(classifier: Any) -> None:
    found = check(classifier, SCALED, LABELS)
    assert codes(found) == []
    assert not found
    assert repr(found) == f"Sequential '{classifier.name}': no findings"


def test_the_range_is_measured(classifier: Any) -> None:
    found = check(classifier, PIXELS, LABELS)
    assert codes(found) == ["KR301"]
    assert lines(found)[0].startswith("model.fit(x, y)  # x: (300, 8) float32 0 to 255; y: (300,) int64 0 to 9")


def test_labels_beyond_the_outputs(classifier: Any) -> None:
    found = check(classifier, SCALED, np.arange(300) % 12)
    assert codes(found) == ["KR207"]
    assert "= Dense(units=10, activation='softmax')" in lines(found)[0]


def test_a_shape_that_does_not_fit(classifier: Any) -> None:
    assert codes(check(classifier, SCALED[:, :5], LABELS)) == ["KR309"]


def test_one_hot_labels(classifier: Any) -> None:
    assert codes(check(classifier, SCALED, np.eye(10)[LABELS])) == ["KR206"]


def test_without_data_the_model_alone_is_judged(keras: Any) -> None:
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, activation="softmax")])
    model.compile("adam", "binary_crossentropy")
    assert codes(check(model)) == ["KR202"]


def test_a_model_that_is_not_compiled(keras: Any) -> None:
    found = check(keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)]), SCALED, LABELS)
    assert found.notes == ("the model is not compiled: its loss, optimizer and data are not judged",)
    assert "note: the model is not compiled" in repr(found)
    assert "the model is not compiled" in found._repr_html_()


def test_a_model_that_is_not_built_stays_so(keras: Any) -> None:
    model = keras.Sequential([keras.layers.Dense(8), keras.layers.Dense(10, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    names = [layer.name for layer in model.layers]
    found = check(model, SCALED, LABELS)
    assert codes(found) == ["KR101"]
    assert names[0] in lines(found)[0]
    assert not model.built
    with pytest.raises(CannotExamine, match="no input shape yet"):
        check(model)


@pytest.fixture
def subclassed(keras: Any) -> Any:
    class Classifier(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.hidden = keras.layers.Dense(8)
            self.drop = keras.layers.Dropout(0.5)
            self.head = keras.layers.Dense(10, activation="softmax")

        def call(self, x: Any) -> Any:
            return self.head(self.drop(self.hidden(x)))

    model = Classifier()
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def test_a_subclassed_model_is_followed(subclassed: Any) -> None:
    assert codes(check(subclassed, SCALED, LABELS)) == ["KR101"]
    assert not subclassed.hidden.built
    subclassed(SCALED[:2])
    marks = [(len(layer._inbound_nodes), len(layer._outbound_nodes)) for layer in subclassed.layers]
    assert codes(check(subclassed, SCALED, LABELS)) == ["KR101"]
    assert [(len(layer._inbound_nodes), len(layer._outbound_nodes)) for layer in subclassed.layers] == marks


def test_a_call_that_cannot_be_followed(keras: Any, tensorflow: Any) -> None:
    class Own(keras.Model):
        def call(self, x: Any) -> Any:
            return tensorflow.math.cumsum(x) if float(x[0, 0]) else x

    with pytest.raises(CannotExamine, match="call of Own cannot be followed on symbolic tensors"):
        check(Own(), SCALED, LABELS)


def test_layers_of_nested_models_and_own_layers_have_lines(keras: Any) -> None:
    class Twice(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            return 2 * x

    inner = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4, name="first"), Twice(name="own")])
    inputs = keras.Input((8,), name="given")
    model = keras.Model(inputs, keras.layers.Dense(1, activation="softmax", name="head")(inner(inputs)))
    model.compile("adam", "binary_crossentropy")
    found = check(model)
    assert codes(found) == ["KR202"]
    shown = [found.source.line("model", None, number) or "" for number in range(2, 6)]
    assert [line.partition(" =")[0] for line in shown] == ["given", "first", "own", "head"]


def test_frozen_layers_are_known(keras: Any) -> None:
    from kerasrules.live.live_program import HowItFits, live_program

    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1)])
    model.layers[0].trainable = False
    model.compile("adam", "mse")
    [training] = live_program(model, None, HowItFits()).program.trainings
    assert {layer.name: value for layer, value in training.trainable.items()} == {model.layers[0].name: False}


# --- data ------------------------------------------------------------------------------------------------------------


def test_tables(classifier: Any) -> None:
    pandas = pytest.importorskip("pandas", reason="tables are those of pandas")
    table = pandas.DataFrame(PIXELS, columns=list("abcdefgh"))
    assert codes(check(classifier, table, pandas.Series(LABELS))) == ["KR301"]


def test_lists(classifier: Any) -> None:
    assert codes(check(classifier, PIXELS[:40].tolist(), LABELS[:40].tolist())) == ["KR301"]


def test_datasets(classifier: Any, tensorflow: Any) -> None:
    data = tensorflow.data.Dataset.from_tensor_slices((PIXELS, LABELS)).batch(32)
    assert codes(check(classifier, data)) == ["KR301"]
    assert codes(check(classifier, data.repeat())) == ["KR301"]


def test_keras_own_datasets(keras: Any, classifier: Any) -> None:
    class Batches(keras.utils.PyDataset):
        def __len__(self) -> int:
            return 3

        def __getitem__(self, index: int) -> Any:
            return PIXELS[index * 10 : index * 10 + 10], LABELS[index * 10 : index * 10 + 10]

    assert codes(check(classifier, Batches())) == ["KR301"]


def test_nothing_is_drawn_from_an_iterator(classifier: Any) -> None:
    batches = iter([(PIXELS, LABELS)])
    with pytest.raises(CannotExamine, match="what is drawn from it is gone"):
        check(classifier, batches)
    assert len(list(batches)) == 1


def test_what_a_part_shows_bounds_nothing(classifier: Any) -> None:
    many = np.zeros((20_000, 8), dtype="float32")
    found = check(classifier, many + RANDOM.random((20_000, 8), dtype="float32"), np.zeros(20_000, dtype="int64"))
    assert "KR301" not in codes(found)


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        (SCALED, LABELS[:9], "differ in their number of samples: 300, 9"),
        (SCALED[:0], LABELS[:0], "no samples"),
        (3, None, "int is no data that fit takes"),
        (iter(()), None, "iterator"),
    ],
)
def test_data_that_is_none(classifier: Any, x: Any, y: Any, said: str) -> None:
    with pytest.raises(CannotExamine, match=said):
        check(classifier, x, y)


def test_several_inputs_by_name(keras: Any) -> None:
    one, two = keras.Input((3,), name="one"), keras.Input((5,), name="two")
    joined = keras.layers.Concatenate()([two, one])
    model = keras.Model([two, one], keras.layers.Dense(10, activation="softmax")(joined))
    model.compile("sgd", "sparse_categorical_crossentropy")
    assert codes(check(model, {"one": SCALED[:, :3], "two": SCALED[:, :5]}, LABELS)) == []
    assert codes(check(model, {"one": PIXELS[:, :3], "two": PIXELS[:, :5]}, LABELS)) == ["KR301"]
    assert codes(check(model, [SCALED[:, :3], SCALED[:, :5]], LABELS)) == ["KR309"]


def test_what_is_no_model(keras: Any) -> None:
    with pytest.raises(CannotExamine, match=r"ndarray is not a keras\.Model"):
        check(SCALED)


# --- settings, traces, output ----------------------------------------------------------------------------------------


def test_rules_can_be_chosen(classifier: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(check(classifier, PIXELS, LABELS, ignore=["KR301"])) == []
    assert codes(check(classifier, PIXELS, LABELS, select=["KR2"])) == []
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[tool.kerasrules]\nignore = ["unscaled-input"]\n')
    assert codes(check(classifier, PIXELS, LABELS)) == []


def test_no_trace_is_left(keras: Any, subclassed: Any, tensorflow: Any) -> None:
    set_seed(keras, 7)
    expected = next_ones(keras, tensorflow)
    set_seed(keras, 7)
    name = int(keras.layers.Dense(1).name.rpartition("_")[2] or 0)
    check(subclassed, SCALED, LABELS)
    assert keras.layers.Dense(1).name == f"dense_{name + 1}"
    set_seed(keras, 7)
    check(subclassed, SCALED, LABELS)
    assert next_ones(keras, tensorflow) == expected


def test_html_has_no_markup_of_the_models(keras: Any) -> None:
    model = keras.Sequential(
        [keras.Input((8,)), keras.layers.Dense(1, activation="softmax", name="<script>alert(1)")], name="<b>&amp"
    )
    model.compile("adam", "binary_crossentropy")
    page = check(model)._repr_html_()
    assert "<script>" not in page
    assert "<b>" not in page
    assert "&lt;b&gt;&amp;amp" in page


def test_importing_imports_no_keras() -> None:
    code = (
        "import sys\nfrom kerasrules.live import check, confirm\nprint({'keras', 'numpy', 'IPython'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
