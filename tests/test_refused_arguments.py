"""What is said to be refused when it is made, tried with Keras 3: each call is refused by both or by neither."""

from __future__ import annotations

import pytest

keras = pytest.importorskip("keras", reason="Keras is not installed: the refusals cannot be tried")

if not keras.__version__.startswith("3."):
    pytest.skip("the refusals are those of Keras 3", allow_module_level=True)

from keras import applications, layers, optimizers  # noqa: E402
from keras_version import is_before  # noqa: E402

from kerasrules.checking.engine import check_source  # noqa: E402
from kerasrules.checking.select import Selection  # noqa: E402
from kerasrules.checking.settings import Settings  # noqa: E402

ONLY = Settings(selection=Selection.default().layer(("KR414",)))
NAMES = {"keras": keras, "layers": layers, "optimizers": optimizers, "applications": applications}

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
    'layers.Dense(3, activation="relu6")',
    'layers.Dense(3, activation="relu ")',
    'layers.Dense(3, activation="leakyrelu")',
    'layers.Dense(3, activation="leaky_relu")',
    'layers.Dense(3, activation="Softmax")',
    'layers.Activation("swish")',
    'layers.Activation("sofmax")',
    "layers.Dense(3, activation=0.1)",
    'layers.Dense(3, kernel_initializer="he_normal")',
    'layers.Dense(3, kernel_initializer="he")',
    'layers.Dense(3, kernel_initializer="uniform")',
    "layers.Dense(3, bias_initializer=0.1)",
    'layers.Dense(3, kernel_regularizer="l2")',
    'layers.Dense(3, kernel_regularizer="l3")',
    "layers.Dense(3, kernel_regularizer=0.01)",
    'layers.Dense(3, kernel_constraint="max_norm")',
    'layers.Dense(3, kernel_constraint="maxnorm2")',
    'layers.Dense(3, name="a/b")',
    'layers.Dense(3, name="a b")',
    'layers.Bidirectional(layers.LSTM(3), name="a/b")',
    'keras.Input((3,), name="a/b")',
    'keras.Sequential([layers.Dense(3)], name="a/b")',
    'keras.Sequential(name="ab")',
    'keras.Model(keras.Input((3,)), [], name="a/b")',
    "layers.Dense(3, name=3)",
    "layers.Dense(3, unit=3)",
    "layers.Dense(3, input_dim=3)",
    "layers.Dense(3, activity_regularizer=keras.regularizers.L1(0.1))",
    "layers.Dropout(0.1, seed=3)",
    "layers.Dropout(0.1, noise=3)",
    "layers.Flatten(3, 4)",
]
BUILT = [
    *(f"layers.Dense({units})" for units in ("(3,)", "[3]", "None", "3.0", "True")),
    *(f"layers.LSTM({units})" for units in ("(3,)", "None", "3.0", "2.5", "3")),
    *(f"layers.Bidirectional(layers.GRU({units}))" for units in ("None", "2.5", "3")),
    *(
        f"layers.TimeDistributed({inner})"
        for inner in ("layers.Dense(2.5)", "layers.Dense", '"dense"', "layers.Dense(3)")
    ),
    *(
        f"layers.Bidirectional({inner})"
        for inner in ("layers.LSTM", "layers.Flatten()", "lambda x: x", "layers.LSTM(3)")
    ),
    *(f"layers.Conv2D({filters}, 3)" for filters in ("None", "2.0", "(4,)", "4")),
    *(f"layers.Conv2D(4, {size})" for size in ('"3"', "None", "2.5", "(3.0, 3.0)", "[3, 3]", "(None, 3)")),
    *(f"layers.Conv2D(4, 3, padding={mode})" for mode in ('"SAME"', '"full"', "1", "None", '"same"')),
    *(f"layers.MaxPooling2D(2, padding={mode})" for mode in ('"SAME"', '"same"', "1")),
    *(
        "layers.MaxPooling2D(None)",
        "layers.MaxPooling2D(2, None)",
        "layers.UpSampling2D(2.5)",
        "layers.UpSampling2D(2)",
    ),
    'layers.SeparableConv1D(4, 2, padding="causal")',
    *(f"layers.Dropout({rate})" for rate in ("None", '"0.5"', "(0.5,)", "0.5")),
    *(f"layers.Embedding({sizes})" for sizes in ("0, 4", "10, None", "10, 4.0", '"10", 4', "10, 4")),
    *(
        f'layers.ReLU(dtype="{name}")'
        for name in ("float", "float32", "double", "mixed_float16", "mixed_float32", "int8")
    ),
    *(f"layers.{name}(keras.Input((3,)))" for name in ("Add", "Flatten", "Softmax", "ReLU", "Dense", "Concatenate")),
    "layers.Conv1D(4, 2, name='deep')",
]
"""Layers that may be refused only when they are called."""
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
    'optimizers.Adam("0.01")',
    "optimizers.Adam(1)",
    "optimizers.Adam(1.0)",
    "optimizers.Adam([0.1])",
    "optimizers.Adam(rho=0.9)",
    "optimizers.Adam(0.01, learning_rate=0.1)",
    "optimizers.Adam(gradient_accumulation_steps=1)",
    "optimizers.Adam(use_ema=True, ema_momentum=1.5)",
    "optimizers.Adam(beta_1=2.0)",
    '"adam"',
    '"Adam"',
    '"adamm"',
    '"momentum"',
    "optimizers.Adam",
    "0.01",
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
    "applications.VGG16(weights=None, input_shape=(16, 16, 3))",
    'applications.VGG16(weights="imagenet", classes=10)',
    "applications.VGG16(input_shape=(64, 64, 3))",
    "applications.MobileNetV2(input_shape=(100, 100, 3))",
    "applications.EfficientNetB3(input_shape=(224, 224, 3))",
]
LOSSES = ['"mse"', '"MSE"', '"rmse"', '"cross_entropy"', '"crossentropy"', '"CategoricalCrossentropy"', '"huber"', '""']
TRAININGS = [
    *(f'"sgd", "mse", loss_weights={one}' for one in ("2.0", "[1.0]", "[1.0, 2.0]", "(1.0, 2.0)", "None")),
    *(f'"sgd", ["mse"], loss_weights={one}' for one in ("[1.0]", "[1.0, 2.0]")),
    *(f'optimizers.{name}(epsilon=None), "mse"' for name in ("Adam", "AdamW", "Nadam", "Adamax", "RMSprop", "Adagrad")),
    *(f'optimizers.{name}(epsilon=None), "mse"' for name in ("Adadelta", "Lamb", "SGD")),
    'optimizers.Adam(epsilon=1e-7), "mse"',
    *('optimizer=None, loss="mse"', '"sgd", {"x": "mse"}', '"sgd", "mse", ["mae"]', '"sgd", "huber_loss"', '"sgd", 1'),
    *(f'"sgd", keras.losses.MeanSquaredError(reduction="{one}")' for one in ("auto", "sum", "average")),
    *('"sgd", keras.losses.Huber(logits=True)', '"sgd", keras.losses.Huber(delta=2.0)'),
    *('"sgd", "mse", metrics=[keras.metrics.MeanIoU()]', '"sgd", "mse", metrics=[keras.metrics.MeanIoU(2)]'),
    *(f'"sgd", "{name}"' for name in ("logcosh", "log_cosh", "kullback_leibler_divergence", "KLD", "kl_divergence")),
    *(f'"sgd", "mse", metrics=["{name}"]' for name in ("logcosh", "log_cosh", "kullback_leibler_divergence", "KLD")),
    *("'sgd', lambda y: y[0, 0]", "'sgd', lambda a, b, c: a - b", "'sgd', lambda a, b, c=1: c * (a - b)"),
    *("'sgd', lambda *given: given[0] - given[1]", "'sgd', lambda a, *, b: a", "'sgd', [lambda y: y]"),
    "'sgd', 'mse', metrics=['mae', lambda y: y]",
]
METRICS = ['["acc"]', '["Accuracy"]', '["mae"]', '["f1"]', '["auc"]', '["AUC"]', '["loss"]', '"mae"', "[]"]
CALLS = [
    *("epochs=1.5", "epochs=1", "nb_epochs=1", "batch_size=2.5", "batch_size=-1", "batch_size=None", "batch_size=4"),
    *("validation_split=1.0", "validation_split=0.5", "class_weight=[1, 2]", "steps_per_epoch=1.5"),
    'callbacks=["early"]',
    *(
        "initial_epoch=1.5",
        "initial_epoch=0",
        "validation_split=0.9",
        'validation_data="v"',
        'sample_weight="balanced"',
    ),
    *('class_weight="balanced"', "class_weight=np.ones(2)", 'callbacks="early"', "callbacks=keras.callbacks.History"),
    *("callbacks=[lambda: 1]", "callbacks=[keras.callbacks.History()]", "validation_freq=1.5, validation_data=(x, y)"),
    *("sample_weight=np.ones(4)", "sample_weight=np.ones(3)", "sample_weight=np.ones((4, 1))"),
]


