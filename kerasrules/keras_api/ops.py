"""Shapes of functions on tensors: keras.ops, tensorflow, tf.nn, tf.math, keras.backend, numpy-like names.

Names are the last part of the path ("tf.math.reduce_mean" -> "reduce_mean"); operators go by their function's name
("add", "multiply", "getitem"). Signatures differ between these modules; where they do, what is common is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kerasrules.keras_api.activations import canonical_activation
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.keras_api.shapes.merging import broadcast, broadcast_size, concatenated
from kerasrules.keras_api.shapes.reshaping import resized
from kerasrules.keras_api.shapes.values import (
    BuildError,
    Number,
    as_whole,
    axis_index,
    axis_indices,
    plus,
    product,
    rank_unknown,
    times,
)
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import EITHER, Unknown

ABSENT = Unknown("the argument is not given")
MANY_OUTPUTS = 4096
"""More outputs than this are not made one by one."""


@dataclass(frozen=True)
class Operand:
    """A tensor among the arguments, with its shape."""

    shape: Shape | None


@dataclass(frozen=True)
class OpCall:
    """The arguments of one call, tensors replaced by Operands."""

    name: str
    args: tuple[object, ...]
    kwargs: Mapping[str, object]

    def argument(self, position: int, *names: str, default: object = ABSENT) -> object:
        """An argument by its first matching name, else by position."""
        for name in names:
            if name in self.kwargs:
                return self.kwargs[name]
        return self.args[position] if position < len(self.args) else default

    def operands(self) -> list[Operand]:
        """Every tensor among the arguments, in order, also inside lists."""
        return list(found_operands([*self.args, *self.kwargs.values()]))

    def first(self) -> Shape | None:
        """The shape of the first tensor."""
        operands = self.operands()
        return operands[0].shape if operands else None

    def axis(self, position: int = 1) -> object:
        """The axis argument under its various names."""
        return self.argument(position, "axis", "axes", "dim", "reduction_indices", default=None)

    def keepdims(self, position: int = 2) -> object:
        """The keepdims argument under its various names."""
        return self.argument(position, "keepdims", "keep_dims", default=False)


OpFunction: TypeAlias = "Callable[[OpCall], Inference]"


def found_operands(items: Sequence[object]) -> Iterator[Operand]:
    """Operands in nested arguments."""
    for item in items:
        if isinstance(item, Operand):
            yield item
        elif isinstance(item, tuple | list):
            yield from found_operands(item)


def only(shape: Shape | None) -> Inference:
    """One output and no weights."""
    return Inference((shape,), 0)


def same(call: OpCall) -> Inference:
    """Functions that work on each element, or along an axis without changing it."""
    return only(call.first())


def elementwise(call: OpCall) -> Inference:
    """Functions of two or more tensors or constants that broadcast."""
    result: Shape = ()
    for item in [*call.args, *call.kwargs.values()]:
        if isinstance(item, tuple | list) and call.name in {"add_n", "accumulate_n"}:
            shapes = [operand.shape for operand in found_operands(item)]
        elif isinstance(item, Operand):
            shapes = [item.shape]
        elif isinstance(item, Unknown):
            shapes = [None]
        elif isinstance(item, tuple | list):
            shapes = [constant_shape(item)]
        else:
            shapes = [()]
        for shape in shapes:
            if shape is None:
                return only(None)
            result = broadcast(result, shape)
    return only(result)


def constant_shape(item: object) -> Shape | None:
    """The shape of a nested list of numbers."""
    if not isinstance(item, tuple | list):
        return ()
    if not item:
        return (0,)
    inner = constant_shape(item[0])
    return None if inner is None else (len(item), *inner)


def reduction(call: OpCall) -> Inference:
    """reduce_mean, sum, max, …: over an axis, several, or all."""
    shape, axis, keep = call.first(), call.axis(), call.keepdims()
    return only(reduced(shape, axis, keep))


def reduced(shape: Shape | None, axis: object, keep: object) -> Shape | None:
    """A shape without the reduced axes, or with size 1 there."""
    if shape is None or isinstance(axis, Unknown | Operand) or not isinstance(keep, bool | int):
        return None
    if axis is None:
        return (1,) * len(shape) if keep else ()
    locations = axis_indices(axis, len(shape))
    if locations is None:
        return None
    if keep:
        return tuple(1 if index in locations else size for index, size in enumerate(shape))
    return tuple(size for index, size in enumerate(shape) if index not in locations)


def position_of_extreme(call: OpCall) -> Inference:
    """argmax and argmin, whose default axis differs between modules."""
    axis = call.argument(1, "axis", "dimension")
    if axis is None or isinstance(axis, Unknown):
        return only(None)
    return only(reduced(call.first(), axis, call.keepdims()))


def moments(call: OpCall) -> Inference:
    """Mean and variance."""
    shape = reduced(call.first(), call.axis(), call.keepdims(3))
    return Inference((shape, shape), 0)


def matmul(call: OpCall) -> Inference:
    """A product of matrices, batched over the leading axes."""
    operands = call.operands()
    if len(operands) != 2 or operands[0].shape is None or operands[1].shape is None:
        return only(None)
    left, right = operands[0].shape, operands[1].shape
    if call.argument(2, "transpose_a", default=False) and len(left) >= 2:
        left = (*left[:-2], left[-1], left[-2])
    if call.argument(3, "transpose_b", default=False) and len(right) >= 2:
        right = (*right[:-2], right[-1], right[-2])
    return only(matrix_product(left, right))


def matrix_product(left: Shape, right: Shape) -> Shape | None:
    """As numpy.matmul. Raises BuildError where the inner sizes differ."""
    if not left or not right:
        return None
    if len(left) == 1:
        joined = matrix_product((1, *left), right)
        return None if joined is None else (*joined[:-2], joined[-1])
    if len(right) == 1:
        joined = matrix_product(left, (*right, 1))
        return None if joined is None else joined[:-1]
    inner = left[-1], right[-2]
    if None not in inner and inner[0] != inner[1]:
        raise BuildError(
            "Inner dimensions (`x1.shape[-1]` and `x2.shape[-2]`) must be equal, but received "
            f"`x1.shape={left}` and `x2.shape={right}`."
        )
    return (*broadcast(left[:-2], right[:-2]), left[-2], right[-1])


def dot(call: OpCall) -> Inference:
    """numpy's and Keras' dot: the last axis with the last but one."""
    operands = call.operands()
    if len(operands) != 2 or operands[0].shape is None or operands[1].shape is None:
        return only(None)
    left, right = operands[0].shape, operands[1].shape
    if len(left) < 2 or len(right) < 2:
        return only(matrix_product(left, right) if len(right) < 2 else None)
    inner = left[-1], right[-2]
    if None not in inner and inner[0] != inner[1]:
        raise BuildError(f"Dimensions must be equal, but are {inner[0]} and {inner[1]} for shapes {left} and {right}.")
    return only((*left[:-1], *right[:-2], right[-1]))


def einsum(call: OpCall) -> Inference:
    """einsum with an explicit equation."""
    equation = call.args[0] if call.args else None
    operands = call.operands()
    if not isinstance(equation, str) or "->" not in equation or "." in equation:
        return only(None)
    left, output = equation.replace(" ", "").split("->")
    terms = left.split(",")
    if len(terms) != len(operands):
        return only(None)
    sizes: dict[str, Number] = {}
    for term, operand in zip(terms, operands, strict=True):
        if operand.shape is None:
            continue
        if len(term) != len(operand.shape):
            raise BuildError(f"Equation '{equation}' expects rank {len(term)}, but received shape {operand.shape}.")
        for letter, size in zip(term, operand.shape, strict=True):
            try:
                sizes[letter] = broadcast_size(sizes.get(letter), size)
            except BuildError:
                raise BuildError(
                    f"Expected dimension {sizes[letter]} at axis '{letter}' of equation '{equation}' but got {size}."
                ) from None
    return only(tuple(sizes.get(letter) for letter in output))


def target_shape(given: object) -> tuple[Number, ...] | None:
    """A shape argument; items that are not written down are None."""
    if isinstance(given, tuple | list):
        return tuple(as_whole(item) for item in given)
    size = as_whole(given)
    return None if size is None else (size,)


def reshape(call: OpCall) -> Inference:
    """reshape, the batch axis included."""
    target = target_shape(call.argument(1, "newshape", "shape"))
    shape = call.first()
    if target is None:
        return only(None)
    if shape is None:
        return only(tuple(None if size == -1 else size for size in target))
    return only(resized(shape, target, "newshape"))


def transpose(call: OpCall) -> Inference:
    """transpose and permute_dimensions."""
    shape = call.first()
    given = call.argument(1, "perm", "axes", "pattern", default=None)
    if shape is None or isinstance(given, Unknown | Operand):
        return only(None if shape is None else rank_unknown(len(shape)))
    if given is None:
        return only(shape[::-1])
    locations = axis_indices(given, len(shape))
    if locations is None:
        return only(rank_unknown(len(shape)))
    if sorted(locations) != list(range(len(shape))):
        raise BuildError(f"`axes` must be a permutation of the input's dimensions. Received axes={given} for {shape}.")
    return only(tuple(shape[index] for index in locations))


def swapaxes(call: OpCall) -> Inference:
    """swapaxes."""
    shape = call.first()
    if shape is None:
        return only(None)
    one = axis_index(call.argument(1, "axis1"), len(shape))
    other = axis_index(call.argument(2, "axis2"), len(shape))
    if one is None or other is None:
        return only(rank_unknown(len(shape)))
    sizes = list(shape)
    sizes[one], sizes[other] = sizes[other], sizes[one]
    return only(tuple(sizes))


def moveaxis(call: OpCall) -> Inference:
    """moveaxis: only the rank is told."""
    shape = call.first()
    return only(None if shape is None else rank_unknown(len(shape)))


def expand_dims(call: OpCall) -> Inference:
    """An axis of size 1 more."""
    shape, axis = call.first(), call.axis()
    if shape is None:
        return only(None)
    if axis is None and call.name == "expand_dims":
        axis = -1
    location = axis_index(axis, len(shape) + 1)
    return only(rank_unknown(len(shape) + 1) if location is None else (*shape[:location], 1, *shape[location:]))


def squeeze(call: OpCall) -> Inference:
    """Axes of size 1 less."""
    shape, axis = call.first(), call.axis()
    if shape is None or isinstance(axis, Unknown):
        return only(None)
    if axis is None:
        return only(None if None in shape else tuple(size for size in shape if size != 1))
    locations = axis_indices(axis, len(shape))
    if locations is None:
        return only(None)
    for location in locations:
        if shape[location] not in (1, None):
            raise BuildError(f"Cannot squeeze axis {location}, because the dimension is not 1. Received shape {shape}.")
    return only(tuple(size for index, size in enumerate(shape) if index not in locations))


def tensor_list(
    call: OpCall, names: tuple[str, ...] = ("values", "tensors", "arrays", "xs", "x")
) -> list[Shape] | None:
    """The shapes in a list argument; None where one is not known."""
    given = call.argument(0, *names)
    if not isinstance(given, tuple | list):
        return None
    shapes: list[Shape] = []
    for item in given:
        if not isinstance(item, Operand) or item.shape is None:
            return None
        shapes.append(item.shape)
    return shapes or None


def concat(call: OpCall) -> Inference:
    """concat and concatenate, whose default axis differs: tf.concat asks for it, numpy's is 0, Keras' backend's -1."""
    shapes = tensor_list(call)
    axis = call.argument(1, "axis")
    if shapes is None:
        return only(None)
    if isinstance(axis, Unknown):
        return only(rank_unknown(len(shapes[0])))
    return only(concatenated(shapes, axis, call.name))


