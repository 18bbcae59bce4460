"""numpy: arrays from lists, blanks and ranges."""

from __future__ import annotations

import math

from kerasrules.interpreter.array_domain import columns, conversion, lattice, provenance
from kerasrules.interpreter.array_domain.dtypes import dtype_name
from kerasrules.interpreter.array_domain.written_numbers import keep_numbers
from kerasrules.interpreter.libraries.common import dims, integer, number
from kerasrules.interpreter.libraries.elementwise import cast_to
from kerasrules.interpreter.libraries.registry import Call, constants, function, method
from kerasrules.interpreter.values import ArrayObject, DictValue, ListValue, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

constants(
    {
        "numpy.newaxis": None,
        "keras.ops.newaxis": None,
        "numpy.pi": math.pi,
        "numpy.e": math.e,
        "numpy.inf": math.inf,
        "numpy.Inf": math.inf,
    }
)


def converted(call: Call, value: Value, dtype: Value) -> Value:
    """np.array(value, dtype): surely an array, whatever is known of it."""
    if isinstance(value, ListValue) and conversion.is_ragged(value):
        return value
    found = conversion.as_array(value)
    if found is None and isinstance(value, ListValue) and not isinstance(value.state["items"], Unknown):
        return call.unknown("an array made of tensors")
    if found is None:
        result = ArrayObject(lattice.UNKNOWN)
    else:
        info = lattice.opened(found.info) if found.is_list else found.info
        result = columns.carry(
            found, provenance.derive(found, info, keep_derivation=True, frame=False), lambda info: info
        )
    return result if dtype is None else cast_to(call, result, dtype)


@function(
    "numpy.array",
    "numpy.asarray",
    "numpy.asfarray",
    "numpy.ascontiguousarray",
    "numpy.copy",
    "numpy.asanyarray",
    "jax.numpy.array",
)
def array(call: Call) -> Value:
    """np.array: of numbers, lists of arrays, data frames, or an unknown value."""
    given = call.get("object", 0, call.get("a"))
    return keep_numbers(converted(call, given, call.get("dtype", 1)), given)


def _blank(call: Call, value: float, *, blank: bool, own: str = "float64") -> Value:
    shape = dims(call.get("shape", 0))
    position = 2 if call.name.endswith(("full", "fill")) else 1
    dtype = call.get("dtype", position)
    name = dtype_name(dtype)
    if name is None and dtype is None:
        name = "float32" if call.name.startswith(("tensorflow.", "keras.")) else own
    if name == "object":  # room for what the program will put there
        return ArrayObject(ArrayInfo(shape=shape, dtype=name), blank=blank)
    return ArrayObject(ArrayInfo(shape=shape, dtype=name, low=value, high=value, bounds_attained=True), blank=blank)


@function("numpy.zeros", "numpy.empty", "numpy.ndarray", "tensorflow.zeros", "keras.ops.zeros", "keras.backend.zeros")
def zeros(call: Call) -> Value:
    """zeros and empty: blanks that the program will fill."""
    return _blank(call, 0.0, blank=True)


@function("numpy.ones", "tensorflow.ones", "keras.ops.ones", "keras.backend.ones")
def ones(call: Call) -> Value:
    """ones"""
    return _blank(call, 1.0, blank=False)


@function("numpy.full", "tensorflow.fill", "keras.ops.full")
def full(call: Call) -> Value:
    """full of one value."""
    value = number(call.get("fill_value", 1, call.get("value")))
    if value is None:
        filling = conversion.as_array(call.get("fill_value", 1))
        text = filling is not None and filling.info.encoding == "text"
        shape = dims(call.get("shape", 0, call.get("dims")))
        return ArrayObject(replace(filling.info, shape=shape) if text and filling else ArrayInfo(shape=shape))
    own = "int64" if type(call.get("fill_value", 1)) is int else "float64"
    return _blank(call, value, blank=False, own=own)


@function(
    "numpy.zeros_like",
    "numpy.ones_like",
    "numpy.empty_like",
    "numpy.full_like",
    "tensorflow.zeros_like",
    "tensorflow.ones_like",
    "keras.ops.zeros_like",
    "keras.ops.ones_like",
)
def like(call: Call) -> Value:
    """A blank in the form of another array."""
    found = conversion.as_array(call.get("a", 0, call.get("input", None, call.get("x"))))
    if found is None and not call.name.startswith("numpy."):
        return call.unknown("the shape of an unknown value")
    info = lattice.UNKNOWN if found is None else found.info
    value: float | None = 1.0 if "ones" in call.name else 0.0
    if "full" in call.name:
        value = number(call.get("fill_value", 1))
    blank = value == 0.0
    made = ArrayInfo(shape=info.shape, dtype=dtype_name(call.get("dtype")) or info.dtype, low=value, high=value)
    return ArrayObject(replace(made, bounds_attained=value is not None), blank=blank)


