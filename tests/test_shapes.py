"""Shapes, weights and refusals of layers as `keras_api.shapes` infers them, against the real Keras.

Random layers with random arguments are called on random inputs by both. HYPOTHESIS_PROFILE=thorough tries many more.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from keras_version import is_before

from kerasrules.keras_api.shapes import FUNCTIONS, infer
from kerasrules.keras_api.signatures import LAYERS, bind
from kerasrules.model.locations import Location, Position
from kerasrules.model.network import Layer
from kerasrules.model.unknown import Unknown

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
LOCATION = Location("test.py", Position(1, 1), Position(1, 2))


@dataclass(frozen=True)
class Made:
    """A layer to be made, with its arguments; layers among them are `Made` too."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)

    def keras(self, keras: Any) -> Any:
        return getattr(keras.layers, self.name)(**{key: made(item, keras) for key, item in self.arguments.items()})

    def config(self) -> dict[str, object]:
        return bind(LAYERS[self.name], (), {key: described(item) for key, item in self.arguments.items()})


def made(item: Any, keras: Any) -> Any:
    if isinstance(item, Made):
        return item.keras(keras)
    return [made(inner, keras) for inner in item] if isinstance(item, list) else item


def described(item: Any) -> Any:
    if isinstance(item, Made):
        return Layer("layer", item.name, LOCATION, item.config())
    return [described(inner) for inner in item] if isinstance(item, list) else item


def number(least: int = 1, most: int = 6) -> st.SearchStrategy[int]:
    return st.integers(least, most)


def per_axis(rank: int, least: int = 1, most: int = 4) -> st.SearchStrategy[Any]:
    return st.one_of(number(least, most), st.tuples(*[number(least, most)] * rank))


