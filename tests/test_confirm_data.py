"""Made-up data, and what data show before anything is trained. No Keras is needed for any of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from confirm_plans import plan  # noqa: E402
from reading import program  # noqa: E402

from kerasrules.confirming.judge import data_findings  # noqa: E402
from kerasrules.confirming.plan.data_plan import DataPlan, plan_data  # noqa: E402
from kerasrules.confirming.plan.model_plan import ModelPlan, Unbuildable  # noqa: E402
from kerasrules.confirming.plan.plan_model import plan_model  # noqa: E402
from kerasrules.confirming.plan.scaling import Scaling  # noqa: E402
from kerasrules.confirming.plan.targets import CLASSES, MULTI_LABEL, VALUES, Targets, infer_targets  # noqa: E402
from kerasrules.confirming.run import reference, synthetic  # noqa: E402
from kerasrules.confirming.run.samples import SYNTHETIC, Samples  # noqa: E402

COUNT = synthetic.COUNT


def made(text: str, seed: int = 0) -> tuple[ModelPlan, Samples]:
    """Samples for a program, with the output shapes that were recovered."""
    training = program(text).trainings[0]
    found = plan_model(training)
    shapes = {tensor: shape for call in found.calls for tensor, shape in zip(call.outputs, call.shapes, strict=True)}
    outputs = [shapes[tensor] for tensor in found.outputs]
    assert all(shape is not None for shape in outputs)
    return found, synthetic.make(found, plan_data(training), synthetic.shapes(found), outputs, seed)  # type: ignore[arg-type]


def dense(loss: str, head: str = "Dense(1, 'sigmoid')", before: str = "", fit: str = "", shape: str = "(6,)") -> str:
    flat = "" if shape == "(6,)" else "Flatten(), "
    return (
        f"import numpy as np\n{before}\nmodel = Sequential([Input({shape}), {flat}Dense(8, 'relu'), {head}])\n"
        f"model.compile('adam', '{loss}')\n{fit}"
    )


# ---- made-up data ----


@pytest.mark.parametrize(
    ("text", "kind", "classes"),
    [
        (dense("binary_crossentropy"), CLASSES, 2),
        (dense("binary_crossentropy", "Dense(4, 'sigmoid')"), MULTI_LABEL, 4),
        (dense("binary_crossentropy", "Dense(4, 'softmax')"), CLASSES, 4),
        (dense("sparse_categorical_crossentropy", "Dense(5, 'softmax')"), CLASSES, 5),
        (dense("categorical_crossentropy", "Dense(5, 'softmax')"), CLASSES, 5),
        (dense("categorical_crossentropy", "Dense(1, 'softmax')"), CLASSES, 2),
        (dense("hinge", "Dense(1, 'tanh')"), CLASSES, 2),
        (dense("kld", "Dense(3, 'softmax')"), CLASSES, 3),
        (dense("mse", "Dense(3)"), VALUES, 0),
        (dense("mae", "Dense(1)"), VALUES, 0),
        (dense("poisson", "Dense(1, 'exponential')"), VALUES, 0),
    ],
)
def test_kinds_of_targets(text: str, kind: str, classes: int) -> None:
    _, data = made(text)
    (target,) = data.y
    assert (target.kind, target.classes) == (kind, classes)
    assert len(target.values) == len(data.x[0]) == COUNT == data.count
    assert data.source == SYNTHETIC
    assert np.isfinite(target.values).all()
    if kind == CLASSES:
        counts = np.bincount(target.values, minlength=classes)
        assert counts.max() - counts.min() <= 2  # balanced
    if kind == MULTI_LABEL:
        share = target.values.mean(axis=0)
        assert target.values.shape == (COUNT, classes)
        assert (share > 0.25).all()
        assert (share < 0.75).all()
    if kind == VALUES:
        assert target.values.std() > 0.1


@pytest.mark.parametrize("shape", ["(6,)", "(12, 3)", "(None, 3)", "(14, 14, 1)", "(9, 7, 3)", "(4, 6, 6, 2)"])
def test_shapes_and_spread_of_inputs(shape: str) -> None:
    found, data = made(dense("mse", "Dense(1)", shape=shape)) if "None" not in shape else made(
        f"model = Sequential([Input({shape}), GRU(4), Dense(1)])\nmodel.compile('sgd', 'mse')"
    )  # fmt: skip
    (x,) = data.x
    declared = found.inputs[0].shape
    assert declared is not None
    assert x.ndim == len(declared)
    assert all(own is None or own == size for own, size in zip(declared[1:], x.shape[1:], strict=True))
    assert x.dtype == np.float32
    assert np.isfinite(x).all()
    assert abs(float(x.mean())) < 0.1
    assert 0.8 < float(x.std()) < 1.2
    assert len(np.unique(x.reshape(COUNT, -1), axis=0)) == COUNT
    assert any("range of the input" in note for note in data.notes)


def test_the_range_that_the_program_gives() -> None:
    before = "x = np.random.randint(0, 256, (100, 14, 14, 1))\ny = np.random.randint(0, 10, 100)"
    text = dense("sparse_categorical_crossentropy", "Dense(10, 'softmax')", before, "model.fit(x, y)", "(14, 14, 1)")
    _, data = made(text)
    assert 0 <= float(data.x[0].min()) < 40
    assert 215 < float(data.x[0].max()) <= 255
    assert data.y[0].classes == 10
    assert data.notes == []
    _, data = made(text.replace("model.fit(x, y)", "model.fit(x / 255, y)"))
    assert 0 <= float(data.x[0].min()) < float(data.x[0].max()) <= 1


def test_rescaling_first_gets_pixels() -> None:
    _, data = made(
        "model = Sequential([Input((8, 8, 3)), Rescaling(1/255), Flatten(), Dense(1)])\nmodel.compile('sgd', 'mse')"
    )
    assert float(data.x[0].max()) > 200


def test_targets_in_the_range_that_the_program_gives() -> None:
    before = "x = np.random.rand(100, 6)\ny = np.random.uniform(0, 100, 100)"
    _, data = made(dense("mse", "Dense(1)", before, "model.fit(x, y)"))
    values = data.y[0].values
    assert 0 <= values.min() < 15
    assert 85 < values.max() <= 100


def test_tokens() -> None:
    _, data = made(
        "model = Sequential([Input((20,)), Embedding(50, 4), GlobalAveragePooling1D(), Dense(3, 'softmax')])\n"
        "model.compile('adam', 'sparse_categorical_crossentropy')"
    )
    (x,) = data.x
    assert x.dtype.kind == "i"
    assert x.shape == (COUNT, 20)
    assert (int(x.min()), int(x.max())) == (1, 49)  # all have a row, and the last row is used


def test_two_inputs_two_outputs() -> None:
    _, data = made(
        "a, b = Input((6,)), Input((5, 2))\nh = Concatenate()([a, Flatten()(b)])\n"
        "model = Model([a, b], [Dense(3, 'softmax')(h), Dense(1)(h)])\n"
        "model.compile('adam', ['sparse_categorical_crossentropy', 'mse'])"
    )
    assert [x.shape for x in data.x] == [(COUNT, 6), (COUNT, 5, 2)]
    assert [y.kind for y in data.y] == [CLASSES, VALUES]
    assert "(6,) and (5, 2)" in data.words


def test_images_out() -> None:
    """An autoencoder is to give its input, a segmentation classes for each position."""
    _, data = made(
        "model = Sequential([Input((8, 8, 2)), Conv2D(4, 3, padding='same'), Conv2D(2, 3, padding='same')])\n"
        "model.compile('adam', 'mse')"
    )
    assert np.array_equal(data.y[0].values, data.x[0])
    _, data = made(
        "model = Sequential([Input((8, 8, 2)), Conv2D(3, 3, padding='same', activation='softmax')])\n"
        "model.compile('adam', 'sparse_categorical_crossentropy')"
    )
    assert data.y[0].values.shape == (COUNT, 8, 8)
    assert np.bincount(data.y[0].values.reshape(-1)).min() > COUNT * 64 // 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("words = Input((1,), dtype='string')\n"
         "model = Model(words, Dense(1)(Flatten()(Embedding(9, 3)(TextVectorization()(words)))))\n"
         "model.compile('sgd', 'mse')", "text cannot be synthesized"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_up(text: str, said: str) -> None:
    found = plan(text)
    with pytest.raises(Unbuildable, match=said) as refused:
        synthetic.shapes(found)
    assert "--data" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        dense("binary_crossentropy"),
        dense("sparse_categorical_crossentropy", "Dense(4, 'softmax')"),
        dense("sparse_categorical_crossentropy", "Dense(3, 'softmax')", shape="(12, 12, 1)"),
        dense("mse", "Dense(1)"),
    ],
)
@pytest.mark.parametrize("seed", [0, 1])
def test_learnable(text: str, seed: int) -> None:
    """A plain learner learns them, so that a network that does not has itself to blame."""
    _, data = made(text, seed)
    learner = reference.learn(data, tokens=False, seed=seed)
    assert learner is not None
    assert learner.held_out is not None
    assert learner.deciding > 0.6


def test_by_seed() -> None:
    text = dense("binary_crossentropy", shape="(9, 9, 2)")
    first, again, other = (made(text, seed)[1] for seed in (0, 0, 1))
    assert np.array_equal(first.x[0], again.x[0])
    assert np.array_equal(first.y[0].values, again.y[0].values)
    assert not np.array_equal(first.x[0], other.x[0])


def test_noise_has_no_signal_for_the_reference() -> None:
    random = np.random.default_rng(0)
    y = Targets(CLASSES, random.integers(0, 2, 800), 2)
    learner = reference.learn(Samples([random.normal(size=(800, 10))], [y], "file", ""), tokens=False, seed=0)
    assert learner is not None
    assert learner.held_out is not None
    assert learner.deciding < 0.1


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("Dense(1, 'sigmoid')(x)", "sigmoid"),
        ("Dense(1)(x)", "linear"),
        ("Activation('softmax')(Dense(2)(x))", "softmax"),
        ("Softmax()(Dense(2)(x))", "softmax"),
        ("keras.ops.sigmoid(Dense(1)(x))", "sigmoid"),
        ("keras.ops.squeeze(Dense(1)(x), axis=-1)", "linear"),
        ("keras.ops.reshape(Dense(2, 'tanh')(x), (-1, 2, 1))", "tanh"),
        ("Reshape((2, 1))(Dropout(0.1)(Dense(2, 'relu')(x)))", "relu"),
        ("2.0 * Dense(1, 'sigmoid')(x)", None),
        ("Add()([Dense(1)(x), Dense(1)(x)])", None),
    ],
)
def test_final_activation(end: str, expected: str | None) -> None:
    found = plan(f"x = Input((6,))\nmodel = Model(x, {end})\nmodel.compile('sgd', 'mse')")
    assert found.final_activation(0) == expected


# ---- what the data show ----

IMAGES = (
    "model = Sequential([Input((10, 10, 4)), Conv2D(4, 3, activation='relu'), Flatten(), Dense(1, 'sigmoid')])\n"
    "model.compile('sgd', 'binary_crossentropy')"
)
TABLE = "model = Sequential([Input((6,)), Dense(8, 'relu'), {head}])\nmodel.compile('sgd', '{loss}')"
RANDOM = np.random.default_rng(0)
NORMAL = RANDOM.normal(size=(200, 6)).astype("float32")
PICTURES = RANDOM.normal(size=(200, 10, 10, 4)).astype("float32")
YES_NO = RANDOM.integers(0, 2, 200)


def seen(text: str, x: Any, y: Any) -> list[data_findings.DataFinding]:
    found = plan(text)
    known = infer_targets(np.asarray(y), found.losses[0].name, None)
    return list(data_findings.find_in_data(found, DataPlan(), [x], [known], "data.npz"))


def codes(found: Sequence[data_findings.DataFinding]) -> list[str]:
    return [one.finding.code for one in found]


def table(head: str = "Dense(1, 'sigmoid')", loss: str = "binary_crossentropy", first: str = "") -> str:
    return TABLE.format(head=head, loss=loss).replace("Dense(8", f"{first}Dense(8")


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (NORMAL, table()),
        (RANDOM.random((200, 6)), table()),
        (np.clip(NORMAL * 3, -9, 9), table()),
        (RANDOM.integers(0, 256, (200, 6)), table(first="Rescaling(1/255), ")),
        (NORMAL * 1000, table(first="BatchNormalization(), ")),
        (NORMAL * 0.01 - 0.83, table(first="Normalization(), ")),
        (PICTURES, IMAGES),
        (RANDOM.integers(0, 2, (200, 6)).astype(bool), table()),
    ],
)
def test_nothing_to_see(x: Any, text: str) -> None:
    assert seen(text, x, YES_NO) == []


SEVERAL = np.random.default_rng(1).integers(0, 2, (200, 3))
ONE_OF_THREE = np.eye(3)[np.arange(200) % 3]


@pytest.mark.parametrize(
    ("activation", "loss", "code", "fix"),
    [
        ("softmax", "binary_crossentropy", "KR203", "Use sigmoid in the output layer"),
        ("sigmoid", "categorical_crossentropy", "KR201", "Use binary_crossentropy"),
        ("softmax", "categorical_crossentropy", "KR214", "Use sigmoid and binary_crossentropy"),
    ],
)
def test_labels_of_several_classes_ask_for_another_fix(activation: str, loss: str, code: str, fix: str) -> None:
    """Where they hold one class for a sample, the fix is that of the program's own finding."""
    text = table(f"Dense(3, '{activation}')", loss)
    (found,) = seen(text, NORMAL, SEVERAL)
    assert (found.finding.code, found.fix and found.fix.description) == (code, fix)
    assert seen(text, NORMAL, ONE_OF_THREE) == []


