"""Functions that change values one by one: casts, clipping, arithmetic by name, exp, log, …"""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.interpreter.array_domain import (
    array_shapes,
    assignment,
    columns,
    conversion,
    frame_columns,
    indexing,
    lattice,
    operators,
    provenance,
    transfer,
)
from kerasrules.interpreter.array_domain.dtypes import dtype_name
from kerasrules.interpreter.libraries.common import as_data, elementwise, number, receiver
from kerasrules.interpreter.libraries.registry import Call, HandlerContext, attribute, function, method
from kerasrules.interpreter.values import ArrayObject, DictValue, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

_OPERATORS = {
    "+": ("add",),
    "-": ("subtract",),
    "*": ("multiply",),
    "/": ("divide", "true_divide", "truediv", "divide_no_nan"),
    "//": ("floor_divide", "floordiv"),
    "**": ("power", "pow"),
    "%": ("mod", "floormod", "remainder"),
    "@": ("matmul", "dot"),
    "==": ("equal",),
    "!=": ("not_equal",),
    ">": ("greater",),
    ">=": ("greater_equal",),
    "<": ("less",),
    "<=": ("less_equal",),
    "&": ("logical_and", "bitwise_and"),
    "|": ("logical_or", "bitwise_or"),
}
_PREFIXES = ("numpy.", "tensorflow.", "tensorflow.math.", "tensorflow.linalg.", "keras.ops.", "keras.backend.")


def _binary(operator: str) -> Callable[[Call], Value]:
    def handler(call: Call) -> Value:
        left = call.get("x1", 0, call.get("x", None, call.get("a")))
        right = call.get("x2", 1, call.get("y", None, call.get("b")))
        if not isinstance(left, ArrayObject) and not isinstance(right, ArrayObject):
            first, second = as_data(call, left), as_data(call, right)
            if first is None or second is None:
                return call.unknown("the result of an operation on an unknown value")
            if isinstance(left, (int, float)) and isinstance(right, (int, float)):
                return call.context.binary(operator, left, right, call.node)
            left = left if isinstance(left, (int, float)) else first
            right = right if isinstance(right, (int, float)) else second
        result = operators.binary(operator, left, right, call.location)
        out = call.kwargs.get("out")
        if isinstance(out, ArrayObject) and isinstance(result, ArrayObject):
            assignment.set_info(call.context.heap, out, result.info, provenance.derivation_of(result))
            return out
        return result

    return handler


for _operator, _names in _OPERATORS.items():
    function(*(prefix + name for prefix in _PREFIXES for name in _names))(_binary(_operator))

_METHODS = {
    "+": ("add", "radd"),
    "-": ("sub", "subtract"),
    "*": ("mul", "multiply"),
    "/": ("div", "divide", "truediv"),
    "**": ("pow",),
    "@": ("dot", "matmul"),
    "==": ("eq",),
    ">": ("gt",),
    "<": ("lt",),
    ">=": ("ge",),
    "<=": ("le",),
}


def _binary_method(operator: str) -> Callable[[Call], Value]:
    def handler(call: Call) -> Value:
        return operators.binary(operator, call.receiver, call.get("other", 0), call.location)

    return handler


for _operator, _names in _METHODS.items():
    method("array", *_names)(_binary_method(_operator))


@function(
    *(prefix + name for prefix in _PREFIXES for name in ("maximum", "minimum", "fmax", "fmin")),
)
def extremum(call: Call) -> Value:
    """maximum and minimum of two: a bound where one is a number."""
    left, right = call.get("x1", 0, call.get("x")), call.get("x2", 1, call.get("y"))
    if number(left) is not None and not isinstance(left, ArrayObject):
        left, right = right, left
    found = as_data(call, left)
    if found is None:
        return call.unknown("the result of an operation on an unknown value")
    bound = number(right)
    upper = "max" in call.name.rsplit(".", 1)[-1]
    if bound is not None and not isinstance(right, ArrayObject):
        info = transfer.clipped(found.info, bound if upper else None, None if upper else bound)
        # np.maximum(std, eps) is still the deviation
        return provenance.derive(found, info, keep_derivation=True)
    other = as_data(call, right)
    if other is None:
        return call.unknown("the result of an operation on an unknown value")
    joined = lattice.join(found.info, other.info)
    shape = array_shapes.broadcast(found.info.shape, other.info.shape)
    return ArrayObject(lattice.unattained(replace(joined, shape=shape)))


