"""Remedies applied to plans: every kind of edit at every kind of place, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from confirm_plans import layer, layers, location, plan

from kerasrules.confirming.plan.apply_fix import apply_fix, apply_fixes, constant, layer_from_source
from kerasrules.confirming.plan.model_plan import ModelPlan, Unbuildable
from kerasrules.model.edits import Edit, Fix, InsertLayer, RemoveLayer, ReplaceLoss, SetArgument
from kerasrules.model.locations import Location, Position
from kerasrules.model.training import KerasObject

END = "\nmodel.compile(keras.optimizers.SGD(learning_rate=5.0), 'mse')"
CHAIN = (
    "model = Sequential([Input((8, 8, 3)), Conv2D(4, 3, activation='relu'), BatchNormalization(), Flatten(),\n"
    "    Dense(2), Activation('softmax')])" + END
)
SHARED = (
    "a, b = Input((6,)), Input((6,))\nshared = Dense(4)\n"
    "model = Model([a, b], Dense(1)(Concatenate()([shared(a), shared(b)])))" + END
)
WRAPPED = (
    "model = Sequential([Input((4, 6)), Bidirectional(LSTM(3, return_sequences=True)), TimeDistributed(Dense(2))])"
    + END
)
TWO = (
    "x = Input((6,))\nmodel = Model(x, [Dense(1)(x), Dense(2)(x)])\n"
    "model.compile('sgd', ['mse', keras.losses.CategoricalCrossentropy(label_smoothing=0.1)])"
)
NOWHERE = Location("-", Position(99, 1), Position(99, 2))


def edited(found: ModelPlan, *edits: Edit) -> ModelPlan:
    return apply_fix(found, Fix("", edits))


def refusal(found: ModelPlan, *edits: Edit) -> str:
    with pytest.raises(Unbuildable) as refused:
        edited(found, *edits)
    return str(refused.value)


# ---- SetArgument ----


def test_set_an_argument() -> None:
    found = plan(CHAIN)
    new = edited(found, SetArgument(location(found, "Dense"), "units", "7"))
    assert layer(new, "Dense").config["units"] == 7
    assert layer(found, "Dense").config["units"] == 2
    assert new.parameters is None
    assert all(call.shapes == (None,) and call.parameters is None for call in new.calls)
    assert layers(new)[:3] == layers(found)[:3]


def test_edits_of_other_models_are_left_out() -> None:
    found = plan(CHAIN)
    here, elsewhere = SetArgument(location(found, "Dense"), "units", "7"), SetArgument(NOWHERE, "units", "7")
    assert edited(found, elsewhere, here, RemoveLayer(NOWHERE)) == edited(found, here)
    assert "changes nothing" in refusal(found, elsewhere, RemoveLayer(NOWHERE))
    wrapped = plan(WRAPPED)
    inside = RemoveLayer(location(wrapped, "LSTM"))
    assert "not a single step" in refusal(wrapped, SetArgument(location(wrapped, "Dense"), "units", "7"), inside)


def test_set_an_argument_of_a_regularizer() -> None:
    text = CHAIN.replace("Dense(2)", "Dense(2, kernel_regularizer=keras.regularizers.L1L2(0.5, 0.2))")
    found = plan(text)
    penalty = layer(found, "Dense").config["kernel_regularizer"]
    assert isinstance(penalty, KerasObject)
    assert penalty.location is not None
    new = layer(edited(found, SetArgument(penalty.location, "l2", "1e-4")), "Dense").config["kernel_regularizer"]
    assert isinstance(new, KerasObject)
    assert new.config == {"l1": 0.5, "l2": 1e-4}


@pytest.mark.parametrize(
    ("text", "name"), [('"tanh"', "tanh"), ("None", "linear"), ('"swish"', "silu"), ('"elu"', "elu")]
)
def test_set_an_activation(text: str, name: str) -> None:
    found = plan(CHAIN)
    new = edited(found, SetArgument(location(found, "Conv2D"), "activation", text))
    assert layer(new, "Conv2D").config["activation"] == name


def test_set_an_argument_within_a_wrapper() -> None:
    found = plan(WRAPPED)
    new = edited(
        found,
        SetArgument(location(found, "Dense"), "units", "5"),
        SetArgument(location(found, "LSTM"), "return_sequences", "False"),
    )
    assert layer(new, "Dense").config["units"] == 5
    assert layer(new, "LSTM").config["return_sequences"] is False
    assert layer(found, "LSTM").config["return_sequences"] is True


def test_set_an_argument_of_a_shared_layer() -> None:
    found = plan(SHARED)
    new = edited(found, SetArgument(location(found, "Dense"), "activation", '"relu"'))
    assert len(new.layers) == len(found.layers)
    assert [new.layers[call.layer].config.get("activation") for call in new.calls[:2]] == ["relu", "relu"]


def test_set_an_argument_of_all_layers_made_at_one_location() -> None:
    found = plan(
        "model = Sequential([Input((8,))])\nfor n in (4, 5):\n    model.add(Dense(n))\nmodel.add(Dense(1))" + END
    )
    new = edited(found, SetArgument(location(found, "Dense"), "activation", '"relu"'))
    assert [one.config["activation"] for one in new.layers] == ["relu", "relu", "linear"]


def test_set_the_learning_rate() -> None:
    found = plan(CHAIN)
    assert found.optimizer.location is not None
    new = edited(found, SetArgument(found.optimizer.location, "learning_rate", "0.01"))
    assert new.optimizer.config["learning_rate"] == 0.01
    assert new.optimizer.words == "SGD, learning rate 0.01"
    assert new.layers == found.layers
    assert new.calls == found.calls


def test_set_nothing() -> None:
    found = plan(CHAIN)
    assert "changes nothing" in refusal(found, SetArgument(NOWHERE, "units", "7"))
    assert "changes nothing" in refusal(found, SetArgument(location(found, "Dense"), "units", "2"))
    assert found.optimizer.location is not None
    assert "changes nothing" in refusal(found, SetArgument(found.optimizer.location, "learning_rate", "5.0"))


def test_set_an_argument_of_a_function() -> None:
    found = plan("x = Input((6,))\nmodel = Model(x, keras.ops.softmax(Dense(2)(x)))" + END)
    assert "changes nothing" in refusal(found, SetArgument(location(found, "softmax"), "activation", '"relu"'))


@pytest.mark.parametrize(
    "text", ["units", "f()(1)", "(", "", "x[0]", "lambda: 1", "1 / 0", "HeNormal(5)", "-'a'", "1 +"]
)
def test_set_what_is_no_constant(text: str) -> None:
    found = plan(CHAIN)
    with pytest.raises(ValueError, match=r"is not|has no value"):
        edited(found, SetArgument(location(found, "Dense"), "units", text))


# ---- ReplaceLoss ----


def test_replace_a_loss() -> None:
    found = plan(CHAIN)
    new = edited(found, ReplaceLoss(found.losses[0].location, "categorical_crossentropy", True))
    assert [(one.name, one.from_logits, dict(one.config)) for one in new.losses] == [
        ("categorical_crossentropy", True, {})
    ]
    assert new.losses[0].location == found.losses[0].location
    assert (new.layers, new.calls) == (found.layers, found.calls)


def test_replace_one_of_several() -> None:
    found = plan(TWO)
    new = edited(found, ReplaceLoss(found.losses[1].location, "sparse_categorical_crossentropy"))
    assert [(one.name, dict(one.config)) for one in new.losses] == [
        ("mean_squared_error", {}),
        ("sparse_categorical_crossentropy", {}),
    ]


def test_from_logits_alone_keeps_the_rest() -> None:
    found = plan(TWO)
    new = edited(found, ReplaceLoss(found.losses[1].location, "categorical_crossentropy", True))
    assert new.losses[1].from_logits
    assert new.losses[1].config["label_smoothing"] == 0.1


def test_replace_no_loss() -> None:
    found = plan(CHAIN)
    assert "changes no loss" in refusal(found, ReplaceLoss(NOWHERE, "hinge"))
    assert "changes no loss" in refusal(found, ReplaceLoss(found.losses[0].location, "mean_squared_error"))


# ---- RemoveLayer ----


@pytest.mark.parametrize(
    ("class_name", "rest"),
    [
        ("Conv2D", ["BatchNormalization", "Flatten", "Dense(2)", "Activation"]),
        ("BatchNormalization", ["Conv2D(4)", "Flatten", "Dense(2)", "Activation"]),
        ("Activation", ["Conv2D(4)", "BatchNormalization", "Flatten", "Dense(2)"]),
    ],
)
def test_remove_a_layer(class_name: str, rest: list[str]) -> None:
    found = plan(CHAIN)
    new = edited(found, RemoveLayer(location(found, class_name)))
    assert layers(new) == rest
    reached = {one.tensor for one in new.inputs}
    for call in new.calls:
        assert set(call.inputs) <= reached
        reached |= set(call.outputs)
    assert set(new.outputs) <= reached
    assert new.parameters is None


def test_remove_everything() -> None:
    found = plan("model = Sequential([Input((8,)), Dropout(0.5)])" + END)
    new = edited(found, RemoveLayer(location(found, "Dropout")))
    assert new.outputs == (new.inputs[0].tensor,)


def test_remove_two_in_a_row() -> None:
    found = plan("model = Sequential([Input((8,)), Dropout(0.9), ReLU(), Dense(1)])" + END)
    new = edited(found, RemoveLayer(location(found, "Dropout")), RemoveLayer(location(found, "ReLU")))
    assert layers(new) == ["Dense(1)"]
    assert new.calls[0].inputs == (new.inputs[0].tensor,)


def test_remove_all_that_are_made_at_one_location() -> None:
    found = plan(
        "model = Sequential([Input((8,))])\nfor n in (4, 5):\n    model.add(Dense(n))\n    model.add(Dropout(0.9))"
        + END
    )
    new = edited(found, RemoveLayer(location(found, "Dropout")))
    assert layers(new) == ["Dense(4)", "Dense(5)"]
    assert new.calls[1].inputs == new.calls[0].outputs
    assert new.outputs == new.calls[1].outputs


def test_remove_a_shared_layer() -> None:
    found = plan(SHARED)
    new = edited(found, RemoveLayer(location(found, "Dense")))
    assert layers(new) == ["Concatenate", "Dense(1)"]
    assert new.calls[0].inputs == tuple(one.tensor for one in new.inputs)


def test_remove_what_is_not_one_step() -> None:
    found = plan(SHARED)
    assert "not a single step" in refusal(found, RemoveLayer(location(found, "Concatenate")))
    assert "not a single step" in refusal(found, RemoveLayer(NOWHERE))
    wrapped = plan(WRAPPED)
    assert "not a single step" in refusal(wrapped, RemoveLayer(location(wrapped, "LSTM")))


# ---- InsertLayer ----


@pytest.mark.parametrize(
    ("class_name", "before", "expected"),
    [
        ("Conv2D", True, ["NEW", "Conv2D(4)", "BatchNormalization", "Flatten", "Dense(2)", "Activation"]),
        ("Dense", True, ["Conv2D(4)", "BatchNormalization", "Flatten", "NEW", "Dense(2)", "Activation"]),
        ("Dense", False, ["Conv2D(4)", "BatchNormalization", "Flatten", "Dense(2)", "NEW", "Activation"]),
        ("Activation", False, ["Conv2D(4)", "BatchNormalization", "Flatten", "Dense(2)", "Activation", "NEW"]),
    ],
)
def test_insert_a_layer(class_name: str, before: bool, expected: list[str]) -> None:
    found = plan(CHAIN)
    new = edited(found, InsertLayer(location(found, class_name), "Rescaling(1.0 / 255)", before))
    assert layers(new) == ["the new Rescaling" if one == "NEW" else one for one in expected]
    previous = new.inputs[0].tensor
    for call in new.calls:
        assert call.inputs == (previous,)
        (previous,) = call.outputs
    assert new.outputs == (previous,)
    assert layer(new, "Rescaling").config == {"scale": 1.0 / 255}
    assert new.parameters is None


def test_insert_before_a_wrapped_layer() -> None:
    found = plan(WRAPPED)
    new = edited(found, InsertLayer(location(found, "Dense"), "BatchNormalization()"))
    assert layers(new) == ["Bidirectional", "the new BatchNormalization", "TimeDistributed"]


def test_insert_before_a_shared_layer() -> None:
    """The same new layer at each call, as it would be in the source."""
    found = plan(SHARED)
    new = edited(found, InsertLayer(location(found, "Dense"), "BatchNormalization()"))
    assert layers(new)[:4] == ["the new BatchNormalization", "Dense(4)"] * 2
    assert new.calls[0].layer == new.calls[2].layer
    assert new.calls[1].inputs == new.calls[0].outputs
    assert new.calls[3].inputs == new.calls[2].outputs


def test_insert_before_one_with_several_outputs() -> None:
    text = "x = Input((5, 4))\ny, h, c = LSTM(3, return_state=True)(x)\nmodel = Model(x, Dense(1)(h))" + END
    found = plan(text)
    new = edited(found, InsertLayer(location(found, "LSTM"), "BatchNormalization()"))
    assert layers(new) == ["the new BatchNormalization", "LSTM(3)", "Dense(1)"]
    assert new.calls[1].outputs == found.calls[0].outputs
    assert "several outputs" in refusal(found, InsertLayer(location(found, "LSTM"), "Flatten()", before=False))


def test_insert_refused() -> None:
    found = plan(SHARED)
    assert "2 inputs" in refusal(found, InsertLayer(location(found, "Concatenate"), "Flatten()"))
    assert "not in this model" in refusal(found, InsertLayer(NOWHERE, "Flatten()"))
    for text in ("Nonsense()", "x", "keras.layers.Flatten()", "Flatten"):
        assert "is not a layer" in refusal(found, InsertLayer(location(found, "Dense"), text))


# ---- all together ----


def test_several_edits_of_one_remedy() -> None:
    found = plan(CHAIN)
    new = edited(
        found,
        SetArgument(location(found, "Dense"), "activation", '"softmax"'),
        RemoveLayer(location(found, "Activation")),
        InsertLayer(location(found, "Conv2D"), "Rescaling(scale=0.5)"),
        ReplaceLoss(found.losses[0].location, "categorical_crossentropy"),
    )
    assert layers(new) == ["the new Rescaling", "Conv2D(4)", "BatchNormalization", "Flatten", "Dense(2)"]
    assert new.losses[0].name == "categorical_crossentropy"


def test_a_fix_that_several_findings_have_is_made_once() -> None:
    found = plan(CHAIN)
    scaled = Fix("Scale", (InsertLayer(location(found, "Conv2D"), "Rescaling(scale=0.5)"),))
    same = Fix("Scale", (InsertLayer(location(found, "Conv2D"), "Rescaling(scale=0.5)"),))
    assert layers(apply_fixes(found, [scaled] + [same] * 30)) == ["the new Rescaling", *layers(found)]


def test_two_layers_before_the_same_one() -> None:
    found = plan(CHAIN)
    here = location(found, "Conv2D")
    fixes = [Fix(text, (InsertLayer(here, text),)) for text in ("Rescaling(scale=0.5)", "BatchNormalization()")]
    new = apply_fixes(found, fixes)
    assert layers(new) == ["the new Rescaling", "the new BatchNormalization", *layers(found)]


def test_no_edit() -> None:
    found = plan(CHAIN)
    assert edited(found) == found


def test_an_edit_that_is_none() -> None:
    assert "changes only the source text" in refusal(plan(CHAIN), replace(RemoveLayer(NOWHERE)).call)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-0.5", -0.5),
        ("1.0 / 255", 1.0 / 255),
        ("2 ** 3 * 2 - 1 + 0.5", 15.5),
        ('"relu"', "relu"),
        ("None", None),
        ("False", False),
        ("(3, 3)", (3, 3)),
        ("[1, -2]", [1, -2]),
        ("1e-3", 0.001),
    ],
)
def test_constants(text: str, value: object) -> None:
    assert constant(text) == value
    assert type(constant(text)) is type(value)


def test_objects() -> None:
    found = constant("HeNormal(seed=1)")
    assert isinstance(found, KerasObject)
    assert (found.class_name, found.config) == ("HeNormal", {"seed": 1})


def test_layers_of_text() -> None:
    found = layer_from_source("Dense(4, activation='relu', name='new')", NOWHERE)
    assert (found.class_name, dict(found.config)) == ("Dense", {"units": 4, "activation": "relu"})
    with pytest.raises(Unbuildable, match="line 99: Own\\(\\) is not a layer"):
        layer_from_source("Own()", NOWHERE)