DATA = ["x, y", '{"a": x}, y', "y=y", "x, 1.0", 'x, "y"', "x.shape, y", "np.zeros((4, 3), dtype=object), y", "x, y, y"]


def refused_by_keras(call: str) -> bool:
    try:
        eval(call, NAMES)
    except (TypeError, ValueError):
        return True
    return False


SEQUENCES = ("LSTM", "GRU", "TimeDistributed", "Bidirectional", "1D")


def refused_by_us(program: str) -> bool:
    return bool(check_source(program, "program.py", ONLY).findings)


HEAD = "import keras\nfrom keras import applications, layers, optimizers\n"


SINCE_3_13 = {
    *('layers.Dense("3")', "layers.Dense(0)", "layers.Dense(True)", "layers.Dense(2.5)", "layers.Dense(3.0)"),
    "layers.Embedding(0, 4)",
}
"""What older versions of Keras, as on Python 3.10, make a layer of."""


def skip_if_older(call):
    if call in SINCE_3_13 and is_before(keras, 3, 13):
        pytest.skip("refused since Keras 3.13")


@pytest.mark.parametrize("call", LAYERS)
def test_layers(call):
    skip_if_older(call)
    shape = "(16, 16, 3)" if "2D" in call else "(16,)"
    assert refused_by_us(f"{HEAD}{call}(keras.Input({shape}))\n") == refused_by_keras(call)


