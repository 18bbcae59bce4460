"""What functions on tensors of a graph do to a range: those that stand between the input and the first layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from kerasrules.interpreter.array_domain import lattice, transfer
from kerasrules.interpreter.array_domain.dtypes import INTEGERS, dtype_name, is_float
from kerasrules.interpreter.array_domain.imagenet_scaling import preprocessed
from kerasrules.interpreter.values import ExternalName
from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Layer

Operand: TypeAlias = object
"""An argument: `Array` where a tensor stood (or an array of the program), else a constant."""

Operation: TypeAlias = Callable[[Layer, Sequence[Operand], Mapping[str, Operand]], "ArrayInfo | None"]


def _argument(args: Sequence[Operand], kwargs: Mapping[str, Operand], position: int, *names: str) -> Operand:
    for name in names:
        if name in kwargs:
            return kwargs[name]
    return args[position] if position < len(args) else None


def _facts(value: Operand) -> tuple[ArrayInfo, object] | None:
    """The facts of an operand and the number itself where it is one."""
    if isinstance(value, ArrayInfo):
        return value, None
    if isinstance(value, (bool, int, float)):
        return lattice.constant(value), value
    if isinstance(value, (list, tuple)) and value:
        numbers = [item for item in value if isinstance(item, (int, float))]
        if len(numbers) == len(value):
            return ArrayInfo(
                shape=(len(numbers),), dtype="float32", low=float(min(numbers)), high=float(max(numbers))
            ), None
    return None


_SIGNS = {"+": "plus", "-": "minus", "*": "multiplied by", "/": "divided by", "**": "to the power of"}


def _binary(operator: str) -> Operation:
    def handler(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
        left = _facts(_argument(args, kwargs, 0, "x1", "x", "a"))
        right = _facts(_argument(args, kwargs, 1, "x2", "y", "b"))
        if left is None or right is None:
            return None
        result = transfer.arithmetic(operator, left[0], right[0], left_constant=left[1], right_constant=right[1])
        number = right[1] if right[1] is not None else left[1]
        if isinstance(number, (int, float)) and operator in _SIGNS:
            kind = "scale" if operator in {"*", "/"} else "shift"
            text = (
                f"{_SIGNS[operator]} {lattice.spell(number)}"
                if right[1] is not None
                else f"{lattice.spell(number)} {operator} it"
            )
            result = lattice.with_step(result, kind, text, layer.location)
        return replace(result, dtype="float32" if not is_float(result.dtype) and operator == "/" else result.dtype)

    return handler


def _keep(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    return _first(args, kwargs)


def _first(args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    value = args[0] if args else next(iter(kwargs.values()), None)
    return value if isinstance(value, ArrayInfo) else None


def _augment(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    return None if found is None else replace(found, augmented=True)


def _cast(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    wanted = _argument(args, kwargs, 1, "dtype")
    name = dtype_name(wanted) if isinstance(wanted, (str, ExternalName)) else None
    if found is None:
        return None
    return transfer.cast(found, name) if name is not None else None


def _clip(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    low = _argument(args, kwargs, 1, "x_min", "clip_value_min", "a_min", "min_value")
    high = _argument(args, kwargs, 2, "x_max", "clip_value_max", "a_max", "max_value")
    if found is None or not isinstance(low, (int, float)) or not isinstance(high, (int, float)):
        return None
    return transfer.clipped(found, float(low), float(high))


def _monotone(name: str) -> Operation:
    def handler(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
        found = _first(args, kwargs)
        if found is None or len(args) + len(kwargs) > 1:
            return None
        return lattice.with_step(transfer.monotone(found, name), name, f"{name} of it", layer.location)

    return handler


def _negative(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    return None if found is None else transfer.negated(found)


def _concatenate(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    given = _argument(args, kwargs, 0, "values", "xs", "tensors", "x", "inputs")
    if not isinstance(given, tuple) or not given or not all(isinstance(item, ArrayInfo) for item in given):
        return None
    parts = [item for item in given if isinstance(item, ArrayInfo)]
    joined = lattice.join_all(parts)
    ends = [(part.low, part.high) for part in parts if part.bounds_attained]
    return replace(
        joined, bounds_attained=joined.bounds_attained or (joined.low is not None and (joined.low, joined.high) in ends)
    )


def _convert_image(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    wanted = _argument(args, kwargs, 1, "dtype")
    name = dtype_name(wanted) if isinstance(wanted, (str, ExternalName)) else None
    if found is None or name is None or not is_float(name):
        return None
    # the tensor that Input declares is float32, whatever the array was: nothing is scaled then
    if is_float(found.dtype):
        return replace(found, dtype=name)
    if found.dtype in INTEGERS:
        return None
    return None


def _standardize(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    if found is None:
        return None
    return lattice.with_step(
        replace(lattice.standardize(found), dtype="float32"), "standardize", layer.class_name, layer.location
    )


def _l2(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    if found is None:
        return None
    low = 0.0 if found.low is not None and found.low >= 0 else -1.0
    return lattice.with_step(lattice.ranged(found, low, 1.0), "scale", "divided by its length", layer.location)


def _preprocess(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    family, module = layer.config.get("family"), layer.config.get("module")
    if found is None or family not in {"caffe", "tf", "torch", "none"}:
        return None
    text = f"{module}.preprocess_input" if isinstance(module, str) else "preprocess_input"
    return preprocessed(found, str(family), layer.location, text)


def _mean(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    return None if found is None else replace(found, bounds_attained=False)


_KEEPING = [
    "reshape",
    "flatten",
    "expand_dims",
    "squeeze",
    "transpose",
    "permute_dimensions",
    "identity",
    "stop_gradient",
    "ensure_shape",
    "resize",
    "resize_images",
    "flip",
    "flip_left_right",
    "flip_up_down",
    "reverse",
    "tile",
    "repeat",
    "rot90",
    "getitem",
    "moveaxis",
    "swapaxes",
    "broadcast_to",
    "split",
    "unstack",
    "resize_with_pad",
    "resize_with_crop_or_pad",
    "central_crop",
    "crop",
    "extract_patches",
    "batch_flatten",
    "linear",
    "max",
    "amax",
    "reduce_max",
    "space_to_depth",
    "depth_to_space",
    "image_resize",
    "ravel",
    "copy",
    "numpy",
    "grayscale_to_rgb",
    "max_pool",
]
_AUGMENTING = [
    "random_flip_left_right",
    "random_flip_up_down",
    "random_brightness",
    "random_contrast",
    "random_hue",
    "random_saturation",
    "random_crop",
    "random_jpeg_quality",
    "stateless_random_flip_left_right",
    "stateless_random_flip_up_down",
    "stateless_random_brightness",
    "stateless_random_contrast",
    "stateless_random_hue",
    "stateless_random_saturation",
    "stateless_random_crop",
]

OPERATIONS: Mapping[str, Operation] = {
    **dict.fromkeys(_KEEPING, _keep),
    **dict.fromkeys(_AUGMENTING, _augment),
    "add": _binary("+"),
    "subtract": _binary("-"),
    "multiply": _binary("*"),
    "divide": _binary("/"),
    "truediv": _binary("/"),
    "true_divide": _binary("/"),
    "floor_divide": _binary("//"),
    "power": _binary("**"),
    "pow": _binary("**"),
    "cast": _cast,
    "astype": _cast,
    "to_float": _keep,
    "clip": _clip,
    "clip_by_value": _clip,
    "negative": _negative,
    "concatenate": _concatenate,
    "concat": _concatenate,
    "stack": _concatenate,
    "convert_image_dtype": _convert_image,
    "per_image_standardization": _standardize,
    "layer_normalization": _standardize,
    "l2_normalize": _l2,
    "normalize": _l2,
    "preprocess_input": _preprocess,
    "mean": _mean,
    "reduce_mean": _mean,
    "avg_pool": _mean,
    "average_pool": _mean,
    "rgb_to_grayscale": _mean,
    **{
        name: _monotone("exp" if name == "exponential" else name)
        for name in (
            "relu",
            "sigmoid",
            "tanh",
            "softmax",
            "square",
            "sqrt",
            "abs",
            "exp",
            "exponential",
            "log",
            "log1p",
            "sin",
            "cos",
            "sign",
            "round",
            "floor",
            "ceil",
            "hard_sigmoid",
            "softsign",
        )
    },
}
"""By the operation's short name. What is not here makes the value unknown."""
