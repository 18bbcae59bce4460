"""The committed knowledge of Keras, against the Keras that is installed."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kerasrules.keras_api import generated, members, small_objects
from kerasrules.keras_api.activations import (
    ACTIVATIONS,
    IDEMPOTENT,
    NEVER_NEGATIVE,
    OVER_AXIS,
    PROBABILITIES,
    RANGES,
    canonical_activation,
)
from kerasrules.keras_api.applications import APPLICATIONS, backbone_output, preprocessing_mode
from kerasrules.keras_api.applications import RANGES as PIXEL_RANGES
from kerasrules.keras_api.initializers import canonical_initializer
from kerasrules.keras_api.layer_traits import ACTIVATION_OF_CLASS
from kerasrules.keras_api.losses import (
    BINARY,
    CATEGORICAL,
    HINGE,
    LOGIT_FUNCTIONS,
    LOSSES,
    MARGIN,
    REGRESSION,
    SPARSE,
    canonical_loss,
    loss_signature,
    takes_logits,
)
from kerasrules.keras_api.metrics import canonical_metric
from kerasrules.keras_api.operations import infer_op
from kerasrules.keras_api.optimizers import (
    SCHEDULE_START,
    SCHEDULES,
    canonical_optimizer,
    default_learning_rate,
    optimizer_signature,
)
from kerasrules.keras_api.signatures import LAYER_ALIASES, LAYER_FUNCTIONS, LAYERS, REQUIRED, bind, canonical_layer
from kerasrules.model.locations import Location, Position
from kerasrules.model.network import Layer, Node, Tensor
from kerasrules.model.unknown import Unknown
from tools import generate_keras_api as generate

LOCATION = Location("test.py", Position(1, 1), Position(1, 2))


@pytest.fixture(scope="module")
def installed(tensorflow: Any) -> generate.Installed:
    return generate.Installed()


KINDS = ("layers", "activations", "losses", "metrics", "optimizers", "initializers")


@pytest.fixture(scope="module")
def documents(installed: generate.Installed) -> Any:
    return generate.documents(installed)


@pytest.mark.parametrize("kind", KINDS)
def test_the_data_are_what_the_generator_writes(installed: generate.Installed, documents: Any, kind: str) -> None:
    path = Path(generated.path_of(kind, str(min(installed.generation, 3))))
    version = json.loads(path.read_text("utf-8"))["keras"]
    if installed.keras.__version__.split(".")[:2] != version.split(".")[:2]:
        pytest.skip(f"generated from Keras {version}, installed is {installed.keras.__version__}")
    assert generate.rendered(version, documents[kind]) == path.read_text("utf-8")


def test_all_data_are_of_one_keras_for_each_generation() -> None:
    kinds = {*KINDS, "applications"}
    for generation in generated.GENERATIONS:
        assert {path.stem for path in Path(generated.path_of("layers", generation)).parent.iterdir()} == kinds
        assert len({generated.facts(kind, generation)["keras"] for kind in kinds}) == 1


def test_every_loss_string_that_keras_takes(installed: generate.Installed) -> None:
    for spelling in LOSSES:
        try:
            real = installed.keras.losses.get(spelling)
        except ValueError:
            continue  # a spelling of the other generation
        name = getattr(real, "__name__", None) or real.fn.__name__
        assert canonical_loss(spelling) == canonical_loss(name), spelling


def test_default_learning_rates(installed: generate.Installed) -> None:
    for name in ("SGD", "Adam", "RMSprop", "Nadam", "Adagrad"):
        real = float(getattr(installed.keras.optimizers, name)().learning_rate)
        assert default_learning_rate(name) == pytest.approx(real)


def test_small_objects(installed: generate.Installed) -> None:
    """Parameters in order, and other names, of callbacks, regularizers and constraints."""
    tables = {
        "callbacks": small_objects.CALLBACKS,
        "regularizers": small_objects.REGULARIZERS,
        "constraints": small_objects.CONSTRAINTS,
    }
    for module, table in tables.items():
        space = getattr(installed.keras, module)
        for name, parameters in table.items():
            real = [row[0] for row in generate.own_parameters(getattr(space, name).__init__)[0]]
            assert tuple(real[: len(parameters)]) == parameters, name
            if module != "callbacks":
                assert type(space.get(generate.snake(name))).__name__ == name
                found = small_objects.find(module, generate.snake(name))
                assert found is not None
                assert found[0] == name
    assert small_objects.find("callbacks", "NoSuchCallback") is None


def test_preprocessing(installed: generate.Installed) -> None:
    """What each family's function makes of 0 and 255."""
    for name, application in APPLICATIONS.items():
        module = getattr(installed.keras.applications, application.module, None)
        if module is not None:
            assert generate.preprocessing_mode(module) == application.mode, name