@pytest.mark.parametrize("call", OPTIMIZERS)
def test_optimizers(call):
    program = f"{HEAD}net = keras.Sequential([keras.Input((3,)), layers.Dense(1)])\nnet.compile({call}, 'mse')\n"
    assert refused_by_us(program) == refused_by_keras(f"optimizers.get({call})")


def runs(program: str) -> bool:
    try:
        exec(program, {})
    except (TypeError, ValueError, AttributeError):
        return False
    return True


MODEL = f"""{HEAD}
import numpy as np
x, y = np.zeros((4, 3)), np.zeros((4, 1))
net = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
"""


@pytest.mark.parametrize("argument", [*(f"loss={loss}" for loss in LOSSES), *(f"metrics={one}" for one in METRICS)])
def test_names_in_compile(argument):
    compiled = argument if argument.startswith("loss") else f'loss="mse", {argument}'
    program = f"{MODEL}net.compile('sgd', {compiled})\nnet.fit(x, y, verbose=0)\n"
    assert refused_by_us(program) == (not runs(program))


@pytest.mark.parametrize("argument", ["loss='rmse'", "loss='mse', metrics=['f1']"])
def test_names_of_losses_and_metrics_are_looked_up_in_training(argument):
    compiled = f"{MODEL}net.compile('sgd', {argument})\n"
    assert runs(compiled)
    assert not runs(f"{compiled}net.fit(x, y, verbose=0)\n")
    (finding,) = check_source(compiled, "net.py", ONLY).findings
    assert finding.message.startswith("the first step of training fails: ")


@pytest.mark.parametrize("argument", TRAININGS)
def test_what_stops_the_training(argument):
    program = f"{MODEL}net.compile({argument})\nnet.fit(x, y, verbose=0)\n"
    assert refused_by_us(program) == (not runs(program))


@pytest.mark.parametrize("argument", CALLS)
def test_arguments_of_fit(argument):
    program = f"{MODEL}net.compile('sgd', loss='mse')\nnet.fit(x, y, {argument}, verbose=0)\n"
    assert refused_by_us(program) == (not runs(program))


@pytest.mark.parametrize("call", BUILT)
def test_layers_that_are_called(call):
    skip_if_older(call)
    shape = "(16, 16, 3)" if "2D" in call else "(6, 3)" if any(one in call for one in SEQUENCES) else "(16,)"
    program = f"{HEAD}{call}(keras.Input({shape}))\n"
    assert refused_by_us(program) == (not runs(program))


