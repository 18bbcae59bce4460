"""`f(*values)` where the values are unknown: so is how many they are, and at which position the next one stands."""

from __future__ import annotations

import pytest
from reading import known, program, value

from kerasrules.model.unknown import Unknown

HERE = "import numpy as np\nfrom elsewhere import sizes\n"


@pytest.mark.parametrize(
    "text",
    [
        "np.random.rand(100, *sizes)",
        "np.random.randn(*sizes, 3)",
        "np.zeros((100, 8)).reshape(100, *sizes)",
        "np.zeros((100, 8)).transpose(0, *sizes)",
        "np.random.uniform(*sizes, (4, 4))",
    ],
)
def test_the_shape_is_unknown(text: str) -> None:
    shape = known(f"{HERE}result = {text}.shape")
    assert isinstance(shape, str)
    assert shape.startswith("?")


@pytest.mark.parametrize("text", ["np.random.rand(100, *sizes)", "np.ones((100, 8)).reshape(100, *sizes)"])
def test_the_values_are_known(text: str) -> None:
    found = program(f"{HERE}model = Sequential([Dense(1)])\nmodel.compile('adam', 'mse')\nmodel.predict({text})")
    (array,) = found.trainings[0].fits[0].x
    assert array.shape is None
    assert array.high == 1


def test_what_is_spread_is_known() -> None:
    assert known(HERE + "result = np.random.rand(100, *(8, 3)).shape") == (100, 8, 3)
    assert known("def f(a, *rest):\n    return a, rest\nresult = f(*(1, 2), 3)") == (1, (2, 3))


def test_the_parameters_of_a_function_behind_it_are_unknown() -> None:
    found = value(HERE + "def f(a, b=2, *rest):\n    return a, b, rest\nresult = f(1, *sizes, 3)")
    assert found[0] == 1
    assert all(isinstance(part, Unknown) for part in found[1:])


def test_tensors_that_are_passed_behind_it_are_used() -> None:
    found = program(
        "from elsewhere import tensors\n"
        "def join(*parts):\n    return layers.Concatenate()(list(parts))\n"
        "inputs = Input((4,))\nx = layers.Dense(3)(inputs)\n"
        "outputs = join(x, *tensors, inputs)\n"
    )
    (dense,) = (node for node in found.nodes if node.layer.class_name == "Dense")
    assert dense.consumers


def test_what_a_partial_passes_on_is_unknown() -> None:
    made = program(
        "from functools import partial\nfrom elsewhere import options, values\n"
        "block = partial(Dense, 4, **options)\nother = partial(Dense, *values)\n"
        "other()(block()(Input((8,))))\n"
    )
    first, second = (node.layer.config for node in made.nodes if node.layer.class_name == "Dense")
    assert isinstance(first["activation"], Unknown)
    assert isinstance(second.get("activation", Unknown("left out")), Unknown)


def test_metrics_that_may_be_among_unknown_options_are_unknown() -> None:
    made = program(
        "from elsewhere import options\n"
        "model = Sequential([Dense(4)])\nmodel.compile('adam', loss='mse', **options)\nmodel.fit(*options)\n"
    )
    (metric,) = made.trainings[0].metrics
    assert isinstance(metric, Unknown)
