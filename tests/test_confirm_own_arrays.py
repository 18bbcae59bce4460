"""The arrays that stand in a program: computed where they are wholly known, and never by running it."""

from __future__ import annotations

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from reading import HEADER, program  # noqa: E402

from kerasrules.confirm.plan.data_plan import plan_data  # noqa: E402
from kerasrules.confirm.plan.plan_model import plan_model  # noqa: E402
from kerasrules.confirm.run.loading import held  # noqa: E402
from kerasrules.confirm.run.own_arrays import own_arrays  # noqa: E402

START = "import numpy as np\nnet = Sequential([Input((1,)), Dense(1)])\nnet.compile('sgd', 'mse')\n"


def arrays(before: str, fit: str = "net.fit(x, y)") -> Any:
    text = START + before + "\n" + fit + "\n"
    location = plan_data(program(text).trainings[0]).location
    assert location is not None
    found = own_arrays(HEADER + text, location, 1, 1)
    return None if found is None else (found[0][0].tolist(), found[1][0].tolist())


@pytest.mark.parametrize(
    ("before", "x", "y"),
    [
        ("x = np.array([[1.0], [2.0]])\ny = np.array([3.0, 4.0])", [[1.0], [2.0]], [3.0, 4.0]),
        ("x = np.arange(3.0)\ny = 2 * x - 1", [0.0, 1.0, 2.0], [-1.0, 1.0, 3.0]),
        ("x = np.linspace(0, 1, 3).reshape(-1, 1)\ny = x[:, 0] ** 2", [[0.0], [0.5], [1.0]], [0.0, 0.25, 1.0]),
        ("x, y = np.array([[0, 1], [1, 0]]), np.array([1, 0])", [[0, 1], [1, 0]], [1, 0]),
        ("x = tf.constant([[1.0], [5.0]])\ny = -np.array([1, 2], dtype=np.float32)", [[1.0], [5.0]], [-1.0, -2.0]),
        (
            "x = np.array([4.0, 5.0])[:, None]\ny = keras.utils.to_categorical(np.array([0, 1]))",
            [[4.0], [5.0]],
            [[1.0, 0.0], [0.0, 1.0]],
        ),
    ],
)
def test_what_is_wholly_known(before: str, x: Any, y: Any) -> None:
    assert arrays(before) == (x, y)


Y = "y = np.array([3.0, 4.0])"


@pytest.mark.parametrize(
    "before",
    [
        f"x = np.random.rand(2, 1)\n{Y}",
        f"x = np.loadtxt('table')\n{Y}",
        f"x = np.array([[1.0], [2.0]])\nx[0] = 7\n{Y}",
        f"x = np.array([[1.0], [2.0]])\nx *= 2\n{Y}",
        f"x = np.array([[1.0], [2.0]])\nnp.random.shuffle(x)\n{Y}",
        f"x = np.array([[1.0], [2.0]])\nx.sort(axis=0)\n{Y}",
        f"x = np.array([[1.0], [2.0]])\nif len(x):\n    x = np.array([[5.0], [6.0]])\n{Y}",
        f"def change(a):\n    a[0] = 5\nx = np.array([[1.0], [2.0]])\nchange(x)\n{Y}",
        f"x = np.zeros(10**12)\n{Y}",
        f"x = np.array([[1.0], [2.0]]) * 10 ** 10 ** 10\n{Y}",
        f"import os\nx = np.array([[os.getpid()], [2.0]])\n{Y}",
        f"x = np.array([[1.0], ['a']])\n{Y}",
    ],
)
def test_what_is_not(before: str) -> None:
    assert arrays(before) is None


def test_samples_of_the_program() -> None:
    text = START + "x = np.arange(8.0)\ny = 3 * x\nnet.fit(x, y, epochs=5)\n"
    training = program(text).trainings[0]
    plan, data = plan_model(training), plan_data(training)
    found = held(plan, data, HEADER + text, 0)
    assert found is not None
    assert (found.samples.source, found.samples.count) == ("program", 8)
    assert found.samples.x[0].shape == (8, 1)
    assert found.samples.words == "8 samples of (1,) from the program"
    assert held(plan, data, HEADER + text.replace("np.arange(8.0)", "np.arange(9.0)"), 0) is None