@function("numpy.eye", "numpy.identity", "tensorflow.eye", "keras.ops.eye")
def eye(call: Call) -> Value:
    """eye: np.eye(n)[labels] is the one-hot code of the labels."""
    size = integer(call.get("N", 0, call.get("n", None, call.get("num_rows"))))
    columns = integer(call.get("M", 1, call.get("num_columns"))) or size
    own = "float64" if call.name.startswith("numpy.") else "float32"
    info = lattice.labels("one-hot", columns, (size, columns), dtype_name(call.get("dtype")) or own)
    return ArrayObject(info)


@function("numpy.arange", "tensorflow.range", "keras.ops.arange")
def arange(call: Call) -> Value:
    """arange: whole or broken numbers from start to stop."""
    first, second = call.get("start", 0), call.get("stop", 1, call.get("limit"))
    step = number(call.get("step", 2, call.get("delta", None, 1)))
    start, stop = (0.0, number(first)) if second is None else (number(first), number(second))
    whole = (
        all(value is None or type(value) is int for value in (first, second)) and step is not None and step == int(step)
    )
    dtype = dtype_name(call.get("dtype")) or ("int64" if whole else "float64")
    if start is None or stop is None or not step:
        return ArrayObject(ArrayInfo(shape=(None,), dtype=dtype_name(call.get("dtype"))))
    size = max(0, math.ceil((stop - start) / step))
    ends = sorted((start, start + (size - 1) * step)) if size else [0.0, 0.0]
    made = ArrayObject(ArrayInfo(shape=(size,), dtype=dtype, low=ends[0], high=ends[1], bounds_attained=size > 0))
    provenance.note_evenly_spaced(made)
    if whole and abs(step) == 1:
        provenance.note_consecutive(made)
    return made


@function("numpy.linspace", "tensorflow.linspace", "keras.ops.linspace", "numpy.logspace", "numpy.geomspace")
def linspace(call: Call) -> Value:
    """linspace: both ends are there."""
    low, high = number(call.get("start", 0)), number(call.get("stop", 1))
    shape = (integer(call.get("num", 2, 50)),)
    if low is None or high is None or "linspace" not in call.name:
        return ArrayObject(ArrayInfo(shape=shape, dtype="float64"))
    ends = sorted((low, high))
    made = ArrayObject(ArrayInfo(shape=shape, dtype="float64", low=ends[0], high=ends[1], bounds_attained=True))
    provenance.note_evenly_spaced(made)
    return made


@function("numpy.meshgrid")
def meshgrid(call: Call) -> Value:
    """meshgrid: the values of each vector over a grid."""
    found = [conversion.surely_array(value) for value in call.every_arg]
    return ListValue(tuple(ArrayObject(replace(part.info, shape=(None,) * len(found))) for part in found))


@function(
    "numpy.fromiter",
    "numpy.fromfunction",
    "numpy.einsum",
    "numpy.tensordot",
    "numpy.outer",
    "numpy.inner",
    "numpy.cross",
    "numpy.convolve",
    "numpy.interp",
    "numpy.polyfit",
    "numpy.polyval",
    "numpy.linalg.inv",
    "numpy.linalg.solve",
    "numpy.apply_along_axis",
    "numpy.indices",
    "numpy.tril",
    "numpy.triu",
    "numpy.diag",
    "numpy.choose",
    "numpy.select",
    "numpy.rot90",
    "numpy.insert",
    "numpy.ma.masked_array",
    "numpy.lib.stride_tricks.sliding_window_view",
)
def some_array(call: Call) -> Value:
    """Surely an array, of which nothing is known."""
    return ArrayObject(lattice.UNKNOWN)


@function("numpy.array_equal", "numpy.allclose", "numpy.issubdtype", "numpy.may_share_memory")
def test(call: Call) -> Value:
    """Yes or no."""
    return call.unknown("a comparison of data")


@function("numpy.finfo", "numpy.iinfo", "numpy.dtype")
def about_types(call: Call) -> Value:
    """np.dtype(x) is the type itself."""
    name = dtype_name(call.args[0]) if call.args else None
    return name if call.name.endswith("dtype") and name is not None else call.unknown("limits of a number type")


@function("numpy.set_printoptions", "numpy.seterr")
def nothing(call: Call) -> Value:
    """Gives None."""
    return None


@function("numpy.unravel_index")
def unravel(call: Call) -> Value:
    """Positions along each axis."""
    return call.unknown("positions in data")


@method("array", "view")
def view(call: Call) -> Value:
    """The same memory read as another type."""
    return provenance.derive(call.receiver, lattice.forget_values(replace(call.receiver.info, dtype=None)))


@method("array", "keys", "items")
def keys(call: Call) -> Value:
    """The names of what a file or frame holds."""
    return DictValue(Unknown("names in unavailable data", call.location))
