"""The table of layer traits, against the layers of the Keras that is installed."""

from __future__ import annotations

import ast
import functools
import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import kerasrules
from kerasrules.keras_api.activations import RANGES, canonical_activation
from kerasrules.keras_api.layer_traits import KEEPING, TRAITS, Family, Kernel, ShapeChange, ValueFlow, values_of
from kerasrules.keras_api.signatures import LAYERS, REQUIRED, bind, canonical_layer

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

np = pytest.importorskip("numpy")

ARGUMENTS: dict[str, dict[str, Any]] = {
    "Activation": {"activation": "tanh"},
    "AugMix": {"value_range": (0, 255)},
    "CenterCrop": {"height": 4, "width": 4},
    "EinsumDense": {"equation": "abc,cd->abd", "output_shape": (None, 5)},
    "Cropping2D": {"cropping": 1},
    "GroupNormalization": {"groups": 1},
    "MaxNumBoundingBoxes": {"max_number": 3},
    "Permute": {"dims": (2, 1)},
    "RandomCrop": {"height": 4, "width": 4},
    "RandomColorJitter": {"brightness_factor": 0.5},
    "RandomPosterization": {"factor": 2},
    "RandomShear": {"x_factor": 0.5},
    "Rescaling": {"scale": 0.5, "offset": 0.1},
    "Resizing": {"height": 5, "width": 5},
    "Reshape": {"target_shape": (-1,)},
}
"""Where what `REQUIRED_ARGUMENTS` says does not make a layer that shows what it does."""
REQUIRED_ARGUMENTS: dict[str, Any] = {
    "factor": 0.5,
    "filters": 4,
    "height": 4,
    "height_factor": 0.5,
    "kernel_size": 2,
    "n": 2,
    "output_size": 2,
    "pool_size": 2,
    "rate": 0.5,
    "stddev": 0.5,
    "units": 5,
    "value_range": (0, 255),
    "width": 4,
    "width_factor": 0.5,
}
SHAPES: dict[str, tuple[int, ...]] = {"RepeatVector": (4, 6)}
NO_NUMBERS = {Family.ENCODING, Family.LOOKUP, Family.EMBEDDING, Family.SIGNAL}
"""What they take are texts, ids or sounds."""
NOT_ALONE = {Family.CELL, Family.INPUT, Family.OPEN, Family.WRAPPER}
"""They need a layer, a state, or a program around them to be called."""
SEVERAL = {Family.ATTENTION, Family.MERGING}
MEASURABLE = [
    name
    for name, traits in TRAITS.items()
    if traits.family not in NO_NUMBERS | NOT_ALONE | SEVERAL and not traits.wraps
]
"""Classes that are called on one tensor of numbers."""
BUILT = [name for name, traits in TRAITS.items() if traits.family in {Family.EMBEDDING, Family.ATTENTION, Family.CELL}]
MODULES = {
    Family.ACTIVATION: {"activations"},
    Family.ATTENTION: {"attention"},
    Family.AUGMENTATION: {"preprocessing"},
    Family.CELL: {"rnn"},
    Family.CONVOLUTION: {"convolutional"},
    Family.DENSE: {"core"},
    Family.EMBEDDING: {"core", "feature_column"},
    Family.ENCODING: {"preprocessing"},
    Family.IMAGE: {"preprocessing"},
    Family.LOCALLY_CONNECTED: {"locally_connected"},
    Family.LOOKUP: {"preprocessing"},
    Family.MERGING: {"merging"},
    Family.NOISE: {"regularization"},
    Family.NORMALIZATION: {"normalization", "preprocessing"},
    Family.POOLING: {"pooling"},
    Family.RECURRENT: {"rnn"},
    Family.RESHAPING: {"reshaping"},
    Family.SIGNAL: {"preprocessing"},
}
"""Where Keras keeps the classes of each family."""


@functools.cache
def keras_layers() -> Any:
    return pytest.importorskip("keras", reason="the table is compared with the installed Keras").layers


def class_named(name: str) -> Any:
    found = getattr(keras_layers(), name, None)
    if not inspect.isclass(found):
        pytest.skip(f"the installed Keras has no class {name}")
    return found


