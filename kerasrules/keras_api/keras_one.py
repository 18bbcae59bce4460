"""Keras 1: which parameters its layers had, and what a call of one is for today's Keras.

Taken from Keras 1.2.2. Names that were only renamed stand in `removed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from kerasrules.keras_api import activations, initializers, removed
from kerasrules.model.program import ApiUse
from kerasrules.model.unknown import Unknown

_WEIGHTS = ("W_regularizer", "b_regularizer", "activity_regularizer", "W_constraint", "b_constraint", "bias")
_RECURRENT = ("W_regularizer", "U_regularizer", "b_regularizer", "dropout_W", "dropout_U")
_FLAT = ("nb_row", "nb_col")
_DEEP = ("kernel_dim1", "kernel_dim2", "kernel_dim3")
_START = ("init", "activation", "weights")
_POOLING = ("pool_size", "strides", "border_mode", "dim_ordering")
_CONVOLUTION = (*_START, "border_mode", "subsample", "dim_ordering", *_WEIGHTS)
_LINE = ("nb_filter", "filter_length", *_START, "border_mode", "subsample_length", *_WEIGHTS)

POSITIONAL: Mapping[str, tuple[str, ...]] = {
    "Dense": ("output_dim", *_START, *_WEIGHTS, "input_dim"),
    "Conv1D": (*_LINE, "input_dim", "input_length"),
    "LocallyConnected1D": (*_LINE, "input_dim", "input_length"),
    "Conv2D": ("nb_filter", *_FLAT, *_CONVOLUTION),
    "LocallyConnected2D": ("nb_filter", *_FLAT, *_CONVOLUTION),
    "Conv3D": ("nb_filter", *_DEEP, *_CONVOLUTION),
    "SeparableConv2D": (
        *("nb_filter", *_FLAT, *_START, "border_mode", "subsample", "depth_multiplier", "dim_ordering"),
        *("depthwise_regularizer", "pointwise_regularizer", "b_regularizer", "activity_regularizer"),
        *("depthwise_constraint", "pointwise_constraint", "b_constraint", "bias"),
    ),
    "Conv2DTranspose": ("nb_filter", *_FLAT, "output_shape", *_CONVOLUTION),
    "ConvLSTM2D": (
        *("nb_filter", *_FLAT, "init", "inner_init", "forget_bias_init", "activation", "inner_activation"),
        *("dim_ordering", "border_mode", "subsample", *_RECURRENT),
    ),
    "SimpleRNN": ("output_dim", "init", "inner_init", "activation", *_RECURRENT),
    "GRU": ("output_dim", "init", "inner_init", "activation", "inner_activation", *_RECURRENT),
    "LSTM": ("output_dim", "init", "inner_init", "forget_bias_init", "activation", "inner_activation", *_RECURRENT),
    "Embedding": (
        *("input_dim", "output_dim", "init", "input_length", "W_regularizer", "activity_regularizer"),
        *("W_constraint", "mask_zero", "weights", "dropout"),
    ),
    "BatchNormalization": (
        *("epsilon", "mode", "axis", "momentum", "weights", "beta_init", "gamma_init"),
        *("gamma_regularizer", "beta_regularizer"),
    ),
    "MaxPooling1D": ("pool_length", "stride", "border_mode"),
    "AveragePooling1D": ("pool_length", "stride", "border_mode"),
    **dict.fromkeys(("MaxPooling2D", "AveragePooling2D", "MaxPooling3D", "AveragePooling3D"), _POOLING),
    **dict.fromkeys(("GlobalMaxPooling2D", "GlobalAveragePooling2D", "GlobalMaxPooling3D"), ("dim_ordering",)),
    "GlobalAveragePooling3D": ("dim_ordering",),
    "UpSampling1D": ("length",),
    **dict.fromkeys(("UpSampling2D", "UpSampling3D"), ("size", "dim_ordering")),
    **dict.fromkeys(("ZeroPadding2D", "ZeroPadding3D"), ("padding", "dim_ordering")),
    **dict.fromkeys(("Cropping2D", "Cropping3D"), ("cropping", "dim_ordering")),
    "Dropout": ("p", "noise_shape", "seed"),
    "SpatialDropout1D": ("p",),
    **dict.fromkeys(("SpatialDropout2D", "SpatialDropout3D"), ("p", "dim_ordering")),
    "GaussianNoise": ("sigma",),
    "GaussianDropout": ("p",),
    "PReLU": ("init", "weights", "shared_axes"),
}
"""The parameters of a layer that could be given by position, by its name of today."""

ATROUS: Mapping[str, tuple[str, ...]] = {
    "Conv1D": (*_LINE[:7], "atrous_rate", *_WEIGHTS),
    "Conv2D": ("nb_filter", *_FLAT, *_START, "border_mode", "subsample", "atrous_rate", "dim_ordering", *_WEIGHTS),
}
"""Likewise of AtrousConvolution1D and 2D, which today are Conv1D and Conv2D with dilation_rate."""

DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "LSTM": {"recurrent_activation": "hard_sigmoid"},
    "GRU": {"recurrent_activation": "hard_sigmoid", "reset_after": False},
    "ConvLSTM2D": {"recurrent_activation": "hard_sigmoid"},
    "MaxPooling1D": {"pool_size": 2},
    "AveragePooling1D": {"pool_size": 2},
}
"""What a layer did without being told, where that has changed, under today's names."""