def stack(call: OpCall) -> Inference:
    """Equal tensors along a new axis."""
    shapes = tensor_list(call)
    if shapes is None:
        return only(None)
    if len({len(shape) for shape in shapes}) > 1:
        raise BuildError(f"All tensors passed to `stack` must have the same rank. Received shapes {shapes}")
    rank = len(shapes[0])
    merged = []
    for sizes in zip(*shapes, strict=True):
        known = {size for size in sizes if size is not None}
        if len(known) > 1:
            raise BuildError(f"All tensors passed to `stack` must have the same shape. Received shapes {shapes}")
        merged.append(known.pop() if known else None)
    location = axis_index(call.argument(1, "axis", default=0), rank + 1)
    if location is None:
        return only(rank_unknown(rank + 1))
    return only((*merged[:location], len(shapes), *merged[location:]))


def unstack(call: OpCall) -> Inference:
    """One output per item of an axis."""
    shape = call.first()
    count = as_whole(call.argument(1, "num", default=None))
    location = None if shape is None else axis_index(call.argument(2, "axis", default=0), len(shape))
    if shape is not None and location is not None and shape[location] is not None:
        count = shape[location]
    if count is not None and count > MANY_OUTPUTS:
        return Inference((None,), 0)
    if shape is None or location is None:
        return Inference((None,) * (count or 1), 0)
    rest = (*shape[:location], *shape[location + 1 :])
    return Inference((rest,) * (count or 1), 0)