def arguments(name: str) -> dict[str, Any]:
    required = {
        parameter.name: REQUIRED_ARGUMENTS[parameter.name]
        for parameter in LAYERS[name].parameters
        if parameter.default is REQUIRED and parameter.name in REQUIRED_ARGUMENTS
    }
    return {**required, **ARGUMENTS.get(name, {})}


def sample_shape(name: str) -> tuple[int, ...]:
    traits = TRAITS[name]
    if name in SHAPES:
        return SHAPES[name]
    if traits.family in {Family.IMAGE, Family.AUGMENTATION}:
        return (2, 8, 8, 3)
    space = (2,) if traits.rank is None else (4,) * traits.rank
    return (2, *((3,) if name.startswith("ConvLSTM") else ()), *space, 3)


@dataclass(frozen=True)
class Measured:
    """A layer that was built, weights other than those it begins with, and what it makes of samples."""

    layer: Any
    call: Callable[..., Any]
    x: Any
    y: Any


@functools.cache
def measured(name: str) -> Measured:
    traits = TRAITS[name]
    layer = class_named(name)(**arguments(name))
    random = np.random.default_rng(0)
    scale = 255 if traits.family in {Family.IMAGE, Family.AUGMENTATION} else 1
    low = 0 if scale == 255 else -1
    x = (scale * random.uniform(low, 1, sample_shape(name))).astype("float32")
    if traits.adapts:
        layer.adapt(x)

    takes_training = "training" in inspect.signature(layer.call).parameters

    def call(values: Any, training: bool = False) -> Any:
        return np.asarray(layer(values, training=training) if takes_training else layer(values))

    call(x)
    for weight in layer.trainable_weights if traits.values is not ValueFlow.STANDARDIZED else []:
        weight.assign(random.uniform(0.1, 1, weight.shape))
    return Measured(layer, call, x, call(x))


def numbers(values: Any) -> set[float]:
    return set(np.round(values.ravel(), 4).tolist())


PRIVATE = {
    "checking/prefilter.py": {
        *("Dense", "Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "LSTM", "GRU", "SimpleRNN", "Embedding"),
    },
    "confirming/run/backends.py": {
        *("Activation", "Add", "AlphaDropout", "BatchNormalization", "Concatenate", "Dense", "Dropout", "ELU"),
        *("Flatten", "GaussianDropout", "GaussianNoise", "InputLayer", "LayerNormalization", "LeakyReLU"),
        *("Multiply", "PReLU", "ReLU", "Rescaling", "Reshape", "Softmax"),
    },
    "confirming/run/build.py": {"Attention", "AdditiveAttention", "Dot"},
    "confirming/run/synthetic.py": {"Dense", "Embedding"},
    "interpreter/composite_output.py": {"Add", "Subtract", "Average", "Multiply", "Dot"},
    "interpreter/input_flow.py": {"Concatenate", "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"},
    "rules/activations/linear_recurrent.py": {"LSTM", "GRU"},
    "rules/structure/input_shape_ignored.py": {"InputLayer", "Embedding"},
    "rules/structure/normalization_axis.py": {
        *("BatchNormalization", "GroupNormalization", "LayerNormalization", "RMSNormalization"),
    },
    "rules/structure/layer_called_on_other_shape.py": {"Dense", "BatchNormalization", "LayerNormalization"},
    "rules/training/_other_losses.py": {"Lambda", "ActivityRegularization"},
}
"""Lists of classes that are no fact about Keras but the judgement, or the handlers, of the file that has them."""


def test_lists_of_layer_classes_stand_in_the_table() -> None:
    package = Path(kerasrules.__file__).parent
    found: dict[str, set[str]] = {}
    for path in package.rglob("*.py"):
        name = path.relative_to(package).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))) if not name.startswith("keras_api/") else ():
            if isinstance(node, ast.Set | ast.Tuple | ast.List | ast.Dict):
                items = node.keys if isinstance(node, ast.Dict) else node.elts
                classes = {item.value for item in items if isinstance(item, ast.Constant)} & TRAITS.keys() - {"Layer"}
                if len(classes) > 1:
                    found.setdefault(name, set()).update(classes)
    assert found == PRIVATE


def test_every_class_has_traits() -> None:
    assert TRAITS.keys() == set(LAYERS)


def test_every_class_of_the_installed_keras_has_traits() -> None:
    layers = keras_layers()
    public = {name for name in dir(layers) if inspect.isclass(getattr(layers, name)) and not name.startswith("_")}
    public -= {"InputSpec", "Pipeline"}
    assert {name for name in public if canonical_layer(name) not in TRAITS} == set()


