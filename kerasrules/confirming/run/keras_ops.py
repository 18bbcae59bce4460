"""Functions on tensors as the interpreter names them, made from keras.ops: `{"reduce_mean": ops.mean, …}`.

Names are those of `keras_api.operations`, which knows the function of keras.ops for most of them. Arguments come as the
program wrote them, so each entry takes the spellings of Keras, TensorFlow and keras.backend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kerasrules.keras_api.operations import OPERATIONS

Function = Callable[..., Any]

_ARGUMENTS = {
    "keep_dims": "keepdims",
    "reduction_indices": "axis",
    "axes": "axis",
    "tensor": "x",
    "input_tensor": "x",
    "input": "x",
    "features": "x",
    "logits": "x",
    "a": "x1",
    "b": "x2",
    "clip_value_min": "x_min",
    "clip_value_max": "x_max",
    "min_value": "x_min",
    "max_value": "x_max",
    "values": "xs",
    "tensors": "xs",
    "perm": "axes",
    "pattern": "axes",
    "shape": "newshape",
    "multiples": "repeats",
    "indices": "indices",
}


def functions() -> Mapping[str, Function]:
    """Every function that can be rebuilt, by the interpreter's name. Imports Keras."""
    from keras import ops

    table: dict[str, Function] = {
        name: _adapted(getattr(ops, operation.keras))
        for name, operation in OPERATIONS.items()
        if operation.keras is not None and hasattr(ops, operation.keras)
    }
    table.update(
        {
            "add_n": lambda xs, *_: _sum(ops, xs),
            "batch_flatten": lambda x: ops.reshape(x, (ops.shape(x)[0], -1)),
            "cast": lambda x, dtype="float32": ops.cast(x, _dtype(dtype)),
            "astype": lambda x, dtype="float32": ops.cast(x, _dtype(dtype)),
            "clip_by_value": lambda x, low, high: ops.clip(x, low, high),
            "divide_no_nan": ops.divide_no_nan,
            "dot": lambda x, y: ops.matmul(x, y),
            "flatten": lambda x: ops.reshape(x, (-1,)),
            "gather": lambda x, indices, *_, axis=0, **__: ops.take(x, indices, axis=axis),
            "getitem": lambda x, key: x[key],
            "identity": lambda x, *_, **__: x,
            "linear": lambda x: x,
            "l2_normalize": lambda x, axis=-1, **_: ops.normalize(x, axis=axis, order=2),
            "one_hot": lambda x, size, *_, **__: ops.one_hot(ops.cast(x, "int32"), size),
            "rsub": lambda x, y: ops.subtract(y, x),
            "squared_difference": lambda x, y: ops.square(ops.subtract(x, y)),
            "stack": lambda xs, axis=0, **_: ops.stack(list(xs), axis=axis),
            "concatenate": lambda xs, axis=-1, **_: ops.concatenate(list(xs), axis=axis),
            "concat": lambda xs, axis=-1, **_: ops.concatenate(list(xs), axis=axis),
            "split": lambda x, parts, axis=-1, **_: ops.split(x, parts, axis=axis),
            "unstack": lambda x, num=None, axis=0, **_: ops.unstack(x, num, axis=axis),
        }
    )
    return table


def _adapted(function: Function) -> Function:
    """The function, taking the keywords of its relatives in other modules for its own."""
    import inspect

    known = set(inspect.signature(function).parameters)

    def call(*args: Any, **kwargs: Any) -> Any:
        renamed = {}
        for name, value in kwargs.items():
            if name == "name":
                continue
            own = name if name in known else _ARGUMENTS.get(name, name)
            if own == "x1" and "x1" not in known:
                own = "x"
            renamed[own] = value
        return function(*args, **renamed)

    return call


def _sum(ops: Any, tensors: Any) -> Any:
    total = tensors[0]
    for tensor in tensors[1:]:
        total = ops.add(total, tensor)
    return total


def _dtype(value: object) -> str:
    name = getattr(value, "name", value)
    return str(name).rpartition(".")[2]
