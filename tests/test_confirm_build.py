"""Models rebuilt from plans against the same programs executed: with the same weights they give the same outputs."""

from __future__ import annotations

import os
import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import reading as helper
from confirm_plans import plan
from hypothesis import HealthCheck, assume, given, settings
from test_differential import GENERATIONS_DIFFER, programs

from kerasrules.confirming.plan.model_plan import ModelPlan, Unbuildable
from kerasrules.confirming.plan.plan_model import plan_model
from kerasrules.interpreter import analyze
from kerasrules.model.training import Loss, Optimizer, OutputLoss, Training
from kerasrules.model.unknown import Unknown
from kerasrules.source.load import from_file, from_text

pytest.importorskip("numpy", reason="confirm needs numpy")

EXAMPLES = int(os.environ.get("CONFIRM_EXAMPLES", "25"))
FILES = sorted((Path(__file__).parent.parent / "fixtures" / "summaries").glob("*.py"))
NOT_BUILT = {"vision_transformer": "line 28: it depends on an input that is not an input of the model"}
"""Positions that are counted beside the model's input: that is said, and nothing is made up for them."""
COMPILE = '\nmodel.compile("sgd", "mse")\n'


def compiled(program: Any) -> ModelPlan:
    """The plan of a program's last model, as if it were compiled."""
    model = program.models[-1]
    unknown = Unknown("not needed here")
    losses = [
        OutputLoss(unknown, Loss("mean_squared_error", False, model.location, "mse"), output)
        for output in range(len(model.outputs))
    ]
    return plan_model(
        Training(model.location, model, tuple(losses), optimizer=Optimizer("SGD", model.location, learning_rate=0.01))
    )


def rebuilt(found: ModelPlan) -> Any:
    from kerasrules.confirming.run.build import build

    return build(found, [one.shape for one in found.inputs])[0]


def outputs(model: Any, x: list[Any]) -> list[Any]:
    import numpy as np

    found = model(x if len(x) > 1 else x[0], training=False)
    return [np.asarray(one) for one in (found if isinstance(found, (list, tuple)) else [found])]


def inputs(model: Any) -> list[Any]:
    """Small whole numbers for tokens, which fit every table; else normal ones."""
    import numpy as np

    random = np.random.default_rng(0)
    found = []
    for tensor in model.inputs:
        shape = (3, *(7 if size is None else size for size in tensor.shape[1:]))
        whole = random.integers(0, 3, size=shape)
        found.append(whole if "int" in tensor.dtype else random.normal(size=shape).astype("float32"))
    return found


