"""Columns as pandas has them, and what operators do with them."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.column_values import (
    STATISTICS,
    as_column,
    cast,
    factorized,
    filled,
    is_missing,
    names_rows,
    plain,
    replaced,
    rows_named,
    shuffled_rows,
    statistic,
    typed,
)
from kerasrules.confirming.own_data.evaluated_values import NotKnown, names
from kerasrules.confirming.own_data.known_values import GivenArguments, KnownValue
from kerasrules.confirming.plan.targets import Values


class Operable(KnownValue):
    """What operators are applied to, column by column."""

    __array_ufunc__ = None  # an array on the left leaves the operator to this side
    WIDTH = 0
    """Which of two operands says how they are combined: the one of the higher width."""

    def combined(self, how: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
        """The result of an operator of which one side is this value."""
        raise NotImplementedError

    def __eq__(self, other: object) -> Any:
        return operate(operator.eq, self, other)

    def __ne__(self, other: object) -> Any:
        return operate(operator.ne, self, other)

    def __hash__(self) -> int:
        return id(self)

    def __neg__(self) -> Any:
        return operate(operator.mul, self, -1)

    def __invert__(self) -> Any:
        return operate(lambda one, _: ~one, self, 0)

    def __bool__(self) -> bool:
        raise NotKnown


def operate(how: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """An operator of which a side is a column, a table or numbers by column."""
    widest = max((one for one in (left, right) if isinstance(one, Operable)), key=lambda one: one.WIDTH)
    return widest.combined(how, left, right)


def _operator(how: Callable[[Any, Any], Any], *, turned: bool = False) -> Callable[[Any, Any], Any]:
    return (lambda one, other: operate(how, other, one)) if turned else (lambda one, other: operate(how, one, other))


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "lt", "le", "gt", "ge"):
    _how = getattr(operator, f"{_name}_" if _name in ("and", "or") else _name)
    setattr(Operable, f"__{_name}__", _operator(_how))
    if _name not in ("lt", "le", "gt", "ge"):
        setattr(Operable, f"__r{_name}__", _operator(_how, turned=True))


class ColumnValue(Operable):
    """A column. index: the numbers of its rows, which stay with them when some are left out."""

    METHODS = names(
        "get factorize mode head tail between shift cumsum diff ravel sample map apply astype fillna dropna "
        "replace unique nunique isnull isna notnull to_numpy tolist copy reset_index isin abs round clip "
        "to_list notna"
    ) | frozenset(STATISTICS)
    ATTRIBUTES = names("values shape size dtype dtypes name index cat texts iloc loc T")
    LIBRARY_CLASS = "pandas.Series"
    WIDTH = 1

    def __init__(self, values: Any, index: Values | None = None, name: Any = None) -> None:
        self.values = as_column(values)
        self.index = np.arange(len(self.values)) if index is None else index
        self.name = name
        self.table: dict[Any, Values] | None = None
        """The columns of the table that it is one of, as long as it is nothing of its own."""

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Values:
        return self.values if dtype is None else self.values.astype(dtype)

    def with_values(self, values: Any) -> ColumnValue:
        return ColumnValue(values, self.index, self.name)

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape

    @property
    def size(self) -> int:
        return len(self.values)

    @property
    def dtype(self) -> Any:
        return self.values.dtype

    @property
    def dtypes(self) -> Any:
        return self.values.dtype

    @property
    def T(self) -> ColumnValue:  # noqa: N802
        return self

    @property
    def iloc(self) -> ColumnRows:
        return ColumnRows(self)

    loc = iloc

    @property
    def cat(self) -> CategoryMethods:
        return CategoryMethods(self)

    @property
    def texts(self) -> TextMethods:
        return TextMethods(self)

    def attribute(self, name: str) -> Any:
        return super().attribute({"str": "texts"}.get(name, name))

    def kept(self) -> ColumnValue:
        return self.with_values(self.values.copy())

    def take(self, rows: Any) -> ColumnValue:
        return ColumnValue(self.values[rows], self.index[rows], self.name)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, ColumnValue):
            key = key.values
        if names_rows(key):
            return self.take(key)
        if isinstance(key, (int, np.integer)):
            return self.values[np.flatnonzero(self.index == key)[0]]
        if isinstance(key, (list, np.ndarray)):
            return self.take(rows_named(self.index, key))
        raise NotKnown

    def combined(self, how: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
        for one in (left, right):
            if isinstance(one, ColumnValue) and not np.array_equal(one.index, self.index):
                raise NotKnown
            if isinstance(one, np.ndarray) and one.ndim > 1:
                raise NotKnown
        return self.with_values(how(_bare(left), _bare(right)))

    def method(self, name: str, call: GivenArguments) -> Any:
        """Call one of METHODS."""
        if name in STATISTICS:
            call.only("axis", "skipna")
            return statistic(name, self.values)
        return getattr(self, f"_{name}")(call)

    def _map(self, call: GivenArguments) -> ColumnValue:
        how = call.get("arg", 0)
        if isinstance(how, Mapping):
            found = [how.get(plain(one), math.nan) for one in self.values]
        else:
            found = [call.apply(how, plain(one)) for one in self.values]
        return self.with_values(typed(found))

    def _apply(self, call: GivenArguments) -> ColumnValue:
        call.only("func")
        how = call.get("func", 0)
        return self.with_values(typed([call.apply(how, plain(one)) for one in self.values]))

    def _astype(self, call: GivenArguments) -> ColumnValue:
        dtype = call.get("dtype", 0)
        if dtype == "category":
            return self
        return self.with_values(cast(self.values, dtype))

    def _fillna(self, call: GivenArguments) -> Any:
        call.only("value", "inplace")
        value = call.get("value", 0)
        if isinstance(value, (ColumnValue, Mapping)) or value is None:
            raise NotKnown
        return self._changed(filled(self.values, value), call)

    def _changed(self, values: Values, call: GivenArguments) -> Any:
        if not call.get("inplace", None, False):
            return self.with_values(values)
        self.values = values
        if self.table is not None:  # that is what programs mean by it, although pandas 3 leaves the table as it is
            self.table[self.name] = values
        return None

    def _dropna(self, call: GivenArguments) -> ColumnValue:
        call.only()
        return self.take(~is_missing(self.values))

    def _replace(self, call: GivenArguments) -> Any:
        call.only("to_replace", "value", "inplace")
        how, value = call.get("to_replace", 0), call.get("value", 1)
        return self._changed(replaced(self.values, how, value), call)

    def _unique(self, call: GivenArguments) -> Values:
        return np.array(list(dict.fromkeys(map(plain, self.values))), dtype=self.values.dtype)

    def _nunique(self, call: GivenArguments) -> int:
        return len(set(map(plain, self.values[~is_missing(self.values)])))

    def _isnull(self, call: GivenArguments) -> ColumnValue:
        return self.with_values(is_missing(self.values))

    _isna = _isnull

    def _notnull(self, call: GivenArguments) -> ColumnValue:
        return self.with_values(~is_missing(self.values))

    _notna = _notnull

    def _to_numpy(self, call: GivenArguments) -> Values:
        dtype = call.get("dtype", 0)
        return self.values.copy() if dtype is None else cast(self.values, dtype)

    def _ravel(self, call: GivenArguments) -> Values:
        return self.values

    def _tolist(self, call: GivenArguments) -> Any:
        found: Any = self.values.tolist()
        return found

    _to_list = _tolist

    def _copy(self, call: GivenArguments) -> ColumnValue:
        return ColumnValue(self.values.copy(), self.index, self.name)

    def _reset_index(self, call: GivenArguments) -> ColumnValue:
        if call.get("drop", None, False) is not True:
            raise NotKnown
        return ColumnValue(self.values, None, self.name)

    def _isin(self, call: GivenArguments) -> ColumnValue:
        wanted = {plain(one) for one in call.get("values", 0)}
        return self.with_values(np.array([plain(one) in wanted for one in self.values], dtype=bool))

    def _abs(self, call: GivenArguments) -> ColumnValue:
        return self.with_values(np.abs(self.values))

    def _round(self, call: GivenArguments) -> ColumnValue:
        return self.with_values(np.round(self.values, call.get("decimals", 0, 0)))

    def _clip(self, call: GivenArguments) -> ColumnValue:
        return self.with_values(np.clip(self.values, call.get("lower", 0), call.get("upper", 1)))

    def _between(self, call: GivenArguments) -> ColumnValue:
        return self.with_values((self.values >= call.get("left", 0)) & (self.values <= call.get("right", 1)))

    def _shift(self, call: GivenArguments) -> ColumnValue:
        by = int(call.get("periods", 0, 1))
        values = np.full(len(self.values), math.nan)
        if by >= 0:
            values[by:] = self.values[: len(values) - by]
        else:
            values[:by] = self.values[-by:]
        return self.with_values(values)

    def _cumsum(self, call: GivenArguments) -> ColumnValue:
        return self.with_values(np.cumsum(self.values))

    def _diff(self, call: GivenArguments) -> ColumnValue:
        return self.with_values(np.concatenate([[math.nan], np.diff(self.values)]))

    def _factorize(self, call: GivenArguments) -> tuple[Values, Values]:
        return factorized(self.values)

    def _mode(self, call: GivenArguments) -> ColumnValue:
        names, counts = np.unique(self.values[~is_missing(self.values)], return_counts=True)
        return ColumnValue(names[counts == counts.max()])

    def _head(self, call: GivenArguments) -> ColumnValue:
        return self.take(slice(0, call.get("n", 0, 5)))

    def _tail(self, call: GivenArguments) -> ColumnValue:
        return self.take(slice(-call.get("n", 0, 5), None))

    def _get(self, call: GivenArguments) -> Any:
        return self[call.args[0]]

    def _sample(self, call: GivenArguments) -> ColumnValue:
        return self.take(shuffled_rows(len(self), call))


class CategoryMethods(KnownValue):
    """`Series.cat`."""

    METHODS = frozenset()
    ATTRIBUTES = frozenset({"codes", "categories"})

    def __init__(self, series: ColumnValue) -> None:
        missing = is_missing(series.values)
        names, numbers = np.unique(series.values[~missing], return_inverse=True)
        codes = np.full(len(series), -1)
        codes[~missing] = numbers
        self.codes, self.categories = series.with_values(codes), names


class TextMethods(KnownValue):
    """`Series.str`."""

    METHODS = names("lower upper strip len title replace startswith endswith contains")

    def __init__(self, series: ColumnValue) -> None:
        self._series = series

    def method(self, name: str, call: GivenArguments) -> ColumnValue:
        """Call one of METHODS."""
        functions: dict[str, Callable[[str], Any]] = {
            "len": len,
            "replace": lambda one: one.replace(*call.args[:2]),
            "contains": lambda one: call.args[0] in one,
        }
        if name in ("replace", "contains") and (not call.args or not str(call.args[0]).isalnum()):
            raise NotKnown  # may be a regular expression
        how = functions.get(name) or (lambda one: getattr(one, name)(*call.args))
        return self._series.with_values(typed([how(one) for one in self._series.values]))


class ColumnRows(KnownValue):
    """`iloc` and `loc` of a column."""

    def __init__(self, column: ColumnValue) -> None:
        self._column = column

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, (int, np.integer)):
            return self._column.values[key]
        return self._column.take(key.values if isinstance(key, ColumnValue) else key)


def _bare(value: Any) -> Any:
    return value.values if isinstance(value, ColumnValue) else value
