"""The arrays that stand in a program: computed where they are wholly known, and never by running it."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from reading import HEADER, program  # noqa: E402

from kerasrules.confirming.plan.data_plan import plan_data  # noqa: E402
from kerasrules.confirming.plan.plan_model import plan_model  # noqa: E402
from kerasrules.confirming.run.own_arrays import NotOwn, ProgramArrays  # noqa: E402
from kerasrules.confirming.run.own_samples import OwnSamples, ProgramText  # noqa: E402
from kerasrules.model.locations import Location, Position  # noqa: E402

START = "import numpy as np\nnet = Sequential([Input((1,)), Dense(1)])\nnet.compile('sgd', 'mse')\n"


def arrays(before: str, fit: str = "net.fit(x, y)") -> Any:
    text = START + before + "\n" + fit + "\n"
    location = plan_data(program(text).trainings[0]).location
    assert location is not None
    try:
        found = ProgramArrays(HEADER + text, [location]).of(location, 1, 1)
    except NotOwn:
        return None
    return found.x[0].tolist(), found.y[0].tolist()


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
        ("x = np.array([[1.0], [2.0]])\nx[0] = 7\ny = np.array([3.0, 4.0])", [[7.0], [2.0]], [3.0, 4.0]),
        ("x = np.array([[1.0], [2.0]])\nx *= 2\ny = x[:, 0]", [[2.0], [4.0]], [2.0, 4.0]),
        ("x, y = [], []\nfor i in range(2):\n    x.append([i])\n    y.append(i * i)", [[0], [1]], [0, 1]),
        ("def made(n):\n    return np.ones((n, 1)), np.zeros(n)\nx, y = made(n=2)", [[1.0], [1.0]], [0.0, 0.0]),
        (
            "def change(a):\n    a[0] = 5\nx = np.array([[1.0], [2.0]])\nchange(x)\ny = x",
            [[5.0], [2.0]],
            [[5.0], [2.0]],
        ),
        (
            "x = np.array([[1.0], [2.0]])\nif len(x) > 1:\n    x = -x\ny = [w ** 2 for w in (1, 2)]",
            [[-1.0], [-2.0]],
            [1, 4],
        ),
        (
            "class Made:\n    def __init__(self):\n        self.x = np.zeros((2, 1))\nx = Made().x\ny = x[:, 0]",
            [[0.0], [0.0]],
            [0.0, 0.0],
        ),
        (
            "from keras.utils import pad_sequences\nx = pad_sequences([[1, 2], [3]], maxlen=2)\ny = np.array([0, 1])",
            [[1, 2], [0, 3]],
            [0, 1],
        ),
        ("x = np.array([[1.0], [2.0]])\nw = unknown(3)\nif w:\n    z = 5\ny = x", [[1.0], [2.0]], [[1.0], [2.0]]),
    ],
)
def test_what_is_wholly_known(before: str, x: Any, y: Any) -> None:
    assert arrays(before) == (x, y)


Y = "y = np.array([3.0, 4.0])"


@pytest.mark.parametrize(
    "before",
    [
        f"x = np.loadtxt('table')\n{Y}",
        f"x = np.array([[1.0], [2.0]])\nx[0] = unknown()\n{Y}",
        f"x = np.array([[1.0], [2.0]])\nx[unknown()] = 3\n{Y}",
        f"x = np.array([[1.0], [2.0]])\nif unknown():\n    x = np.array([[5.0], [6.0]])\n{Y}",
        f"x = np.array([[1.0], [2.0]])\nv = x[:1]\nif unknown():\n    v[0] = 5\n{Y}",
        f"x = np.array([[1.0], [2.0]])\nfor i in unknown():\n    x += i\n{Y}",
        f"x = np.array([[1.0], [2.0]])\nrng = unknown()\nrng.shuffle(x)\n{Y}",
        f"from mine import change\nx = np.array([[1.0], [2.0]])\nchange(x)\n{Y}",
        f"x = [[1.0], [2.0]]\nx.append(unknown())\n{Y}",
        f"x = np.zeros(10**12)\n{Y}",
        f"x = np.tile(np.zeros(1000), 10**9)\n{Y}",
        f"x = np.array([[1.0], [2.0]]) * 10 ** 10 ** 10\n{Y}",
        f"x = [0] * 10 ** 12\n{Y}",
        f"while True:\n    pass\nx = np.array([[1.0], [2.0]])\n{Y}",
        f"import os\nx = np.array([[os.getpid()], [2.0]])\n{Y}",
        f"x = np.vectorize(print)(np.zeros((2, 1)))\n{Y}",
    ],
)
def test_what_is_not(before: str) -> None:
    assert arrays(before) is None


def test_the_only_array_in_a_list() -> None:
    before = "x = np.array([[1.0], [2.0]])\ny = np.array([3.0, 4.0])"
    assert arrays(before, "net.fit([x], [y])") == ([[1.0], [2.0]], [3.0, 4.0])
    assert arrays("x = np.array([[1.0], [2.0]])", "net.fit(x, [3.0, 4.0])") == ([[1.0], [2.0]], [3.0, 4.0])


def test_samples_of_the_program() -> None:
    text = START + "x = np.arange(8.0)\ny = 3 * x\nnet.fit(x, y, epochs=5)\n"
    training = program(text).trainings[0]
    plan, data = plan_model(training), plan_data(training)
    found = OwnSamples(ProgramText(HEADER + text), [data]).of(plan, data, 0)
    assert (found.samples.source, found.samples.count) == ("program", 8)
    assert found.samples.x[0].shape == (8, 1)
    assert found.samples.words == "8 samples of (1,) from the program"
    other = ProgramText(HEADER + text.replace("np.arange(8.0)", "np.arange(9.0)"))
    with pytest.raises(NotOwn):  # that is not what was recovered
        OwnSamples(other, [data]).of(plan, data, 0)


def test_chance_is_the_same_each_time() -> None:
    first, second = (arrays("x = np.random.rand(3, 1)\ny = np.random.randint(0, 2, 3)") for _ in range(2))
    assert first == second is not None


def test_a_notebook_counts_the_lines_of_its_cells() -> None:
    program_text = ProgramText("a = 1\nb = 2\nnet.fit(a, b)\n", ((2, 1), (4, 3)))
    cell = Location("n.ipynb", Position(1, 1), Position(1, 14), cell=4)
    assert program_text.place(cell).start == Position(3, 1)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "datasets").mkdir()
    return tmp_path / "datasets"


IMAGES = "(x, y), _ = keras.datasets.mnist.load_data()\nx = x.reshape(60000, 784)[:50000] / 255"


def test_a_data_set_in_the_cache(cache: Path) -> None:
    random = np.random.default_rng(0)
    images, labels = random.integers(0, 256, (60000, 28, 28)).astype("uint8"), random.integers(0, 10, 60000)
    np.savez(cache / "mnist.npz", x_train=images, y_train=labels, x_test=images[:10], y_test=labels[:10])
    found = arrays(IMAGES)
    assert found is not None
    assert (len(found[0]), len(found[0][0])) == (5000, 784)  # a part, of which the slice takes its share
    assert max(found[0][0]) <= 1


def test_a_data_set_that_is_not(cache: Path) -> None:
    text = START + IMAGES + "\nnet.fit(x, y)\n"
    location = plan_data(program(text).trainings[0]).location
    assert location is not None
    with pytest.raises(NotOwn) as raised:
        ProgramArrays(HEADER + text, [location]).of(location, 1, 1)
    assert raised.value.missing == "mnist"
    assert list(cache.iterdir()) == []


def test_pickles_in_the_cache_call_nothing(cache: Path) -> None:
    class Evil:
        def __reduce__(self) -> Any:
            return print, ("called",)

    folder = cache / "cifar-10-batches-py"
    folder.mkdir()
    for name in (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"):
        (folder / name).write_bytes(pickle.dumps({b"data": Evil(), b"labels": []}))
    assert arrays("(x, y), _ = keras.datasets.cifar10.load_data()") is None
