"""Functions on tensors as the interpreter names them, made from keras.ops: `{"reduce_mean": ops.mean, …}`.

Names are those of `keras_api.operations`, which knows the function of keras.ops for most of them; others stand here.
Arguments come as the program wrote them, so each entry takes the spellings of Keras, TensorFlow and keras.backend.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from kerasrules.confirming.plan.tensor_functions import own_name
from kerasrules.keras_api.operations import OPERATIONS

Function = Callable[..., Any]

_COMPARISONS = {
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
    "==": "equal",
    "!=": "not_equal",
}

OF_OTHERS = frozenset({"batch_dot", "bias_add", "conv1d", "conv2d", "embedding_lookup", "gather", "repeat", "split"})
"""Functions that keras.ops has under another name, or that take other arguments there."""


class NotMadeAgain(Exception):
    """A function is called with an argument that there is no counterpart of. str: the argument."""


@cache
def functions() -> Mapping[str, Function]:
    """Every function that can be rebuilt, by the interpreter's name. Imports Keras."""
    from keras import ops

    table: dict[str, Function] = {
        name: getattr(ops, operation.keras)
        for name, operation in OPERATIONS.items()
        if operation.keras is not None and hasattr(ops, operation.keras)
    }
    table |= own_functions()
    return {name: _adapted(function) for name, function in table.items()}


def own_functions() -> dict[str, Function]:
    """Those that keras.ops has not, or with other arguments."""
    from keras import ops

    def expand_dims(x: Any, axis: Any = -1) -> Any:
        return ops.expand_dims(x, axis)

    def gather(x: Any, indices: Any, validate_indices: Any = None, axis: Any = None, batch_dims: int = 0) -> Any:
        _only(batch_dims == 0, "batch_dims")
        return ops.take(x, ops.cast(indices, "int32"), axis=axis or 0)

    def embedding_lookup(x: Any, indices: Any, max_norm: Any = None) -> Any:
        _only(max_norm is None, "max_norm")
        return gather(x, indices)

    def matmul(x1: Any, x2: Any, transpose_a: bool = False, transpose_b: bool = False) -> Any:
        return ops.matmul(
            ops.swapaxes(x1, -1, -2) if transpose_a else x1, ops.swapaxes(x2, -1, -2) if transpose_b else x2
        )

    def dot(x1: Any, x2: Any) -> Any:
        # the last axis with the last but one; matmul would take those before them together
        return ops.matmul(x1, x2) if len(x2.shape) < 3 else ops.tensordot(x1, x2, ((-1,), (len(x2.shape) - 2,)))

    def batch_dot(x1: Any, x2: Any, axes: Any = None) -> Any:
        from keras import layers

        _only(len(x1.shape) < 4 and len(x2.shape) < 4, "axes")  # earlier releases differ in them
        if axes is None:
            axes = (len(x1.shape) - 1, max(len(x2.shape) - 2, 1))
        return layers.Dot(tuple(axes) if isinstance(axes, (list, tuple)) else axes)([x1, x2])

    def bias_add(x1: Any, x2: Any, data_format: str | None = None) -> Any:
        _only_channels_last(data_format)
        return ops.add(x1, x2)

    def convolution(
        x: Any,
        kernel: Any,
        strides: Any = 1,
        padding: Any = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
    ) -> Any:
        _only_channels_last(data_format)
        _only(isinstance(padding, str) and padding.lower() in ("valid", "same"), "padding")
        axes = len(x.shape) - 2
        steps, dilations = _of_axes(strides, axes, "strides"), _of_axes(dilation_rate, axes, "dilation_rate")
        return ops.conv(x, kernel, steps, padding.lower(), "channels_last", dilations)

    def l2_normalize(x: Any, axis: Any = None, epsilon: float = 1e-12) -> Any:
        return ops.multiply(x, ops.rsqrt(ops.maximum(ops.sum(ops.square(x), axis=axis, keepdims=True), epsilon)))

    def one_hot(
        x: Any, num_classes: int, on_value: Any = None, off_value: Any = None, axis: int = -1, dtype: Any = None
    ) -> Any:
        _only(on_value in (None, 1) and off_value in (None, 0), "on_value")
        return ops.one_hot(ops.cast(x, "int32"), num_classes, axis=axis, dtype=None if dtype is None else _dtype(dtype))

    def repeat(x: Any, repeats: Any, axis: Any = None) -> Any:
        if axis is None and len(x.shape) == 2:  # that of keras.backend
            return ops.repeat(ops.expand_dims(x, 1), repeats, axis=1)
        _only(axis is not None, "repeats")
        return ops.repeat(x, repeats, axis=axis)

    def split(x: Any, parts: Any, axis: int = 0) -> Any:
        _only(isinstance(parts, int), "sizes")  # positions in some libraries, sizes in others
        return ops.split(x, parts, axis=axis)

    def compare(x1: Any, x2: Any, operator: str) -> Any:
        return getattr(ops, _COMPARISONS[operator])(x1, x2)

    return {
        "add_n": lambda xs: _sum(ops, xs),
        "astype": lambda x, dtype="float32": ops.cast(x, _dtype(dtype)),
        "batch_dot": batch_dot,
        "batch_flatten": lambda x: ops.reshape(x, (ops.shape(x)[0], -1)),
        "bias_add": bias_add,
        "cast": lambda x, dtype="float32": ops.cast(x, _dtype(dtype)),
        "clip_by_value": lambda x, x_min, x_max: ops.clip(x, x_min, x_max),
        "compare": compare,
        "concat": lambda xs, axis=-1: ops.concatenate(list(xs), axis=axis),
        "concatenate": lambda xs, axis=-1: ops.concatenate(list(xs), axis=axis),
        "conv1d": convolution,
        "conv2d": convolution,
        "divide_no_nan": lambda x1, x2: ops.divide_no_nan(x1, x2),
        "dot": dot,
        "embedding_lookup": embedding_lookup,
        "expand_dims": expand_dims,
        "flatten": lambda x: ops.reshape(x, (-1,)),
        "gather": gather,
        "getitem": lambda x, key: x[key],
        "identity": lambda x: x,
        "l2_normalize": l2_normalize,
        "linear": lambda x: x,
        "matmul": matmul,
        "one_hot": one_hot,
        "repeat": repeat,
        "repeat_elements": lambda x, repeats, axis: ops.repeat(x, repeats, axis=axis),
        "rsub": lambda x1, x2: ops.subtract(x2, x1),
        "split": split,
        "squared_difference": lambda x1, x2: ops.square(ops.subtract(x1, x2)),
        "stack": lambda xs, axis=0: ops.stack(list(xs), axis=axis),
        "unstack": lambda x, num=None, axis=0: ops.unstack(x, num, axis=axis),
    }


