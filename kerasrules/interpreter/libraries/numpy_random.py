"""Random numbers: numpy.random, its Generators, tensorflow.random, keras.random."""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.interpreter.array_domain import columns, conversion, lattice, provenance
from kerasrules.interpreter.array_domain.dtypes import dtype_name
from kerasrules.interpreter.libraries.common import dims, integer, number, origin
from kerasrules.interpreter.libraries.registry import Call, function, method
from kerasrules.interpreter.values import ArrayObject, LibraryObject, ListValue, Value
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.record import replace

_GENERATOR = "numpy.random.Generator"


def _made(call: Call, info: ArrayInfo, text: str) -> ArrayObject:
    return ArrayObject(origin(info, text, call.location))


def _size(value: Value) -> Shape | None:
    """A size argument; without it one number."""
    return () if value is None else dims(value)


def uniform_numbers(
    call: Call, low: float | None, high: float | None, shape: Shape | None, dtype: str = "float64"
) -> Value:
    """Random numbers that fill an interval evenly."""
    if low is None or high is None:
        return _made(call, ArrayInfo(shape=shape, dtype=dtype), "random numbers")
    text = f"random numbers {lattice.spell(low)}..{lattice.spell(high)}"
    mean, std = (low + high) / 2, abs(high - low) / 12**0.5
    info = ArrayInfo(
        shape=shape,
        dtype=dtype,
        low=min(low, high),
        high=max(low, high),
        bounds_attained=shape != (),
        mean=mean,
        std=std,
    )
    return _made(call, info, text)


def normal_numbers(
    call: Call, mean: float | None, std: float | None, shape: Shape | None, dtype: str = "float64"
) -> Value:
    """Normal random numbers."""
    standard = mean == 0 and std == 1
    info = ArrayInfo(shape=shape, dtype=dtype, mean=mean, std=std, standardized=standard)
    text = "random normal numbers"
    if mean is not None and std is not None and not standard:
        text += f" with mean {lattice.spell(mean)} and standard deviation {lattice.spell(std)}"
    return _made(call, info, text)


def whole_numbers(call: Call, low: int | None, high: int | None, shape: Shape | None, dtype: str = "int64") -> Value:
    """Random whole numbers from low to high, both included."""
    if low is None or high is None or high < low:
        return _made(call, ArrayInfo(shape=shape, dtype=dtype), "random whole numbers")
    info = ArrayInfo(shape=shape, dtype=dtype, low=float(low), high=float(high), bounds_attained=shape != ())
    # one whole number per sample from 0 on is how one makes up class labels
    if low == 0 and shape is not None and (len(shape) == 1 or (len(shape) == 2 and shape[1] == 1)):
        info = replace(info, encoding="integer", classes=high + 1)
    if shape == () or info.encoding is None:
        # any part of them fills the interval
        info = replace(info, mean=(low + high) / 2, std=(((high - low + 1) ** 2 - 1) / 12) ** 0.5)
    return _made(call, info, f"random whole numbers {low}..{high}")


def _sizes(call: Call) -> Shape | None:
    return None if call.rest is not None else tuple(integer(value) for value in call.args)


def _rand(call: Call) -> Value:
    return uniform_numbers(call, 0.0, 1.0, _sizes(call))


def _randn(call: Call) -> Value:
    return normal_numbers(call, 0.0, 1.0, _sizes(call))


def _random(call: Call) -> Value:
    return uniform_numbers(call, 0.0, 1.0, _size(call.get("size", 0)))


def _uniform_numpy(call: Call) -> Value:
    return uniform_numbers(
        call, number(call.get("low", 0, 0.0)), number(call.get("high", 1, 1.0)), _size(call.get("size", 2))
    )


def _normal_numpy(call: Call) -> Value:
    return normal_numbers(
        call, number(call.get("loc", 0, 0.0)), number(call.get("scale", 1, 1.0)), _size(call.get("size", 2))
    )


def _standard_normal(call: Call) -> Value:
    return normal_numbers(call, 0.0, 1.0, _size(call.get("size", 0)))


def _randint(call: Call) -> Value:
    low, high = call.get("low", 0), call.get("high", 1)
    dtype = dtype_name(call.get("dtype", 3)) or "int64"
    closed = call.get("endpoint", None, False) is True or call.name.endswith("random_integers")
    start, stop = (0, integer(low)) if high is None else (integer(low), integer(high))
    last = None if stop is None else stop if closed else stop - 1
    return whole_numbers(call, start, last, _size(call.get("size", 2)), dtype)


def _choice(call: Call) -> Value:
    source = call.get("a", 0)
    shape = _size(call.get("size", 1))
    many = integer(source)
    if many is not None and not isinstance(source, ArrayObject):
        return whole_numbers(call, 0, many - 1, shape)
    found = conversion.as_array(source)
    if found is None:
        # a generator chooses among the rows of an array of more axes, too
        return _made(call, ArrayInfo(shape=shape if call.receiver is None else None), "random choices")
    rest = found.info.shape
    full = None if shape is None or rest is None else (*shape, *rest[1:])
    if isinstance(source, (ListValue, tuple)) and found.info.dtype == "string":
        return ArrayObject(ArrayInfo(shape=full, dtype="string", encoding="text"))
    return provenance.derive(found, replace(found.info, shape=full))


