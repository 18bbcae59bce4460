"""The numbers and texts of a column, as pandas keeps and changes them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.evaluated_values import NotKnown
from kerasrules.confirming.own_data.known_values import GivenArguments
from kerasrules.confirming.plan.targets import Values

STATISTICS = ("mean", "std", "min", "max", "sum", "median", "var")


def is_missing(values: Values) -> Values:
    """Where a value is missing: NaN or None."""
    if values.dtype.kind == "f":
        return np.isnan(values)
    if values.dtype.kind == "O":
        return np.array([one is None or (isinstance(one, float) and math.isnan(one)) for one in values], dtype=bool)
    return np.zeros(len(values), dtype=bool)


def as_column(values: Any) -> Values:
    """A column's values: texts are objects."""
    array = np.asarray(values)
    return array.astype(object) if array.dtype.kind in "US" else array


def statistic(name: str, values: Values) -> Any:
    """One of STATISTICS of what is not missing. Raises NotKnown for texts."""
    present = values[~is_missing(values)]
    if present.dtype.kind not in "iufb":
        raise NotKnown
    if name in ("std", "var"):
        return getattr(np, name)(present, ddof=1)
    return getattr(np, name)(present)


def plain(value: Any) -> Any:
    """A number of NumPy as one of Python."""
    return value.item() if isinstance(value, np.generic) else value


def typed(values: Sequence[Any]) -> Values:
    """A column of what a function gave, typed as pandas does."""
    found = [math.nan if value is None else plain(value) for value in values]
    if any(isinstance(value, str) for value in found):
        array = np.empty(len(found), dtype=object)
        array[:] = found
        return array
    array = np.array(found)
    if array.dtype.kind not in "iufb" or array.ndim != 1:
        raise NotKnown
    return array


def cast(values: Values, dtype: Any) -> Values:
    """As `astype` does it. Raises NotKnown, and what Python and NumPy raise."""
    if dtype == "category":
        return values
    if dtype in (str, "str", "object", object):
        return np.array([str(plain(one)) for one in values.ravel()], dtype=object).reshape(values.shape)
    array = values
    if values.dtype.kind == "O":
        if any(isinstance(one, str) for one in values.ravel()) and np.dtype(dtype).kind in "ib":
            array = np.array([int(one) for one in values.ravel()]).reshape(values.shape)
        array = array.astype("float64")
    if array.dtype.kind == "f" and np.dtype(dtype).kind in "iu" and not np.isfinite(array).all():
        raise NotKnown
    found: Values = array.astype(np.dtype(dtype))
    return found


def filled(values: Values, value: Any) -> Values:
    """As `fillna` does it."""
    missing = is_missing(values)
    if not missing.any():
        return values
    if isinstance(value, str):
        values = values.astype(object)
    found: Values = values.copy()
    found[missing] = value
    return found


def replaced(values: Values, how: Any, value: Any) -> Values:
    """As `replace` does it: how is a mapping, or what `value` stands for from now on."""
    if not isinstance(how, Mapping):
        how = dict.fromkeys(how if isinstance(how, list) else [how], value)
        if any(isinstance(one, (list, type(None))) for one in how.values()):
            raise NotKnown
    return typed([how.get(plain(one), one) if plain(one) == plain(one) else one for one in values])


def factorized(values: Values) -> tuple[Values, Values]:
    """Numbers in the order in which values first occur."""
    numbers: dict[Any, int] = {}
    codes = np.array([numbers.setdefault(plain(one), len(numbers)) for one in values])
    return codes, as_column(list(numbers))


def names_rows(key: Any) -> bool:
    """Whether a key in square brackets stands for rows: a stretch of them, or those that a test holds of."""
    return isinstance(key, slice) or (isinstance(key, np.ndarray) and key.dtype.kind == "b")


def rows_named(index: Values, names: Any) -> Values:
    """The places of the rows that have these numbers."""
    places = {int(one): place for place, one in enumerate(index)}
    return np.array([places[int(name)] for name in names], dtype="int64")


def shuffled_rows(total: int, call: GivenArguments) -> Values:
    """The rows that `sample` takes of so many."""
    call.only("frac", "n", "random_state", "replace", "ignore_index")
    if call.get("replace"):
        raise NotKnown
    count = call.get("n", 0)
    count = round(total * call.get("frac", 1, 1.0)) if count is None else count
    seed = call.get("random_state")
    rows: Values = np.random.RandomState(0 if seed is None else seed).choice(total, count, replace=False)
    return rows
