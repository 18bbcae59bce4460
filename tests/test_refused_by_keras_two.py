"""What only Keras 3 refuses is no error: tried with Keras 2, where its last release, tf_keras, is installed."""

from __future__ import annotations

import pytest

tf_keras = pytest.importorskip("tf_keras", reason="Keras 2 is not installed: what it takes cannot be tried")

from kerasrules.checking.engine import check_source  # noqa: E402
from kerasrules.checking.select import Selection  # noqa: E402
from kerasrules.checking.settings import Settings  # noqa: E402

EVERYTHING = Settings(selection=Selection.default().layer(("ALL",)))
HEAD = """import keras
from keras import layers, optimizers
import numpy as np
x, y = np.zeros((4, 3)), np.zeros((4, 1))
net = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
image, row = keras.Input((16, 16, 3)), keras.Input((3,))
two = keras.Model(row, [layers.Dense(1, name="a")(row), layers.Dense(1, name="b")(row)])
two.compile("sgd", "mse")
"""

CALLS = [
    'layers.Dense("3")(row)',
    'layers.Dense("three")(row)',
    "layers.Dense(4.0)(row)",
    "layers.Dense(4, unit=3)(row)",
    *(f'layers.Dense(4, activation="{name}")(row)' for name in ("LeakyReLU", "Softmax", "Relu", "lrelu")),
    *(f'layers.Dense(4, kernel_constraint="{name}")(row)' for name in ("maxnorm", "nonneg", "unitnorm", "unit")),
    'layers.Dense(4, name="a/b")(row)',
    "layers.Conv2D(4, 3, padding=[1, 1])(image)",
    "layers.AveragePooling2D()(image)",
    "layers.Bidirectional(layers.LSTM(4), return_sequences=True)",
    "layers.Add()(row, row)",
    "keras.Sequential(layers.Dense(3), layers.Dense(4))",
    "keras.Sequential(layers.Dense(3), layers.Dense(4), layers.Dense(5))",
    *(f"optimizers.{one}" for one in ("SGD(momentum=0)", "SGD(momentum=2.0)", "Adam(1)", 'Adam("0.1")')),
    "optimizers.Adam(clipnorm=1.0, clipvalue=1.0)",
    'net.compile("sgd", "mse", metrics="mae")',
    'net.compile("sgd", "mse", metric=["mae"])',
    'two.fit(x, [y, y], sample_weight={"a": np.ones(4), "b": np.ones(4)})',
    'two.fit(x, [y, y], sample_weight="balanced")',
    "two.fit(x, [y, y], class_weight=[1.0, 2.0])",
]


@pytest.mark.parametrize("call", CALLS)
def test_an_error_is_one_in_keras_two(call: str) -> None:
    program = f"{HEAD}{call}\n"
    (finding,) = check_source(program, "program.py", EVERYTHING).findings
    assert finding.code == "KR414"
    assert (finding.severity.value == "error") == _is_refused(program)


def _is_refused(program: str) -> bool:
    """Whether Keras 2 raises an error, whichever it is."""
    try:
        exec(program.replace("import keras\nfrom keras", "import tf_keras as keras\nfrom tf_keras"), {})
    except Exception:  # whatever is raised is a refusal
        return True
    return False


@pytest.mark.parametrize(
    ("units", "loss", "labels"),
    [
        (1, "binary_crossentropy", "np.array([0, 1, 1, 0])"),
        (1, "binary_crossentropy", "np.array([[0], [1], [1], [0]])"),
        (1, "mse", "np.zeros((4, 1))"),
        (3, "sparse_categorical_crossentropy", "np.array([0, 1, 2, 0])"),
    ],
)
def test_a_prediction_at_every_step_is_an_error_as_it_says(units: int, loss: str, labels: str) -> None:
    program = (
        "import keras\nfrom keras import layers\nimport numpy as np\n"
        "net = keras.Sequential([keras.Input((7, 2)), layers.LSTM(4, return_sequences=True),"
        f' layers.Dense({units}, activation="sigmoid")])\n'
        f'net.compile("sgd", "{loss}")\nnet.fit(np.zeros((4, 7, 2)), {labels}, verbose=0)\n'
    )
    (finding,) = (one for one in check_source(program, "program.py", EVERYTHING).findings if one.code == "KR405")
    refused = _is_refused(program)
    assert refused or "Keras raises" not in finding.message
    assert not refused or "raises" in finding.message