@pytest.fixture(scope="module")
def backbone(installed: generate.Installed) -> Iterator[Callable[[str], tuple[Any, tuple[int, ...]]]]:
    """A backbone without top, built once, with its images' shape: the least side, and one that does not divide."""

    @cache
    def built(name: str) -> tuple[Any, tuple[int, ...]]:
        shape = (APPLICATIONS[name].min_size, 97, 3)
        with installed.unbuilt():
            make = getattr(installed.keras.applications, name)
            return make(weights=None, include_top=False, input_shape=shape), shape

    yield built
    installed.keras.backend.clear_session()


@pytest.mark.parametrize(
    "name", ["EfficientNetB0", "EfficientNetV2B0", "EfficientNetV2S", "MobileNetV3Small", "ConvNeXtTiny", "ResNet50"]
)
def test_scaling_inside(backbone: Callable[[str], Any], name: str) -> None:
    assert generate.included_mode(backbone(name)[0]) == APPLICATIONS[name].included


@pytest.mark.parametrize(
    "name",
    [
        "ConvNeXtTiny",
        "DenseNet121",
        "EfficientNetB0",
        "InceptionV3",
        "MobileNet",
        "MobileNetV2",
        "NASNetMobile",
        "ResNet50V2",
        "VGG16",
        "Xception",
    ],
)
def test_backbone_output(backbone: Callable[[str], Any], name: str) -> None:
    """Shape and weights without top."""
    model, shape = backbone(name)
    found = backbone_output(name, {"include_top": False}, ((None, *shape),))
    assert found.outputs == (tuple(model.output_shape),)
    assert found.parameters == model.count_params()


# --- what holds without TensorFlow --------------------------------------------------------------------------------


def test_imports_alone() -> None:
    """Neither TensorFlow nor Keras nor numpy comes along."""
    code = (
        "import sys; from kerasrules.keras_api import signatures, activations, losses, metrics, optimizers, "
        "initializers, applications, operations, shapes; "
        "print(sorted({'tensorflow', 'keras', 'numpy'} & set(sys.modules)))"
    )
    root = str(Path(__file__).parents[1])
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {root!r}); {code}"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = ast.literal_eval(result.stdout)
    assert loaded == []


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("MaxPool2D", "MaxPooling2D"),
        ("Convolution2D", "Conv2D"),
        ("GlobalAvgPool2D", "GlobalAveragePooling2D"),
        ("Deconvolution2D", "Conv2DTranspose"),
        ("Dense", "Dense"),
        ("CuDNNLSTM", "CuDNNLSTM"),
        ("ThresholdedReLU", "ThresholdedReLU"),
        ("NoSuchLayer", None),
    ],
)
def test_canonical_layer(alias: str, name: str | None) -> None:
    assert canonical_layer(alias) == name


def test_every_alias_leads_somewhere() -> None:
    for table in (LAYER_ALIASES, LAYER_FUNCTIONS):
        assert {canonical_layer(name) for name in table.values()} <= set(LAYERS)


def test_bind_fills_positions_and_defaults() -> None:
    bound = bind(LAYERS["Conv2D"], (32, (3, 3)), {"activation": "relu", "input_shape": (28, 28, 1)})
    assert bound["filters"] == 32
    assert bound["kernel_size"] == (3, 3)
    assert bound["strides"] == (1, 1)
    assert bound["activation"] == "relu"
    assert bound["input_shape"] == (28, 28, 1)
    assert "rank" not in bound