_MONOTONE = (
    "sqrt",
    "square",
    "abs",
    "exp",
    "log",
    "log2",
    "log10",
    "log1p",
    "sin",
    "cos",
    "tanh",
    "sign",
    "floor",
    "ceil",
    "round",
    "rint",
    "around",
    "trunc",
    "sigmoid",
    "relu",
    "softmax",
    "softsign",
    "hard_sigmoid",
)
_ALIASES = {"absolute": "abs", "fabs": "abs"}


def _monotone(name: str) -> Callable[[Call], Value]:
    def handler(call: Call) -> Value:
        value, _ = receiver(call)
        found = as_data(call, value)
        if found is None:
            return call.unknown("the result of an operation on an unknown value")
        derived_from = provenance.derivation_of(found)
        info = lattice.with_step(transfer.monotone(found.info, name), name, name, call.location)
        if name == "sqrt" and derived_from is not None and derived_from[0] == "var":
            return ArrayObject(info, derived_from=("std", derived_from[1]))
        if (
            name in {"abs", "sign", "floor", "ceil", "round", "rint", "around", "trunc"}
            and found.info.encoding == "integer"
        ):
            info = replace(info, encoding="integer" if name != "sign" else None)
        return provenance.derive(found, info)

    return handler


for _name in (*_MONOTONE, *_ALIASES):
    _short = _ALIASES.get(_name, _name)
    function(*(prefix + _name for prefix in (*_PREFIXES, "tensorflow.nn.", "keras.activations.")))(_monotone(_short))
for _name in ("sqrt", "abs", "round", "exp"):
    method("array", _name)(_monotone(_name))


def _unary(symbol: str) -> Callable[[Call], Value]:
    """The handler of a function that stands for an operator with one operand."""

    def handler(call: Call) -> Value:
        value, _ = receiver(call)
        found = as_data(call, value)
        if found is None:
            return call.unknown("the result of an operation on an unknown value")
        return operators.unary(symbol, found, call.location)

    return handler


function("numpy.invert", "numpy.bitwise_not", "keras.ops.bitwise_not")(_unary("~"))
function("numpy.negative", "tensorflow.negative", "keras.ops.negative")(_unary("-"))
method("array", "neg")(_unary("-"))


@function(
    "numpy.reciprocal",
    "numpy.tan",
    "numpy.arctan",
    "numpy.sinh",
    "numpy.cosh",
    "numpy.expm1",
    "numpy.cumsum",
    "numpy.diff",
    "numpy.gradient",
    "numpy.nan_to_num",
    "numpy.cumprod",
    "numpy.fft.fft",
    "numpy.fft.rfft",
    "numpy.fft.fft2",
    "numpy.real",
    "numpy.imag",
    "numpy.angle",
    "numpy.vectorize",
)
@method("array", "cumsum", "diff", "pct_change", "cumprod")
def unknown_values(call: Call) -> Value:
    """Values that are not followed; the shape is that of the argument at most."""
    if call.name.endswith("nan_to_num"):
        return elementwise(call, lattice.complete)
    keeps = call.name.rsplit(".", 1)[-1] not in {"diff", "rfft", "cumsum", "cumprod"}
    return elementwise(
        call, lambda info: lattice.forget_values(info if keeps else replace(info, shape=None, dtype=None))
    )


def cast_to(call: Call, found: ArrayObject, wanted: Value) -> Value:
    """The array converted to a dtype argument."""
    if isinstance(wanted, DictValue):
        return provenance.derive(found, replace(found.info, dtype=None))
    name = dtype_name(wanted)
    info = found.info
    if name is None:
        # an unknown type keeps values where it can hold them; a fraction might be cut off
        whole = info.low is not None and info.high is not None and info.high - info.low > 2
        kept = replace(info, dtype=None) if whole else lattice.forget_values(replace(info, dtype=None))
        return provenance.derive(
            found, replace(kept, encoding=info.encoding, classes=info.classes), keep_derivation=True
        )
    result = provenance.derive(found, transfer.cast(info, name), keep_derivation=True)
    return columns.carry(found, result, lambda column: transfer.cast(column, name))


@function("tensorflow.cast", "keras.ops.cast", "keras.backend.cast", "tensorflow.dtypes.cast")
def cast(call: Call) -> Value:
    """tf.cast: values as they are."""
    value, position = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("a cast of an unknown value")
    return cast_to(call, found, call.get("dtype", position))


@method("array", "astype")
def astype(call: Call) -> Value:
    """x.astype(dtype)"""
    return cast_to(call, call.receiver, call.get("dtype", 0))


_TYPES = (
    "float16",
    "float32",
    "float64",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "bool_",
    "int_",
    "float_",
    "double",
    "single",
)