def test_families_are_where_keras_keeps_them() -> None:
    keras_layers()
    for name, traits in TRAITS.items():
        cls = getattr(keras_layers(), name, None)
        if inspect.isclass(cls) and traits.family in MODULES:
            assert cls.__module__.split(".")[3] in MODULES[traits.family], name


def test_wrappers_and_layers_that_adapt() -> None:
    for name, traits in TRAITS.items():
        cls = getattr(keras_layers(), name, None)
        if inspect.isclass(cls) and traits.family is not Family.OPEN:
            given = LAYERS[name].parameters[:1]
            assert traits.wraps == (bool(given) and given[0].name in {"layer", "cell"}), name
            assert traits.adapts == hasattr(cls, "adapt"), name
            assert (traits.family is Family.RECURRENT) == (
                "return_sequences" in LAYERS[name] or "merge_mode" in LAYERS[name]
            )


@pytest.mark.parametrize("name", MEASURABLE)
def test_weights(name: str) -> None:
    assert bool(measured(name).layer.weights) == TRAITS[name].weights


@pytest.mark.parametrize("name", sorted(BUILT))
def test_weights_of_layers_on_other_inputs(name: str) -> None:
    if name == "AbstractRNNCell":
        pytest.skip("a base class")
    layer = class_named(name)(**_small(name))
    _build(name, layer)
    assert bool(layer.weights) == TRAITS[name].weights


def _small(name: str) -> dict[str, Any]:
    sizes = {"input_dim": 7, "output_dim": 3, "num_heads": 2, "num_query_heads": 2, "num_key_value_heads": 2}
    more: dict[str, Any] = {"key_dim": 3, "head_dim": 3, "units": 3}
    if name == "StackedRNNCells":
        return {"cells": [keras_layers().LSTMCell(3)]}
    return {key: value for key, value in {**sizes, **more}.items() if key in LAYERS[name]}


def _build(name: str, layer: Any) -> None:
    shape = (2, 4, 3)
    if TRAITS[name].family is Family.CELL:
        layer.build((2, 3))
    elif name in {"MultiHeadAttention", "GroupQueryAttention"}:
        layer(np.zeros(shape), np.zeros(shape))
    elif TRAITS[name].family is Family.ATTENTION:
        layer([np.zeros(shape), np.zeros(shape)])
    else:
        layer(np.zeros((2, 4), "int32"))


@pytest.mark.parametrize("name", MEASURABLE)
def test_values(name: str) -> None:
    case = measured(name)
    given, got, flow = numbers(case.x), numbers(case.y), TRAITS[name].values
    kept = got <= given | {0.0}
    if TRAITS[name].family is not Family.ACTIVATION:  # relu passes on, or gives zero
        assert kept == (flow in KEEPING | {ValueFlow.LARGEST})
    if flow is ValueFlow.KEPT:
        assert np.allclose(np.sort(case.x.ravel()), np.sort(case.y.ravel()))
    if flow in {ValueFlow.COPIED, ValueFlow.PADDED}:
        assert given <= got
        assert case.y.size > case.x.size
    if flow in {ValueFlow.SELECTED, ValueFlow.LARGEST}:
        assert got < given
    if flow in {ValueFlow.RESAMPLED, ValueFlow.AVERAGED}:
        assert case.y.min() >= case.x.min() - 1e-4
        assert case.y.max() <= case.x.max() + 1e-4
    if flow is ValueFlow.STANDARDIZED:
        result = measured.__wrapped__(name).call(case.x, training=True)  # which moves the averages of a layer
        assert result.mean() == pytest.approx(0, abs=0.05)
        assert result.std() == pytest.approx(1, abs=0.1)


def test_values_depend_on_the_interpolation() -> None:
    assert values_of("UpSampling2D", {"interpolation": "nearest"}) is ValueFlow.COPIED
    assert values_of("UpSampling2D", {"interpolation": "bilinear"}) is ValueFlow.RESAMPLED
    assert values_of("MaxPooling2D", {"pool_size": (1, 1)}) is ValueFlow.SELECTED
    assert values_of("MaxPooling1D", {"pool_size": 1}) is ValueFlow.SELECTED
    assert values_of("MaxPooling2D", {"pool_size": (1, 2)}) is ValueFlow.LARGEST
    layer = class_named("UpSampling2D")(interpolation="bilinear")
    x = np.random.default_rng(0).uniform(0, 1, (1, 4, 4, 2)).astype("float32")
    assert not numbers(np.asarray(layer(x))) <= numbers(x)
    assert values_of("NoSuchLayer", {}) is ValueFlow.COMPUTED


