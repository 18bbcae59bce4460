"""What is said to be refused when it is made, tried with Keras 3: each call is refused by both or by neither."""

from __future__ import annotations

import pytest

keras = pytest.importorskip("keras", reason="Keras is not installed: the refusals cannot be tried")

if not keras.__version__.startswith("3."):
    pytest.skip("the refusals are those of Keras 3", allow_module_level=True)

from keras import applications, layers, optimizers  # noqa: E402

from kerasrules.check.engine import check_source  # noqa: E402
from kerasrules.check.select import Selection  # noqa: E402
from kerasrules.check.settings import Settings  # noqa: E402

ONLY = Settings(selection=Selection.default().layer(("KR414",)))
NAMES = {"layers": layers, "optimizers": optimizers, "applications": applications}

LAYERS = [
    'layers.Dense(32, 1, activation="softmax")',
    'layers.Dense(32, "relu", activation="relu")',
    "layers.Dense(32, units=3)",
    "layers.Dense(units=32)",
    "layers.Dense()",
    "layers.Dense(2.5)",
    'layers.Dense("3")',
    "layers.Dense(0)",
    "layers.Dropout()",
    "layers.Embedding(10)",
    "layers.Reshape()",
    "layers.RepeatVector()",
    "layers.AveragePooling2D()",
    "layers.AveragePooling2D(2)",
    "layers.MaxPooling2D()",
    "layers.GlobalAveragePooling2D()",
    "layers.Conv2D(4)",
    "layers.Conv2D(4, 3, kernel_size=3)",
    "layers.Conv2D(4, 3, strides=0)",
    "layers.Conv2D(4, 3, 2, 'same')",
    "layers.BatchNormalization()",
    "layers.LeakyReLU(0.1)",
]
OPTIMIZERS = [
    "optimizers.SGD(momentum=0)",
    "optimizers.SGD(momentum=0.0)",
    "optimizers.SGD(0.1, 0.9)",
    "optimizers.SGD(momentum=1)",
    "optimizers.SGD(momentum=1.5)",
    "optimizers.SGD(momentum=-0.5)",
    "optimizers.RMSprop(momentum=0)",
    "optimizers.Adam(clipnorm=1.0, clipvalue=1.0)",
    "optimizers.Adam(clipnorm=1.0)",
]
APPLICATIONS = [
    f"applications.{name}(weights=None, include_top=False, input_shape=({side}, {side}, 3))"
    for name, side in [
        *(("InceptionV3", 32), ("InceptionV3", 74), ("InceptionV3", 75), ("Xception", 70), ("Xception", 71)),
        *(("VGG16", 31), ("VGG16", 32), ("MobileNetV2", 31), ("MobileNetV2", 32)),
    ]
] + [
    'applications.VGG16(weights="imagenet", include_top=False, input_shape=(64, 64, 1))',
    "applications.VGG16(weights=None, include_top=False, input_shape=(64, 64, 1))",
    "applications.VGG16(weights=None, include_top=False, input_shape=(64, 64))",
]


def refused_by_keras(call: str) -> bool:
    try:
        eval(call, NAMES)
    except (TypeError, ValueError):
        return True
    return False


def refused_by_us(program: str) -> bool:
    return bool(check_source(program, "program.py", ONLY).findings)


HEAD = "import keras\nfrom keras import applications, layers, optimizers\n"


@pytest.mark.parametrize("call", LAYERS)
def test_layers(call):
    shape = "(16, 16, 3)" if "2D" in call else "(16,)"
    assert refused_by_us(f"{HEAD}{call}(keras.Input({shape}))\n") == refused_by_keras(call)


@pytest.mark.parametrize("call", OPTIMIZERS)
def test_optimizers(call):
    program = f"{HEAD}net = keras.Sequential([keras.Input((3,)), layers.Dense(1)])\nnet.compile({call}, 'mse')\n"
    assert refused_by_us(program) == refused_by_keras(call)


@pytest.mark.parametrize("call", APPLICATIONS)
def test_applications(call):
    assert refused_by_us(f"{HEAD}base = {call}\n") == refused_by_keras(call)