@function(*(f"numpy.{name}" for name in _TYPES))
def typed(call: Call) -> Value:
    """np.float32(x): a number stays a number."""
    value = call.args[0] if call.args else 0
    if isinstance(value, (bool, int, float)):
        return float(value) if "float" in call.name or call.name.endswith(("double", "single")) else int(value)
    if isinstance(value, (str, Unknown)):
        return call.unknown("an unknown number")
    return cast_to(call, conversion.surely_array(value), call.name.rpartition(".")[2])


@function("tensorflow.to_float")
def to_float(call: Call) -> Value:
    """tf.to_float of TensorFlow 1."""
    return elementwise(call, lambda info: transfer.cast(info, "float32"))


@function(
    "numpy.clip",
    "tensorflow.clip_by_value",
    "keras.ops.clip",
    "keras.backend.clip",
)
@method("array", "clip")
def clip(call: Call) -> Value:
    """clip to an interval."""
    value, position = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of clipping an unknown value")
    low = call.get("a_min", position, call.get("clip_value_min", None, call.get("x_min", None, call.get("lower"))))
    high = call.get("a_max", position + 1, call.get("clip_value_max", None, call.get("x_max", None, call.get("upper"))))
    known = (low is None or number(low) is not None) and (high is None or number(high) is not None)
    if not known:
        return provenance.derive(found, lattice.forget_values(found.info))
    info = transfer.clipped(found.info, number(low), number(high))
    if call.receiver is None and isinstance(call.kwargs.get("out"), ArrayObject):
        assignment.set_info(call.context.heap, call.kwargs["out"], info)
    return provenance.derive(found, info)


@function("numpy.where", "tensorflow.where", "keras.ops.where")
def where(call: Call) -> Value:
    """One of two by a condition; with the condition alone the positions where it holds."""
    if len(call.args) + len(call.kwargs) < 2:
        return (ArrayObject(ArrayInfo(shape=(None,), dtype="int64", low=0.0, origin=indexing.SELECTED)),)
    condition = conversion.as_array(call.get("condition", 0))
    a_value, b_value = call.get("x", 1), call.get("y", 2)
    a, b = as_data(call, a_value), as_data(call, b_value)
    if a is None or b is None:
        return call.unknown("one of two unknown values")
    shape = array_shapes.broadcast(a.info.shape, b.info.shape)
    if condition is not None:
        shape = array_shapes.broadcast(shape, condition.info.shape)
    else:
        shape = None
    derived_from = next(
        (found for found in (provenance.derivation_of(a), provenance.derivation_of(b)) if found is not None), None
    )
    # np.where(std == 0, 1, std) is still the deviation
    guard = derived_from if derived_from is not None and derived_from[0] in {"std", "max", "ptp"} else None
    joined = lattice.join(replace(a.info, shape=None, dtype=None), replace(b.info, shape=None, dtype=None))
    dtype = operators.binary("+", a, b, None).info.dtype
    result = replace(joined, shape=shape, dtype=dtype)
    numbers = (number(a_value), number(b_value))
    if None not in numbers and condition is not None:  # who asks expects both answers
        result = replace(result, bounds_attained=True)
    if set(numbers) == {0.0, 1.0} and shape is not None and len(shape) == 1:
        result = replace(result, encoding="integer", classes=2)
    return ArrayObject(result, derived_from=guard)


@function("numpy.isnan", "numpy.isfinite", "numpy.isin", "numpy.in1d", "numpy.isclose", "numpy.logical_not")
@method("array", "isin", "isnull", "isna", "notna", "notnull", "duplicated", "between")
def mask(call: Call) -> Value:
    """A mask."""
    return elementwise(call, lambda info: ArrayInfo(shape=info.shape, dtype="bool", low=0.0, high=1.0))


@attribute("array", "dtype")
def dtype_of(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """x.dtype, as text."""
    return value.info.dtype or Unknown("the type of unavailable data", location)


@method("array", "copy", "numpy", "block_until_ready", "numpy_function", "compute", "persist")
def copied(call: Call) -> Value:
    """A copy."""
    result = provenance.derive(call.receiver, call.receiver.info, keep_derivation=True)
    result.blank = call.receiver.blank
    frame_columns.copy_columns(call.receiver, result)
    return result


@method("array", "item", "tolist")
def item(call: Call) -> Value:
    """The number, or the numbers as a list."""
    if call.name.endswith("tolist"):
        return provenance.listed(frame_columns.opened(call.receiver))
    return provenance.derive(call.receiver, call.receiver.info, keep_derivation=True)


@method("array", "fill", "itemset")
def fill(call: Call) -> Value:
    """Set every value."""
    assignment.store_item(call.context.heap, call.receiver, Ellipsis, call.get("value", 0), call.location)
    return None
