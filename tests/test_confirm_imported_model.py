"""A model that the user's own code has built: read as a program, planned, and built again."""

from __future__ import annotations

import importlib.util
import os
import pickle
import sys
from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("tensorflow") is None, reason="confirm builds with the real Keras"
)

from kerasrules.checking.judging import judge  # noqa: E402
from kerasrules.confirming.plan import imported_model  # noqa: E402
from kerasrules.confirming.plan.apply_fix import apply_fix  # noqa: E402
from kerasrules.confirming.plan.imported_model import CreationLines, UnusableModel  # noqa: E402
from kerasrules.confirming.plan.model_plan import ModelPlan  # noqa: E402
from kerasrules.confirming.plan.plan_model import plan_model  # noqa: E402
from kerasrules.confirming.plan.request import ModelFactory  # noqa: E402
from kerasrules.confirming.run import user_code  # noqa: E402
from kerasrules.model.locations import Location, Position  # noqa: E402
from kerasrules.model.program import Program  # noqa: E402

CODE = """
import keras
from keras import layers

class Scale(layers.Layer):
    def __init__(self, factor=3.0, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor
    def call(self, inputs, shift):
        return inputs * self.factor + shift
    def get_config(self):
        return {**super().get_config(), "factor": self.factor}

def make(head="softmax"):
    x = inputs = keras.Input((4,))
    x = layers.Dense(8, activation="relu")(x)
    x = Scale()(keras.ops.power(x, 2.0), shift=1.0)
    model = keras.Model(inputs, layers.Dense(1, activation=head)(x))
    model.compile("sgd", "binary_crossentropy")
    return model
"""


@pytest.fixture(scope="module")
def keras() -> Any:
    import keras

    return keras


def program(keras: Any, folder: Path, code: str = CODE, **arguments: object) -> Program:
    path = folder / "made.py"
    path.write_text(code)
    scope: dict[str, Any] = {"__name__": "made"}
    lines = CreationLines(os.path.dirname(os.path.abspath(keras.__file__)))
    original = keras.layers.Layer.__init__
    lines.watch(keras.layers.Layer)
    try:
        exec(compile(code, str(path), "exec"), scope)
        model = imported_model.call_factory(scope["make"], arguments)
    finally:
        keras.layers.Layer.__init__ = original
    here = Position(1, 1)
    return imported_model.program_of(model, lines, Location(str(path), here, here))


def test_own_layers_are_called_with_all_their_arguments(keras: Any, tmp_path: Path) -> None:
    from kerasrules.confirming.run.build import build

    plan = plan_model(program(keras, tmp_path).trainings[0])
    assert [layer.kind for layer in plan.layers] == ["layer", "imported", "imported", "layer"]
    model, layers = build(plan, [(None, 4)])
    x = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    hidden = keras.Model(model.inputs, layers[-1].input)(x)
    first = layers[0](x)
    np.testing.assert_allclose(np.array(hidden), 3.0 * np.array(first) ** 2 + 1.0, rtol=1e-5)


def test_rules_see_it_and_lines_are_those_of_the_code(keras: Any, tmp_path: Path) -> None:
    found = judge(program(keras, tmp_path), frozenset({"KR202"}))
    assert [(one.code, one.location.start.line) for one in found] == [("KR202", 18)]
    assert judge(program(keras, tmp_path, head="sigmoid"), frozenset({"KR202"})) == []


def test_a_plan_of_keras_own_layers_goes_to_the_worker(keras: Any, tmp_path: Path) -> None:
    code = CODE.replace("Scale()(keras.ops.power(x, 2.0), shift=1.0)", "layers.Dropout(0.5)(x)")
    plan = plan_model(program(keras, tmp_path, code).trainings[0])
    copy = pickle.loads(pickle.dumps(plan))
    assert isinstance(copy, ModelPlan)
    assert [layer.class_name for layer in copy.layers] == ["Dense", "Dropout", "Dense"]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("    return 3", "int, not a keras.Model"),
        ("    return keras.Sequential([keras.layers.Dense(1)])", "not compiled"),
    ],
)
def test_what_is_no_model(keras: Any, tmp_path: Path, made: str, said: str) -> None:
    code = f"import keras\ndef make():\n{made}"
    with pytest.raises(UnusableModel, match=said):
        program(keras, tmp_path, code)


