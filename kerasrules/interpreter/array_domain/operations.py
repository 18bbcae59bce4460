"""What functions on tensors of a graph do to a range: those that stand between the input and the first layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from kerasrules.interpreter.array_domain import lattice, transfer
from kerasrules.interpreter.array_domain.dtypes import dtype_name, is_float
from kerasrules.interpreter.array_domain.imagenet_scaling import preprocessed
from kerasrules.interpreter.values import ExternalName
from kerasrules.keras_api.layer_traits import ValueFlow
from kerasrules.keras_api.operations import Range, operation
from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Layer
from kerasrules.model.record import replace

Operand: TypeAlias = object
"""An argument: `ArrayInfo` where a tensor stood (or an array of the program), else a constant."""

RangeFunction: TypeAlias = Callable[[Layer, Sequence[Operand], Mapping[str, Operand]], "ArrayInfo | None"]


def range_after(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    """What a function on tensors makes of its arguments; None where that is unknown."""
    known = operation(layer.class_name)
    if known.range is not None:
        return _RANGES[known.range](layer, args, kwargs)
    flow = _FLOWS.get(known.values)
    return None if flow is None else flow(layer, args, kwargs)


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


def _binary(kind: Range) -> RangeFunction:
    operator = kind.value

    def handler(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
        left = _facts(_argument(args, kwargs, 0, "x1", "x", "a"))
        right = _facts(_argument(args, kwargs, 1, "x2", "y", "b"))
        if left is None or right is None:
            return None
        result = transfer.arithmetic(operator, left[0], right[0], left_constant=left[1], right_constant=right[1])
        number = right[1] if right[1] is not None else left[1]
        if isinstance(number, (int, float)) and operator in _SIGNS:
            step = "scale" if operator in {"*", "/"} else "shift"
            text = (
                f"{_SIGNS[operator]} {lattice.spell(number)}"
                if right[1] is not None
                else f"{lattice.spell(number)} {operator} it"
            )
            result = lattice.with_step(result, step, text, layer.location)
        return replace(result, dtype="float32" if not is_float(result.dtype) and operator == "/" else result.dtype)

    return handler


def _keep(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    return _first(args, kwargs)


def _select(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    return None if found is None else lattice.of_part(found)


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


def _function(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    if found is None or len(args) + len(kwargs) > 1:
        return None
    name = operation(layer.class_name).keras or layer.class_name
    return lattice.with_step(transfer.monotone(found, name), name, name, layer.location)


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
    attained = joined.bounds_attained or (joined.low is not None and (joined.low, joined.high) in ends)
    return replace(joined, bounds_attained=attained, uneven=joined.uneven or not lattice.are_alike(parts))


def _convert_image(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    wanted = _argument(args, kwargs, 1, "dtype")
    name = dtype_name(wanted) if isinstance(wanted, (str, ExternalName)) else None
    if found is None or name is None or not is_float(name):
        return None
    # the tensor that Input declares is float32, whatever the array was: nothing is scaled then
    return replace(found, dtype=name) if is_float(found.dtype) else None


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
    return lattice.with_step(lattice.ranged(found, low, 1.0), "scale", "divided by its norm", layer.location)


def _preprocess(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    family, module = layer.config.get("family"), layer.config.get("module")
    if found is None or family not in {"caffe", "tf", "torch", "none"}:
        return None
    text = f"{module}.preprocess_input" if isinstance(module, str) else "preprocess_input"
    return preprocessed(found, str(family), layer.location, text)


def _mean(layer: Layer, args: Sequence[Operand], kwargs: Mapping[str, Operand]) -> ArrayInfo | None:
    found = _first(args, kwargs)
    return None if found is None else lattice.unattained(found)


_FLOWS: Mapping[ValueFlow, RangeFunction] = {
    ValueFlow.KEPT: _keep,
    ValueFlow.SELECTED: _select,
    ValueFlow.COPIED: _keep,
    ValueFlow.RESAMPLED: _keep,
    ValueFlow.LARGEST: _keep,
    ValueFlow.AVERAGED: _mean,
    ValueFlow.STANDARDIZED: _standardize,
}

_RANGES: Mapping[Range, RangeFunction] = {
    **{
        kind: _binary(kind)
        for kind in (Range.ADD, Range.SUBTRACT, Range.MULTIPLY, Range.DIVIDE, Range.FLOOR_DIVIDE, Range.POWER)
    },
    Range.NEGATE: _negative,
    Range.FUNCTION: _function,
    Range.CAST: _cast,
    Range.CAST_IMAGE: _convert_image,
    Range.CLIP: _clip,
    Range.JOIN: _concatenate,
    Range.UNIT_LENGTH: _l2,
    Range.AUGMENT: _augment,
    Range.PREPROCESS: _preprocess,
}
