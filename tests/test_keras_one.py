"""Programs for Keras 1: what their layers are, held against today's Keras with the same layers in today's words."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.interpreter import analyze
from kerasrules.model.program import Program
from kerasrules.model.training import Optimizer
from kerasrules.source.load import from_text

keras = pytest.importorskip("keras", reason="Keras is not installed")

IMPORTS = """
from keras.models import Sequential, Model
from keras.layers import *
from keras import backend as K
"""
OLD = IMPORTS + "from keras.layers import Merge, merge\n"


def read(text: str, imports: str = OLD) -> Program:
    return analyze(from_text(imports + textwrap.dedent(text), "model.py"))


def found(text: str, imports: str = OLD, **settings: str) -> list[str]:
    selection = Selection.default().layer(["ALL"], ("KR602",))
    result = check_source(imports + textwrap.dedent(text), "model.py", Settings(selection=selection, **settings))
    assert not result.notices
    return [f"{finding.code} {finding.severity.value}" for finding in result.findings]


def rows(program: Program) -> list[tuple[str, Any, Any]]:
    """Class, output shape and parameters of the layers of the last model, without inputs."""
    return [
        (row.class_name, row.output_shape, row.parameters)
        for row in program.models[-1].layers
        if row.class_name != "InputLayer"
    ]


LAYERS = {
    # in Keras 1, in today's, the input
    "Convolution2D(8, 3, 5, border_mode='same')": ("Conv2D(8, (3, 5), padding='same')", (9, 11, 3)),
    "Convolution2D(8, 3, 5, 'uniform', 'relu', None, 'same', (2, 2))": (
        "Conv2D(8, (3, 5), padding='same', strides=(2, 2), activation='relu')",
        (9, 11, 3),
    ),
    "Convolution2D(nb_filter=8, nb_row=3, nb_col=2, subsample=(2, 1), bias=False)": (
        "Conv2D(8, (3, 2), strides=(2, 1), use_bias=False)",
        (9, 11, 3),
    ),
    "Convolution2D(8, 3, 3, dim_ordering='th')": ("Conv2D(8, 3, data_format='channels_first')", (3, 9, 11)),
    "Convolution2D(8, (3, 3), border_mode='same')": ("Conv2D(8, (3, 3), padding='same')", (9, 11, 3)),
    "Convolution2D(8, 3, 3)": ("Conv2D(8, (3, 3))", (9, 11, 3)),
    "AtrousConvolution2D(8, 3, 3, atrous_rate=(2, 2))": ("Conv2D(8, 3, dilation_rate=2)", (9, 11, 3)),
    "AtrousConvolution1D(8, 3, atrous_rate=2)": ("Conv1D(8, 3, dilation_rate=2)", (9, 3)),
    "SeparableConvolution2D(8, 3, 3, depth_multiplier=2)": ("SeparableConv2D(8, 3, depth_multiplier=2)", (9, 11, 3)),
    "Deconvolution2D(8, 3, 3, (None, 18, 22, 8), subsample=(2, 2), border_mode='same')": (
        "Conv2DTranspose(8, 3, strides=2, padding='same')",
        (9, 11, 3),
    ),
    "Convolution3D(4, 3, 2, 2, subsample=(1, 2, 2))": ("Conv3D(4, (3, 2, 2), strides=(1, 2, 2))", (5, 6, 7, 3)),
    "Convolution1D(8, 3, border_mode='same', subsample_length=2)": (
        "Conv1D(8, 3, padding='same', strides=2)",
        (9, 3),
    ),
    "Convolution1D(nb_filter=8, filter_length=4)": ("Conv1D(8, 4)", (9, 3)),
    "Conv1D(8, 4, 'uniform', 'relu')": ("Conv1D(8, 4, activation='relu')", (9, 3)),
    "MaxPooling2D((2, 2), (1, 1), 'same')": ("MaxPooling2D(2, 1, 'same')", (9, 11, 3)),
    "MaxPooling2D(pool_size=(2, 2), dim_ordering='th')": ("MaxPooling2D(2, data_format='channels_first')", (3, 9, 11)),
    "MaxPooling1D(pool_length=3, stride=2)": ("MaxPooling1D(3, 2)", (9, 3)),
    "AveragePooling1D(3, border_mode='same')": ("AveragePooling1D(3, padding='same')", (9, 3)),
    "UpSampling1D(length=3)": ("UpSampling1D(3)", (9, 3)),
    "UpSampling2D((2, 3), 'th')": ("UpSampling2D((2, 3), 'channels_first')", (3, 9, 11)),
    "ZeroPadding2D((1, 2), 'tf')": ("ZeroPadding2D((1, 2))", (9, 11, 3)),
    "GlobalAveragePooling2D(dim_ordering='th')": ("GlobalAveragePooling2D('channels_first')", (3, 9, 11)),
    "Dense(output_dim=8, init='uniform', W_regularizer='l2')": ("Dense(8)", (5,)),
    "Dense(8, 'he_normal', 'relu')": ("Dense(8, 'relu')", (5,)),
    "Dense(8, 'relu')": ("Dense(8, 'relu')", (5,)),
    "TimeDistributedDense(8)": ("Dense(8)", (9, 5)),
    "LSTM(8, inner_init='glorot_uniform', dropout_W=0.2, consume_less='gpu')": ("LSTM(8, dropout=0.2)", (9, 3)),
    "LSTM(output_dim=8, return_sequences=True, forget_bias_init='one')": ("LSTM(8, return_sequences=True)", (9, 3)),
    "GRU(8, dropout_U=0.1)": ("GRU(8, reset_after=False, recurrent_dropout=0.1)", (9, 3)),
    "SimpleRNN(8, 'uniform', 'orthogonal', 'relu')": ("SimpleRNN(8, activation='relu')", (9, 3)),
    "Embedding(50, 8, input_length=9, dropout=0.2, init='normal')": ("Embedding(50, 8)", (9,)),
    "BatchNormalization(mode=0, axis=1)": ("BatchNormalization(axis=1)", (9, 11, 3)),
    "BatchNormalization(1e-5, 0, 1)": ("BatchNormalization(axis=1, epsilon=1e-5)", (9, 11, 3)),
    "Dropout(p=0.4)": ("Dropout(0.4)", (5,)),
    "GaussianNoise(sigma=0.4)": ("GaussianNoise(0.4)", (5,)),
    "PReLU(init='zero')": ("PReLU()", (5,)),
}


@pytest.mark.parametrize("old", LAYERS)
def test_layers_are_those_of_today(old: str) -> None:
    new, shape = LAYERS[old]
    # the sign of Keras 1 stands elsewhere too: what is said here need not name an old argument itself
    program = read(f"m = Sequential()\nm.add(InputLayer({shape}))\nm.add({old})\nm.fit(x, y, nb_epoch=1)")
    assert program.keras_one
    names: dict[str, Any] = {}
    exec(f"{IMPORTS}m = Sequential([Input({shape}), {new}])", names)
    real = names["m"].layers[-1]
    class_name, output, parameters = rows(program)[-1]
    assert (class_name, output, parameters) == (type(real).__name__, tuple(real.output.shape), real.count_params())
    layer = program.models[-1].nodes[-1].layer
    for key in ("activation", "rate", "dropout", "recurrent_dropout"):
        if hasattr(real, key):
            wanted = getattr(real, key)
            assert layer.config[key] == (wanted.__name__ if callable(wanted) else wanted), key


@pytest.mark.parametrize(
    ("declared", "shape"), [("input_dim=3, input_length=9", (None, 9, 3)), ("input_dim=3", (None, None, 3))]
)
@pytest.mark.parametrize("layer", ["Convolution1D(8, 2, border_mode='same', ", "LSTM(output_dim=8, "])
def test_the_width_of_a_step_is_declared(layer: str, declared: str, shape: tuple[int | None, ...]) -> None:
    program = read(f"m = Sequential()\nm.add({layer}{declared}))\nm.fit(x, y, nb_epoch=1)")
    (model,) = program.models
    assert [tensor.shape for tensor in model.inputs] == [shape]


MERGES = {
    "mode='sum'": "Add()",
    "mode='mul'": "Multiply()",
    "mode='ave'": "Average()",
    "mode='max'": "Maximum()",
    "mode='concat'": "Concatenate()",
    "mode='concat', concat_axis=1": "Concatenate(axis=1)",
    "mode='dot', dot_axes=(1, 1)": "Dot((1, 1))",
    "mode='dot', dot_axes=2": "Dot(2)",
    "mode='cos', dot_axes=[1, 1]": "Dot((1, 1), normalize=True)",
}


@pytest.mark.parametrize("mode", MERGES)
def test_merges(mode: str) -> None:
    names: dict[str, Any] = {}
    exec(f"{IMPORTS}z = {MERGES[mode]}([Input((4, 6)), Input((4, 6))])", names)
    shape = tuple(names["z"].shape)
    inputs = "a, b = Input((4, 6)), Input((4, 6))\n"
    for text in (
        f"{inputs}m = Model(input=[a, b], output=merge([a, b], {mode}))",
        f"{inputs}m = Model(input=[a, b], output=Merge({mode})([a, b]))",
        "one, two = [Sequential([Activation('relu', input_shape=(4, 6))]) for _ in range(2)]\n"
        f"m = Sequential()\nm.add(Merge([one, two], {mode}))",
    ):
        model = read(text).models[-1]
        assert [tensor.shape for tensor in model.outputs[0]] == [shape], text
        assert [tensor.shape for tensor in model.inputs] == [(None, 4, 6)] * 2


def test_a_function_merges() -> None:
    program = read("""
        a, b = Input((4,)), Input((4,))
        c = merge([a, b], mode=lambda both: both[0] - both[1], output_shape=(4,))
        m = Model(input=[a, b], output=Dense(2)(c))
        """)
    assert rows(program)[-1] == ("Dense", (None, 2), 10)


def test_models_merged_are_trained_on_all_inputs() -> None:
    program = read("""
        one = Sequential([Dense(5, input_dim=3)])
        two = Sequential([Dense(6, input_shape=(4,))])
        m = Sequential()
        m.add(Merge([one, two], mode="concat"))
        m.add(Dense(1, activation="sigmoid"))
        m.compile("sgd", "binary_crossentropy")
        m.fit([a, b], y, nb_epoch=3)
        """)
    (training,) = program.trainings
    assert [tensor.shape for tensor in training.model.inputs] == [(None, 3), (None, 4)]
    assert rows(program)[-1] == ("Dense", (None, 1), 12)
    assert training.fits[0].arguments["epochs"] == 3


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        # declared images tell where the installation has their channels
        ("m = Sequential([Convolution2D(4, 3, 3, input_shape=(3, 20, 30))])", (None, 4, 18, 28)),
        ("m = Sequential([Convolution2D(4, 3, 3, input_shape=(20, 30, 3))])", (None, 18, 28, 4)),
        ("m = Model(input=Input((1, 20, 30)), output=a)", None),
        ("a = Input((1, 20, 30))\nm = Model(input=a, output=Convolution2D(4, 3, 3)(a))", (None, 4, 18, 28)),
        (
            "K.set_image_dim_ordering('th')\nm = Sequential([Convolution2D(4, 3, 3, input_shape=(3, 20, 3))])",
            (None, 4, 18, 1),
        ),
        (
            "if K.image_dim_ordering() == 'th':\n    shape = (3, 20, 30)\nelse:\n    shape = (20, 30, 3)\n"
            "m = Sequential([Convolution2D(4, 3, 3, input_shape=shape)])",
            (None, 18, 28, 4),
        ),
        # nothing tells
        ("m = Sequential([Convolution2D(4, 3, 3, input_shape=(20, 30, 40))])", (None,) * 4),
    ],
)
def test_the_order_of_axes(text: str, shape: tuple[int | None, ...] | None) -> None:
    program = read(f"{text}\nm.fit(x, y, nb_epoch=1)")
    if shape is not None:
        assert program.models[-1].outputs[0][0].shape == shape


@pytest.mark.parametrize("format", ["channels_first", "channels_last"])
def test_a_format_that_is_set_holds_for_all_programs(format: str) -> None:
    before = keras.config.image_data_format()
    text = f"K.set_image_data_format({format!r})\nm = Sequential([Input((8, 9, 7)), Conv2D(4, 3), MaxPooling2D()])"
    try:
        names: dict[str, Any] = {}
        exec(IMPORTS + text, names)
    finally:
        keras.config.set_image_data_format(before)
    program = read(text, IMPORTS)
    assert not program.keras_one
    assert rows(program)[-1][1] == tuple(names["m"].layers[-1].output.shape)


def test_optimizers_have_the_rates_of_keras_one() -> None:
    def rate(optimizer: str, epochs: str) -> object:
        text = (
            f"from keras.optimizers import *\nm = Sequential([Dense(1, input_dim=3)])\nm.compile({optimizer}, 'mse')\n"
        )
        (training,) = read(f"{text}m.fit(x, y, {epochs}=1)", IMPORTS).trainings
        assert isinstance(training.optimizer, Optimizer)
        return training.optimizer.learning_rate

    assert [rate(one, "nb_epoch") for one in ("'adadelta'", "Adadelta()", "Adadelta(lr=0.5)")] == [1.0, 1.0, 0.5]
    assert [rate(one, "epochs") for one in ("'adadelta'", "Adadelta()")] == [0.001, 0.001]


NET = """
from keras.optimizers import SGD
m = Sequential()
m.add(Convolution2D(16, 3, 3, border_mode="same", activation="relu", input_shape=(32, 32, 3)))
m.add(MaxPooling2D((2, 2)))
m.add(Flatten())
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m.add(Dense(10, activation='softmax'))\nm.compile('adam', 'categorical_crossentropy')", []),
        ("m.add(Dense(1, activation='softmax'))\nm.compile('adam', 'binary_crossentropy')", ["KR202 error"]),
        ("m.add(Dense(64))\nm.add(Dense(10, activation='softmax'))", ["KR101 error"]),
        ("m.add(Dense(64, init='zero', activation='relu'))\nm.add(Dense(10))", ["KR502 error"]),
        # one finding for what has changed since
        ("m.add(Dense(1))\nm.compile(SGD(lr=0.01, decay=1e-6), 'mse')\nm.fit(x, y, nb_epoch=1)", []),
        (
            "m.add(Dense(1))\nm.compile(SGD(lr=50.0), 'mse')\nm.fit(x, y, nb_epoch=1)",
            ["KR501 warning"],
        ),
        ("m.add(Dense(3, activation='softmax'))\nm.compile('adam', 'mse')\nm.predict_classes(x)", []),
        # what would stop in Keras 1 too
        ("m.add(Reshape((7, 7)))", ["KR404 error"]),
        ("m.add(MaxPooling2D((2, 2)))", ["KR414 error"]),
    ],
)
def test_rules_speak_of_the_model_that_was_meant(text: str, expected: list[str]) -> None:
    assert sorted(found(NET + text)) == sorted([*expected, "KR505 warning"])