def test_arguments_that_the_callable_does_not_take(keras: Any, tmp_path: Path) -> None:
    with pytest.raises(UnusableModel, match="unexpected keyword argument"):
        program(keras, tmp_path, width=3)


ONE_LINE = """
import keras
from keras.layers import Dense, Input

def block(units, activation=None):
    return Dense(units, activation=activation)

def make():
    model = keras.Sequential([Input((8,)), Dense(20), Dense(20, "relu"), block(6), block(5), block(1, "softmax")])
    model.compile("adam", "binary_crossentropy")
    return model
"""


def test_a_fix_reaches_the_layers_of_its_finding_alone(keras: Any, tmp_path: Path) -> None:
    """Layers that stand on one line, or that one call has made, are different ones."""
    made = program(keras, tmp_path, ONE_LINE)
    plan = plan_model(made.trainings[0])
    locations = [layer.location for layer in plan.layers]
    assert len(set(locations)) == len(locations) == 5
    relus = judge(made, frozenset({"KR101"}))
    assert relus
    for found in relus:
        assert found.fix is not None
        assert activations(apply_fix(plan, found.fix))[-1] == "softmax"
    (head,) = judge(made, frozenset({"KR202"}))
    assert head.fix is not None
    assert activations(apply_fix(plan, head.fix)) == [*activations(plan)[:-1], "sigmoid"]


def activations(plan: ModelPlan) -> list[object]:
    return [layer.config.get("activation") for layer in plan.layers]


def test_a_fix_reaches_the_loss_of_its_output_alone(keras: Any, tmp_path: Path) -> None:
    code = (
        "import keras\nfrom keras import layers\n"
        "def make():\n    x = keras.Input((4,))\n    h = layers.Dense(8, activation='relu')(x)\n"
        "    model = keras.Model(x, [layers.Dense(1)(h), layers.Dense(1, activation='sigmoid')(h)])\n"
        "    model.compile('adam', ['binary_crossentropy', 'binary_crossentropy'])\n    return model\n"
    )
    made = program(keras, tmp_path, code)
    (found,) = judge(made, frozenset({"KR204"}))
    assert found.fix is not None
    plan = apply_fix(plan_model(made.trainings[0]), found.fix)
    assert [(loss.from_logits) for loss in plan.losses] == [True, False]


MAKE = (
    "import keras, time\ndef make():\n"
    "    net = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])\n"
    "    net.compile('sgd', 'mse')\n    return net\n"
)


def called(keras: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, code: str, name: str = "make") -> Any:
    """What the user's code gives, as the worker runs it."""
    module = f"made_{abs(hash(code))}"
    (folder / f"{module}.py").write_text(code)
    monkeypatch.setattr(user_code, "LONGEST", 0.5)
    monkeypatch.setattr("sys.path", list(sys.path))
    monkeypatch.chdir(folder)
    lines = CreationLines(os.path.dirname(os.path.abspath(keras.__file__)))
    try:
        return user_code.imported_model(ModelFactory(module, name, {}, (str(folder),), frozenset()), lines, 0.1)
    finally:
        sys.modules.pop(module, None)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (MAKE + "make().fit(1, 2)\n", r"importing made_\d+ trains a model \(fit in made_\d+.py, line 6\)"),
        (MAKE + "try:\n    make().fit(1, 2)\nexcept Exception:\n    pass\n", "trains a model"),
        (MAKE + "while True:\n    time.sleep(0.1)\n", r"importing made_\d+ took longer than 0.5 s"),
        (MAKE + "raise SystemExit(0)\n", r"importing made_\d+ ends the program \(status 0\)"),
        (MAKE + "input('go on?')\n", r"importing made_\d+ waits for input"),
        (MAKE + "make = lambda: 1 / 0\n", "failed: ZeroDivisionError"),
    ],
)
def test_what_does_more_than_to_build_a_model(
    keras: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    fit = keras.Model.fit
    with pytest.raises(user_code.UserCode, match=said):
        called(keras, tmp_path, monkeypatch, code)
    assert keras.Model.fit is fit


def test_files_beside_the_code_and_a_model_itself(keras: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "size.txt").write_text("2")
    code = MAKE.replace("(2,)", "(int(open('size.txt').read()),)") + "net = make()\n"
    assert called(keras, tmp_path, monkeypatch, code).input_shape == (None, 2)
    assert isinstance(called(keras, tmp_path, monkeypatch, code, "net"), keras.Model)
