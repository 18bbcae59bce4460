"""Reductions of arrays to fewer numbers, which remember what they are numbers of."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import array_shapes, lattice, transfer
from kerasrules.interpreter.array_domain.dtypes import divided
from kerasrules.interpreter.array_domain.iteration import length
from kerasrules.interpreter.array_domain.provenance import derive, note_axis
from kerasrules.interpreter.values import ArrayObject, ListValue, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown


def builtin(name: str, args: tuple[Value, ...], location: Location | None) -> Value:
    """A built-in function of Python (float, int, abs, round, max, min, sum, len) called with an array first."""
    value = args[0]
    if not isinstance(value, ArrayObject):
        return Unknown("not a known array", location)
    if name == "len":
        return length(value)
    if name in {"float", "int"}:
        info = transfer.cast(value.info, "float64" if name == "float" else "int64")
        return derive(value, replace(info, shape=()), keep_derivation=True, frame=False)
    if name == "abs":
        return derive(value, transfer.monotone(value.info, "abs"))
    if name == "round":
        return derive(value, transfer.monotone(value.info, "round"))
    if name in {"max", "min"} and len(args) == 1:
        return reduction(value, name, None, False)
    return ArrayObject(lattice.UNKNOWN)


def reduction(value: ArrayObject, kind: str, axis: Value, keepdims: Value) -> ArrayObject:
    """`value.max(axis)` and its like: the number with the memory of what it is a number of."""
    info = value.info
    plain_axis = axis.items if isinstance(axis, ListValue) else axis
    shape = array_shapes.reduced(info.shape, plain_axis, keepdims is True)
    if value.frame and axis is None and info.shape is not None and len(info.shape) == 2:
        shape = info.shape[1:]
    if isinstance(plain_axis, Unknown) or (value.frame and info.shape is None):
        shape = None
    low, high = info.low, info.high
    dtype = info.dtype
    base = ArrayInfo(
        shape=shape, split=info.split, augmented=info.augmented, origin=info.origin, origin_place=info.origin_place
    )
    by_column = value.frame and (info.shape is None or len(info.shape) == 2)
    whole = axis is None and info.bounds_attained and not by_column
    if kind in {"max", "min"}:
        end = high if kind == "max" else low
        result = replace(base, dtype=dtype, low=end if whole else low, high=end if whole else high)
    elif kind in {"mean", "median", "average"}:
        result = replace(base, dtype=divided(dtype), low=low, high=high)
        kind = "mean"
    elif kind in {"std", "var"}:
        spread = None if low is None or high is None else (high - low) / 2
        result = replace(
            base,
            dtype=divided(dtype),
            low=0.0,
            high=None if spread is None else spread if kind == "std" else spread**2,
        )
    elif kind == "ptp":
        result = replace(base, dtype=dtype, low=0.0, high=None if low is None or high is None else high - low)
    elif kind in {"any", "all"}:
        result = replace(base, dtype="bool", low=0.0, high=1.0)
    else:
        result = replace(base, low=0.0 if low is not None and low >= 0 else None)
    number = ArrayObject(result, derived_from=(kind, value), frame=value.frame and shape != ())
    note_axis(number, value, plain_axis)
    return number