def split(call: OpCall) -> Inference:
    """Equal parts by number; parts by list, which is of sizes in TensorFlow and of positions in Keras and numpy."""
    shape = call.first()
    parts = call.argument(1, "num_or_size_splits", "indices_or_sections", "num_split")
    location = None if shape is None else axis_index(call.argument(2, "axis", default=0), len(shape))
    count = as_whole(parts)
    if count is not None and count > MANY_OUTPUTS:
        return Inference((None,), 0)
    if shape is None or location is None:
        return Inference((None,) * (count or 1), 0)
    size = shape[location]
    if count is not None:
        if count <= 0 or (size is not None and size % count):
            raise BuildError(f"`x` cannot be split into {count} equal parts along axis {location}. Received {shape}.")
        part = None if size is None else size // count
        return Inference(((*shape[:location], part, *shape[location + 1 :]),) * count, 0)
    items = [as_whole(item) for item in parts] if isinstance(parts, tuple | list) else None
    if items is None or size is None or plus(*items) != size:
        return Inference((None,), 0)
    return Inference(tuple((*shape[:location], item, *shape[location + 1 :]) for item in items), 0)


def pad(call: OpCall) -> Inference:
    """Two numbers per axis."""
    shape = call.first()
    widths = call.argument(1, "pad_width", "paddings")
    if shape is None:
        return only(None)
    if not isinstance(widths, tuple | list) or len(widths) != len(shape):
        return only(rank_unknown(len(shape)))
    sizes: list[Number] = []
    for size, both in zip(shape, widths, strict=True):
        known = isinstance(both, tuple | list) and len(both) == 2
        sizes.append(plus(size, *(as_whole(item) for item in both)) if known else None)
    return only(tuple(sizes))