@pytest.mark.parametrize("name", ["float", "float32", "int8"])
def test_types_of_inputs(name):
    program = f'{HEAD}layers.Flatten()(keras.Input((3, 3), dtype="{name}"))\n'
    assert refused_by_us(program) == (not runs(program))


@pytest.mark.parametrize("given", DATA)
def test_data(given):
    program = f"{MODEL}net.compile('sgd', loss='mse')\nnet.fit({given}, verbose=0)\n"
    assert refused_by_us(program) == (not runs(program))


@pytest.mark.parametrize("given", ["[x, y]", "(x, y)", "(x, y[:2])", "np.zeros((4, 3), dtype=object)"])
def test_slices_of_arrays(given):
    program = f"{MODEL}import tensorflow as tf\ndata = tf.data.Dataset.from_tensor_slices({given})\n"
    assert refused_by_us(program) == (not runs(program))


@pytest.mark.parametrize("given", ["data", "data, y", "data, validation_split=0.1", "data, sample_weight=y"])
def test_arguments_beside_a_dataset(given):
    data = "import tensorflow as tf\ndata = tf.data.Dataset.from_tensor_slices((x, y)).batch(2)"
    program = f"{MODEL}{data}\nnet.compile('sgd', loss='mse')\nnet.fit({given}, verbose=0)\n"
    assert refused_by_us(program) == (not runs(program))


@pytest.mark.parametrize("call", APPLICATIONS)
def test_applications(call):
    assert refused_by_us(f"{HEAD}base = {call}\n") == refused_by_keras(call)


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize(
    ("imported", "severity"), [("import keras", "warning"), ("from tensorflow import keras", "info")]
)
def test_pool_sizes_that_keras_two_sets_itself(rank, imported, severity):
    call = f"layers.AveragePooling{rank}D()"
    every = Settings(selection=Selection.default().layer(["ALL"]))
    [finding] = check_source(f"{imported}\npool = keras.{call}\n", "program.py", every).findings
    assert (finding.code, finding.severity.value) == ("KR414", severity)
    assert "the argument pool_size is missing" in finding.message
    assert refused_by_keras(call)


CALLED_LATER = [
    *(f"layers.{kind}Pooling2D(2, padding={mode!r})" for kind in ("Max", "Average") for mode in ("SAME", "Valid", 1)),
    *("layers.Conv2D(4.0, 3)", "layers.Conv2D(4.5, 3)", "layers.Conv2D(None, 3)", "layers.Conv2D(4, (3.0, 3.0))"),
    *("layers.Conv2D(4, (None, 3))", "layers.Conv2D(4, 3.0)", "layers.Conv2D(4, 3, padding=1)", "layers.Dense(3.0)"),
    *("layers.Conv2D(4, 3, padding='SAME')", "layers.Conv2D(4, 3, data_format='CHANNELS_LAST')"),
    "layers.MaxPooling2D(2, data_format='CHANNELS_LAST')",
    *("layers.LSTM(3.0)", "layers.LSTM(2.5)", "layers.LSTM(None)", "layers.Conv2D(4, 3, activation='RELU')"),
]
STAGES = """{head}import numpy as np
data = np.ones({shape}, "float32")
class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner = {call}
        self.last = layers.Dense(1)
    def call(self, x):
        return self.last(self.inner(x))
"""
FED = "net = Own()\nnet.compile('sgd', 'mse')\nnet.fit(data, np.ones((1, 1)), verbose=0)\n"


@pytest.mark.parametrize("call", CALLED_LATER)
def test_what_is_refused_when_it_is_made_and_what_when_it_is_called(call):
    skip_if_older(call)
    shape = "(1, 16, 16, 3)" if "2D" in call else "(1, 6, 3)"
    made = check_source(f"{HEAD}layer = {call}\n", "program.py", ONLY).findings
    assert any("cannot be created" in one.message for one in made) == (not runs(f"{HEAD}layer = {call}\n"))
    own = STAGES.format(head=HEAD, shape=shape, call=call)
    eager = f"{own}Own()(data)\n"
    assert refused_by_us(own + FED) == (not runs(eager))
    assert refused_by_us(f"{HEAD}{call}(keras.Input({shape}[1:]))\n") == (
        not runs(f"{HEAD}{call}(keras.Input({shape}[1:]))\n")
    )
    chain = f"{HEAD}import numpy as np\nnet = keras.Sequential([{call}])\nnet.build({shape})\n"
    assert refused_by_us(chain) == (not runs(chain))
