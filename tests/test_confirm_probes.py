"""What is proved without training, against the facts that were measured by hand."""

from __future__ import annotations

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from confirm_plans import location, plan  # noqa: E402

from kerasrules.confirming.judge.verdicts import Proof  # noqa: E402
from kerasrules.confirming.plan.apply_fix import apply_fix  # noqa: E402
from kerasrules.confirming.plan.model_plan import ModelPlan  # noqa: E402
from kerasrules.confirming.plan.targets import CLASSES, VALUES, Targets, infer_targets  # noqa: E402
from kerasrules.confirming.run.samples import Samples  # noqa: E402
from kerasrules.model.edits import Edit, Fix, ReplaceLoss, SetArgument  # noqa: E402

RANDOM = np.random.default_rng(0)
YES_NO = np.arange(300) % 2
OF_THREE = np.arange(300) % 3


def variant(found: ModelPlan, x: Any, y: Any) -> Any:
    from kerasrules.confirming.run.training_run import Clock
    from kerasrules.confirming.run.variant import Variant

    targets = [
        one if isinstance(one, Targets) else infer_targets(np.asarray(one), loss.name, None)
        for one, loss in zip(y if isinstance(y, list) else [y], found.losses, strict=True)
    ]
    xs = x if isinstance(x, list) else [x]
    return Variant(
        found, Samples([a.astype("float32") for a in xs], targets, "file", ""), [None] * len(targets), Clock()
    )


def headed(head: str, loss: str) -> ModelPlan:
    return plan(f"model = Sequential([Input((4,)), Dense(3, 'relu'), {head}])\nmodel.compile('sgd', {loss})")


def ceiling(head: str, loss: str, y: Any) -> float:
    from kerasrules.confirming.run.head_ceiling import ceiling

    found = ceiling(variant(headed(head, loss), np.zeros((len(y), 4)), y), 0)
    assert found is not None
    return found


# ---- head ceiling ----


@pytest.mark.parametrize(
    ("head", "loss", "y", "most"),
    [
        ("Dense(1, 'softmax')", "'binary_crossentropy'", YES_NO, 0.01),
        ("Dense(1, 'relu')", "'mse'", RANDOM.normal(size=300), 0.6),
        ("Dense(1, 'sigmoid')", "'mse'", RANDOM.random(300) * 100, 0.0),
        ("Dense(1, 'tanh')", "'mse'", RANDOM.normal(size=300) * 20, 0.3),
        ("Dense(1, 'sigmoid')", "'mae'", OF_THREE.astype("float32") * 5, 0.0),
    ],
)
def test_heads_that_cannot_succeed(keras: Any, head: str, loss: str, y: Any, most: float) -> None:
    assert ceiling(head, loss, y) <= most


@pytest.mark.parametrize(
    ("head", "loss", "y"),
    [
        ("Dense(3, 'sigmoid')", "'categorical_crossentropy'", OF_THREE),
        ("Dense(3, 'softmax')", "'categorical_crossentropy'", OF_THREE),
        ("Dense(3, 'softmax')", "'sparse_categorical_crossentropy'", OF_THREE),
        ("Dense(3)", "keras.losses.SparseCategoricalCrossentropy(from_logits=True)", OF_THREE),
        ("Dense(3, 'softmax')", "'mse'", np.eye(3)[OF_THREE]),
        ("Dense(1, 'sigmoid')", "'mse'", YES_NO),
        ("Dense(1, 'sigmoid')", "'binary_crossentropy'", YES_NO),
        ("Dense(1)", "keras.losses.BinaryCrossentropy(from_logits=True)", YES_NO),
        ("Dense(2, 'softmax')", "'sparse_categorical_crossentropy'", YES_NO),
        ("Dense(1)", "'mse'", RANDOM.normal(size=300) * 1000),
        ("Dense(1)", "'mae'", RANDOM.random(300)),
        ("Dense(1, 'relu')", "'mse'", RANDOM.random(300) * 100),
        ("Dense(1, 'relu')", "'mse'", np.exp(2 * RANDOM.normal(size=300))),  # a few far above the rest
        ("Dense(1, 'softplus')", "'mae'", RANDOM.random(300) * 100),
        ("Dense(1, 'tanh')", "'hinge'", YES_NO),
        ("Dense(3, 'relu')", "'categorical_crossentropy'", OF_THREE),  # its loss is NaN from many starts
        ("Dense(3)", "'categorical_crossentropy'", OF_THREE),
        ("Dense(1, 'relu')", "'binary_crossentropy'", YES_NO),
        ("Dense(1)", "'mse'", OF_THREE.astype("float32")),
        ("Dense(3, 'sigmoid')", "'binary_crossentropy'", (RANDOM.random((300, 3)) > 0.5) * 1),
        ("Dense(3), Activation('softmax')", "'categorical_crossentropy'", OF_THREE),
    ],
)
def test_heads_that_can(keras: Any, head: str, loss: str, y: Any) -> None:
    assert ceiling(head, loss, y) >= 0.9