def arguments(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


BATCH = st.sampled_from([None, None, 2])
FORMAT = st.sampled_from(["channels_last", "channels_first"])
PADDING = st.sampled_from(["valid", "same"])
FLAG = st.booleans()


def shapes(rank: int, most: int = 12) -> st.SearchStrategy[tuple[int | None, ...]]:
    """A batch of tensors with `rank` axes besides the batch; now and then a size is not known."""
    axis = st.one_of(number(1, most), number(1, most), number(1, most), st.none())
    return st.tuples(BATCH, *[axis] * (rank - 1), number(1, most))


def known(rank: int, most: int = 12) -> st.SearchStrategy[tuple[int | None, ...]]:
    return st.tuples(BATCH, *[number(1, most)] * rank)


def any_rank(least: int = 1, most: int = 4) -> st.SearchStrategy[tuple[int | None, ...]]:
    return st.integers(least, most).flatmap(shapes)


def about(rank: int) -> st.SearchStrategy[tuple[int | None, ...]]:
    """Mostly the rank that a layer wants."""
    return st.one_of(shapes(rank), shapes(rank), shapes(rank), known(rank), any_rank(1, 4))


Case = tuple[Made, tuple[tuple[int | None, ...], ...]]


def case(name: str, args: st.SearchStrategy[dict[str, Any]], *inputs: Any) -> st.SearchStrategy[Case]:
    return st.tuples(st.builds(Made, st.just(name), args), st.tuples(*inputs))


def convolutions() -> list[st.SearchStrategy[Case]]:
    found = []
    for rank in (1, 2, 3):
        common = {
            "strides": per_axis(rank, 1, 3),
            "padding": PADDING,
            "data_format": FORMAT,
            "dilation_rate": per_axis(rank, 1, 2),
            "use_bias": FLAG,
        }
        plain = {**common, "groups": number(1, 3)}
        if rank == 1:
            plain["padding"] = st.sampled_from(["valid", "same", "causal"])
        kernel = {"kernel_size": per_axis(rank, 1, 5)}
        filters = {"filters": number(0, 6)}
        found.append(case(f"Conv{rank}D", arguments({**filters, **kernel}, plain), about(rank + 1)))
        more = {**common, "output_padding": per_axis(rank, 0, 2)}
        found.append(case(f"Conv{rank}DTranspose", arguments({**filters, **kernel}, more), about(rank + 1)))
        if rank < 3:
            more = {**common, "depth_multiplier": number(1, 3)}
            # unequal strides are beyond TensorFlow's depthwise kernels
            more["strides"] = number(1, 3)
            found.append(case(f"SeparableConv{rank}D", arguments({**filters, **kernel}, more), about(rank + 1)))
            found.append(case(f"DepthwiseConv{rank}D", arguments(kernel, more), about(rank + 1)))
    return found


def poolings() -> list[st.SearchStrategy[Case]]:
    found = []
    for rank in (1, 2, 3):
        local = {"pool_size": per_axis(rank), "strides": per_axis(rank), "padding": PADDING, "data_format": FORMAT}
        overall = {"data_format": FORMAT, "keepdims": FLAG}
        for kind in ("Max", "Average"):
            # Keras 3 asks for the size of an average, Keras 2 does not
            needed = {"pool_size": per_axis(rank)} if kind == "Average" else {}
            optional = {key: item for key, item in local.items() if key not in needed}
            found.append(case(f"{kind}Pooling{rank}D", arguments(needed, optional), about(rank + 1)))
            found.append(case(f"Global{kind}Pooling{rank}D", arguments({}, overall), about(rank + 1)))
            adaptive = arguments({"output_size": per_axis(rank)}, {"data_format": FORMAT})
            found.append(case(f"Adaptive{kind}Pooling{rank}D", adaptive, known(rank + 1)))
    return found


def margin(rank: int) -> st.SearchStrategy[Any]:
    pair = st.tuples(number(0, 3), number(0, 3))
    one = number(0, 3)
    if rank == 1:
        return st.one_of(one, pair)
    return st.one_of(one, st.tuples(*[one] * rank), st.tuples(*[pair] * rank))


def reshapings() -> list[st.SearchStrategy[Case]]:
    target = st.lists(st.sampled_from([-1, 1, 2, 3, 4, 6, 8, 12]), min_size=1, max_size=4).map(tuple)
    found = [
        case("Flatten", arguments({}, {"data_format": FORMAT}), any_rank(1, 4)),
        case("Reshape", arguments({"target_shape": target}, {}), any_rank(1, 3)),
        case("Permute", arguments({"dims": st.permutations([1, 2, 3]).map(tuple)}, {}), about(3)),
        case("RepeatVector", arguments({"n": number(0, 5)}, {}), about(1)),
    ]
    for rank in (1, 2, 3):
        layout = {} if rank == 1 else {"data_format": FORMAT}
        pad = arguments({}, {"padding": margin(rank), "data_format": FORMAT})
        found.append(case(f"ZeroPadding{rank}D", pad, about(rank + 1)))
        found.append(case(f"Cropping{rank}D", arguments({}, {"cropping": margin(rank), **layout}), about(rank + 1)))
        size = number(1, 3) if rank == 1 else per_axis(rank, 1, 3)
        found.append(case(f"UpSampling{rank}D", arguments({}, {"size": size, **layout}), about(rank + 1)))
    return found


def cores() -> list[st.SearchStrategy[Case]]:
    equations = st.sampled_from(
        [
            {"equation": "ab,bc->ac", "output_shape": 5, "bias_axes": "c"},
            {"equation": "abc,cd->abd", "output_shape": (None, 7), "bias_axes": "d"},
            {"equation": "...x,xy->...y", "output_shape": 4, "bias_axes": "y"},
            {"equation": "abc,cde->abde", "output_shape": (None, 2, 3), "bias_axes": "de"},
            {"equation": "abc,bd->adc", "output_shape": (6, None)},
            {"equation": "abc,cd->abe", "output_shape": (None, 7)},
        ]
    )
    shared = st.sampled_from([None, [1], [1, 2], (2,), [4]])
    found = [
        case("Dense", arguments({"units": number(0, 8)}, {"use_bias": FLAG}), any_rank(1, 4)),
        case("EinsumDense", equations, any_rank(1, 3)),
        case("Embedding", arguments({"input_dim": number(), "output_dim": number()}, {}), any_rank(1, 3)),
        case(
            "ReversibleEmbedding",
            arguments({"input_dim": number(), "output_dim": number()}, {"tie_weights": FLAG}),
            any_rank(1, 3),
        ),
        case("PReLU", arguments({}, {"shared_axes": shared}), st.integers(1, 3).flatmap(known)),
        case("Softmax", arguments({}, {"axis": st.integers(-3, 3)}), any_rank(1, 3)),
    ]
    plain = ["ReLU", "LeakyReLU", "ELU", "Identity", "UnitNormalization", "Masking", "ActivityRegularization"]
    found += [case(name, st.just({}), any_rank(2, 4)) for name in plain]
    found.append(
        case("Activation", arguments({"activation": st.sampled_from(["relu", "softmax"])}, {}), any_rank(1, 3))
    )
    rates = arguments({"rate": st.sampled_from([0.1, 0.5])}, {})
    found += [case(name, rates, any_rank(1, 4)) for name in ("Dropout", "AlphaDropout", "GaussianDropout")]
    found += [case(f"SpatialDropout{rank}D", rates, about(rank + 1)) for rank in (1, 2, 3)]
    found.append(case("GaussianNoise", arguments({"stddev": st.just(0.1)}, {}), any_rank(1, 4)))
    return found


def normalizations() -> list[st.SearchStrategy[Case]]:
    axis = st.sampled_from([-1, -1, 1, 2, 3, -2])
    several = st.one_of(axis, st.sampled_from([[1, 2], [-1, -2], (1,)]))
    learned = {"center": FLAG, "scale": FLAG}
    ranks = st.integers(1, 3).flatmap(known)
    return [
        case("BatchNormalization", arguments({}, {"axis": axis, **learned}), ranks),
        case("LayerNormalization", arguments({}, {"axis": several, **learned}), ranks),
        case("RMSNormalization", arguments({}, {"axis": several}), ranks),
        case("GroupNormalization", arguments({"groups": number(-1, 4).filter(bool)}, {"axis": axis, **learned}), ranks),
        case("Normalization", arguments({}, {"axis": st.sampled_from([-1, 1, None])}), ranks),
    ]


def recurrents() -> list[st.SearchStrategy[Case]]:
    runs = {"return_sequences": FLAG, "return_state": FLAG, "go_backwards": FLAG, "use_bias": FLAG}
    found = []
    simple: list[st.SearchStrategy[Made]] = []
    for kind in ("SimpleRNN", "GRU", "LSTM"):
        more = {**runs, "reset_after": FLAG} if kind == "GRU" else runs
        args = arguments({"units": number(1, 5)}, more)
        found.append(case(kind, args, about(2)))
        # whether both directions may go backwards differs between versions
        forward = {key: item for key, item in more.items() if key != "go_backwards"}
        simple.append(st.builds(Made, st.just(kind), arguments({"units": number(1, 5)}, forward)))
    cells = st.builds(
        Made,
        st.sampled_from(["SimpleRNNCell", "GRUCell", "LSTMCell"]),
        arguments({"units": number(1, 4)}, {"use_bias": FLAG}),
    )
    stacked = st.lists(cells, min_size=1, max_size=3)
    either = st.one_of(cells, stacked, stacked.map(lambda inner: Made("StackedRNNCells", {"cells": inner})))
    found.append(case("RNN", arguments({"cell": either}, {"return_sequences": FLAG}), shapes(2)))
    merge = st.sampled_from(["concat", "sum", "mul", "ave", None])
    found.append(case("Bidirectional", arguments({"layer": st.one_of(simple)}, {"merge_mode": merge}), shapes(2)))
    for rank in (1, 2):
        args = arguments(
            {"filters": number(1, 3), "kernel_size": per_axis(rank, 1, 3)},
            {
                "padding": PADDING,
                "data_format": FORMAT,
                "strides": number(1, 2),
                "return_sequences": FLAG,
                "return_state": FLAG,
                "use_bias": FLAG,
            },
        )
        found.append(case(f"ConvLSTM{rank}D", args, known(rank + 2, 6)))
    return found


def wrappers() -> list[st.SearchStrategy[Case]]:
    inner = st.one_of(
        st.builds(Made, st.just("Dense"), arguments({"units": number()}, {"use_bias": FLAG})),
        st.builds(Made, st.just("Conv2D"), arguments({"filters": number(), "kernel_size": number(1, 4)}, {})),
        st.builds(Made, st.just("Flatten"), st.just({})),
    )
    # Keras does not check the rank of what it hands to a layer without weights until it runs
    pooled = st.builds(Made, st.just("MaxPooling2D"), st.just({}))
    learned = st.one_of(
        st.builds(Made, st.just("Dense"), arguments({"units": number()}, {"use_bias": FLAG})),
        st.builds(Made, st.just("Conv2D"), arguments({"filters": number(), "kernel_size": number(1, 3)}, {})),
    )
    return [
        case("TimeDistributed", arguments({"layer": inner}, {}), st.integers(1, 4).flatmap(known)),
        case("TimeDistributed", arguments({"layer": pooled}, {}), known(4)),
        case("SpectralNormalization", arguments({"layer": learned}, {}), st.integers(1, 3).flatmap(known)),
    ]


def merges() -> list[st.SearchStrategy[Case]]:
    small = st.one_of(st.just(1), st.just(3), st.just(3), st.just(4), st.none())
    shape = st.integers(1, 3).flatmap(lambda rank: st.tuples(st.none(), *[small] * rank))
    found = [
        case(name, st.just({}), shape, shape)
        for name in ("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract")
    ]
    found.append(case("Add", st.just({}), shape, shape, shape))
    axis = st.sampled_from([-1, -1, 1, 2, 3])
    full = st.integers(1, 3).flatmap(lambda rank: st.tuples(st.none(), *[st.sampled_from([1, 3, 3, 4])] * rank))
    found.append(case("Concatenate", arguments({}, {"axis": axis}), full, full))
    axes = st.one_of(st.sampled_from([1, 2, -1]), st.tuples(number(1, 2), number(1, 2)))
    found.append(case("Dot", arguments({"axes": axes}, {}), full, full))
    return found


def attentions() -> list[st.SearchStrategy[Case]]:
    step = st.tuples(st.none(), number(1, 5), st.sampled_from([4, 4, 6]))
    heads = {"num_heads": number(1, 3), "key_dim": number(1, 4)}
    more = {"value_dim": number(1, 4), "use_bias": FLAG, "output_shape": st.one_of(number(), st.just((2, 3)))}
    groups = {"head_dim": number(1, 4), "num_query_heads": st.sampled_from([2, 4]), "num_key_value_heads": number(1, 2)}
    scored = {"use_scale": FLAG, "score_mode": st.sampled_from(["dot", "concat"])}
    return [
        case("MultiHeadAttention", arguments(heads, more), step, step),
        case("MultiHeadAttention", arguments(heads, more), step, step, step),
        case("GroupQueryAttention", arguments(groups, {"use_bias": FLAG}), step, step),
        case("Attention", arguments({}, scored), step, step),
        case("AdditiveAttention", arguments({}, {"use_scale": FLAG}), step, step),
    ]


def preparations() -> list[st.SearchStrategy[Case]]:
    size = {"height": number(), "width": number()}
    image = st.one_of(shapes(3), known(3))
    mode = st.sampled_from(["one_hot", "multi_hot", "count"])
    found = [
        case("Resizing", arguments(size, {"data_format": FORMAT}), image),
        case(
            "CenterCrop", arguments({"height": number(1, 3), "width": number(1, 3)}, {"data_format": FORMAT}), known(3)
        ),
        case(
            "RandomCrop", arguments({"height": number(1, 3), "width": number(1, 3)}, {"data_format": FORMAT}), known(3)
        ),
        case("Rescaling", st.just({"scale": 1 / 255}), any_rank(1, 4)),
        case("CategoryEncoding", arguments({"num_tokens": number()}, {"output_mode": mode}), known(1)),
    ]
    for name, args in {
        "RandomFlip": {},
        "RandomRotation": {"factor": 0.1},
        "RandomZoom": {"height_factor": 0.1},
        "RandomContrast": {"factor": 0.1},
        "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
        "RandomBrightness": {"factor": 0.1},
    }.items():
        found.append(case(name, st.just(args), known(3)))
    return found


FAMILIES: dict[str, list[st.SearchStrategy[Case]]] = {
    "attention": attentions(),
    "convolution": convolutions(),
    "core": cores(),
    "merging": merges(),
    "normalization": normalizations(),
    "pooling": poolings(),
    "preprocessing": preparations(),
    "recurrent": recurrents(),
    "reshaping": reshapings(),
    "wrapper": wrappers(),
}


def built(keras: Any, layer: Made, inputs: tuple[tuple[int | None, ...], ...]) -> tuple[Any, int | None, str | None]:
    """What Keras makes of it: shapes, number of weights, error."""
    dtype = "int32" if layer.name in {"Embedding", "ReversibleEmbedding", "CategoryEncoding"} else "float32"
    tensors = [keras.Input(batch_shape=shape, dtype=dtype) for shape in inputs]
    try:
        real = layer.keras(keras)
        if layer.name in {"MultiHeadAttention", "GroupQueryAttention"}:
            outputs = real(*tensors)
        else:
            outputs = real(tensors if len(tensors) > 1 else tensors[0])
    except Exception as error:  # whatever Keras raises is a refusal
        return None, None, f"{type(error).__name__}: {error}"
    flat = keras.tree.flatten(outputs)
    return tuple(tuple(output.shape) for output in flat), real.count_params(), None


def generations_differ(layer: Made, inputs: tuple[tuple[int | None, ...], ...]) -> bool:
    """Cases that one generation of Keras refuses and the other builds: nothing is said to be an error there."""
    kernel = layer.name.startswith(("Conv", "Separable", "Depthwise")) and "LSTM" not in layer.name
    digit = next((int(letter) for letter in layer.name if letter.isdigit()), 0)
    return kernel and "Transpose" not in layer.name and len(inputs[0]) > digit + 2


def size_unknown(refusal: str, inputs: tuple[tuple[int | None, ...], ...]) -> bool:
    """Keras cannot build weights for an unknown size; for a reader of source the size is merely not known."""
    return any(None in shape[1:] for shape in inputs) or "defined" in refusal


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_agrees_with_keras(keras: Any, family: str) -> None:
    if is_before(keras, 3, 13):
        pytest.skip("older versions, as on Python 3.10, build layers of size 0, and lack some layers")

    @settings(
        max_examples=400 if THOROUGH else 20,
        deadline=None,
        derandomize=not THOROUGH,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(st.one_of(FAMILIES[family]))
    def compare(found: Case) -> None:
        layer, inputs = found
        assume(not generations_differ(layer, inputs))
        shape, weights, refusal = built(keras, layer, inputs)
        inference = infer(layer.name, layer.config(), inputs)
        told = f"{layer} on {inputs}: Keras {shape}, {weights}, {refusal}; inferred {inference}"
        if refusal is not None:
            assert inference.error is not None or size_unknown(refusal, inputs), told
            return
        assert inference.error is None, told
        assert inference.outputs == shape, told
        assert inference.parameters == weights, told

    compare()
    keras.backend.clear_session()


def blurred(config: dict[str, object], hidden: list[str]) -> dict[str, object]:
    return {name: Unknown("hidden") if name in hidden else item for name, item in config.items()}


@settings(
    max_examples=2000 if THOROUGH else 200,
    deadline=None,
    derandomize=not THOROUGH,
    suppress_health_check=list(HealthCheck),
)
@given(st.one_of([item for family in FAMILIES.values() for item in family]), st.data())
def test_less_knowledge_never_tells_otherwise(found: Case, data: st.DataObject) -> None:
    """Hiding arguments or sizes gives the same answer or a vaguer one, and never an error that was not there."""
    layer, inputs = found
    assume(not generations_differ(layer, inputs))
    config = layer.config()
    full = infer(layer.name, config, inputs)
    hidden = data.draw(st.lists(st.sampled_from(sorted(config)), unique=True))
    dims = data.draw(st.lists(st.integers(0, 3), unique=True))
    fewer: list[tuple[int | None, ...] | None] = [
        tuple(None if index in dims else size for index, size in enumerate(shape)) for shape in inputs
    ]
    if data.draw(st.booleans()):
        fewer[0] = None
    vague = infer(layer.name, blurred(config, hidden), tuple(fewer))
    told = f"{layer} on {inputs}: {full}; hidden {hidden}, {fewer}: {vague}"
    if full.error is not None:
        return
    assert vague.error is None, told
    assert vague.parameters in (None, full.parameters), told
    for less, more in zip(vague.outputs, full.outputs, strict=False):
        if less is None or more is None:
            continue
        assert len(less) == len(more), told
        assert all(one in (None, other) for one, other in zip(less, more, strict=True)), told


ODD = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.floats(), st.text(max_size=3), st.just(Unknown("?")))


@example("Conv2D", {"kernel_size": "3", "filters": 2.0}, ((None, 8, 8, 3),))
@settings(
    max_examples=2000 if THOROUGH else 200,
    deadline=None,
    derandomize=not THOROUGH,
    suppress_health_check=list(HealthCheck),
)
@given(
    st.sampled_from(sorted(FUNCTIONS)),
    st.dictionaries(
        st.sampled_from(["kernel_size", "units", "axis", "padding", "pool_size", "target_shape", "dims", "layer", "n"]),
        st.one_of(ODD, st.lists(ODD, max_size=3), st.tuples(ODD, ODD)),
    ),
    st.lists(st.one_of(st.none(), any_rank(1, 4)), max_size=3).map(tuple),
)
def test_never_raises(name: str, config: dict[str, object], inputs: tuple[tuple[int | None, ...] | None, ...]) -> None:
    infer(name, config, inputs)


def test_all_layers_are_known_or_left_out_on_purpose() -> None:
    """Layers whose shape only running them tells."""
    left_out = set(LAYERS) - set(FUNCTIONS)
    assert left_out == {
        "AbstractRNNCell",
        "DenseFeatures",
        "FlaxLayer",
        "JaxLayer",
        "Layer",
        "MaxNumBoundingBoxes",
        "MelSpectrogram",
        "STFTSpectrogram",
        "StackedRNNCells",
        "TFSMLayer",
        "TorchModuleWrapper",
        "Wrapper",
    }
