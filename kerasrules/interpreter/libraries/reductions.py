"""Numbers of an array: mean, deviation, extremes, argmax, shape, unique values."""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.interpreter.array_domain import aggregation, array_shapes, conversion, indexing, lattice
from kerasrules.interpreter.libraries.common import as_data, axis_argument, receiver
from kerasrules.interpreter.libraries.python.numbers import product_of
from kerasrules.interpreter.libraries.registry import Call, HandlerContext, attribute, function, method
from kerasrules.interpreter.values import ArrayObject, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

_KINDS = {
    "max": ("numpy.max", "numpy.amax", "numpy.nanmax", "keras.ops.max", "keras.ops.amax", "reduce_max"),
    "min": ("numpy.min", "numpy.amin", "numpy.nanmin", "keras.ops.min", "keras.ops.amin", "reduce_min"),
    "mean": ("numpy.mean", "numpy.nanmean", "numpy.average", "numpy.median", "keras.ops.mean", "reduce_mean"),
    "std": ("numpy.std", "numpy.nanstd", "keras.ops.std", "reduce_std"),
    "var": ("numpy.var", "numpy.nanvar", "keras.ops.var", "reduce_variance"),
    "sum": ("numpy.sum", "numpy.nansum", "keras.ops.sum", "reduce_sum"),
    "ptp": ("numpy.ptp", "keras.ops.ptp"),
    "prod": ("keras.ops.prod", "reduce_prod"),
    "any": ("numpy.any", "keras.ops.any", "reduce_any"),
    "all": ("numpy.all", "keras.ops.all", "reduce_all"),
}
_METHODS = {"max": ("max",), "min": ("min",), "mean": ("mean", "median"), "std": ("std",), "var": ("var",)}


def _reduction(kind: str) -> Callable[[Call], Value]:
    def handler(call: Call) -> Value:
        value, position = receiver(call)
        found = as_data(call, value)
        if found is None:
            return call.unknown("the result of an operation on an unknown value")
        axis = axis_argument(call.get("axis", position))
        keepdims = call.get("keepdims", None, False)
        result = aggregation.reduction(found, kind, axis, keepdims)
        if found.frame and call.has("numeric_only") and result.info.shape:
            result.state["info"] = lattice.rebatched(result.info)  # of the columns that are numbers
        return result

    return handler


for _kind, _names in _KINDS.items():
    _spellings = [
        spelled
        for name in _names
        for spelled in ((name,) if "." in name else (f"tensorflow.{name}", f"tensorflow.math.{name}"))
    ]
    function(*_spellings, f"keras.backend.{_kind}")(_reduction(_kind))
for _kind in ("max", "min", "mean", "std", "var", "sum", "ptp", "prod", "any", "all"):
    method("array", _kind)(_reduction(_kind))
method("array", "median")(_reduction("mean"))


@function("numpy.prod")
def product(call: Call) -> Value:
    """numpy.prod: of the numbers of a shape most often."""
    items = call.context.iterate(call.args[0]) if call.args and not call.kwargs else ()
    found = product_of(items) if items else None
    return _reduction("prod")(call) if found is None else found


@function("tensorflow.nn.moments")
def moments(call: Call) -> Value:
    """tf.nn.moments: mean and variance."""
    value, position = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of an operation on an unknown value")
    axis = axis_argument(call.get("axes", position))
    keep = call.get("keepdims", None, False)
    return aggregation.reduction(found, "mean", axis, keep), aggregation.reduction(found, "var", axis, keep)


@function(
    "numpy.argmax",
    "tensorflow.argmax",
    "tensorflow.math.argmax",
    "keras.ops.argmax",
    "numpy.argmin",
    "keras.backend.argmax",
)
@method("array", "argmax", "argmin", "idxmax")
def argmax(call: Call) -> Value:
    """argmax: class numbers, below the size of the axis."""
    value, position = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of an operation on an unknown value")
    default = 0 if call.name.startswith("tensorflow.") else None
    axis = axis_argument(call.get("axis", position, default))
    info = found.info
    shape = array_shapes.reduced(info.shape, axis)
    classes = info.classes if info.encoding in {"one-hot", "multi-hot"} else None
    if (
        classes is None
        and info.shape is not None
        and isinstance(axis, int)
        and -len(info.shape) <= axis < len(info.shape)
    ):
        classes = info.shape[axis]
    result = lattice.labels_of(info, "integer", classes, shape, "int64")
    if info.encoding != "one-hot":
        result = lattice.unattained(result)
    return ArrayObject(lattice.with_step(replace(result, origin=info.origin), "encode", "argmax", call.location))