def test_no_ceiling_where_the_head_is_not_plain(keras: Any) -> None:
    from kerasrules.confirming.run.head_ceiling import ceiling

    found = plan("x = Input((4,))\nmodel = Model(x, Add()([Dense(1)(x), Dense(1)(x)]))\nmodel.compile('sgd', 'mse')")
    assert ceiling(variant(found, np.zeros((300, 4)), RANDOM.normal(size=300)), 0) is None


def proofs(code: str, found: ModelPlan, *edits: Edit, x: Any, y: Any) -> list[Proof]:
    from kerasrules.confirming.run.probes import prove

    fixed = apply_fix(found, Fix("", edits))
    return list(prove(code, variant(found, x, y), variant(fixed, x, y)))


def test_proof_of_softmax_over_one_unit(keras: Any) -> None:
    found = headed("Dense(1, 'softmax')", "'binary_crossentropy'")
    edit = SetArgument(location(found, "Dense", 1), "activation", '"sigmoid"')
    proof = proofs("KR202", found, edit, x=RANDOM.normal(size=(300, 4)), y=YES_NO)[0]
    assert proof.decides
    assert proof.name == "head-ceiling"
    assert proof.baseline == pytest.approx(0.0, abs=0.01)
    assert proof.fixed is not None
    assert proof.fixed > 0.9
    assert "no weights can succeed" in proof.text
    assert "skill of 0.00" in proof.text.replace("-0.00", "0.00")


def test_no_proof_where_both_can(keras: Any) -> None:
    """On TensorFlow, Keras undoes the sigmoid: that is for the trainings to say."""
    found = headed("Dense(3, 'sigmoid')", "'categorical_crossentropy'")
    edit = SetArgument(location(found, "Dense", 1), "activation", '"softmax"')
    proof = proofs("KR201", found, edit, x=RANDOM.normal(size=(300, 4)), y=OF_THREE)[0]
    assert not proof.decides


def test_no_ceiling_where_the_head_stays(keras: Any) -> None:
    found = headed("Dense(1, 'sigmoid')", "'binary_crossentropy'")
    edit = SetArgument(location(found, "Dense"), "activation", '"tanh"')
    assert all(one.name != "head-ceiling" for one in proofs("KR105", found, edit, x=np.zeros((300, 4)), y=YES_NO))


def test_a_loss_is_a_part_of_the_head(keras: Any) -> None:
    found = headed("Dense(3, 'softmax')", "'binary_crossentropy'")
    edit = ReplaceLoss(found.losses[0].location, "categorical_crossentropy")
    x = RANDOM.normal(size=(300, 4))
    assert "head-ceiling" in [one.name for one in proofs("KR203", found, edit, x=x, y=OF_THREE)]


# ---- affinity ----


def stack(layers: str, shape: str = "(6,)") -> ModelPlan:
    return plan(f"model = Sequential([Input({shape}), {layers}, Dense(1)])\nmodel.compile('sgd', 'mse')")