RATES: Mapping[str, float] = {"Adagrad": 0.01, "Adadelta": 1.0, "Adamax": 0.002, "Nadam": 0.002}
"""The learning rates of optimizers by default, where they have changed."""

MERGE_CLASSES: Mapping[str, str] = {
    "sum": "Add",
    "mul": "Multiply",
    "concat": "Concatenate",
    "ave": "Average",
    "max": "Maximum",
    "dot": "Dot",
    "cos": "Dot",
}
"""The layers of today for the modes of `merge` and `Merge`."""

_LINES = ("Conv1D", "LocallyConnected1D")
"""Their `input_dim` is the width of each step, and `input_length` the number of steps."""
_SIDES = (_FLAT, _DEEP)
_ORDERINGS = {"th": "channels_first", "tf": "channels_last", "default": None}
_DROPPED = frozenset(
    {("BatchNormalization", "mode"), ("Embedding", "dropout"), ("Conv2DTranspose", "output_shape")}
    | {(name, "consume_less") for name in ("SimpleRNN", "GRU", "LSTM")}
)
"""(class, argument) that today's layers compute themselves, or that change no shape."""
LAYERS: frozenset[str] = frozenset(
    {
        *("merge", "Merge", "MaxoutDense", "Highway", "TimeDistributedDense"),
        *("AtrousConvolution1D", "AtrousConvolution2D", "ParametricSoftplus", "SReLU"),
    }
)
"""Layers, and functions that call one, that only Keras 1 had."""

_NAMES = frozenset(
    [f"{module}.{name}" for module in ("keras.layers", "keras.layers.core", "keras.engine") for name in LAYERS]
    + ["keras.layers.convolutional.AtrousConvolution1D", "keras.layers.convolutional.AtrousConvolution2D"]
    + ["keras.engine.topology.merge", "keras.engine.topology.Merge", "keras.layers.advanced_activations.SReLU"]
    + ["keras.regularizers.l1l2", "keras.regularizers.WeightRegularizer", "keras.initializations"]
)
"""Only Keras 1 had these."""


def has_old_ends(use: ApiUse) -> bool:
    """Whether a model is made as Model(input=…, output=…).

    Keras itself took that until 2.3, and as long read the third argument of a convolution as columns of the kernel.
    """
    return not use.guarded and use.name == "keras.Model" and not {"input", "output"}.isdisjoint(use.keywords)


def is_sign(use: ApiUse) -> bool:
    """Whether a name or an argument that the program uses is of Keras 1 alone.

    Model(input=…, output=…) went on for years.
    """
    if use.guarded or use.name == "keras.Model":
        return False
    if use.kind in ("import", "call") and use.name in _NAMES:
        return True
    return any(
        (entry := removed.argument(use.kind, use.name, name)) is not None and entry.since == removed.KERAS_ONE_ENDED
        for name in use.keywords
    )