def test_bind_takes_both_generations() -> None:
    both = LAYERS["LeakyReLU"]
    assert bind(both, (0.2,), {})["negative_slope"] == 0.2
    assert bind(both, (), {"alpha": 0.2})["negative_slope"] == 0.2
    embedding = bind(LAYERS["Embedding"], (100, 8), {"input_length": 20})
    assert (embedding["input_dim"], embedding["output_dim"], embedding["input_length"]) == (100, 8, 20)
    for name in (
        "input_shape",
        "input_dim",
        "batch_input_shape",
        "batch_size",
        "weights",
        "name",
        "dtype",
        "trainable",
    ):
        assert name in LAYERS["Dense"], name


def test_bind_keeps_what_it_does_not_know() -> None:
    bound = bind(LAYERS["Dense"], (), {"output_dim": 3, "init": "uniform"})
    assert bound["output_dim"] == 3
    assert "units" not in bound
    assert "init" not in LAYERS["Dense"]


def test_required_parameters() -> None:
    assert [parameter.name for parameter in LAYERS["Dense"].parameters if parameter.default is REQUIRED] == ["units"]


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("swish", "silu"),
        ("silu", "silu"),
        ("hard_swish", "hard_silu"),
        ("ReLU", "relu"),
        ("relu", "relu"),
        ("no", None),
    ],
)
def test_canonical_activation(spelling: str, name: str | None) -> None:
    assert canonical_activation(spelling) == name


def test_activation_sets_name_activations() -> None:
    names = set(ACTIVATIONS.values()) | set(ACTIVATION_OF_CLASS.values())
    assert set(RANGES) >= names - {"swish"}
    assert names >= IDEMPOTENT | OVER_AXIS
    assert {"sigmoid", "softmax"} <= PROBABILITIES <= NEVER_NEGATIVE <= names


def test_ranges_of_activations(installed: generate.Installed) -> None:
    numpy = pytest.importorskip("numpy")
    values = numpy.linspace(-30, 30, 601, dtype="float32")[None, :]
    for name, (low, high) in RANGES.items():
        function = getattr(installed.keras.activations, name, None)
        if function is None or name in {"glu", "threshold"}:  # without a range or default of their own
            continue
        result = numpy.asarray(function(values))
        assert low - 1e-3 <= result.min(), name
        assert result.max() <= high + 1e-3, name
        if name in IDEMPOTENT:
            again = numpy.asarray(function(function(values)))
            numpy.testing.assert_allclose(again, result, atol=1e-4, err_msg=name)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("mse", "mean_squared_error"),
        ("MSE", "mean_squared_error"),
        ("bce", "binary_crossentropy"),
        ("kld", "kl_divergence"),
        ("kullback_leibler_divergence", "kl_divergence"),
        ("logcosh", "log_cosh"),
        ("log_cosh", "log_cosh"),
        ("SparseCategoricalCrossentropy", "sparse_categorical_crossentropy"),
        ("CategoricalFocalCrossentropy", "categorical_focal_crossentropy"),
        ("huber_loss", "huber"),
        ("no_such_loss", None),
    ],
)
def test_canonical_loss(spelling: str, name: str | None) -> None:
    assert canonical_loss(spelling) == name


def test_loss_families_name_losses() -> None:
    families = (BINARY, CATEGORICAL, HINGE, MARGIN, REGRESSION, SPARSE)
    assert frozenset().union(*families) <= set(LOSSES.values())
    assert set(LOGIT_FUNCTIONS.values()) <= BINARY | CATEGORICAL | SPARSE


def test_loss_signatures() -> None:
    sorted_by_class, function = loss_signature("BinaryCrossentropy"), loss_signature("bce")
    assert sorted_by_class is not None
    assert [parameter.name for parameter in sorted_by_class.parameters][:2] == ["from_logits", "label_smoothing"]
    assert function is not None
    assert [parameter.name for parameter in function.parameters][:3] == ["y_true", "y_pred", "from_logits"]
    assert takes_logits("sparse_categorical_crossentropy")
    assert not takes_logits("mean_squared_error")


def test_metric_optimizer_and_initializer_spellings() -> None:
    assert canonical_metric("acc") == canonical_metric("Accuracy") == "accuracy"
    assert canonical_metric("AUC") == "auc"
    assert canonical_metric("BinaryAccuracy") == "binary_accuracy"
    assert canonical_optimizer("adam") == canonical_optimizer("Adam") == "Adam"
    assert canonical_optimizer("RMSProp") == "RMSprop"
    assert canonical_initializer("zero") == canonical_initializer("Zeros") == "Zeros"
    assert canonical_initializer("he_normal") == "HeNormal"
    assert default_learning_rate("sgd") == 0.01
    assert default_learning_rate("no_such_optimizer") is None
    signature = optimizer_signature("adam")
    assert signature is not None
    assert signature.parameters[0].name == "learning_rate"


