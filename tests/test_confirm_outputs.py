"""A fix of one output is judged by that output; rare classes are seen by how samples are ranked."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from confirm_plans import location, plan  # noqa: E402

from kerasrules.confirming.judge.skill import Decoder, is_rare, skill  # noqa: E402
from kerasrules.confirming.plan.apply_fix import apply_fix  # noqa: E402
from kerasrules.confirming.plan.model_plan import changed_outputs  # noqa: E402
from kerasrules.confirming.plan.targets import CLASSES, Targets  # noqa: E402
from kerasrules.confirming.run.training_run import TrainingRun  # noqa: E402
from kerasrules.model.edits import Fix, ReplaceLoss, SetArgument  # noqa: E402

TWO = (
    "x = Input((6,))\nh = Dense(8)(x)\nmodel = Model(x, [Dense(1)(h), Dense(2)(h)])\n"
    "model.compile('sgd', ['binary_crossentropy', 'mse'])"
)


def test_which_outputs_a_fix_changes() -> None:
    found = plan(TWO)
    hidden, first, second = (SetArgument(location(found, "Dense", n), "activation", '"relu"') for n in range(3))
    loss = ReplaceLoss(found.losses[0].location, "binary_crossentropy", True)
    for edits, changed in (((first,), (0,)), ((second,), (1,)), ((loss,), (0,)), ((hidden,), ()), ((loss, second), ())):
        assert changed_outputs(found, apply_fix(found, Fix("", edits))) == changed


def test_a_run_as_one_output_shows_it() -> None:
    run = TrainingRun(
        0, [0, 9], [1.0, 0.5], [0.0, 0.5], [0.0, 0.4], 0.0, [[0.0, 0.0], [0.2, 0.8]], [[0, 0], [0.1, 0.7]]
    )
    assert (run.deciding, run.of((0,)).deciding, run.of((1,)).skill, run.of(()).skill) == (0.4, 0.1, 0.8, 0.5)
    plain = TrainingRun(0, [0], [1.0], [0.3], [None])
    assert plain.of((1,)).deciding == 0.3
    assert TrainingRun(0, [0], [1.0], [0.3], [None], 0.0, [[0.1, 0.5]]).of((0,)).deciding == 0.1


RARE = Targets(CLASSES, (np.arange(200) % 20 == 0).astype("int64"), 2)
BELOW_HALF = 0.4 * RARE.values + 0.001 * np.arange(200) % 0.01


@pytest.mark.parametrize(
    ("predictions", "expected"),
    [
        (BELOW_HALF, 1.0),  # accuracy is that of never naming the class
        (np.stack([1 - BELOW_HALF, BELOW_HALF], axis=1), 1.0),
        (-BELOW_HALF, -1.0),
        (np.full(200, 0.3), 0.0),
        (np.full((200, 1), np.nan), -1.0),
    ],
)
def test_rare_classes_are_seen(predictions: object, expected: float) -> None:
    assert is_rare(RARE)
    assert skill(predictions, RARE, Decoder()) == pytest.approx(expected, abs=1e-6)


def test_several_rare_classes() -> None:
    labels = np.where(np.arange(300) % 20 == 0, 1 + np.arange(300) // 20 % 2, 0)
    targets = Targets(CLASSES, labels, 3)
    assert is_rare(targets)
    assert skill(np.eye(3)[labels], targets, Decoder()) == 1.0
    assert skill(np.eye(3)[np.zeros(300, int)], targets, Decoder()) == 0.0
    assert not is_rare(Targets(CLASSES, np.arange(30) % 3, 3))
