"""The plan of a recovered model: what it holds, and each reason for which there is none."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from confirm_plans import layer, layers, plan
from reading import program

from kerasrules.confirming.plan.data_plan import plan_data
from kerasrules.confirming.plan.model_plan import Slot, Unbuildable
from kerasrules.confirming.plan.plan_model import plan_model, with_current_names
from kerasrules.model.training import KerasObject

ROOT = Path(__file__).parent.parent
SMALL = "model = Sequential([Input((8,)), Dense(4), Dense(1)])\n"
FUNCTIONAL = "x = Input((8,))\n"


def refusal(text: str, number: int = 0) -> str:
    with pytest.raises(Unbuildable) as refused:
        plan(text, number)
    return str(refused.value)


# the imports put before each text take four lines
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SMALL + "model.compile('sgd', my_loss)", "line 6: the loss is unknown"),
        (SMALL + "model.compile('sgd')\nmodel.fit(x, y)", "line 6: no loss is known for output 1"),
        (SMALL + "model.compile(get_optimizer(), 'mse')", "line 6: the optimizer is unknown"),
        (SMALL + "model.compile(keras.optimizers.SGD(rate), 'mse')", "line 6: the learning rate is unknown"),
        (
            SMALL + "model.compile(keras.optimizers.SGD(0.1, momentum=m), 'mse')",
            "line 6: momentum of SGD is unknown",
        ),
        (
            SMALL + "model.compile('sgd', keras.losses.Huber(delta=d))",
            "line 6: delta of the loss is unknown",
        ),
        (
            SMALL + "model.compile('sgd', keras.losses.BinaryCrossentropy(from_logits=flag))",
            "line 6: whether the loss expects logits is unknown",
        ),
        (
            SMALL
            + "def own(t, p):\n    return keras.losses.mean_squared_error(t, p) * factor\nmodel.compile('sgd', own)",
            "own",
        ),
        (
            "model = Sequential([Input((8,)), Dense(4), Dense(n)])\nmodel.compile('sgd', 'mse')",
            "line 5: units of Dense is unknown",
        ),
        (
            "model = Sequential([Input((8,)), Dense(4, activation=act), Dense(1)])\nmodel.compile('sgd', 'mse')",
            "line 5: activation of Dense(4) is unknown",
        ),
        (
            "model = Sequential([Input((8,)), Dense(4, kernel_initializer=init), Dense(1)])\n"
            "model.compile('sgd', 'mse')",
            "line 5: kernel_initializer of Dense(4) is unknown",
        ),
        (
            FUNCTIONAL + "y = Dense(4)(x)\nif flag:\n    y = Dropout(0.5)(y)\nmodel = Model(x, Dense(1)(y))\n"
            "model.compile('sgd', 'mse')",
            "line 9: the layers here depend on an unknown branch",
        ),
        (
            FUNCTIONAL + "model = Model(x, Dense(1)(something(x)))\nmodel.compile('sgd', 'mse')",
            "line 6:",
        ),
        (
            FUNCTIONAL + "z = Input((8,))\nmodel = Model(x, Dense(1)(Add()([x, z])))\nmodel.compile('sgd', 'mse')",
            "line 6: it depends on an input that is not an input of the model",
        ),
        (
            "class Own(Model):\n    def __init__(self):\n        super().__init__()\n        self.d = Dense(1)\n"
            "    def call(self, x):\n        return self.d(x)\n    def train_step(self, data):\n        return {}\n"
            "model = Own()\nmodel.compile('sgd', 'mse')",
            "Own has a custom training step",
        ),
        (
            FUNCTIONAL + "y = keras.layers.MultiHeadAttention(1, 2)(x, x, use_causal_mask=flag)\n"
            "model = Model(x, Dense(1)(y))\nmodel.compile('sgd', 'mse')",
            "line 6: use_causal_mask in the call of MultiHeadAttention is unknown",
        ),
        (
            FUNCTIONAL + "model = Model(x, [Dense(1)(x), Dense(2)(x)])\nmodel.compile('sgd', ['mse', other])",
            "the loss is unknown",
        ),
        (
            FUNCTIONAL + "model = Model(x, Dense(1)(keras.ops.multiply(x, factor)))\nmodel.compile('sgd', 'mse')",
            "line 6: an argument of the function multiply is unknown",
        ),
        (
            FUNCTIONAL + "model = Model(x, Dense(1)(TimeDistributed(Own())(x)))\nmodel.compile('sgd', 'mse')",
            "line 6:",
        ),
    ],
)  # fmt: skip
def test_refusals(text: str, said: str) -> None:
    assert said in refusal(text)


def test_an_unknown_model() -> None:
    from dataclasses import replace

    from kerasrules.model.unknown import Unknown

    training = program(SMALL + "model.compile('sgd', 'mse')").trainings[0]
    with pytest.raises(Unbuildable, match="line 6: the compiled model is unknown: made elsewhere"):
        plan_model(replace(training, model=Unknown("made elsewhere")))


def test_a_loop_of_ones_own() -> None:
    text = (
        SMALL + "loss_fn = keras.losses.MeanSquaredError()\nopt = keras.optimizers.SGD(0.1)\n"
        "for x, y in data:\n    with tf.GradientTape() as tape:\n        loss = loss_fn(y, model(x))\n"
        "    opt.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))\n"
    )
    found = plan(text)
    assert found.losses[0].name == "mean_squared_error"
    assert "a loop of its own" in found.notes[-1]


def test_refusal_in_a_notebook_names_the_cell() -> None:
    from kerasrules.model.locations import Location, Position

    location = Location("a.ipynb", Position(3, 1), Position(3, 2), cell=4)
    assert str(Unbuildable("no", location)) == "line 3 of cell 4: no"
    assert str(Unbuildable("no")) == "no"
    again = pickle.loads(pickle.dumps(Unbuildable("no", location)))
    assert (again.reason, again.location) == ("no", location)


# ---- what a plan holds ----


def test_nothing_that_is_keras_default() -> None:
    found = plan(
        "model = Sequential([Input((8,)), Dense(4, use_bias=False), Dense(1, 'relu')])\nmodel.compile('sgd', 'mse')"
    )
    assert [dict(one.config) for one in found.layers] == [
        {"activation": "linear", "units": 4, "use_bias": False},
        {"activation": "relu", "units": 1},
    ]
    assert found.parameters == 8 * 4 + 4 + 1
    assert [call.shapes for call in found.calls] == [((None, 4),), ((None, 1),)]


def test_a_default_that_is_written_is_kept() -> None:
    """Keras 2 and 3 do not have the same ones."""
    found = plan(
        "model = Sequential([Input((8,)), BatchNormalization(momentum=0.99), Dense(1)])\nmodel.compile('sgd', 'mse')"
    )
    assert layer(found, "BatchNormalization").config["momentum"] == 0.99


def test_shared_layers_are_one() -> None:
    found = plan(
        "a, b = Input((6,)), Input((6,))\nshared = Dense(4)\n"
        "model = Model([a, b], Dense(1)(Concatenate()([shared(a), shared(b)])))\nmodel.compile('sgd', 'mse')"
    )
    assert layers(found) == ["Dense(4)", "Dense(4)", "Concatenate", "Dense(1)"]
    assert [call.layer for call in found.calls] == [0, 0, 1, 2]
    assert found.parameters == 6 * 4 + 4 + 8 + 1  # counted once
    assert found.calls[0].inputs != found.calls[1].inputs


def test_nested_models_are_flat() -> None:
    found = plan(
        "encoder = Sequential([Input((6,)), Dense(4, 'relu'), Dense(2)])\nx = Input((6,))\n"
        "model = Model(x, Dense(6)(encoder(x)))\nmodel.compile('sgd', 'mse')"
    )
    assert layers(found) == ["Dense(4)", "Dense(2)", "Dense(6)"]


def test_several_inputs_and_outputs_keep_their_order() -> None:
    found = plan(
        "a, b = Input((6,)), Input((3,))\nh = Concatenate()([b, a])\n"
        "model = Model([a, b], [Dense(1, name='p')(h), Dense(2, 'softmax', name='q')(h)])\n"
        "model.compile('adam', {'q': 'categorical_crossentropy', 'p': 'mse'})"
    )
    assert [one.shape for one in found.inputs] == [(None, 6), (None, 3)]
    assert [one.tensor for one in found.inputs] == [found.calls[0].inputs[1], found.calls[0].inputs[0]]
    assert [one.name for one in found.losses] == ["mean_squared_error", "categorical_crossentropy"]
    assert found.outputs == (found.calls[1].outputs[0], found.calls[2].outputs[0])


def test_wrapped_layers_are_plans() -> None:
    found = plan(
        "inner = LSTM(3, return_sequences=True)\n"
        "model = Sequential([Input((4, 6)), Bidirectional(inner), TimeDistributed(Dense(2))])\n"
        "model.compile('sgd', 'mse')"
    )
    assert (
        layer(found, "LSTM").config == {"activation": "tanh", "return_sequences": True, "units": 3}
        or dict(layer(found, "LSTM").config).items() >= {"return_sequences": True, "units": 3}.items()
    )
    head = found.head()
    assert head is not None
    assert found.layers[head.layer].class_name == "TimeDistributed"


def test_functions_have_slots_for_tensors() -> None:
    found = plan(
        FUNCTIONAL
        + "model = Model(x, Dense(1)(keras.ops.concatenate([x, 2.0 * x], axis=-1)))\nmodel.compile('sgd', 'mse')"
    )
    assert found.layers[0].kind == found.layers[1].kind == "op"
    times, joined = found.calls[0].given, found.calls[1].given
    assert times is not None
    assert joined is not None
    assert Slot(0) in times.args
    assert joined.args == ([Slot(0), Slot(1)],) or joined.args == ((Slot(0), Slot(1)),)
    assert joined.kwargs == {"axis": -1}
    assert found.calls[1].inputs == (found.inputs[0].tensor, found.calls[0].outputs[0])


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("Dense(2, 'softmax')", "Dense(2)"),
        ("Dense(2), Activation('softmax')", "Dense(2)"),
        ("Dense(2), Dropout(0.1), Reshape((2, 1)), Flatten()", "Dense(2)"),
        ("Dense(2), LSTM(3)", "LSTM(3)"),
    ],
)
def test_head(end: str, expected: str) -> None:
    first = "Input((4, 3)), " if "LSTM" in end else "Input((3,)), "
    found = plan(f"model = Sequential([{first}Dense(5), {end}])\nmodel.compile('sgd', 'mse')")
    head = found.head()
    assert head is not None
    assert found.layers[head.layer].words == expected


def test_no_head_behind_a_merge() -> None:
    found = plan(FUNCTIONAL + "model = Model(x, Add()([Dense(1)(x), Dense(1)(x)]))\nmodel.compile('sgd', 'mse')")
    assert found.head() is None


@pytest.mark.parametrize(
    ("optimizer", "class_name", "config", "words"),
    [
        ("'adam'", "Adam", {"learning_rate": 0.001}, "Adam, learning rate 0.001"),
        ("keras.optimizers.SGD(0.5, momentum=0.9)", "SGD", {"learning_rate": 0.5, "momentum": 0.9},
         "SGD, learning rate 0.5"),
        ("keras.optimizers.SGD(lr=0.5)", "SGD", {"learning_rate": 0.5}, "SGD, learning rate 0.5"),
    ],
)  # fmt: skip
def test_optimizer(optimizer: str, class_name: str, config: dict[str, object], words: str) -> None:
    found = with_current_names(plan(SMALL + f"model.compile({optimizer}, 'mse')")).optimizer
    assert found.class_name == class_name
    assert {name: found.config[name] for name in config} == config
    assert found.words == words


def test_no_optimizer_is_keras_default() -> None:
    found = plan(SMALL + "model.compile(loss='mse')").optimizer
    assert (found.class_name, dict(found.config), found.location) == (
        "RMSprop",
        {"learning_rate": 0.001},
        found.location,
    )


def test_a_schedule() -> None:
    found = plan(
        SMALL + "model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 100)), 'mse')"
    )
    assert isinstance(found.optimizer.config["learning_rate"], KerasObject)


@pytest.mark.parametrize(
    ("fit", "size"),
    [
        ("model.fit(x, y)", 32),
        ("model.fit(x, y, batch_size=7)", 7),
        ("model.fit(x, y, batch_size=n)", 32),
        ("model.evaluate(x, y, batch_size=7)", 32),
        ("model.evaluate(x, y, batch_size=9)\nmodel.fit(x, y, batch_size=7)", 7),
        ("", 32),
    ],
)
def test_batch_size(fit: str, size: int) -> None:
    assert plan(SMALL + f"model.compile('sgd', 'mse')\n{fit}").batch_size == size


def test_pretrained_weights_are_noted() -> None:
    found = plan(
        "base = keras.applications.MobileNetV2(include_top=False, input_shape=(32, 32, 3))\n"
        "model = Sequential([base, GlobalAveragePooling2D(), Dense(1)])\nmodel.compile('sgd', 'mse')"
    )
    assert any("starts with random weights" in note for note in found.notes)
    backbone = next(one for one in found.layers if one.kind == "backbone")
    assert "weights" not in backbone.config


@pytest.mark.parametrize("form", ["base.trainable = False", "for layer in base.layers:\n    layer.trainable = False"])
def test_frozen_layers_stay_frozen(form: str) -> None:
    found = plan(
        "base = Sequential([Input((6,)), Dense(4, 'relu'), Dense(3)])\n"
        f"{form}\nmodel = Sequential([base, Dense(1)])\nmodel.compile('sgd', 'mse')"
    )
    assert [one.config.get("trainable", True) for one in found.layers] == [False, False, True]


def test_frozen_after_compile_counts_not() -> None:
    found = plan(
        "d = Dense(4)\nmodel = Sequential([Input((6,)), d, Dense(1)])\nmodel.compile('sgd', 'mse')\nd.trainable = False"
    )
    assert [one.config.get("trainable", True) for one in found.layers] == [True, True]


def test_frozen_or_not_is_not_known() -> None:
    text = (
        "d = Dense(4)\nd.trainable = flag\nmodel = Sequential([Input((6,)), d, Dense(1)])\nmodel.compile('sgd', 'mse')"
    )
    assert "whether Dense(4) is trained is unknown" in refusal(text)


def test_data_of_the_first_training_call() -> None:
    text = (
        "import numpy as np\nx = np.random.rand(100, 8) * 255\ny = np.random.randint(0, 2, 100)\n" + SMALL
        + "model.compile('sgd', 'mse')\nmodel.predict(x)\nmodel.fit(x, y)"
    )  # fmt: skip
    training = program(text).trainings[0]
    found = plan_data(training)
    (x,), (y,) = found.x, found.y
    assert x is not None
    assert y is not None
    assert (x.low, x.high) == (0, 255)
    assert y.encoding == "integer"
    assert found.location is not None
    assert found.location.start.line == 11
    pickle.loads(pickle.dumps(found))


def test_no_data() -> None:
    training = program(SMALL + "model.compile('sgd', 'mse')").trainings[0]
    assert plan_data(training).x == ()


def test_plans_of_all_fixtures_are_picklable() -> None:
    from confirm_plans import checked

    from kerasrules.confirming.plan.request import ConfirmOptions
    from kerasrules.confirming.plan.trials import plan_trials

    built = refused = 0
    for path in sorted((ROOT / "fixtures").glob("KR*/*.py")):
        if b"SyntaxError" in path.read_bytes():
            continue
        found = plan_trials(*checked(path), ConfirmOptions())
        again = pickle.loads(pickle.dumps(found))
        assert again.path == found.path
        assert [model.plan.title for model in again.models] == [model.plan.title for model in found.models]
        built += len(found.models)
        refused += len(found.left_out)
        for _, why in found.left_out:
            assert why
    assert min(built, refused) > 100, (built, refused)


def test_a_model_that_is_compiled_twice(tmp_path: Path) -> None:
    """The finding goes to the compile call that its remedy can change."""
    from confirm_plans import checked

    from kerasrules.confirming.plan.request import ConfirmOptions
    from kerasrules.confirming.plan.trials import plan_trials

    path = tmp_path / "twice.py"
    path.write_text(
        "from keras import Input, Sequential, layers\n"
        "model = Sequential([Input((8,)), layers.Dense(12, activation='relu'), layers.Dense(5)])\n"
        "model.compile('adam', 'mse')\nmodel.fit(x, y)\n"
        "model.compile('adam', 'categorical_crossentropy')\nmodel.fit(x, z)\n"
    )
    found = plan_trials(*checked(path), ConfirmOptions())
    assert [one.plan.losses[0].name for one in found.models] == ["categorical_crossentropy"]
    assert [(trial.code, trial.plan is not None) for trial in found.models[0].trials] == [("KR204", True)]


def test_a_size_inside_of_the_network_is_chosen() -> None:
    found = plan("model = Sequential([Input((8,)), Dense(mine()), Dense(1)])\nmodel.compile('sgd', 'mse')")
    assert layer(found, "Dense").config["units"] == 32
    assert found.notes == ("units of Dense is unknown: 32 was taken",)


def test_so_is_how_many_classes_there_are() -> None:
    text = "model = Sequential([Input((8,)), Dense(mine(), 'softmax')])\nmodel.compile('sgd', '{}crossentropy')"
    found = plan(text.format("sparse_categorical_"))
    assert layer(found, "Dense").config["units"] == 5
    assert found.chose_outputs
    assert "units of Dense is unknown" in refusal(text.format("binary_"))


def test_a_regularizer_that_is_unknown_is_left_out() -> None:
    found = plan("model = Sequential([Input((8,)), Dense(1, kernel_regularizer=mine())])\nmodel.compile('sgd', 'mse')")
    assert "kernel_regularizer" not in layer(found, "Dense").config
    assert found.notes == ("kernel_regularizer of Dense(1) is unknown: none was taken",)


def test_the_size_of_the_output_is_not() -> None:
    text = "model = Sequential([Input((8,)), Dense(4), Dense(mine())])\nmodel.compile('sgd', 'mse')"
    assert "units of Dense is unknown" in refusal(text)