def test_today_is_left_as_it_is() -> None:
    assert "KR411 warning" in found("m = Sequential([Input((32, 32, 3)), Conv2D(8, 3, 3), Flatten()])", IMPORTS)
    assert rows(read("m = Sequential([Input((32, 32, 3)), Conv2D(8, 3, 3)])", IMPORTS))[-1][1] == (None, 10, 10, 8)
    assert rows(read("m = Sequential([Input((9, 3)), GRU(4)])", IMPORTS))[-1][2] == 108


@pytest.mark.parametrize(
    "text",
    [
        "m.add(Convolution2D(8, 3, 3, padding='same'))",
        "m.add(Convolution2D(8, 3, 3))\nm.compile('adam', 'mse')\nm.fit(x, y, epochs=3)",
    ],
)
def test_an_old_name_beside_new_arguments_is_read_by_keras_two(text: str) -> None:
    imports = IMPORTS + "from keras.layers import Convolution2D\n"
    codes = found("m = Sequential([InputLayer((32, 32, 3))])\n" + text, imports)
    assert "KR411 warning" in codes
    assert "KR505 warning" not in codes


@pytest.mark.parametrize(
    "text",
    [
        "m.add(Convolution2D(8, 4, 4))",
        "a = Input((9, 9, 3))\nModel(input=a, output=Conv2D(8, 4, 4)(a))",
    ],
)
def test_rows_and_columns_in_a_program_of_that_time(text: str) -> None:
    program = read(f"m = Sequential([InputLayer((9, 9, 3))])\n{text}", IMPORTS)
    assert rows(program)[-1][1] == (None, 6, 6, 8)


def test_old_arguments_beside_new_ones_are_told_one_by_one() -> None:
    text = "a = Input((3,))\nm = Model(inputs=a, output=Dense(2)(a))\nm.fit(x, y, epochs=3)"
    (finding,) = check_source(IMPORTS + text, "a.py", Settings(selection=Selection.default())).findings
    assert finding.code == "KR505"
    assert finding.message.startswith("Model no longer has the argument output.")


def test_before_keras_one_the_size_of_the_input_came_first() -> None:
    program = read("m = Sequential([Dense(32, input_dim=6), Dense(32, 1, activation='softmax')])", IMPORTS)
    assert rows(program)[-1][1] == (None, 1)


def test_a_program_of_that_time_is_read_so() -> None:
    text = """
    m = Sequential()
    m.add(Dense(6, 64, init='uniform', activation='tanh'))
    m.add(Dense(64, 1, init='uniform', activation='softmax'))
    m.compile('sgd', 'mse')
    """
    assert rows(read(text, IMPORTS)) == [("Dense", (None, 64), 448), ("Dense", (None, 1), 65)]
    assert sorted(found(text, IMPORTS)) == ["KR202 error", "KR505 warning"]