def test_unscaled() -> None:
    (found,) = seen(table(), RANDOM.integers(0, 256, (200, 6)).astype("uint8"), YES_NO)
    assert found.finding.code == "KR301"
    assert "values from 0 to 255 reach Dense(8)" in found.finding.message
    assert [one.axes(2) for one in found.scalings] == [(0,)]


def test_offset_over_the_data() -> None:
    (found,) = seen(IMAGES, PICTURES * 0.01 - 0.83, YES_NO)
    assert found.finding.code == "KR308"
    assert all(number in found.finding.message for number in ("-0.83", "0.01"))
    assert "ll samples look alike" in found.finding.message
    assert [one.axes(4) for one in found.scalings] == [(0, 1, 2), (1, 2)]


def test_offset_within_samples() -> None:
    """Samples of a Gramian field: far apart in their offset, nearly flat in themselves."""
    offsets = RANDOM.normal(size=(200, 1, 1, 4))
    (found,) = seen(IMAGES, (offsets + 0.01 * PICTURES).astype("float32"), YES_NO)
    assert found.finding.code == "KR308"
    assert "within a sample" in found.finding.message


def test_channels_apart_are_not_samples_apart() -> None:
    x = PICTURES * 0.01 + np.array([-1.0, 0.0, 1.0, 2.0], dtype="float32")
    assert codes(seen(IMAGES, x, YES_NO)) == []