@function("numpy.argsort", "numpy.nonzero", "numpy.argwhere", "numpy.searchsorted", "numpy.digitize")
@method("array", "argsort", "nonzero")
def indices(call: Call) -> Value:
    """Positions."""
    result = elementwise_shape(call)
    if call.name.endswith(("nonzero", "argwhere")):
        result = ArrayObject(replace(result.info, origin=indexing.SELECTED))
    if not call.name.endswith("nonzero"):
        return result
    # one vector of positions for each axis
    value, _ = receiver(call)
    rank = len(conversion.surely_array(value).info.shape or (None,))
    return (ArrayObject(replace(result.info, shape=(None,))),) * rank


def elementwise_shape(call: Call) -> ArrayObject:
    """Whole numbers in the shape of the argument."""
    value, _ = receiver(call)
    found = conversion.surely_array(value)
    shape = found.info.shape if call.name.endswith(("argsort", "digitize")) else None
    return ArrayObject(ArrayInfo(shape=shape, dtype="int64", low=0.0))


@function("numpy.unique", "tensorflow.unique")
@method("array", "unique")
def unique(call: Call) -> Value:
    """unique: the values; how many is known for class labels."""
    value, _ = receiver(call)
    found = conversion.surely_array(value)
    info = found.info
    many = info.classes if info.encoding == "integer" else None
    values = replace(info, shape=(many,))
    extra = [
        name
        for name in ("return_index", "return_inverse", "return_counts")
        if call.kwargs.get(name) not in (None, False)
    ]
    first = ArrayObject(values)
    if not extra and not call.name.startswith("tensorflow."):
        return first
    inverse = lattice.labels("integer", many, (None,), "int64", info.split, samples=info.samples)
    others = [
        ArrayObject(inverse if name == "return_inverse" else ArrayInfo(shape=(many,), dtype="int64")) for name in extra
    ]
    return (first, *(others or [ArrayObject(inverse)]))


@method("array", "nunique")
def nunique(call: Call) -> Value:
    """How many different values."""
    info = call.receiver.info
    if info.encoding == "integer" and info.classes is not None:
        return info.classes
    return call.unknown("the number of different values in unavailable data")


@function(
    "numpy.percentile",
    "numpy.quantile",
    "numpy.linalg.norm",
    "numpy.bincount",
    "numpy.histogram",
    "numpy.corrcoef",
    "numpy.cov",
)
@method("array", "quantile", "corr", "cov", "value_counts", "mode", "skew", "kurtosis")
def statistics(call: Call) -> Value:
    """Numbers that are not followed."""
    if call.name.endswith(("norm",)):
        return ArrayObject(ArrayInfo(low=0.0))
    return ArrayObject(lattice.UNKNOWN)


# ---- the form of an array ------------------------------------------------------------------------------------------


def _sizes(info: ArrayInfo, location: Location | None) -> Value:
    if info.shape is None:
        return Unknown("the shape of unavailable data", location)
    return tuple(Unknown("a size of unavailable data", location) if size is None else size for size in info.shape)


@attribute("array", "shape")
def shape_attribute(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """x.shape: a tuple; unknown sizes are Unknown."""
    return _sizes(value.info, location)


@function("numpy.shape", "tensorflow.shape", "keras.ops.shape", "keras.backend.shape", "keras.backend.int_shape")
def shape_function(call: Call) -> Value:
    """The shape as a tuple."""
    value, _ = receiver(call)
    found = conversion.as_array(value)
    if found is None:
        return call.unknown("the shape of an unknown value")
    return _sizes(found.info, call.location)


@method("array", "get_shape")
def get_shape(call: Call) -> Value:
    """x.get_shape()"""
    return _sizes(call.receiver.info, call.location)


@attribute("array", "ndim")
def ndim(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """x.ndim"""
    shape = value.info.shape
    return Unknown("the rank of unavailable data", location) if shape is None else len(shape)


@function("numpy.ndim", "tensorflow.rank")
def ndim_function(call: Call) -> Value:
    """The number of axes."""
    value, _ = receiver(call)
    return ndim(call.context, conversion.surely_array(value), call.location)


@attribute("array", "size")
def size(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """x.size"""
    shape = value.info.shape
    total = None if shape is None else array_shapes.count(shape)
    return Unknown("the size of unavailable data", location) if total is None else total


@function("numpy.size", "tensorflow.size")
def size_function(call: Call) -> Value:
    """The number of values."""
    value, _ = receiver(call)
    return size(call.context, conversion.surely_array(value), call.location)
