"""What each function on tensors does: the one table that graph, ranges, rules and confirm ask.

Names are the last part of the path ("tf.math.reduce_mean" -> "reduce_mean"), whatever module it came from: keras.ops,
tensorflow, tf.nn, tf.math, tf.image, keras.backend, numpy; operators go by their function's name ("add", "multiply",
"getitem"). Signatures differ between these modules; where they do, what is common is told.

An entry names the kind of thing that becomes of a range, and `interpreter.array_domain` has the arithmetic: this needs
where a value comes from and how a step is told, which are no facts about Keras.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kerasrules.keras_api import activations
from kerasrules.keras_api.layer_traits import ValueFlow
from kerasrules.keras_api.operations.call import OpFunction
from kerasrules.keras_api.operations.elementwise import elementwise, own_shape, same, same_rank, scalar
from kerasrules.keras_api.operations.indexing import gather, getitem, one_hot, top_k
from kerasrules.keras_api.operations.joining import concat, split, stack, unstack
from kerasrules.keras_api.operations.products import dot, einsum, matmul
from kerasrules.keras_api.operations.rearranging import (
    batch_flatten,
    broadcast_to,
    depth_to_space,
    expand_dims,
    flatten,
    image_resize,
    moveaxis,
    pad,
    repeat,
    reshape,
    space_to_depth,
    squeeze,
    swapaxes,
    tile,
    transpose,
)
from kerasrules.keras_api.operations.reductions import moments, position_of_extreme, reduction
from kerasrules.model.enumeration import Enum
from kerasrules.model.record import record, replace


class Range(Enum):
    """What becomes of a range, where `ValueFlow` does not say it; of arithmetic the value is the operator."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    FLOOR_DIVIDE = "//"
    POWER = "**"
    NEGATE = "negate"
    FUNCTION = "function"
    """A function of one number, which goes by its name in Keras."""
    CAST = "cast"
    CAST_IMAGE = "cast image"
    """A cast that also scales whole numbers."""
    CLIP = "clip"
    JOIN = "join"
    UNIT_LENGTH = "unit length"
    AUGMENT = "augment"
    PREPROCESS = "preprocess"


@record(frozen=True)
class Operation:
    """The facts about one function.

    shape: of the outputs; None where it is not told. values: what the values that come out are, in terms of the first
    tensor's. range: see there. keras: the function of keras.ops that takes the same arguments, up to their names; None
    where there is no such. product: multiplies tensors with each other.
    """

    shape: OpFunction | None = None
    values: ValueFlow = ValueFlow.COMPUTED
    range: Range | None = None
    keras: str | None = None
    product: bool = False


def _rows(
    operation: Operation, own: Iterable[str] = (), others: Iterable[str] = (), **renamed: str
) -> dict[str, Operation]:
    """Functions that do the same. own: those of keras.ops; renamed: others of one that is; others: not there."""
    return {
        **{name: replace(operation, keras=name) for name in own},
        **{name: replace(operation, keras=keras) for name, keras in renamed.items()},
        **dict.fromkeys(others, operation),
    }


_ELEMENT = Operation(same)
_FUNCTION = Operation(same, range=Range.FUNCTION)
_AUGMENT = Operation(same, range=Range.AUGMENT)
_KEPT = Operation(same, ValueFlow.KEPT)
_MEAN = Operation(reduction, ValueFlow.AVERAGED)
_ACTIVATIONS = ("relu", "sigmoid", "tanh", "softmax", "hard_sigmoid", "softsign")
"""Of which the range of the result is known from that of the argument."""
_IN_KERAS_OPS = frozenset(activations.RANGES) - {
    *("exponential", "linear", "mish", "prelu", "sparse_sigmoid", "threshold", "thresholded_relu", *_ACTIVATIONS)
}

