"""The functions on tensors that `confirm` makes again, by the interpreter's names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kerasrules.keras_api.operations import OPERATIONS

_X = ("x",)
_TWO = ("x1", "x2")
_CONVOLUTION = ("x", "kernel", "strides", "padding", "data_format", "dilation_rate")

OWN: Mapping[str, tuple[str, ...]] = {
    "add_n": ("xs",),
    "astype": ("x", "dtype"),
    "batch_dot": ("x1", "x2", "axes"),
    "batch_flatten": _X,
    "bias_add": ("x1", "x2", "data_format"),
    "cast": ("x", "dtype"),
    "clip_by_value": ("x", "x_min", "x_max"),
    "compare": ("x1", "x2", "operator"),
    "concat": ("xs", "axis"),
    "concatenate": ("xs", "axis"),
    "conv1d": _CONVOLUTION,
    "conv2d": _CONVOLUTION,
    "divide_no_nan": _TWO,
    "dot": _TWO,
    "embedding_lookup": ("x", "indices", "max_norm"),
    "expand_dims": ("x", "axis"),
    "flatten": _X,
    "gather": ("x", "indices", "validate_indices", "axis", "batch_dims"),
    "getitem": ("x", "key"),
    "identity": _X,
    "l2_normalize": ("x", "axis", "epsilon"),
    "linear": _X,
    "matmul": ("x1", "x2", "transpose_a", "transpose_b"),
    "one_hot": ("x", "num_classes", "on_value", "off_value", "axis", "dtype"),
    "repeat": ("x", "repeats", "axis"),
    "repeat_elements": ("x", "repeats", "axis"),
    "rsub": _TWO,
    "split": ("x", "parts", "axis"),
    "squared_difference": _TWO,
    "stack": ("xs", "axis"),
    "unstack": ("x", "num", "axis"),
}
"""Functions that keras.ops has not, or with other arguments; and what they take."""

_OF_KERAS = frozenset(name for name, operation in OPERATIONS.items() if operation.keras is not None)

OTHER_NAMES: Mapping[str, str] = {
    "keep_dims": "keepdims",
    "reduction_indices": "axis",
    "axes": "axis",
    "dim": "axis",
    "tensor": "x",
    "input_tensor": "x",
    "input": "x",
    "features": "x",
    "logits": "x",
    "params": "x",
    "reference": "x",
    "value": "x",
    "ids": "indices",
    "a": "x1",
    "b": "x2",
    "x": "x1",
    "y": "x2",
    "bias": "x2",
    "clip_value_min": "x_min",
    "clip_value_max": "x_max",
    "min_value": "x_min",
    "max_value": "x_max",
    "values": "xs",
    "tensors": "xs",
    "arrays": "xs",
    "perm": "axes",
    "pattern": "axes",
    "shape": "newshape",
    "multiples": "repeats",
    "rep": "repeats",
    "depth": "num_classes",
    "num_or_size_splits": "parts",
    "filters": "kernel",
    "stride": "strides",
    "dilations": "dilation_rate",
}
"""Names of arguments in other libraries, with those that stand for them here."""


def own_name(name: str, known: Iterable[str]) -> str:
    """The name of an argument among those that a function takes; the name itself where there is no such."""
    if name in known:
        return name
    found = OTHER_NAMES.get(name, name)
    return "x" if found == "x1" and "x1" not in known else found if found in known else _first(found, known)


def _first(name: str, known: Iterable[str]) -> str:
    return "x1" if name == "x" and "x1" in known else name


def is_known(name: str) -> bool:
    """Whether there is a function of this name."""
    return name in OWN or name in _OF_KERAS or name == "preprocess_input"


def unknown_argument(name: str, keywords: Iterable[str]) -> str | None:
    """An argument that the function is not made again with; None where it surely is, or nobody knows before Keras."""
    known = OWN.get(name)
    if known is None:
        return None
    return next((one for one in keywords if one != "name" and own_name(one, known) not in known), None)