def _binomial(call: Call) -> Value:
    drawn = whole_numbers(call, 0, integer(call.get("n", 0)), _size(call.get("size", 2)))
    return ArrayObject(replace(drawn.info, mean=None, std=None))


def _bounded(low: float | None, high: float | None, position: int, dtype: str = "float64") -> Callable[[Call], Value]:
    def handler(call: Call) -> Value:
        shape = _size(call.get("size", position))
        return _made(call, ArrayInfo(shape=shape, dtype=dtype, low=low, high=high), "random numbers")

    return handler


def _vectors(call: Call) -> Value:
    """Samples that are vectors, as long as the arguments say."""
    share = call.name.endswith("dirichlet")
    info = ArrayInfo(dtype="float64", low=0.0 if share else None, high=1.0 if share else None)
    return _made(call, info, "random numbers")


_NAMES: dict[str, Callable[[Call], Value]] = {
    "rand": _rand,
    "randn": _randn,
    "random": _random,
    "random_sample": _random,
    "sample": _random,
    "ranf": _random,
    "uniform": _uniform_numpy,
    "normal": _normal_numpy,
    "standard_normal": _standard_normal,
    "randint": _randint,
    "random_integers": _randint,
    "integers": _randint,
    "choice": _choice,
    "binomial": _binomial,
    "poisson": _bounded(0.0, None, 1, "int64"),
    "exponential": _bounded(0.0, None, 1),
    "beta": _bounded(0.0, 1.0, 2),
    "gamma": _bounded(0.0, None, 2),
    "lognormal": _bounded(0.0, None, 2),
    "multivariate_normal": _vectors,
    "laplace": _bounded(None, None, 2),
    "dirichlet": _vectors,
}
for _name, _handler in _NAMES.items():
    function(f"numpy.random.{_name}")(_handler)
    method(_GENERATOR, _name)(_handler)


@function(
    "numpy.random.default_rng", "numpy.random.RandomState", "numpy.random.Generator", "sklearn.utils.check_random_state"
)
def default_rng(call: Call) -> Value:
    """A generator of random numbers."""
    return LibraryObject(_GENERATOR, {}, call.location)


@function(
    "numpy.random.seed",
    "tensorflow.random.set_seed",
    "keras.utils.set_random_seed",
    "tensorflow.set_random_seed",
)
@method(_GENERATOR, "seed")
def seed(call: Call) -> Value:
    """Gives None."""
    return None


@method(_GENERATOR, "permutation", "permuted")
def permutation(call: Call) -> Value:
    """Samples in another order."""
    value = call.get("x", 0)
    size = integer(value)
    if size is not None and not isinstance(value, ArrayObject):
        return ArrayObject(ArrayInfo(shape=(size,), dtype="int64", low=0.0, high=float(max(size - 1, 0))))
    found = conversion.as_array(value)
    if found is None:
        return ArrayObject(ArrayInfo(shape=(None,)))
    mixed = provenance.derive(found, lattice.shuffled(found.info))
    return columns.keep_shuffled(found, mixed) if call.name.endswith("permutation") else mixed


# ---- TensorFlow and Keras ------------------------------------------------------------------------------------------


@function(
    "tensorflow.random.normal",
    "tensorflow.random_normal",
    "tensorflow.random.truncated_normal",
    "tensorflow.truncated_normal",
    "keras.random.normal",
    "keras.random.truncated_normal",
    "keras.backend.random_normal",
    "tensorflow.random.stateless_normal",
)
def tensor_normal(call: Call) -> Value:
    """tf.random.normal(shape, mean, stddev)"""
    shape = dims(call.get("shape", 0))
    mean, std = number(call.get("mean", 1, 0.0)), number(call.get("stddev", 2, 1.0))
    return normal_numbers(call, mean, std, shape, "float32")


@function(
    "tensorflow.random.uniform",
    "tensorflow.random_uniform",
    "keras.random.uniform",
    "keras.backend.random_uniform",
    "tensorflow.random.stateless_uniform",
    "keras.random.randint",
)
def tensor_uniform(call: Call) -> Value:
    """tf.random.uniform(shape, minval, maxval, dtype)"""
    shape = dims(call.get("shape", 0))
    low, high = call.get("minval", 1, 0), call.get("maxval", 2)
    dtype = dtype_name(call.get("dtype", 3))
    whole = call.name.endswith("randint") or (dtype is not None and "int" in dtype)
    if whole:
        start, stop = integer(low), integer(high)
        return whole_numbers(call, start, None if stop is None else stop - 1, shape, dtype or "int32")
    return uniform_numbers(call, number(low), 1.0 if high is None else number(high), shape, "float32")