OPERATIONS: Mapping[str, Operation] = {
    # functions of one number
    **_rows(
        _FUNCTION, ("abs", "ceil", "cos", "exp", "floor", "log", "log1p", "round", "sign", "sin", "sqrt", "square")
    ),
    **_rows(_FUNCTION, _ACTIVATIONS, exponential="exp"),
    **_rows(_ELEMENT, sorted(_IN_KERAS_OPS)),
    "glu": Operation(same_rank, keras="glu"),
    "linear": _KEPT,
    **_rows(
        _ELEMENT,
        ("absolute", "arccos", "arcsin", "arctan", "conj", "cosh", "expm1", "log10", "log2", "logical_not"),
        ("acos", "acosh", "asin", "asinh", "atan", "atanh", "cbrt", "digamma", "erf", "erfc", "erfinv", "imag"),
    ),
    **_rows(
        _ELEMENT,
        ("ones_like", "reciprocal", "rsqrt", "sinh", "tan", "tril", "triu", "zeros_like"),
        ("invert", "isfinite", "isinf", "isnan", "lgamma", "nan_to_num", "positive", "real", "sinc", "trunc"),
    ),
    **_rows(Operation(same, range=Range.NEGATE), ("negative",), neg="negative"),
    # two tensors or constants, element by element
    **_rows(Operation(elementwise, range=Range.ADD), ("add",)),
    **_rows(Operation(elementwise, range=Range.SUBTRACT), ("subtract",), sub="subtract"),
    **_rows(Operation(elementwise, range=Range.MULTIPLY, product=True), ("multiply",), mul="multiply"),
    **_rows(
        Operation(elementwise, range=Range.DIVIDE),
        ("divide", "true_divide"),
        truediv="true_divide",
        realdiv="true_divide",
    ),
    **_rows(Operation(elementwise, range=Range.FLOOR_DIVIDE), ("floor_divide",), floordiv="floor_divide"),
    **_rows(Operation(elementwise, range=Range.POWER), ("power",), pow="power"),
    **_rows(
        Operation(elementwise),
        ("equal", "greater", "greater_equal", "less", "less_equal", "logaddexp", "logical_and", "logical_or"),
        ("accumulate_n", "add_n", "atan2", "bitwise_and", "bitwise_or", "divide_no_nan", "logical_xor"),
        div_no_nan="divide",
        floormod="mod",
    ),
    **_rows(
        Operation(elementwise),
        ("maximum", "minimum", "mod", "not_equal", "where"),
        ("multiply_no_nan", "rsub", "squared_difference"),
    ),
    **_rows(Operation(), others=("compare", "repeat_elements")),
    # as they are, under another type, name or order
    **_rows(
        _KEPT,
        ("flip", "roll", "stop_gradient"),
        ("convert_to_tensor", "copy", "flip_left_right", "flip_up_down", "identity", "numpy", "to_float"),
        reverse="flip",
    ),
    **_rows(replace(_KEPT, range=Range.CAST), others=("cast", "astype")),
    **_rows(Operation(values=ValueFlow.KEPT), others=("ensure_shape", "rot90")),
    "convert_image_dtype": Operation(same, range=Range.CAST_IMAGE),
    **_rows(Operation(reshape, ValueFlow.KEPT), ("reshape",)),
    **_rows(Operation(transpose, ValueFlow.KEPT), ("transpose",), permute_dimensions="transpose"),
    **_rows(Operation(expand_dims, ValueFlow.KEPT), ("expand_dims",)),
    **_rows(Operation(squeeze, ValueFlow.KEPT), ("squeeze",)),
    **_rows(Operation(moveaxis, ValueFlow.KEPT), ("moveaxis",)),
    **_rows(Operation(swapaxes, ValueFlow.KEPT), ("swapaxes",)),
    **_rows(Operation(flatten, ValueFlow.KEPT), ("ravel",), ("flatten",)),
    "batch_flatten": Operation(batch_flatten, ValueFlow.KEPT),
    "depth_to_space": Operation(depth_to_space, ValueFlow.KEPT),
    "space_to_depth": Operation(space_to_depth, ValueFlow.KEPT),
    # some of them, or more often
    "getitem": Operation(getitem, ValueFlow.SELECTED),
    "split": Operation(split, ValueFlow.SELECTED),
    "unstack": Operation(unstack, ValueFlow.SELECTED),
    **_rows(Operation(values=ValueFlow.SELECTED), others=("central_crop", "crop", "extract_patches")),
    **_rows(Operation(values=ValueFlow.SELECTED), others=("resize_with_crop_or_pad",)),
    **_rows(Operation(broadcast_to, ValueFlow.COPIED), ("broadcast_to",)),
    **_rows(Operation(repeat, ValueFlow.COPIED), ("repeat",)),
    **_rows(Operation(tile, ValueFlow.COPIED), ("tile",)),
    "grayscale_to_rgb": Operation(values=ValueFlow.COPIED),
    **_rows(Operation(pad), ("pad",)),
    # images of another size
    "resize": Operation(image_resize, ValueFlow.RESAMPLED),
    **_rows(Operation(values=ValueFlow.RESAMPLED), others=("image_resize", "resize_images", "resize_with_pad")),
    # several tensors to one
    **_rows(Operation(concat, range=Range.JOIN), others=("concat", "concatenate")),
    "stack": Operation(stack, range=Range.JOIN),
    # along axes
    **_rows(Operation(reduction, ValueFlow.LARGEST), ("amax", "max"), reduce_max="max"),
    **_rows(_MEAN, ("mean",), reduce_mean="mean"),
    **_rows(Operation(values=ValueFlow.AVERAGED), ("average",), ("rgb_to_grayscale",)),
    **_rows(
        Operation(reduction),
        ("all", "amin", "any", "count_nonzero", "logsumexp", "median", "min", "norm", "prod", "std", "sum", "var"),
        ("nanmax", "nanmean", "nanmin", "nansum", "reduce_euclidean_norm"),
        reduce_all="all",
        reduce_any="any",
        reduce_logsumexp="logsumexp",
        reduce_min="min",
        reduce_prod="prod",
        reduce_std="std",
        reduce_sum="sum",
        reduce_variance="var",
        variance="var",
    ),
    **_rows(Operation(position_of_extreme), ("argmax", "argmin")),
    "moments": Operation(moments),
    **_rows(_ELEMENT, ("cumprod", "cumsum", "sort"), ("argsort", "cumulative_logsumexp")),
    **_rows(Operation(same, range=Range.UNIT_LENGTH), others=("l2_normalize", "normalize")),
    **_rows(Operation(same, ValueFlow.STANDARDIZED), others=("layer_normalization", "per_image_standardization")),
    **_rows(_ELEMENT, others=("batch_normalization", "rms_normalization")),
    # products
    **_rows(Operation(matmul, product=True), ("matmul",)),
    "dot": Operation(dot, product=True),
    **_rows(Operation(einsum, product=True), ("einsum",)),
    **_rows(Operation(product=True), ("tensordot",), ("batch_dot", "dot_product_attention")),
    # what layers do, as functions
    **_rows(Operation(same_rank, ValueFlow.LARGEST), others=("max_pool", "max_pool2d")),
    **_rows(Operation(same_rank, ValueFlow.AVERAGED), others=("avg_pool", "avg_pool2d")),
    "average_pool": Operation(values=ValueFlow.AVERAGED),
    **_rows(
        Operation(same_rank),
        others=("conv", "conv1d", "conv2d", "conv2d_transpose", "conv3d", "depthwise_conv", "depthwise_conv2d"),
    ),
    "separable_conv2d": Operation(same_rank),
    **_rows(_KEPT, others=("alpha_dropout", "dropout", "gaussian_noise", "spatial_dropout1d")),
    **_rows(_ELEMENT, others=("activation", "bias_add", "in_train_phase", "relu_layer")),
    # bounds and types
    **_rows(Operation(same, range=Range.CLIP), ("clip",), ("clip_by_value",)),
    **_rows(_ELEMENT, others=("clip_by_norm", "fake_quant_with_min_max_args", "quantize", "saturate_cast")),
    # indices
    **_rows(Operation(gather), ("take",), ("embedding_lookup", "gather")),
    "one_hot": Operation(one_hot),
    **_rows(Operation(top_k), ("top_k",)),
    **_rows(Operation(own_shape), others=("int_shape", "shape")),
    **_rows(Operation(scalar), others=("rank", "size")),
    # images by chance
    **_rows(_AUGMENT, others=("random_brightness", "random_contrast", "random_flip_left_right", "random_flip_up_down")),
    **_rows(_AUGMENT, others=("random_hue", "random_jpeg_quality", "random_saturation")),
    **_rows(_AUGMENT, others=("stateless_random_brightness", "stateless_random_contrast", "stateless_random_hue")),
    **_rows(_AUGMENT, others=("stateless_random_flip_left_right", "stateless_random_flip_up_down")),
    "stateless_random_saturation": _AUGMENT,
    **_rows(Operation(range=Range.AUGMENT), others=("random_crop", "stateless_random_crop")),
    **_rows(_ELEMENT, others=("adjust_brightness", "adjust_contrast", "adjust_hue", "adjust_saturation")),
    "preprocess_input": Operation(range=Range.PREPROCESS),
}

UNKNOWN = Operation()


def operation(name: str) -> Operation:
    """What a function does, also an activation under another of its names; for one that is unknown, nothing told."""
    found = OPERATIONS.get(name)
    if found is None:
        activation = activations.canonical_activation(name)
        found = OPERATIONS.get(activation, _ELEMENT) if activation is not None else UNKNOWN
    return found


PRODUCTS = frozenset(name for name, traits in OPERATIONS.items() if traits.product)
"""Two tensors are multiplied."""