@pytest.mark.parametrize("name", MEASURABLE)
def test_affine(name: str) -> None:
    case = measured(name)
    other, third = np.flip(case.x, 0), case.x[..., ::-1]
    mixed = case.call((0.5 * case.x + 0.3 * other + 0.2 * third).astype("float32"))
    expected = 0.5 * case.y + 0.3 * case.call(other) + 0.2 * case.call(third)
    assert np.allclose(mixed, expected, atol=2e-3 * max(1.0, abs(expected).max())) == TRAITS[name].affine


@pytest.mark.parametrize("name", MEASURABLE)
def test_shape(name: str) -> None:
    case, change = measured(name), TRAITS[name].shape
    if TRAITS[name].training_only:
        case = replace(case, y=case.call(case.x, training=True))
    if change is ShapeChange.NONE:
        assert case.x.shape == case.y.shape
    elif change is ShapeChange.LAST_AXIS:
        assert case.x.shape[:-1] == case.y.shape[:-1]
    elif name != "EinsumDense":  # where the equation may name any axes
        assert case.x.shape != case.y.shape
    if TRAITS[name].whole:
        assert case.y.ndim == 2


@pytest.mark.parametrize("name", [name for name in MEASURABLE if name != "BatchNormalization"])
def test_training_only(name: str) -> None:
    case = measured(name)
    results = (case.call(case.x, training=True) for _ in range(12 if TRAITS[name].training_only else 1))
    differ = any(result.shape != case.y.shape or not np.allclose(result, case.y, atol=1e-4) for result in results)
    assert differ == TRAITS[name].training_only
    if differ:
        assert np.allclose(case.x, case.y)


@pytest.mark.parametrize("name", [name for name, traits in TRAITS.items() if traits.activation])
def test_activation_layers(name: str) -> None:
    activation, case = TRAITS[name].activation, measured(name)
    assert activation is not None
    low, high = RANGES[activation]
    result = case.call((4 * case.x).astype("float32"))
    assert low - 1e-6 <= result.min()
    assert result.max() <= high + 1e-6
    assert TRAITS[name].shape is ShapeChange.NONE


@pytest.mark.parametrize("name", [name for name in MEASURABLE if "activation" in LAYERS[name] and name != "Activation"])
def test_default_activations(name: str) -> None:
    """The signature says which activation a layer has that is given none."""
    layer = class_named(name)(**arguments(name))
    default = bind(LAYERS[name], (), {})["activation"]
    assert canonical_activation(layer.activation.__name__) == canonical_activation(str(default or "linear"))


@pytest.mark.parametrize("name", [name for name, traits in TRAITS.items() if traits.kernel])
def test_kernels(name: str) -> None:
    case, kernel = measured(name), TRAITS[name].kernel
    assert (kernel is Kernel.TRANSPOSED) == (case.y.shape[1] > case.x.shape[1])
    assert (kernel is Kernel.SEPARABLE) == hasattr(case.layer, "pointwise_kernel")
    changed = case.x.copy()
    changed[..., 0] += 1
    touched = {
        index
        for index in range(case.y.shape[-1])
        if not np.allclose(case.call(changed)[..., index], case.y[..., index])
    }
    assert (kernel is Kernel.DEPTHWISE) == (touched != set(range(case.y.shape[-1])))


@pytest.mark.parametrize("name", [name for name, traits in TRAITS.items() if traits.family is Family.MERGING])
def test_products(name: str) -> None:
    layer = class_named(name)(**({"axes": -1} if name == "Dot" else {}))
    random = np.random.default_rng(0)
    one, other = (random.uniform(1, 2, (2, 3)).astype("float32") for _ in range(2))
    twice, once = np.asarray(layer([2 * one, 2 * other])), np.asarray(layer([one, other]))
    assert np.allclose(twice, (4 if TRAITS[name].product else 2) * once)