@pytest.mark.parametrize(
    ("layers", "shape", "straight"),
    [
        ("Dense(16), Dense(16)", "(6,)", True),
        ("Dense(16), Dropout(0.5), Dense(16), BatchNormalization()", "(6,)", True),
        ("Conv2D(4, 3), AveragePooling2D(2), Conv2D(4, 2), Flatten()", "(10, 10, 2)", True),
        ("Dense(16, 'relu'), Dense(16)", "(6,)", False),
        ("Dense(16, 'tanh')", "(6,)", False),
        ("Conv2D(4, 3), MaxPooling2D(), Flatten()", "(10, 10, 2)", False),
        ("LayerNormalization(), Dense(16)", "(6,)", False),
    ],
)
def test_affinity(keras: Any, layers: str, shape: str, straight: bool) -> None:
    from kerasrules.confirming.run.probes import affinity_residual

    x = RANDOM.normal(size=(100, *eval(shape)))
    found = affinity_residual(variant(stack(layers, shape), x, np.zeros(100)))
    assert found is not None
    assert found < 1e-5 if straight else found >= 1e-2


def test_affinity_of_what_does_not_vary(keras: Any) -> None:
    """A stack that gives the same for all inputs is no evidence of linearity."""
    from kerasrules.confirming.run.probes import affinity_residual

    found = stack("Dense(4, kernel_initializer='zeros'), Dense(4)")
    assert affinity_residual(variant(found, RANDOM.normal(size=(100, 6)), np.zeros(100))) is None


def test_affinity_of_what_overflows(keras: Any) -> None:
    """No NaN leaves: JSON has none."""
    from kerasrules.confirming.run.probes import affinity_residual, initial_loss, relative_spread

    found = stack("Dense(4, 'exponential'), Dense(4, 'exponential')")
    huge = variant(found, RANDOM.normal(size=(100, 6)) * 1e4, np.zeros(100))
    for number in (affinity_residual(huge), relative_spread(huge), initial_loss(huge)):
        assert number is None or np.isfinite(number)


# ---- spread ----

CONV = "Conv2D(8, 3, padding='same'), MaxPooling2D(), Flatten(), Dense(16, 'relu')"


def test_spread_tells_offset_data_from_standardised(keras: Any) -> None:
    from kerasrules.confirming.judge.proofs import FLAT_SPREAD
    from kerasrules.confirming.run.probes import relative_spread

    x = RANDOM.normal(size=(256, 10, 10, 4))
    keras.utils.set_random_seed(3)
    flat = relative_spread(variant(stack(CONV, "(10, 10, 4)"), x * 0.01 - 0.83, np.zeros(256)))
    keras.utils.set_random_seed(3)
    wide = relative_spread(variant(stack(CONV, "(10, 10, 4)"), x, np.zeros(256)))
    assert flat is not None
    assert wide is not None
    assert flat < FLAT_SPREAD < wide
    assert wide > 10 * flat


def test_spread_looks_at_scaled_inputs(keras: Any) -> None:
    from kerasrules.confirming.plan.scaling import Scaling
    from kerasrules.confirming.run.probes import relative_spread

    x = RANDOM.normal(size=(256, 10, 10, 4)) * 0.01 - 0.83
    found = variant(stack(CONV, "(10, 10, 4)"), x, np.zeros(256))
    before = relative_spread(found)
    found.transform = Scaling("data set", "").transform
    after = relative_spread(found)
    assert before is not None
    assert after is not None
    assert after > 10 * before


# ---- loss at the beginning ----


def test_loss_at_the_beginning(keras: Any) -> None:
    from kerasrules.confirming.run.probes import initial_loss

    found = plan(
        "model = Sequential([Input((30,)), Dense(16, 'relu'), Dense(3, 'softmax')])\n"
        "model.compile('sgd', 'sparse_categorical_crossentropy')"
    )
    target = Targets(CLASSES, OF_THREE, 3)
    x = RANDOM.normal(size=(300, 30))
    healthy, unscaled = initial_loss(variant(found, x, target)), initial_loss(variant(found, 255 * abs(x), target))
    assert healthy is not None
    assert unscaled is not None
    assert 0.5 * np.log(3) < healthy < 2 * np.log(3)
    assert unscaled > 5 * np.log(3)


def test_loss_at_the_beginning_is_for_classes(keras: Any) -> None:
    found = stack("Dense(8, 'relu')")
    edit = SetArgument(location(found, "Dense"), "units", "4")
    target = Targets(VALUES, RANDOM.normal(size=300))
    assert proofs("KR408", found, edit, x=RANDOM.normal(size=(300, 6)), y=target) == []
