"""Functions of pandas that make tables and columns, by full name."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.column_values import factorized, is_missing, plain
from kerasrules.confirming.own_data.evaluated_values import NotKnown
from kerasrules.confirming.own_data.known_values import Function, GivenArguments
from kerasrules.confirming.own_data.own_columns import ColumnValue
from kerasrules.confirming.own_data.own_tables import TableValue
from kerasrules.confirming.plan.targets import Values


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


def _dummies(call: GivenArguments) -> TableValue:
    """`pandas.get_dummies`: a column of 0 and 1 for each value."""
    call.only("data", "columns", "drop_first", "prefix", "prefix_sep", "dtype")
    first = 1 if call.get("drop_first", None, False) else 0
    values = whole = call.get("data", 0)
    if isinstance(values, np.ndarray) and values.ndim == 1:
        whole = ColumnValue(values)
    if isinstance(whole, ColumnValue):
        names = np.unique(whole.values[~is_missing(whole.values)])[first:]
        return TableValue({plain(name): (whole.values == name).astype("float64") for name in names}, whole.index)
    if not isinstance(whole, TableValue):
        raise NotKnown
    asked = call.get("columns")
    asked = [name for name, one in whole.columns_by_name.items() if one.dtype.kind == "O"] if asked is None else asked
    columns = {name: one for name, one in whole.columns_by_name.items() if name not in list(asked)}
    for name in asked:
        column = whole.column(name).values
        for one in np.unique(column[~is_missing(column)])[first:]:
            columns[f"{name}_{one}"] = (column == one).astype("float64")
    return whole.with_columns(columns)


def _joined(call: GivenArguments) -> Any:
    """`pandas.concat`."""
    parts = call.get("objs", 0)
    call.only("objs", "axis", "ignore_index", "sort")
    if call.get("axis", 1, 0) in (1, "columns"):
        columns: dict[Any, Values] = {}
        for part in parts:
            if not np.array_equal(part.index, parts[0].index):
                raise NotKnown
            columns.update(part.columns_by_name if isinstance(part, TableValue) else {part.name: part.values})
        return TableValue(columns, parts[0].index)
    if call.get("ignore_index") is not True and any(isinstance(part, ColumnValue) for part in parts):
        raise NotKnown
    names = list(parts[0].columns_by_name)
    if any(list(part.columns_by_name) != names for part in parts):
        raise NotKnown
    index = None if call.get("ignore_index") else np.concatenate([part.index for part in parts])
    return TableValue({name: np.concatenate([part.columns_by_name[name] for part in parts]) for name in names}, index)


def _to_frame(given: GivenArguments) -> TableValue:
    column: ColumnValue = given.args[0]
    return TableValue({column.name if column.name is not None else 0: column.values}, column.index)


FUNCTIONS: dict[str, Function] = {
    "pandas.DataFrame": _frame,
    "pandas.Series": _series,
    "pandas.Series.to_frame": _to_frame,
    "pandas.get_dummies": _dummies,
    "pandas.concat": _joined,
    "pandas.factorize": lambda given: factorized(np.asarray(given.args[0])),
    "pandas.unique": lambda given: given.args[0].method("unique", given),
    "pandas.to_numeric": _to_numeric,
    "pandas.set_option": lambda given: None,
}