def has_old_argument(class_name: str, names: Iterable[str]) -> bool:
    """Whether a call of a layer passes an argument by a name that only Keras 1 had."""
    found = (removed.argument("call", f"keras.layers.{class_name}", name) for name in names)
    return any(entry is not None and entry.since == removed.KERAS_ONE_ENDED for entry in found)


def has_new_argument(class_name: str, names: Iterable[str]) -> bool:
    """Whether a call of a layer passes an argument by the name that it got in Keras 2, such as padding."""
    return not _new_arguments(class_name).isdisjoint(names)


@cache
def _new_arguments(class_name: str) -> frozenset[str]:
    old = POSITIONAL.get(class_name, ())
    return frozenset(today(class_name, name) for name in old).difference(old)


def is_later(use: ApiUse) -> bool:
    """Whether this is no program of Keras 1: an argument that it called otherwise, as epochs of fit, or tf.keras."""
    if use.kind == "import":
        return use.name.startswith("tensorflow.keras")
    if use.kind not in ("method", "call"):
        return False
    of_method = use.kind == "method"
    called = use.name.rpartition(".")[2] if of_method else use.name
    return any(
        entry.instead is not None and name == called and entry.instead.partition(",")[0] in use.keywords
        for (name, _), entry in (removed.METHOD_ARGUMENTS if of_method else removed.FUNCTION_ARGUMENTS).items()
    )


SIZES_OF_DENSE = ("input_dim", "output_dim")
"""What Dense took first before Keras 1."""


def has_input_size_first(class_name: str, args: Sequence[object]) -> bool:
    """Whether a layer is called as Dense(64, 10), which before Keras 1 took 64 inputs to 10 units."""
    return class_name == "Dense" and len(args) >= 2 and all(type(size) is int for size in args[:2])


def positional(class_name: str, args: Sequence[object], atrous: bool = False) -> tuple[str, ...] | None:
    """The names that Keras 1, or its predecessor, gave to these arguments; None where they are given as today."""
    names = (ATROUS if atrous else POSITIONAL).get(class_name)
    if names is None or not args:
        return names
    if has_input_size_first(class_name, args):
        return (*SIZES_OF_DENSE, *_START)
    sides = next((sides for sides in _SIDES if sides[0] in names), None)
    if sides is not None and not all(_is_size(size) for size in args[1 : len(sides) + 1]):
        return None  # Conv2D(32, (3, 3))
    if sides is not None and 1 < len(args) <= len(sides):
        return None  # Conv2D(32, 3)
    if class_name == "BatchNormalization" and not isinstance(args[0], float):
        return None
    if len(args) > 1 and names[1] == "init" and _is_activation(args[1]):
        return None  # Dense(32, "relu")
    return names


def _is_size(value: object) -> bool:
    return type(value) is int or isinstance(value, Unknown)


def _is_activation(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return initializers.canonical_initializer(value) is None and activations.canonical_activation(value) is not None


def today(class_name: str, name: str) -> str:
    """The present name of a parameter that Keras 1 had under this name."""
    if any(name in sides for sides in _SIDES):
        return "kernel_size"
    if name == "dim_ordering":
        return "data_format"
    entry = removed.argument("call", f"keras.layers.{class_name}", name)
    return entry.instead if entry is not None and entry.renamed and entry.instead is not None else name


def translated(class_name: str, given: Mapping[str, object]) -> dict[str, object]:
    """The arguments of a call of a layer of Keras 1, by the names that they had, as today's Keras takes them."""
    found: dict[str, object] = {**DEFAULTS.get(class_name, {})}
    for name, value in given.items():
        if name == "forget_bias_init":
            found["unit_forget_bias"] = value == "one"
        elif (class_name, name) not in _DROPPED:
            known = name == "dim_ordering" and isinstance(value, str)
            found[today(class_name, name)] = _ORDERINGS.get(value) if known else value  # type: ignore[call-overload]
    for sides in _SIDES:
        if all(side in given for side in sides):
            found["kernel_size"] = tuple(given[side] for side in sides)
    if class_name in _LINES and "input_dim" in found:
        found.setdefault("input_length", None)
    if found.get("padding") == "full":
        found["padding"] = Unknown("the padding 'full', which only Keras 1 had")
    return found
