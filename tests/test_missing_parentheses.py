"""What lacks its parentheses, tried with Keras 3: each program is refused by both or by neither, and told once."""

from __future__ import annotations

import pytest

keras = pytest.importorskip("keras", reason="Keras is not installed: the refusals cannot be tried")

if not keras.__version__.startswith("3."):
    pytest.skip("the refusals are those of Keras 3", allow_module_level=True)

from kerasrules.checking.engine import check_source  # noqa: E402
from kerasrules.checking.select import Selection  # noqa: E402
from kerasrules.checking.settings import Settings  # noqa: E402

ONLY = Settings(selection=Selection.default().layer(("KR414",)))
HEAD = "import keras\nfrom keras import layers\na = keras.Input((8, 8, 3))\n"
BUILDER = "def build():\n    return keras.Sequential([keras.Input((3,)), layers.Dense(1)])\n"

REFUSED = [
    "net = keras.Sequential()\nnet.add(layers.Flatten)",
    "net = keras.Sequential([layers.Dense(3), layers.Flatten, layers.Dense(1)])",
    "net = keras.Sequential\nnet.add(layers.Dense(3))\nnet.add(layers.Dense(1))\nnet.compile('sgd', 'mse')",
    "net = keras.Sequential\nnet.compile(optimizer='sgd', loss='mse')\nnet.fit()",
    "x = layers.Conv2D(4, 3)\ny = layers.Flatten()(x)",
    "x = layers.Flatten(a)\ny = layers.Dense(3)(x)\nnet = keras.Model(a, y)",
    "x = layers.Conv2D(4, 3)(a)\nx = layers.BatchNormalization(x)\nx = layers.Flatten()(x)",
    "x = layers.Concatenate([a, a])\nx = layers.Flatten()(x)",
    f"{BUILDER}net = build\nnet.compile('sgd', 'mse')\nnet.summary()",
]
TAKEN = [
    "net = keras.Sequential()\nnet.add(layers.Flatten())",
    "x = layers.Dense(3, layers.ReLU())(a)",
    "net = keras.Sequential([keras.Input((3,)), layers.Dense(1)])\nkeras.Sequential.compile(net, 'sgd', 'mse')",
    "net = keras.Sequential()\nkeras.Sequential.add(net, layers.Dense(3))",
    "kinds = [layers.Flatten, layers.ReLU]\nnet = keras.Sequential([kind() for kind in kinds])",
    f"{BUILDER}build().compile('sgd', 'mse')",
    f"import functools\n@functools.lru_cache\n{BUILDER}build().summary(print_fn=len)",
]


def runs(program):
    try:
        exec(compile(program, "program.py", "exec"), {})
    except (TypeError, ValueError, AttributeError):
        return False
    return True


@pytest.mark.parametrize("lines", REFUSED)
def test_is_told_once(lines):
    program = f"{HEAD}{lines}\n"
    assert not runs(program)
    [finding] = check_source(program, "program.py", ONLY).findings
    assert finding.help != "check the arguments of the call"


@pytest.mark.parametrize("lines", TAKEN)
def test_what_runs_is_not_told(lines):
    program = f"{HEAD}{lines}\n"
    assert runs(program)
    assert not check_source(program, "program.py", ONLY).findings


def test_what_is_meant_is_read_on():
    program = f"{HEAD}x = layers.Flatten(a)\nx = layers.Dense(4)(x)\nx = layers.Dense(1)(x)\nnet = keras.Model(a, x)\n"
    assert {one.code for one in check_source(program, "program.py", Settings()).findings} == {"KR101", "KR414"}