def _adapted(function: Function) -> Function:
    """The function, taking the keywords of its relatives in other modules for its own."""
    parameters = inspect.signature(function).parameters
    known, open_ended = set(parameters), any(one.kind is one.VAR_KEYWORD for one in parameters.values())

    def call(*args: Any, **kwargs: Any) -> Any:
        renamed = {}
        for name, value in kwargs.items():
            own = own_name(name, known)
            if own in known:
                renamed[own] = value
            elif name != "name":
                _only(open_ended, name)
        return function(*args, **renamed)

    return call


def _only(is_so: bool, argument: str) -> None:
    """Raises NotMadeAgain where something is not so, because of an argument."""
    if not is_so:
        raise NotMadeAgain(argument)


def _only_channels_last(data_format: str | None) -> None:
    """The same for where the channels are, in the words of Keras or of TensorFlow ("NHWC")."""
    _only(data_format is None or data_format == "channels_last" or data_format.endswith("C"), "data_format")


def _of_axes(given: Any, axes: int, argument: str) -> tuple[int, ...]:
    """A number for each axis of space; TensorFlow takes one for the batch and one for the channels too."""
    if given is None or isinstance(given, int):
        return (given or 1,) * axes
    numbers = tuple(given)
    if len(numbers) == axes + 2:
        _only(numbers[0] == numbers[-1] == 1, argument)
        numbers = numbers[1:-1]
    return numbers * axes if len(numbers) == 1 else numbers


def _sum(ops: Any, tensors: Any) -> Any:
    total = tensors[0]
    for tensor in tensors[1:]:
        total = ops.add(total, tensor)
    return total


def _dtype(value: object) -> str:
    name = getattr(value, "name", value)
    return str(name).rpartition(".")[2]