def test_schedules_name_their_start() -> None:
    for name, start in SCHEDULE_START.items():
        assert start in SCHEDULES[name]


def test_input_ranges_of_applications() -> None:
    assert APPLICATIONS["VGG16"].input_range({}) == PIXEL_RANGES["caffe"]
    assert APPLICATIONS["MobileNetV2"].input_range({}) == (-1.0, 1.0)
    assert APPLICATIONS["EfficientNetB0"].input_range({}) == (0.0, 255.0)
    assert APPLICATIONS["MobileNetV3Large"].input_range({}) == (0.0, 255.0)
    assert APPLICATIONS["MobileNetV3Large"].input_range({"include_preprocessing": False}) == (-1.0, 1.0)
    assert APPLICATIONS["MobileNetV3Large"].input_range({"include_preprocessing": Unknown("?")}) is None
    assert preprocessing_mode("resnet50") == preprocessing_mode("vgg16") == "caffe"
    assert preprocessing_mode("efficientnet") == "none"


def test_backbone_heads() -> None:
    assert backbone_output("ResNet50", {}, ()).outputs == ((None, 1000),)
    assert backbone_output("ResNet50", {"include_top": False, "pooling": "avg"}, ()).outputs == ((None, 2048),)
    assert backbone_output("ResNet50", {"include_top": False, "input_shape": (64, 64, 3)}, ()).outputs == (
        (None, 2, 2, 2048),
    )
    assert backbone_output("ResNet50", {"classes": 10, "weights": None}, ()).parameters == 23608202
    assert backbone_output("ResNet50", {"include_top": Unknown("?")}, ()).outputs == (None,)
    assert backbone_output("NoSuchNet", {}, ()).outputs == (None,)


# --- functions on tensors -----------------------------------------------------------------------------------------


def tensor(*shape: int | None) -> Tensor:
    return Tensor(Node(Layer("input", "Input", LOCATION), (), LOCATION), shape=shape)


X = tensor(None, 28, 28, 3)
ALL = slice(None)

OPS: list[tuple[str, tuple[Any, ...], dict[str, Any], Any]] = [
    ("relu", (X,), {}, (None, 28, 28, 3)),
    ("add", (X, 1.0), {}, (None, 28, 28, 3)),
    ("add", (X, tensor(28, 1)), {}, (None, 28, 28, 3)),
    ("multiply", (X, tensor(None, 1, 1, 3)), {}, (None, 28, 28, 3)),
    ("maximum", (X, tensor(None, 27, 28, 3)), {}, "incompatible"),
    ("reduce_mean", (X,), {"axis": [1, 2]}, (None, 3)),
    ("mean", (X, -1, True), {}, (None, 28, 28, 1)),
    ("sum", (X,), {}, ()),
    ("reshape", (X, (-1, 2352)), {}, (None, 2352)),
    ("reshape", (tensor(2, 6), (5, -1)), {}, "total size"),
    ("transpose", (X, (0, 3, 1, 2)), {}, (None, 3, 28, 28)),
    ("expand_dims", (X, -1), {}, (None, 28, 28, 3, 1)),
    ("squeeze", (tensor(None, 1, 5), 1), {}, (None, 5)),
    ("squeeze", (tensor(None, 2, 5), 1), {}, "squeeze"),
    ("concatenate", ([X, X],), {"axis": -1}, (None, 28, 28, 6)),
    ("concat", ([X, tensor(None, 14, 28, 3)], -1), {}, "matching shapes"),
    ("stack", ([tensor(None, 4), tensor(None, 4)],), {"axis": 1}, (None, 2, 4)),
    ("matmul", (tensor(None, 3, 4), tensor(None, 4, 6)), {}, (None, 3, 6)),
    ("matmul", (tensor(None, 3, 4), tensor(None, 5, 6)), {}, "Inner dimensions"),
    ("einsum", ("bij,bjk->bik", tensor(None, 3, 4), tensor(None, 4, 6)), {}, (None, 3, 6)),
    ("pad", (X, [[0, 0], [1, 1], [2, 2], [0, 0]]), {}, (None, 30, 32, 3)),
    ("one_hot", (tensor(None), 10), {}, (None, 10)),
    ("tile", (tensor(None, 2), (1, 3)), {}, (None, 6)),
    ("repeat", (tensor(None, 2), 3), {"axis": 1}, (None, 6)),
    ("resize", (X, (14, 7)), {}, (None, 14, 7, 3)),
    ("getitem", (X, (ALL, 0)), {}, (None, 28, 3)),
    ("getitem", (X, (Ellipsis, slice(0, 2))), {}, (None, 28, 28, 2)),
    ("getitem", (X, (ALL, None)), {}, (None, 1, 28, 28, 3)),
    ("argmax", (X,), {"axis": -1}, (None, 28, 28)),
    ("depth_to_space", (tensor(None, 4, 4, 8), 2), {}, (None, 8, 8, 2)),
    ("cast", (X, "float16"), {}, (None, 28, 28, 3)),
    ("no_such_function", (X,), {}, None),
]


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "expected"), OPS, ids=lambda item: item if isinstance(item, str) else ""
)
def test_ops(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], expected: Any) -> None:
    found = infer_op(name, args, kwargs)
    if isinstance(expected, str):
        assert found.error is not None
        assert expected in found.error
    else:
        assert found.error is None
        assert found.outputs == (expected,)


