"""Functions of NumPy that compute from what they are given, and nothing else: no files, no objects, no code."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.evaluated_values import NotKnown, names

MOST_NUMBERS = 20_000_000
"""In one array."""

_MADE = names("arange linspace logspace zeros ones full eye identity geomspace tri")
_GROWN = names("tile repeat outer kron meshgrid pad broadcast_to resize vander")
_FUNCTIONS = _MADE | _GROWN | names("array asarray ascontiguousarray asfarray float16 float32 float64 int8 int16"
    " int32 int64 uint8 uint16 uint32 bool_"
    " reshape expand_dims squeeze ravel concatenate stack vstack hstack dstack column_stack row_stack transpose"
    " swapaxes moveaxis rollaxis roll flip fliplr flipud rot90 split array_split hsplit vsplit append insert delete"
    " zeros_like ones_like full_like empty_like copy unique sort argsort argmax argmin where nonzero flatnonzero"
    " isin in1d take take_along_axis diff cumsum cumprod gradient convolve interp histogram digitize searchsorted"
    " sin cos tan sinh cosh tanh arcsin arccos arctan arctan2 exp exp2 expm1 log log2 log10 log1p sqrt cbrt square"
    " abs"
    " absolute fabs power float_power sum prod mean median std var min max amin amax ptp percentile quantile nanmean"
    " nanstd nanmin nanmax round around rint floor ceil trunc clip sign maximum minimum add subtract multiply divide"
    " true_divide floor_divide mod remainder negative reciprocal dot matmul inner einsum tensordot cross trace"
    " logical_and"
    " logical_or logical_not logical_xor greater greater_equal less less_equal equal not_equal any all isnan isfinite"
    " isinf nan_to_num count_nonzero bincount corrcoef cov average triu tril diag diagonal shape ndim size allclose"
    " array_equal polyfit polyval deg2rad rad2deg radians degrees heaviside sinc hypot atleast_1d atleast_2d"
    " atleast_3d"
    " indices unravel_index ravel_multi_index select choose compress extract")  # fmt: skip
_LINEAR_ALGEBRA = frozenset(("norm", "inv", "det", "pinv", "eigh", "svd"))
_CONSTANTS = names("newaxis pi e inf nan float32 float64 float16 int32 int64 int16 int8 uint8 uint16 bool_")
_RANDOM = names(
    "rand randn random random_sample ranf sample randint random_integers integers uniform normal standard_normal"
    " choice"
    " permutation shuffle permuted poisson binomial exponential beta gamma lognormal multivariate_normal laplace seed"
    " standard_t triangular bernoulli"
)
ARRAY_METHODS = names(
    "reshape astype flatten ravel copy transpose swapaxes sum prod mean std var min max argmin argmax argsort cumsum"
    " clip round squeeze repeat tolist item nonzero any all dot take sort fill diagonal trace ptp numpy view"
)
"""Of arrays; those that change the array change that of the evaluation."""
ARRAY_ATTRIBUTES = frozenset(("T", "shape", "size", "ndim", "dtype", "flat"))


def constant(name: str) -> Any:
    """A constant or type of the module by its name in it. Raises NotKnown."""
    if name in _CONSTANTS:
        return getattr(np, name)
    raise NotKnown


def function(name: str, random: np.random.RandomState) -> Callable[..., Any] | None:
    """A function by its name behind `numpy.`; None where it is not known here. random: what NumPy's own draw from."""
    head, _, tail = name.rpartition(".")
    if not head and name in _FUNCTIONS and hasattr(np, name):
        return _bounded(name, getattr(np, name))
    if head == "linalg" and tail in _LINEAR_ALGEBRA:
        return _plain(getattr(np.linalg, tail))
    if head == "random":
        return random_method(random, tail)
    return None


def random_method(random: Any, name: str) -> Callable[..., Any] | None:
    """A method of a generator, or what makes one."""
    if name in ("RandomState", "default_rng"):
        make = np.random.RandomState if name == "RandomState" else np.random.default_rng
        return lambda seed=0, *_: make(0 if seed is None else seed)
    own = {"random": "random_sample", "ranf": "random_sample", "sample": "random_sample"}.get(name, name)
    method = getattr(random, own, None) or getattr(random, name, None)
    if name not in _RANDOM or method is None:
        return None

    def drawn(*args: Any, **kwargs: Any) -> Any:
        sizes = [*args, *kwargs.values()] if name in ("rand", "randn") else [kwargs.get("size"), *args]
        product = math.prod(args) if name in ("rand", "randn") and args else 1
        if max(product, asked_for(sizes)) > MOST_NUMBERS:
            raise NotKnown
        return method(*args, **kwargs)

    return drawn


def _bounded(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def bounded(*args: Any, **kwargs: Any) -> Any:
        _check_arrays([*args, *kwargs.values()])
        if name in _MADE and asked_for([*args, *kwargs.values()], count=True) > MOST_NUMBERS:
            raise NotKnown
        if name in _GROWN and _grown([*args, *kwargs.values()]) > MOST_NUMBERS:
            raise NotKnown
        found = call(*args, **kwargs)
        if isinstance(found, np.ndarray) and found.dtype.kind == "O" and not _is_plain(found):
            raise NotKnown
        return found

    bounded.__name__ = name
    return bounded


def _plain(call: Callable[..., Any]) -> Callable[..., Any]:
    def plain(*args: Any, **kwargs: Any) -> Any:
        _check_arrays([*args, *kwargs.values()])
        return call(*args, **kwargs)

    return plain


def _check_arrays(values: list[Any]) -> None:
    """No arrays of Python objects: functions of NumPy would call those."""
    for value in values:
        if isinstance(value, np.ndarray) and value.dtype.kind == "O" and not _is_plain(value):
            raise NotKnown
        if callable(value) and not isinstance(value, (type, np.dtype)):
            raise NotKnown


def asked_for(sizes: list[Any], count: bool = False) -> float:
    """How many numbers a function may make, at most. count: also as many as a number between two others says."""
    shapes = [one for one in sizes if isinstance(one, (list, tuple))]
    most = max((math.prod(abs(int(n)) for n in one if isinstance(n, (int, np.integer))) for one in shapes), default=0)
    numbers = [
        abs(float(one)) for one in sizes if isinstance(one, (int, float, np.number)) and not isinstance(one, bool)
    ]
    if count and len(numbers) == 3 and 0 < numbers[2] < 1:  # arange with a step
        return max(most, (numbers[0] + numbers[1]) / numbers[2])
    return max([float(most), *numbers])


def _grown(values: list[Any]) -> float:
    size = math.prod(value.size for value in values if isinstance(value, np.ndarray)) or 1
    return size * max(asked_for([value for value in values if not isinstance(value, np.ndarray)]), 1.0)


def check_result(value: Any) -> None:
    """Raise NotKnown for what is too large to go on with."""
    if isinstance(value, np.ndarray) and (value.size > MOST_NUMBERS or value.dtype.kind == "V"):
        raise NotKnown


def _is_plain(array: Any) -> bool:
    """Whether an array of objects holds texts and numbers only, as a table does, or lists of word numbers."""
    return all(type(one) in _PLAIN_TYPES for one in array.flat)


_PLAIN_TYPES = frozenset((str, int, float, bool, list, type(None)))


MATHS: Mapping[str, Callable[..., Any]] = {
    name: getattr(math, name)
    for name in names("sin cos tan exp log log2 log10 sqrt floor ceil pow fabs radians degrees tanh atan atan2")
}
"""Of the module `math`."""