def assert_same(real: Any, found: Any) -> None:
    """Shapes, numbers of weights and, where the weights come in the same order, what is computed."""
    import numpy as np

    assert [tuple(t.shape) for t in found.outputs] == [tuple(t.shape) for t in real.outputs]
    assert found.count_params() == real.count_params()
    ours, theirs = found.get_weights(), real.get_weights()
    assert sorted(w.shape for w in ours) == sorted(w.shape for w in theirs)
    if [w.shape for w in ours] != [w.shape for w in theirs]:
        return
    found.set_weights(theirs)
    x = inputs(real)
    for one, other in zip(outputs(found, x), outputs(real, x), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_programs_of_real_style(keras: Any, path: Path) -> None:
    real = runpy.run_path(str(path))["model"]
    if not isinstance(real, (keras.Sequential, keras.src.models.Functional)):
        shape = compiled(analyze(from_file(str(path)))).inputs[0].shape
        assert shape is not None
        real = keras.Model(tensor := keras.Input(shape[1:]), real(tensor))
    if path.stem in NOT_BUILT:
        with pytest.raises(Unbuildable) as refused:
            compiled(analyze(from_file(str(path))))
        assert str(refused.value) == NOT_BUILT[path.stem]
        return
    found = compiled(analyze(from_file(str(path))))
    if all(found.output_names) and len(real.outputs) > 1:  # Keras sorts a dictionary of outputs
        by_name = dict(zip(real.output_names, real.outputs, strict=True))
        real = keras.Model(
            real.inputs, [by_name.get(name, by_name[real.output_names[0]]) for name in found.output_names]
        )
    assert_same(real, rebuilt(found))
    keras.backend.clear_session()


def test_generated_programs(keras: Any) -> None:
    tried = {"built": 0, "refused": 0}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(programs())
    def compare(text: str) -> None:
        from kerasrules.confirming.run.build import RefusedByKeras

        names: dict[str, Any] = {}
        refusal = ""
        try:
            exec(compile(text, "program.py", "exec"), names)
        except Exception as error:
            refusal = str(error) or type(error).__name__
        assume(GENERATIONS_DIFFER not in refusal)
        program = analyze(from_text(text, "program.py"))
        if refusal and not program.models:
            return
        try:
            found = rebuilt(compiled(program))
        except (RefusedByKeras, Unbuildable) as error:
            assert refusal, f"{text}\nconfirm: {error}"
            tried["refused"] += 1
            return
        assert not refusal, f"{text}\nKeras: {refusal}"
        assert_same(names["model"], found)
        tried["built"] += 1
        keras.backend.clear_session()

    compare()
    assert tried["built"] > EXAMPLES // 2, tried


CALLS = {
    "keywords of a call": """
        x = Input((5, 4))
        model = Model(x, Dense(1)(MultiHeadAttention(2, 3)(x, x, use_causal_mask=True)))
        """,
    "query, value, key by name": """
        x, z = Input((5, 4)), Input((6, 3))
        y = MultiHeadAttention(2, 3)(query=x, key=Dense(4)(z), value=z)
        model = Model([x, z], Dense(1)(y))
        """,
    "scores too": """
        x = Input((5, 4))
        y, scores = MultiHeadAttention(2, 3)(x, x, return_attention_scores=True)
        model = Model(x, [Dense(1)(y), scores])
        """,
    "attention on a list": """
        x, z = Input((5, 4)), Input((6, 4))
        model = Model([x, z], Dense(1)(Attention()([x, z])))
        """,
    "states by name": """
        x, z = Input((5, 4)), Input((6, 4))
        y, h, c = LSTM(3, return_state=True)(x)
        model = Model([x, z], Dense(1)(LSTM(3)(z, initial_state=[h, c])))
        """,
    "states by position": """
        x, z = Input((5, 4)), Input((6, 4))
        y, h, c = LSTM(3, return_state=True)(x)
        model = Model([x, z], Dense(1)(LSTM(3)(z, [h, c])))
        """,
    "one state": """
        x, z = Input((5, 4)), Input((6, 4))
        y, h = GRU(3, return_state=True)(x)
        model = Model([x, z], Dense(1)(GRU(3)(z, h)))
        """,
    "states of both directions": """
        x, z = Input((5, 4)), Input((6, 4))
        y, a, b, c, d = Bidirectional(LSTM(3, return_state=True))(x)
        model = Model([x, z], Dense(1)(Bidirectional(LSTM(3))(z, initial_state=[a, b, c, d])))
        """,
    "inference mode": """
        x = Input((5, 4))
        model = Model(x, Dense(1)(BatchNormalization()(x, training=False)))
        """,
    "keywords in a nested model": """
        a = Input((5, 4))
        inner = Model(a, MultiHeadAttention(1, 2)(a, a, use_causal_mask=True))
        x = Input((5, 4))
        model = Model(x, Dense(1)(inner(x)))
        """,
    "shared layers and dot": """
        a, b = Input((6,)), Input((6,))
        shared = Dense(4, "tanh")
        model = Model([a, b], Dense(1)(Dot(axes=-1)([shared(a), shared(b)])))
        """,
    "wrappers": """
        x = Input((4, 6, 2))
        y = TimeDistributed(Conv1D(3, 2, activation="relu"))(x)
        y = TimeDistributed(Flatten())(y)
        y = Bidirectional(GRU(3), merge_mode="sum")(y)
        model = Model(x, Dense(1)(y))
        """,
    "functions": """
        x = Input((6,))
        a, b = keras.ops.split(keras.ops.relu(x) * 2.0 - x, 2, axis=-1)
        y = keras.ops.concatenate([a, 1.0 - b, keras.ops.mean(x, axis=-1, keepdims=True)], axis=-1)
        model = Model(x, Dense(1)(y[:, 1:]))
        """,
    "functions with operands in either order": """
        x = Input((6,))
        y = keras.layers.concatenate([1.0 / (2.0 + keras.ops.square(x)), x ** 2, 2.0 ** x, x / 3.0])
        model = Model(x, Dense(1)(y))
        """,
    "clip and where": """
        x = Input((6,))
        y = keras.ops.clip(x, -0.5, 0.5) + keras.ops.where(keras.ops.greater(x, 0.0), x, 0.0)
        model = Model(x, Dense(1)(y))
        """,
    "reshaped by sizes that are computed": """
        class Patches(keras.layers.Layer):
            def call(self, x):
                shape = keras.ops.shape(x)
                return keras.ops.reshape(x, (shape[0], shape[1] * 2, shape[2] // 2))

        x = Input((4, 6))
        model = Model(x, Dense(1)(Patches()(x)))
        """,
    "moved axes": """
        x = Input((4, 6))
        y = keras.ops.transpose(x, (0, 2, 1)) + keras.ops.transpose(x, axes=[0, 2, 1]) + keras.ops.swapaxes(x, 1, 2)
        model = Model(x, Dense(1)(keras.ops.squeeze(keras.ops.expand_dims(Flatten()(y), 1), axis=1)))
        """,
    "regularizers and initializers": """
        x = Input((6,))
        start, small = keras.initializers.HeNormal(), keras.regularizers.l2(0.01)
        y = Dense(4, kernel_initializer=start, kernel_regularizer=small)(x)
        model = Model(x, Dense(1, kernel_constraint=keras.constraints.MaxNorm(2))(y))
        """,
    "a backbone": """
        x = Input((32, 32, 3))
        y = keras.applications.MobileNetV2(include_top=False, weights=None, input_shape=(32, 32, 3), alpha=0.35)(x)
        model = Model(x, Dense(1)(GlobalAveragePooling2D()(y)))
        """,
}  # fmt: skip


@pytest.mark.parametrize("text", CALLS.values(), ids=CALLS.keys())
def test_calls(keras: Any, text: str) -> None:
    import textwrap

    names: dict[str, Any] = {}
    exec(helper.HEADER + textwrap.dedent(text), names)
    try:
        found = rebuilt(plan(textwrap.dedent(text) + COMPILE))
    except Unbuildable as error:
        pytest.fail(str(error))
    assert_same(names["model"], found)


# ---- what differs from what was recovered is said ----

CONV = (
    'model = Sequential([Input((8, 8, 3)), Conv2D(4, 3, activation="relu"), BatchNormalization(), Flatten(), Dense(2)])'
    + COMPILE
)


def falsified(found: ModelPlan, number: int, **changes: Any) -> ModelPlan:
    calls = list(found.calls)
    calls[number] = replace(calls[number], **changes)
    return replace(found, calls=tuple(calls))


@pytest.mark.parametrize("number", range(4))
def test_mismatch_of_a_shape(keras: Any, number: int) -> None:
    from kerasrules.confirming.run.build import BuildMismatch

    found = plan(CONV)
    shape = found.calls[number].shapes[0]
    assert shape is not None
    with pytest.raises(BuildMismatch, match=r"line \d+ outputs .* in Keras, but .* was recovered"):
        rebuilt(falsified(found, number, shapes=((*shape[:-1], 77),)))
    with pytest.raises(BuildMismatch):
        rebuilt(falsified(found, number, shapes=((*shape, 1),)))


def test_mismatch_of_the_number_of_weights(keras: Any) -> None:
    from kerasrules.confirming.run.build import BuildMismatch

    found = plan(CONV)
    assert found.parameters is not None
    with pytest.raises(BuildMismatch, match=f"{found.parameters} weights in Keras, but {found.parameters + 1} were"):
        rebuilt(replace(found, parameters=found.parameters + 1))


@pytest.mark.parametrize("number", range(4))
def test_mismatch_of_one_layers_weights_where_the_sum_is_not_known(keras: Any, number: int) -> None:
    from kerasrules.confirming.run.build import BuildMismatch

    found = plan(CONV)
    known = found.calls[number].parameters
    assert known is not None
    with pytest.raises(BuildMismatch, match=f"has {known} weights in Keras, but {known + 1} were recovered"):
        rebuilt(replace(falsified(found, number, parameters=known + 1), parameters=None))


def test_open_sizes_fit(keras: Any) -> None:
    from kerasrules.confirming.run.build import build

    found = plan("model = Sequential([Input((None, 3)), GRU(4), Dense(1)])" + COMPILE)
    model, made = build(found, [(None, 9, 3)])
    assert tuple(model.inputs[0].shape) == (None, 9, 3)
    assert [type(layer).__name__ for layer in made] == ["GRU", "Dense"]


def test_keras_refusal_names_the_call(keras: Any) -> None:
    from kerasrules.confirming.run.build import RefusedByKeras

    found = plan(
        "model = Sequential([Input((5, 5, 3)), Conv2D(4, 3), Conv2D(4, 3), Conv2D(4, 3), Flatten()])" + COMPILE
    )
    with pytest.raises(RefusedByKeras) as refused:
        rebuilt(found)
    assert refused.value.call is found.calls[2]
    assert "\n" not in refused.value.message
    assert "\x1b" not in refused.value.message
    assert "output size would be" in refused.value.message  # "zero or negative", and "negative" before Keras 3.13


def test_an_input_of_unknown_size_is_not_guessed(keras: Any) -> None:
    from kerasrules.confirming.run.build import build

    found = plan("def make(n):\n    return Sequential([Input((n,)), Dense(1)])\nmodel = make(width)" + COMPILE)
    with pytest.raises(Unbuildable, match="the size of its input is unknown"):
        build(found, [found.inputs[0].shape])
    model, _ = build(found, [(None, 7)])
    assert model.count_params() == 8


@pytest.mark.parametrize(
    ("loss", "class_name", "config"),
    [
        ("losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1)", "BinaryCrossentropy",
         {"from_logits": True, "label_smoothing": 0.1}),
        ("losses.Huber(delta=2.0)", "Huber", {}),
        ('"hinge"', "Hinge", {}),
        ('"mae"', "MeanAbsoluteError", {}),
        ('"kld"', "KLDivergence", {}),
        ("losses.CategoricalFocalCrossentropy(gamma=3.0)", "CategoricalFocalCrossentropy", {"gamma": 3.0}),
    ],
)  # fmt: skip
def test_losses(keras: Any, loss: str, class_name: str, config: dict[str, object]) -> None:
    from kerasrules.confirming.run.build import make_loss

    found = plan(f'from keras import losses\nmodel = Sequential([Input((4,)), Dense(3)])\nmodel.compile("sgd", {loss})')
    made = make_loss(found.losses[0])
    assert type(made).__name__ == class_name
    real = {**made.get_config(), **made.get_config().get("fn_kwargs", {})}
    assert {name: real[name] for name in config} == config
    if "delta" in loss:
        assert float(made([[0.0]], [[2.0]])) == 2.0  # still in the squared part


def test_optimizer_with_a_schedule(keras: Any) -> None:
    from kerasrules.confirming.run.build import make_optimizer

    found = plan(
        "rate = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)\n"
        "model = Sequential([Input((4,)), Dense(3)])\n"
        'model.compile(keras.optimizers.SGD(rate, momentum=0.9, clipnorm=1.0), "mse")'
    )
    made = make_optimizer(found)
    config = made.get_config()
    assert (config["momentum"], config["clipnorm"]) == (0.9, 1.0)
    assert config["learning_rate"]["config"]["decay_rate"] == 0.9
    assert found.optimizer.words == "SGD, learning rate by ExponentialDecay"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("one\ntwo", "one"),
        (
            "Exception encountered when calling Dense.call().\n\n\x1b[1mshapes differ\x1b[0m\n\nArguments",
            "shapes differ",
        ),
        ("{{function_node __wrapped__Add_device_/job:localhost/device:CPU:0}} a label of 9 is too large", None),
        (
            "Graph execution error:\n\nDetected at node model/embedding defined at (most recent call last):\n"
            "<stack traces unavailable>\nindices[0,0] = 99 is not in [0, 50)\n\t [[{{node model/embedding}}]]",
            "indices[0,0] = 99 is not in [0, 50)",
        ),
        ("", "ValueError"),
        ("x" * 1000, "x" * 300),
    ],
)
def test_what_keras_says_in_one_line(said: str, line: str | None) -> None:
    from kerasrules.confirming.run.build import first_line

    assert first_line(ValueError(said)) == (line or "a label of 9 is too large")


def test_what_keras_refuses_to_compile_is_no_crash() -> None:
    from kerasrules.confirming.run.build import RefusedByKeras, make_optimizer

    text = "model = Sequential([Input((4,)), Dense(1)])\nmodel.compile(keras.optimizers.SGD(momentum=0), loss='mse')"
    found = plan(text)
    with pytest.raises(RefusedByKeras, match="SGD: `momentum` must be a float") as refused:
        make_optimizer(found)
    assert refused.value.location == found.optimizer.location
