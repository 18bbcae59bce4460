"""What stops Keras, or has another name now, is fixed first; the other findings are judged on top of that."""

from __future__ import annotations

from pathlib import Path

from confirm_plans import checked, layer, location, plan

from kerasrules.confirming.plan.apply_fix import apply_fix
from kerasrules.confirming.plan.request import ConfirmOptions
from kerasrules.confirming.plan.trials import Job, plan_trials
from kerasrules.model.edits import Fix, RenameArgument

STOPS = (
    "import numpy as np\nfrom keras import Sequential\nfrom keras.layers import Dense, Input\n"
    "net = Sequential([Input((6,)), Dense(9), Dense(9), Dense(7, activation='softmax')])\n"
    "net.compile('adam', 'categorical_crossentropy')\n"
    "net.fit(np.random.rand(90, 6), np.eye(3)[np.random.randint(0, 3, 90)])\n"
)


def job(folder: Path, text: str) -> Job:
    path = folder / "program.py"
    path.write_text(text)
    return plan_trials(*checked(path), ConfirmOptions())


def test_crashes_come_first(tmp_path: Path) -> None:
    first, rest = job(tmp_path, STOPS).models
    assert [trial.code for trial in first.trials] == ["KR207"]
    assert first.plan.units(0) == 7
    assert not first.judges_data
    assert "KR101" in [trial.code for trial in rest.trials]
    assert rest.plan.units(0) == 3
    assert "(KR207)" in rest.mended
    trial = next(trial for trial in rest.trials if trial.code == "KR101")
    assert trial.plan is not None
    assert trial.plan.units(0) == 3


def test_one_round_where_nothing_comes_first(tmp_path: Path) -> None:
    (only,) = job(tmp_path, STOPS.replace("Dense(7", "Dense(3")).models
    assert (only.mended, only.judges_data) == ("", True)


def test_an_argument_by_its_new_name() -> None:
    found = plan(
        "model = Sequential([Input((4,)), Dense(3, kernel_initializer='uniform')])\nmodel.compile('sgd', 'mse')"
    )
    edit = RenameArgument(location(found, "Dense"), "kernel_initializer", "init")
    new = layer(apply_fix(found, Fix("", (edit,))), "Dense").config
    assert new["init"] == "uniform"
    assert "kernel_initializer" not in new


def test_an_optimizer_is_tried_without_its_model(tmp_path: Path) -> None:
    text = (
        "import keras\nfrom mine import made\nnet = keras.Sequential([keras.Input((4,)), made()])\n"
        "net.compile(keras.optimizers.SGD(lr=0.1, decay=0.1), 'mse')\n"
    )
    (only,) = job(tmp_path, text).models
    assert only.plan.title == "SGD on line 4"
    (trial,) = only.trials
    assert trial.plan is not None
    new = trial.plan.optimizer.config
    assert (new["learning_rate"], "lr" in new, "decay" in new) == (0.1, False, False)


def test_old_names_are_kept_for_their_own_finding_alone(tmp_path: Path) -> None:
    first, rest = job(
        tmp_path,
        STOPS.replace("'adam'", "keras.optimizers.SGD(lr=0.1)").replace("import numpy", "import keras\nimport numpy"),
    ).models[:2]
    by_code = {trial.code: part.plan.optimizer.config for part in (first, rest) for trial in part.trials}
    assert "lr" in by_code["KR501"]
    assert "lr" not in by_code["KR207"]


def test_what_keras_tells_at_once_is_asked_first(tmp_path: Path) -> None:
    trained = "one = Sequential([Input((6,)), Dense(3), Dense(3), Dense(1, activation='softmax')])\n"
    text = STOPS.replace("net = ", f"{trained}one.compile('adam', 'binary_crossentropy')\nnet = ")
    found = [{trial.code for trial in model.trials} for model in job(tmp_path, text).models]
    assert found[0] == {"KR207"}
    assert any("KR202" in codes for codes in found[1:])
