"""Functions of pandas that make tables and columns."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.evaluated_values import NotKnown
from kerasrules.confirming.own_data.known_values import Function, GivenArguments
from kerasrules.confirming.own_data.own_tables import ColumnValue, TableValue, dummies, factorized, joined


def _frame(given: GivenArguments) -> Any:
    given.only("data", "columns", "index")
    data, names = given.get("data", 0), given.get("columns", 2)
    if given.get("index", 1) is not None and not isinstance(given.get("index", 1), np.ndarray):
        raise NotKnown
    if isinstance(data, TableValue):
        return data if names is None else data[list(names)]
    if isinstance(data, dict):
        return TableValue({name: np.asarray(values) for name, values in data.items()})
    array = np.asarray(data)
    if array.ndim == 1:
        array = array[:, None]
    names = range(array.shape[1]) if names is None else names
    return TableValue({name: array[:, place] for place, name in enumerate(names)})


def _series(given: GivenArguments) -> Any:
    given.only("data", "dtype")
    return ColumnValue(np.asarray(given.get("data", 0)), None, given.get("name"))


def _to_numeric(given: GivenArguments) -> Any:
    series = given.args[0]
    coerce = given.get("errors", 1) == "coerce"

    def number(one: Any) -> float:
        try:
            return float(one)
        except (TypeError, ValueError):
            if coerce:
                return math.nan
            raise

    found = np.array([number(one) for one in series])
    whole = np.isfinite(found).all() and (found == np.round(found)).all()
    return series.with_values(found.astype("int64") if whole and series.values.dtype.kind != "f" else found)


FUNCTIONS: dict[str, Function] = {
    "pandas.DataFrame": _frame,
    "pandas.Series": _series,
    "pandas.get_dummies": lambda given: dummies(given.get("data", 0), given),
    "pandas.concat": lambda given: joined(given.get("objs", 0), given),
    "pandas.factorize": lambda given: factorized(np.asarray(given.args[0])),
    "pandas.unique": lambda given: given.args[0].method("unique", given),
    "pandas.to_numeric": _to_numeric,
    "pandas.set_option": lambda given: None,
}