def tile(call: OpCall) -> Inference:
    """Each axis repeated as a whole."""
    shape = call.first()
    counts = target_shape(call.argument(1, "multiples", "repeats", "reps", "n"))
    if shape is None or counts is None or len(counts) != len(shape):
        return only(None if shape is None else rank_unknown(len(shape)))
    return only(tuple(times(size, count) for size, count in zip(shape, counts, strict=True)))


def repeat(call: OpCall) -> Inference:
    """Each item of one axis repeated."""
    shape = call.first()
    axis = call.argument(2, "axis", default=None)
    if shape is None or axis is None or isinstance(axis, Unknown):
        return only(None)
    location = axis_index(axis, len(shape))
    if location is None:
        return only(rank_unknown(len(shape)))
    count = as_whole(call.argument(1, "repeats", "rep"))
    return only((*shape[:location], times(shape[location], count), *shape[location + 1 :]))


def broadcast_to(call: OpCall) -> Inference:
    """The shape asked for."""
    target = target_shape(call.argument(1, "shape"))
    return only(target)


def one_hot(call: OpCall) -> Inference:
    """An axis for the classes."""
    shape = call.first()
    depth = as_whole(call.argument(1, "depth", "num_classes"))
    if shape is None:
        return only(None)
    location = axis_index(call.kwargs.get("axis", -1), len(shape) + 1)
    return only(rank_unknown(len(shape) + 1) if location is None else (*shape[:location], depth, *shape[location:]))