def test_scalings_do_what_they_say() -> None:
    training, other = [3 + 2 * PICTURES[:100]], [3 + 2 * PICTURES[100:]]
    over_data, per_sample = seen(IMAGES, PICTURES * 0.01 - 0.83, YES_NO)[0].scalings
    scaled = over_data.transform(training, training)[0]
    np.testing.assert_allclose(scaled.mean(axis=(0, 1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(scaled.std(axis=(0, 1, 2)), 1, atol=1e-5)
    elsewhere = over_data.transform(training, other)[0]
    assert abs(float(elsewhere.mean())) > 1e-4  # fitted on training samples alone
    scaled = per_sample.transform(training, other)[0]
    np.testing.assert_allclose(scaled.mean(axis=(1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(scaled.std(axis=(1, 2)), 1, atol=1e-4)
    constant = per_sample.transform([np.ones_like(PICTURES)], [np.ones_like(PICTURES)])[0]
    assert np.isfinite(constant).all()


def test_a_way_of_scaling_is_tried_once() -> None:
    levels = np.linspace(0, 1000, len(PICTURES)).reshape(-1, *[1] * (PICTURES.ndim - 1))
    unscaled, offset = seen(IMAGES, PICTURES + levels, YES_NO)
    assert codes([unscaled, offset]) == ["KR301", "KR308"]
    assert unscaled.scalings == ()
    assert [one.kind for one in offset.scalings] == ["data set", "sample"]


def test_an_offset_that_dominates_is_one_finding() -> None:
    assert codes(seen(IMAGES, PICTURES + 1000, YES_NO)) == ["KR308"]


def test_inputs_of_several_ranks_are_scaled_together() -> None:
    scaling = Scaling.of("sample", 4)
    assert scaling is not None
    images, table = scaling.transform([PICTURES, NORMAL], [PICTURES, 5 + NORMAL])
    assert images.shape == PICTURES.shape
    np.testing.assert_allclose(table.mean(axis=0), 5, atol=0.5)  # a row of a table is scaled by the data set
    assert Scaling.of("sample", 2) is None


def test_what_is_tried_on_the_model() -> None:
    """Another loss takes the labels as they are; of inputs that are scaled, the model stays."""
    (found,) = seen(table("Dense(3, 'softmax')", "categorical_crossentropy"), NORMAL, np.arange(200) % 3)
    assert found.fix is not None
    assert found.labels_as_given
    (found,) = seen(table(), RANDOM.integers(0, 256, (200, 6), dtype="uint8"), YES_NO)
    assert found.finding.fix is not None
    assert found.fix is None
    assert not found.labels_as_given


@pytest.mark.parametrize(
    ("head", "loss", "y", "code", "word"),
    [
        ("Dense(3, 'softmax')", "categorical_crossentropy", np.arange(200) % 3, "KR206", "one-hot"),
        (
            "Dense(3, 'softmax')",
            "sparse_categorical_crossentropy",
            np.eye(3)[np.arange(200) % 3],
            "KR206",
            "one-hot",
        ),
        ("Dense(3, 'softmax')", "sparse_categorical_crossentropy", np.arange(200) % 5, "KR207", "5 classes"),
        ("Dense(1, 'sigmoid')", "binary_crossentropy", np.arange(200) % 3, "KR215", "0 to 2"),
        ("Dense(2, 'sigmoid')", "binary_crossentropy", (RANDOM.random((200, 5)) > 0.5) * 1, "KR207", "5 classes"),
        ("Dense(1, 'sigmoid')", "binary_crossentropy", RANDOM.random(200) * 50, "KR215", "to 50"),
        ("Dense(1, 'sigmoid')", "binary_crossentropy", np.where(YES_NO, 1, -1), "KR215", "-1"),
        ("Dense(1, 'sigmoid')", "mse", RANDOM.random(200) * 100, "KR208", "sigmoid"),
        ("Dense(1, 'relu')", "mse", RANDOM.normal(size=200), "KR208", "relu"),
        ("Dense(1, 'tanh')", "mse", RANDOM.normal(size=200) * 9, "KR208", "tanh"),
    ],
)
def test_labels(head: str, loss: str, y: Any, code: str, word: str) -> None:
    found = seen(table(head, loss), NORMAL, y)
    assert codes(found) == [code]
    assert word in found[0].finding.message


@pytest.mark.parametrize(
    ("head", "loss", "y"),
    [
        ("Dense(3, 'softmax')", "categorical_crossentropy", np.eye(3)[np.arange(200) % 3]),
        ("Dense(3, 'softmax')", "sparse_categorical_crossentropy", np.arange(200) % 3),
        ("Dense(9, 'softmax')", "sparse_categorical_crossentropy", np.arange(200) % 3),
        ("Dense(1, 'sigmoid')", "binary_crossentropy", YES_NO),
        ("Dense(1, 'sigmoid')", "binary_crossentropy", YES_NO * 0.9 + 0.05),
        ("Dense(1)", "mse", RANDOM.normal(size=200) * 1000),
        ("Dense(1, 'relu')", "mse", RANDOM.random(200) * 1000),
        ("Dense(1, 'sigmoid')", "mse", RANDOM.random(200)),
        ("Dense(1, 'tanh')", "hinge", np.where(YES_NO, 1, -1)),
        ("Dense(5, 'sigmoid')", "binary_crossentropy", (RANDOM.random((200, 5)) > 0.5) * 1),
    ],
)
def test_labels_that_fit(head: str, loss: str, y: Any) -> None:
    assert codes(seen(table(head, loss), NORMAL, y)) == []


@pytest.mark.parametrize(
    ("declared", "shape", "fits"),
    [
        ("(6,)", (6,), True),
        ("(6,)", (7,), False),
        ("(6,)", (6, 1), True),
        ("(28, 28, 1)", (28, 28), True),
        ("(28, 28, 1)", (28, 28, 3), False),
        ("(28, 28)", (28, 28, 1), True),
        ("(None, 3)", (50, 3), True),
        ("(None, 3)", (50, 4), False),
        ("(25, 25, 4)", (10, 10, 4), False),
        ("(784,)", (28, 28), False),
    ],
)
def test_shape(declared: str, shape: tuple[int, ...], fits: bool) -> None:
    first = "LSTM(4)" if "None" in declared else "Flatten()"
    found = plan(f"model = Sequential([Input({declared}), {first}, Dense(1)])\nmodel.compile('sgd', 'mse')")
    data = np.full((5, *shape), 0.5)
    targets = infer_targets(np.arange(5.0), found.losses[0].name, None)
    seen_here = data_findings.find_in_data(found, DataPlan(), [data], [targets], "data.npz")
    assert codes(seen_here) == ([] if fits else ["KR309"])
    if not fits:
        assert str(data.shape) in seen_here[0].finding.message


def test_constant_columns() -> None:
    x = NORMAL.copy()
    assert list(data_findings.constant_columns([x])) == []
    x[:, 2] = x[:, 4] = 1.5
    assert list(data_findings.constant_columns([x])) == [
        "2 of 6 columns of the inputs are constant and carry no information (column 2, 4)"
    ]
    (note,) = data_findings.constant_columns([NORMAL, x])
    assert "of input 2" in note
    assert list(data_findings.constant_columns([np.zeros((20, 8, 8, 1))])) != []