def test_ops_agree_with_keras(installed: generate.Installed) -> None:
    """The same calls on symbolic tensors, where keras.ops has them."""
    if installed.generation < 3:
        pytest.skip("keras.ops is of Keras 3")
    ops, checked = installed.keras.ops, 0
    for name, args, kwargs, expected in OPS:
        function = getattr(ops, name, None)
        if function is None:
            continue

        def real(item: Any) -> Any:
            if isinstance(item, Tensor):
                return installed.keras.KerasTensor(item.shape)
            return [real(inner) for inner in item] if isinstance(item, list) else item

        call_args = [real(item) for item in args]
        if isinstance(expected, str):
            with pytest.raises(ValueError):  # noqa: PT011 - the wording is Keras' own
                function(*call_args, **kwargs)
        else:
            if name == "one_hot":
                call_args[0] = installed.keras.KerasTensor((None,), dtype="int32")
            assert tuple(function(*call_args, **kwargs).shape) == expected, name
        checked += 1
    assert checked > 10


def test_several_outputs() -> None:
    assert infer_op("split", (X, 3), {"axis": -1}).outputs == ((None, 28, 28, 1),) * 3
    assert infer_op("unstack", (tensor(None, 2, 5),), {"axis": 1}).outputs == ((None, 5),) * 2
    assert infer_op("moments", (X, [0, 1, 2]), {}).outputs == ((3,), (3,))


def test_inputs_take_the_location_of_the_tensors_own_shapes() -> None:
    assert infer_op("add", (X, X), {}, [(None, 3), (None, 1)]).outputs == ((None, 3),)
    assert infer_op("relu", (X,), {}, [None]).outputs == (None,)


def test_attributes_that_keras_surely_gives(tensorflow: Any) -> None:
    keras = tensorflow.keras
    inputs = keras.Input((4,))
    declared = keras.Sequential([inputs, keras.layers.Dense(2)])
    deferred = keras.Sequential([keras.layers.Dense(2)])
    functional = keras.Model(inputs, keras.layers.Dense(2)(inputs))
    for names, owners in (
        (members.OF_LAYERS, (keras.layers.Dense(2), keras.layers.Dropout(0.1), keras.layers.InputLayer((4,)))),
        (members.OF_MODELS, (deferred, type("Own", (keras.Model,), {})())),
        (members.OF_GRAPHS, (functional, declared)),
    ):
        for owner in owners:
            assert [name for name in names if not hasattr(owner, name)] == []
    # which is why nothing is said of these
    assert not hasattr(deferred, "inputs")
    assert not hasattr(keras.Sequential([keras.Input((4,))]), "inputs")
    assert not hasattr(keras.layers.Dense(2), "kernel")