def gather(call: OpCall) -> Inference:
    """gather, take and embedding_lookup: items of one axis by index."""
    items = call.argument(0, "params", "x", "reference")
    indices = call.argument(1, "indices", "ids")
    axis = call.kwargs.get("axis", call.args[2] if call.name == "take" and len(call.args) > 2 else 0)
    if not isinstance(items, Operand) or items.shape is None or call.kwargs.get("batch_dims"):
        return only(None)
    found: Shape | None = None
    if isinstance(indices, Operand):
        found = indices.shape
    elif not isinstance(indices, Unknown):
        found = constant_shape(indices)
    location = axis_index(axis, len(items.shape)) if axis is not None else None
    if found is None or location is None:
        return only(None)
    return only((*items.shape[:location], *found, *items.shape[location + 1 :]))


def batch_flatten(call: OpCall) -> Inference:
    """All axes but the batch in one."""
    shape = call.first()
    return only(None if shape is None else (shape[0], product(shape[1:])))


def flatten(call: OpCall) -> Inference:
    """All axes in one."""
    shape = call.first()
    return only((None if shape is None else product(shape),))


def image_resize(call: OpCall) -> Inference:
    """Images of another size, channels last."""
    shape = call.first()
    size = target_shape(call.argument(1, "size"))
    if shape is None or len(shape) not in (3, 4) or call.kwargs.get("data_format") == "channels_first":
        return only(None if shape is None else rank_unknown(len(shape)))
    rows, columns = size if size is not None and len(size) == 2 else (None, None)
    return only((*shape[:-3], rows, columns, shape[-1]))


def depth_to_space(call: OpCall) -> Inference:
    """Channels spread over space."""
    shape, block = call.first(), as_whole(call.argument(1, "block_size"))
    if shape is None or len(shape) != 4 or block is None:
        return only(None if shape is None else rank_unknown(len(shape)))
    channels = None if shape[3] is None else shape[3] // block**2
    return only((shape[0], times(shape[1], block), times(shape[2], block), channels))


