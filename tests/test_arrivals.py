"""What reaches the first layer with weights, over graphs made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kerasrules.interpreter.input_flow import arrivals_of_tensor, reaching_inputs, value_of
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location, Position
from kerasrules.model.network import Layer, Model, Node, Tensor
from kerasrules.model.unknown import Unknown

LOCATION = Location("test.py", Position(1, 1), Position(1, 2))
PIXELS = ArrayInfo(shape=(None, 8, 8, 3), dtype="uint8", low=0.0, high=255.0, bounds_attained=True, origin="pixels")


def node(kind: str, name: str, *inputs: Any, **config: Any) -> Tensor:
    """A node called on tensors (a tuple is alternatives); its output."""
    layer = Layer(kind, name, LOCATION, config)
    made = Node(layer, tuple(one if isinstance(one, tuple) else (one,) for one in inputs), LOCATION)
    made.outputs.append(Tensor(made, 0, (None, 8, 8, 3), "float32"))
    return made.outputs[0]


def source() -> Tensor:
    """An input."""
    return node("input", "InputLayer")


def layer(name: str, *inputs: Any, **config: Any) -> Tensor:
    """A Keras layer."""
    return node("layer", name, *inputs, **config)


def model(inputs: tuple[Tensor, ...], *outputs: Tensor) -> Model:
    """A model over the nodes between."""
    nodes: list[Node] = []

    def visit(one: Node) -> None:
        if one in nodes:
            return
        for alternatives in one.inputs:
            for tensor in alternatives:
                if isinstance(tensor, Tensor):
                    visit(tensor.node)
        nodes.append(one)

    for output in outputs:
        visit(output.node)
    return Model(
        "functional", "Functional", None, LOCATION, inputs, tuple((o,) for o in outputs), (None,), tuple(nodes), ()
    )


def through(*names: Any) -> Any:
    """What arrives at a Conv2D behind a chain of layers."""
    start = source()
    tensor = start
    for name, config in names:
        tensor = layer(name, tensor, **config)
    found = reaching_inputs(model((start,), layer("Conv2D", tensor)), (PIXELS,))
    return found[0] if found else None


def test_straight_in() -> None:
    arrival = through()
    assert arrival.node.layer.class_name == "Conv2D"
    assert (arrival.value.low, arrival.value.high, arrival.value.bounds_attained) == (0.0, 255.0, True)
    assert arrival.source is PIXELS


@pytest.mark.parametrize(
    ("chain", "ends"),
    [
        ([("Rescaling", {"scale": 1 / 255, "offset": 0.0})], (0.0, 1.0)),
        ([("Rescaling", {"scale": 1 / 127.5, "offset": -1})], (-1.0, 1.0)),
        ([("Rescaling", {"scale": 1 / 255}), ("Rescaling", {"scale": 255.0})], (0.0, 255.0)),
        ([("Flatten", {}), ("Dropout", {"rate": 0.5}), ("RandomFlip", {}), ("Resizing", {})], (0.0, 255.0)),
        ([("Activation", {"activation": "sigmoid"})], (0.0, 1.0)),
        ([("Rescaling", {"scale": Unknown("scale")})], (None, None)),
        ([("ZeroPadding2D", {})], (0.0, 255.0)),
        ([("UnitNormalization", {})], (0.0, 1.0)),
    ],
)
def test_chains(chain: Any, ends: Any) -> None:
    arrival = through(*chain)
    assert (arrival.value.low, arrival.value.high) == pytest.approx(ends)


@pytest.mark.parametrize("name", ["BatchNormalization", "LayerNormalization", "Normalization"])
def test_normalisation(name: str) -> None:
    assert through((name, {})).value.standardized


def test_normalization_with_given_numbers() -> None:
    value = through(("Normalization", {"mean": [127.5] * 3, "variance": [127.5**2] * 3})).value
    assert (value.low, value.high) == (-1.0, 1.0)


def test_unknown_layers_stop_it() -> None:
    start = source()
    assert reaching_inputs(model((start,), layer("Conv2D", node("unknown", "f", start))), (PIXELS,)) == ()
    assert through(("Lambda", {})) is None
    assert reaching_inputs(model((start,), layer("Conv2D", start)), (Unknown("data"),)) == ()


def test_branches_must_agree() -> None:
    start = source()
    scaled = layer("Rescaling", start, scale=1 / 255)
    assert reaching_inputs(model((start,), layer("Conv2D", (start, scaled))), (PIXELS,)) == ()
    assert reaching_inputs(model((start,), layer("Conv2D", (start, Unknown("x")))), (PIXELS,)) == ()
    dropped = layer("Dropout", start)
    (arrival,) = reaching_inputs(model((start,), layer("Conv2D", (start, dropped))), (PIXELS,))
    assert arrival.value.high == 255.0


def test_operations() -> None:
    start = source()
    half = node("op", "divide", start, args=(start, 127.5), kwargs={})
    ready = node("op", "subtract", half, args=(half, 1.0), kwargs={})
    (arrival,) = reaching_inputs(model((start,), layer("Conv2D", ready)), (PIXELS,))
    assert (arrival.value.low, arrival.value.high, arrival.value.bounds_attained) == (-1.0, 1.0, True)
    flipped = node("op", "subtract", start, args=(255.0, start), kwargs={})
    (arrival,) = reaching_inputs(model((start,), layer("Conv2D", flipped)), (PIXELS,))
    assert (arrival.value.low, arrival.value.high) == (0.0, 255.0)
    strange = node("op", "einsum", start, args=("ij", start), kwargs={})
    assert reaching_inputs(model((start,), layer("Conv2D", strange)), (PIXELS,)) == ()


@pytest.mark.parametrize(
    ("family", "ends"), [("tf", (-1.0, 1.0)), ("caffe", (-123.68, 151.061)), ("none", (0.0, 255.0))]
)
def test_preprocess_input(family: str, ends: Any) -> None:
    start = source()
    ready = node("op", "preprocess_input", start, args=(start,), kwargs={}, family=family)
    (arrival,) = reaching_inputs(model((start,), node("backbone", "ResNet50", ready)), (PIXELS,))
    assert (arrival.value.low, arrival.value.high) == pytest.approx(ends)


def test_several_inputs() -> None:
    left, right = source(), source()
    small = ArrayInfo(shape=(None, 4), low=0.0, high=1.0, bounds_attained=True)
    joined = layer("Concatenate", left, right)
    (arrival,) = reaching_inputs(model((left, right), layer("Dense", joined)), (PIXELS, small))
    assert (arrival.value.low, arrival.value.high, arrival.value.bounds_attained) == (0.0, 255.0, True)
    both = model((left, right), layer("Add", layer("Dense", left), layer("Dense", right)))
    assert [(a.input, a.value.high) for a in reaching_inputs(both, (PIXELS, small))] == [(0, 255.0), (1, 1.0)]
    assert len(reaching_inputs(both, (PIXELS, Unknown("data")))) == 1


def test_joined_inputs_are_named_by_the_first() -> None:
    left, right = source(), source()
    joined = model((left, right), layer("Dense", layer("Concatenate", left, right)))
    second = Location("test.py", Position(2, 1), Position(2, 2))
    pixels = replace(PIXELS, origin_place=LOCATION)
    features = ArrayInfo(shape=(None, 4), low=0.0, high=1.0, origin="features", origin_place=second)
    for info, other in ((pixels, features), (features, pixels)):
        (arrival,) = reaching_inputs(joined, (info, other))
        assert (arrival.value.origin, arrival.value.origin_place) == (info.origin, info.origin_place)


def test_only_first_layers_count() -> None:
    start = source()
    first = layer("Conv2D", start)
    assert len(reaching_inputs(model((start,), layer("Conv2D", layer("ReLU", first))), (PIXELS,))) == 1


def test_wrapped_layers() -> None:
    start = source()
    inner = Layer("layer", "Conv2D", LOCATION)
    assert len(reaching_inputs(model((start,), layer("TimeDistributed", start, layer=inner)), (PIXELS,))) == 1
    scale = Layer("layer", "Rescaling", LOCATION, {"scale": 1 / 255})
    tensor = layer("TimeDistributed", start, layer=scale)
    (arrival,) = reaching_inputs(model((start,), layer("ConvLSTM2D", tensor)), (PIXELS,))
    assert arrival.value.high == pytest.approx(1.0)


def test_values_of_fed_tensors() -> None:
    start = source()
    assert value_of(start) is None
    start.node.array = PIXELS
    flipped = layer("RandomFlip", start)
    info = value_of(flipped)
    assert info is not None
    assert info.augmented
    assert value_of(layer("Dense", flipped)) is None
    (arrival,) = arrivals_of_tensor(layer("Dense", layer("Conv2D", flipped)))
    assert (arrival.node.layer.class_name, arrival.source) == ("Conv2D", PIXELS)