def space_to_depth(call: OpCall) -> Inference:
    """Space gathered into channels."""
    shape, block = call.first(), as_whole(call.argument(1, "block_size"))
    if shape is None or len(shape) != 4 or not block:
        return only(None if shape is None else rank_unknown(len(shape)))
    rows, columns = (None if size is None else size // block for size in shape[1:3])
    return only((shape[0], rows, columns, times(shape[3], block, block)))


def own_shape(call: OpCall) -> Inference:
    """shape, int_shape: a vector as long as the rank."""
    shape = call.first()
    return only((None if shape is None else len(shape),))


def scalar(call: OpCall) -> Inference:
    """size, rank."""
    return only(())


def top_k(call: OpCall) -> Inference:
    """Values and their positions."""
    shape, count = call.first(), as_whole(call.argument(1, "k", default=1))
    result = None if shape is None else (*shape[:-1], count)
    return Inference((result, result), 0)


def same_rank(call: OpCall) -> Inference:
    """Functions of which only the rank is told."""
    shape = call.first()
    return only(None if shape is None else rank_unknown(len(shape)))


def getitem(call: OpCall) -> Inference:
    """x[index] with constants, slices, None and Ellipsis."""
    shape = call.first()
    index = call.argument(1, "key", "index")
    if shape is None:
        return only(None)
    items = list(index) if isinstance(index, tuple) else [index]
    if any(isinstance(item, Unknown | Operand | list | tuple) for item in items):
        return only(None)
    taken = sum(1 for item in items if item is not None and item is not Ellipsis)
    if taken > len(shape):
        raise BuildError(f"Too many indices for array of rank {len(shape)}. Received: indices={index}, shape={shape}")
    if Ellipsis not in items:
        items.append(Ellipsis)
    result: list[Number] = []
    position = 0
    for item in items:
        if item is None:
            result.append(1)
        elif item is Ellipsis:
            skipped = len(shape) - taken
            result += shape[position : position + skipped]
            position += skipped
        else:
            result += indexed(shape[position], item)
            position += 1
    return only(tuple(result))


def indexed(size: Number, item: object) -> list[Number]:
    """One axis after indexing with an integer or a slice."""
    if not isinstance(item, slice):
        return []
    parts = (item.start, item.stop, item.step)
    if parts == (None, None, None):
        return [size]
    if any(part is not None and as_whole(part) is None for part in parts) or size is None:
        return [None]
    return [len(range(*item.indices(size)))]


REDUCTIONS = [
    "all",
    "any",
    "amax",
    "amin",
    "count_nonzero",
    "logsumexp",
    "max",
    "mean",
    "median",
    "min",
    "nanmean",
    "nanmax",
    "nanmin",
    "nansum",
    "norm",
    "prod",
    "reduce_all",
    "reduce_any",
    "reduce_logsumexp",
    "reduce_max",
    "reduce_mean",
    "reduce_min",
    "reduce_prod",
    "reduce_std",
    "reduce_sum",
    "reduce_euclidean_norm",
    "reduce_variance",
    "std",
    "sum",
    "var",
    "variance",
]

BINARY = [
    "add",
    "add_n",
    "accumulate_n",
    "atan2",
    "bitwise_and",
    "bitwise_or",
    "divide",
    "divide_no_nan",
    "div_no_nan",
    "equal",
    "floor_divide",
    "floordiv",
    "floormod",
    "greater",
    "greater_equal",
    "less",
    "less_equal",
    "logaddexp",
    "logical_and",
    "logical_or",
    "logical_xor",
    "maximum",
    "minimum",
    "mod",
    "multiply",
    "mul",
    "multiply_no_nan",
    "not_equal",
    "pow",
    "power",
    "realdiv",
    "rsub",
    "squared_difference",
    "sub",
    "subtract",
    "truediv",
    "true_divide",
    "where",
]

UNARY = [
    "abs",
    "absolute",
    "acos",
    "acosh",
    "activation",
    "alpha_dropout",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "batch_normalization",
    "bias_add",
    "cast",
    "cbrt",
    "ceil",
    "clip",
    "clip_by_norm",
    "clip_by_value",
    "conj",
    "convert_to_tensor",
    "cos",
    "cosh",
    "cumprod",
    "cumsum",
    "cumulative_logsumexp",
    "digamma",
    "dropout",
    "erf",
    "erfc",
    "erfinv",
    "exp",
    "expm1",
    "fake_quant_with_min_max_args",
    "flip",
    "floor",
    "identity",
    "imag",
    "in_train_phase",
    "invert",
    "isfinite",
    "isinf",
    "isnan",
    "l2_normalize",
    "layer_normalization",
    "lgamma",
    "log",
    "log10",
    "log1p",
    "log2",
    "logical_not",
    "nan_to_num",
    "neg",
    "negative",
    "normalize",
    "ones_like",
    "positive",
    "quantize",
    "reciprocal",
    "real",
    "relu_layer",
    "reverse",
    "rms_normalization",
    "roll",
    "round",
    "rsqrt",
    "saturate_cast",
    "sign",
    "sin",
    "sinc",
    "sinh",
    "sort",
    "sqrt",
    "square",
    "stop_gradient",
    "tan",
    "tril",
    "triu",
    "trunc",
    "zeros_like",
    "random_flip_left_right",
    "random_flip_up_down",
    "random_brightness",
    "random_contrast",
    "adjust_brightness",
    "adjust_contrast",
    "adjust_hue",
    "adjust_saturation",
    "per_image_standardization",
    "convert_image_dtype",
    "argsort",
    "softmax",
    "spatial_dropout1d",
    "gaussian_noise",
]

FUNCTIONS: Mapping[str, OpFunction] = {
    **dict.fromkeys(UNARY, same),
    **dict.fromkeys(BINARY, elementwise),
    **dict.fromkeys(REDUCTIONS, reduction),
    "argmax": position_of_extreme,
    "argmin": position_of_extreme,
    "avg_pool": same_rank,
    "avg_pool2d": same_rank,
    "batch_flatten": batch_flatten,
    "broadcast_to": broadcast_to,
    "concat": concat,
    "concatenate": concat,
    "conv": same_rank,
    "conv1d": same_rank,
    "conv2d": same_rank,
    "conv2d_transpose": same_rank,
    "conv3d": same_rank,
    "depth_to_space": depth_to_space,
    "depthwise_conv": same_rank,
    "depthwise_conv2d": same_rank,
    "dot": dot,
    "einsum": einsum,
    "embedding_lookup": gather,
    "expand_dims": expand_dims,
    "flatten": flatten,
    "gather": gather,
    "getitem": getitem,
    "glu": same_rank,
    "int_shape": own_shape,
    "matmul": matmul,
    "max_pool": same_rank,
    "max_pool2d": same_rank,
    "moments": moments,
    "moveaxis": moveaxis,
    "one_hot": one_hot,
    "pad": pad,
    "permute_dimensions": transpose,
    "ravel": flatten,
    "rank": scalar,
    "repeat": repeat,
    "reshape": reshape,
    "resize": image_resize,
    "separable_conv2d": same_rank,
    "shape": own_shape,
    "size": scalar,
    "space_to_depth": space_to_depth,
    "split": split,
    "squeeze": squeeze,
    "stack": stack,
    "swapaxes": swapaxes,
    "take": gather,
    "tile": tile,
    "top_k": top_k,
    "transpose": transpose,
    "unstack": unstack,
}


def infer_op(
    name: str, args: Sequence[object], kwargs: Mapping[str, object], inputs: Sequence[Shape | None] | None = None
) -> Inference:
    """Output shapes of a function on tensors, and what it would say where shapes do not fit.

    name: the last part of the function's path. args, kwargs: as written, with `program.Tensor` objects at the places
    of tensors (also inside lists) and constants or `Unknown` elsewhere. inputs: the shapes of these tensors in the
    order in which they occur, one for each occurrence; where the number differs, the tensors' own shapes are taken.
    An unknown function gives one output of unknown rank. Never raises.
    """
    occurrences = sum(1 for _ in tensors_in([*args, *kwargs.values()]))
    shapes = iter(inputs) if inputs is not None and len(inputs) == occurrences else None

    def replaced(item: object) -> object:
        if item is EITHER:
            return Operand(None if shapes is None else next(shapes))
        if isinstance(item, Tensor):
            return Operand(item.shape if shapes is None else next(shapes))
        if isinstance(item, ArrayInfo):
            return Operand(item.shape)
        if isinstance(item, tuple | list):
            return type(item)([replaced(inner) for inner in item])
        return item

    call = OpCall(name, tuple(replaced(item) for item in args), {key: replaced(item) for key, item in kwargs.items()})
    function = FUNCTIONS.get(name)
    if function is None and canonical_activation(name) is not None:
        function = same
    if function is None:
        return Inference((None,), 0)
    try:
        return function(call)
    except BuildError as error:
        return Inference((None,), 0, str(error))
    except (TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError, OverflowError):
        return Inference((None,), 0)


def tensors_in(items: Sequence[object]) -> Iterator[object]:
    """Tensors in nested arguments, `EITHER` among them."""
    for item in items:
        if isinstance(item, Tensor) or item is EITHER:
            yield item
        elif isinstance(item, tuple | list):
            yield from tensors_in(item)
