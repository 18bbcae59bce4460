"""Tables as pandas has them: columns by name, of the methods that prepare data."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.evaluated_values import NotKnown, names
from kerasrules.confirming.own_data.known_values import GivenArguments, KnownValue
from kerasrules.confirming.plan.targets import Values

_STATISTICS = ("mean", "std", "min", "max", "sum", "median", "var")


def _is_missing(values: Values) -> Values:
    if values.dtype.kind == "f":
        return np.isnan(values)
    if values.dtype.kind == "O":
        return np.array([one is None or (isinstance(one, float) and math.isnan(one)) for one in values], dtype=bool)
    return np.zeros(len(values), dtype=bool)


def _column(values: Any) -> Values:
    """A column's values: texts are objects."""
    array = np.asarray(values)
    return array.astype(object) if array.dtype.kind in "US" else array


def _statistic(name: str, values: Values) -> Any:
    present = values[~_is_missing(values)]
    if present.dtype.kind not in "iufb":
        raise NotKnown
    if name in ("std", "var"):
        return getattr(np, name)(present, ddof=1)
    return getattr(np, name)(present)


class _Operable(KnownValue):
    """What operators are applied to, column by column."""

    __array_ufunc__ = None  # an array on the left leaves the operator to this side

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


def _operator(how: Callable[[Any, Any], Any], *, turned: bool = False) -> Callable[[Any, Any], Any]:
    return (lambda one, other: operate(how, other, one)) if turned else (lambda one, other: operate(how, one, other))


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "lt", "le", "gt", "ge"):
    _how = getattr(operator, f"{_name}_" if _name in ("and", "or") else _name)
    setattr(_Operable, f"__{_name}__", _operator(_how))
    if _name not in ("lt", "le", "gt", "ge"):
        setattr(_Operable, f"__r{_name}__", _operator(_how, turned=True))


class ColumnValue(_Operable):
    """A column. index: the numbers of its rows, which stay with them when some are left out."""

    METHODS = names(
        "get factorize mode head tail between shift cumsum diff ravel sample map apply astype fillna dropna "
        "replace unique nunique isnull isna notnull to_numpy tolist copy reset_index isin abs round clip "
        "to_list notna to_frame"
    ) | frozenset(_STATISTICS)
    ATTRIBUTES = names("values shape size dtype dtypes name index cat texts iloc loc T")

    def __init__(self, values: Any, index: Values | None = None, name: Any = None) -> None:
        self.values = _column(values)
        self.index = np.arange(len(self.values)) if index is None else index
        self.name = name
        self.table: TableValue | None = None
        """The table that it is a column of, as long as it is nothing of its own."""

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
    def iloc(self) -> IndexedBy:
        return IndexedBy(self)

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
        if _names_rows(key):
            return self.take(key)
        if isinstance(key, (int, np.integer)):
            return self.values[np.flatnonzero(self.index == key)[0]]
        if isinstance(key, (list, np.ndarray)):
            return self.take(_rows_named(self.index, key))
        raise NotKnown

    def method(self, name: str, call: GivenArguments) -> Any:
        """Call one of METHODS."""
        if name in _STATISTICS:
            call.only("axis", "skipna")
            return _statistic(name, self.values)
        return getattr(self, f"_{name}")(call)

    def _map(self, call: GivenArguments) -> ColumnValue:
        how = call.get("arg", 0)
        if isinstance(how, Mapping):
            found = [how.get(_plain(one), math.nan) for one in self.values]
        else:
            found = [call.apply(how, _plain(one)) for one in self.values]
        return self.with_values(_typed(found))

    def _apply(self, call: GivenArguments) -> ColumnValue:
        call.only("func")
        how = call.get("func", 0)
        return self.with_values(_typed([call.apply(how, _plain(one)) for one in self.values]))

    def _astype(self, call: GivenArguments) -> ColumnValue:
        dtype = call.get("dtype", 0)
        if dtype == "category":
            return self
        return self.with_values(_cast(self.values, dtype))

    def _fillna(self, call: GivenArguments) -> Any:
        call.only("value", "inplace")
        value = call.get("value", 0)
        if isinstance(value, (ColumnValue, Mapping)) or value is None:
            raise NotKnown
        return self._changed(_filled(self.values, value), call)

    def _changed(self, values: Values, call: GivenArguments) -> Any:
        if not call.get("inplace", None, False):
            return self.with_values(values)
        self.values = values
        if self.table is not None:  # that is what programs mean by it, although pandas 3 leaves the table as it is
            self.table.columns_by_name[self.name] = values
        return None

    def _dropna(self, call: GivenArguments) -> ColumnValue:
        call.only()
        return self.take(~_is_missing(self.values))

    def _replace(self, call: GivenArguments) -> Any:
        call.only("to_replace", "value", "inplace")
        how, value = call.get("to_replace", 0), call.get("value", 1)
        return self._changed(_replaced(self.values, how, value), call)

    def _unique(self, call: GivenArguments) -> Values:
        return np.array(list(dict.fromkeys(map(_plain, self.values))), dtype=self.values.dtype)

    def _nunique(self, call: GivenArguments) -> int:
        return len(set(map(_plain, self.values[~_is_missing(self.values)])))

    def _isnull(self, call: GivenArguments) -> ColumnValue:
        return self.with_values(_is_missing(self.values))

    _isna = _isnull

    def _notnull(self, call: GivenArguments) -> ColumnValue:
        return self.with_values(~_is_missing(self.values))

    _notna = _notnull

    def _to_numpy(self, call: GivenArguments) -> Values:
        dtype = call.get("dtype", 0)
        return self.values.copy() if dtype is None else _cast(self.values, dtype)

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
        wanted = {_plain(one) for one in call.get("values", 0)}
        return self.with_values(np.array([_plain(one) in wanted for one in self.values], dtype=bool))

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
        names, counts = np.unique(self.values[~_is_missing(self.values)], return_counts=True)
        return ColumnValue(names[counts == counts.max()])

    def _head(self, call: GivenArguments) -> ColumnValue:
        return self.take(slice(0, call.get("n", 0, 5)))

    def _tail(self, call: GivenArguments) -> ColumnValue:
        return self.take(slice(-call.get("n", 0, 5), None))

    def _to_frame(self, call: GivenArguments) -> TableValue:
        return TableValue({self.name if self.name is not None else 0: self.values}, self.index)

    def _get(self, call: GivenArguments) -> Any:
        return self[call.args[0]]

    def _sample(self, call: GivenArguments) -> ColumnValue:
        return self.take(_shuffled_rows(len(self), call))


class CategoryMethods(KnownValue):
    """`Series.cat`."""

    METHODS = frozenset()
    ATTRIBUTES = frozenset({"codes", "categories"})

    def __init__(self, series: ColumnValue) -> None:
        missing = _is_missing(series.values)
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
        return self._series.with_values(_typed([how(one) for one in self._series.values]))


class IndexedBy(KnownValue):
    """`iloc`, and `loc` of tables, at an index."""

    def __init__(self, owner: Any, *, by_name: bool = False) -> None:
        self.owner, self.by_name = owner, by_name

    def __getitem__(self, key: Any) -> Any:
        if isinstance(self.owner, ColumnValue):
            if isinstance(key, (int, np.integer)):
                return self.owner.values[key]
            return self.owner.take(key.values if isinstance(key, ColumnValue) else key)
        rows, columns = key if isinstance(key, tuple) else (key, slice(None))
        frame: TableValue = self.owner
        names = list(frame.columns)
        if not self.by_name:
            chosen = (
                names[columns] if isinstance(columns, (int, np.integer, slice)) else [names[one] for one in columns]
            )
        elif isinstance(columns, slice):
            first = 0 if columns.start is None else names.index(columns.start)
            last = len(names) if columns.stop is None else names.index(columns.stop) + 1
            chosen = names[first:last]
        elif isinstance(columns, np.ndarray) and columns.dtype.kind == "b":
            chosen = [name for name, kept in zip(names, columns, strict=True) if kept]
        else:
            chosen = columns
        return _at_rows(frame[chosen], rows, by_name=self.by_name)

    def __setitem__(self, key: Any, value: Any) -> None:
        if not isinstance(self.owner, TableValue) or not self.by_name or not isinstance(key, tuple):
            raise NotKnown
        rows, name = key
        if isinstance(rows, slice) and rows == slice(None):
            self.owner[name] = value
            return
        if isinstance(rows, ColumnValue):
            rows = rows.values
        if not (isinstance(rows, np.ndarray) and rows.dtype.kind == "b") or not isinstance(name, str):
            raise NotKnown
        column = self.owner.columns_by_name[name].copy()
        if not isinstance(value, (int, float, str)):
            raise NotKnown
        if isinstance(value, str) or column.dtype.kind == "O":
            column = column.astype(object)
        elif isinstance(value, float):
            column = column.astype("float64")
        column[rows] = value
        self.owner.columns_by_name[name] = column


def _at_rows(found: Any, rows: Any, *, by_name: bool) -> Any:
    if isinstance(rows, ColumnValue):
        rows = rows.values
    if isinstance(rows, np.ndarray) and rows.dtype.kind == "b":
        return found.take(rows)
    if by_name:
        if isinstance(rows, slice):
            if rows == slice(None):
                return found
            if not np.array_equal(found.index, np.arange(len(found))) or rows.stop is None or rows.stop < 0:
                raise NotKnown
            return found.take(slice(rows.start, rows.stop + 1))
        if isinstance(rows, (list, np.ndarray)):
            return found.take(_rows_named(found.index, rows))
        raise NotKnown
    if isinstance(rows, (int, np.integer)):
        if isinstance(found, ColumnValue):
            return found.values[rows]
        return ColumnValue(_typed([values[rows] for values in found.columns_by_name.values()]))
    return found.take(np.asarray(rows) if isinstance(rows, list) else rows)


class TableValue(_Operable):
    """A table."""

    METHODS = names(
        "applymap map insert get items abs join transpose drop dropna fillna pop head tail sample copy "
        "to_numpy astype reset_index isnull isna select_dtypes rename replace drop_duplicates sort_values "
        "keys apply"
    ) | frozenset(_STATISTICS)
    ATTRIBUTES = names("values shape size columns dtypes index iloc loc T ndim")
    ndim = 2

    def __init__(self, columns: Mapping[Any, Any], index: Values | None = None) -> None:
        self.columns_by_name: dict[Any, Values] = {name: _column(values) for name, values in columns.items()}
        rows = len(next(iter(self.columns_by_name.values()), ()))
        self.index = np.arange(rows) if index is None else index

    def __len__(self) -> int:
        return len(self.index)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Values:
        return self.values if dtype is None else self.values.astype(dtype)

    @property
    def columns(self) -> Any:
        return np.array(list(self.columns_by_name), dtype=object)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self), len(self.columns_by_name)

    @property
    def size(self) -> int:
        return len(self) * len(self.columns_by_name)

    @property
    def values(self) -> Values:
        parts = list(self.columns_by_name.values())
        if not parts:
            return np.empty((len(self), 0))
        kinds = {part.dtype.kind for part in parts}
        dtype = object if "O" in kinds or ("b" in kinds and len(kinds) > 1) else np.result_type(*parts)
        return np.stack([part.astype(dtype) for part in parts], axis=1)

    @property
    def dtypes(self) -> ByColumn:
        return ByColumn({name: values.dtype for name, values in self.columns_by_name.items()})

    @property
    def T(self) -> Values:  # noqa: N802
        raise NotKnown

    @property
    def iloc(self) -> IndexedBy:
        return IndexedBy(self)

    @property
    def loc(self) -> IndexedBy:
        return IndexedBy(self, by_name=True)

    def attribute(self, name: str) -> Any:
        return self.column(name) if name in self.columns_by_name else super().attribute(name)

    def kept(self) -> TableValue:
        return self.with_columns({name: values.copy() for name, values in self.columns_by_name.items()})

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self.columns_by_name))

    def __contains__(self, name: object) -> bool:
        return name in self.columns_by_name

    def take(self, rows: Any) -> TableValue:
        return TableValue({name: values[rows] for name, values in self.columns_by_name.items()}, self.index[rows])

    def with_columns(self, columns: Mapping[Any, Any]) -> TableValue:
        return TableValue(columns, self.index)

    def each(self, how: Callable[[Values], Any]) -> TableValue:
        return self.with_columns({name: how(values) for name, values in self.columns_by_name.items()})

    def column(self, name: Any) -> ColumnValue:
        if name not in self.columns_by_name:
            raise NotKnown
        found = ColumnValue(self.columns_by_name[name], self.index, name)
        found.table = self
        return found

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, ColumnValue):
            key = key.values
        if _names_rows(key):
            return self.take(key)
        if isinstance(key, (list, np.ndarray)):
            return self.with_columns({name: self.column(name).values for name in key})
        return self.column(key)

    def __setitem__(self, key: Any, value: Any) -> None:
        if isinstance(value, TableValue):
            value = value.values
        if isinstance(key, (list, np.ndarray)):
            array = np.asarray(value)
            if array.ndim != 2 or array.shape != (len(self), len(key)):
                raise NotKnown
            for place, name in enumerate(key):
                self.columns_by_name[name] = _column(array[:, place])
            return
        if isinstance(value, ColumnValue):
            if not np.array_equal(value.index, self.index):
                raise NotKnown  # aligned by the numbers of rows
            value = value.values
        if isinstance(value, (int, float, str, np.generic)):
            value = [value] * len(self)
        array = np.asarray(value)
        if array.ndim == 2 and array.shape[1] == 1:
            array = array[:, 0]
        if array.shape != (len(self),):
            raise NotKnown
        self.columns_by_name[key] = _column(array)

    def __delitem__(self, key: Any) -> None:
        del self.columns_by_name[key]

    def method(self, name: str, call: GivenArguments) -> Any:
        """Call one of METHODS."""
        if name in _STATISTICS:
            call.only("axis", "numeric_only")
            if call.get("axis", 0, 0) not in (0, None):
                raise NotKnown
            only = call.get("numeric_only", None, False)
            kept = {one: values for one, values in self.columns_by_name.items() if not only or values.dtype.kind != "O"}
            return ByColumn({one: _statistic(name, values) for one, values in kept.items()})
        return getattr(self, f"_{name}")(call)

    def _into(self, found: TableValue, call: GivenArguments) -> Any:
        """The result, or nothing where the table itself is changed."""
        if not call.get("inplace", None, False):
            return found
        self.columns_by_name, self.index = found.columns_by_name, found.index
        return None

    def _drop(self, call: GivenArguments) -> Any:
        call.only("labels", "axis", "columns", "index", "inplace", "errors")
        names, axis = call.get("columns"), call.get("axis", 1, 0)
        if names is None and axis in (1, "columns"):
            names = call.get("labels", 0)
        if names is None:
            rows = call.get("index", None, call.get("labels", 0))
            gone = np.isin(
                self.index, np.atleast_1d(rows.index if isinstance(rows, (ColumnValue, TableValue)) else rows)
            )
            return self._into(self.take(~gone), call)
        left_out = set(np.ravel(names).tolist()) if isinstance(names, (list, tuple, np.ndarray)) else {names}
        if not left_out <= set(self.columns_by_name) and call.get("errors") != "ignore":
            raise NotKnown
        kept = {name: values for name, values in self.columns_by_name.items() if name not in left_out}
        return self._into(self.with_columns(kept), call)

    def _dropna(self, call: GivenArguments) -> Any:
        call.only("axis", "inplace", "subset", "how")
        if call.get("axis", 0, 0) not in (0, "index", "rows") or call.get("how", None, "any") != "any":
            raise NotKnown
        subset = call.get("subset")
        names = self.columns_by_name if subset is None else [subset] if isinstance(subset, str) else subset
        missing = np.zeros(len(self), dtype=bool)
        for name in names:
            missing |= _is_missing(self.column(name).values)
        return self._into(self.take(~missing), call)

    def _fillna(self, call: GivenArguments) -> Any:
        call.only("value", "inplace")
        value = call.get("value", 0)
        if isinstance(value, (ByColumn, Mapping)):
            known = value.items if isinstance(value, ByColumn) else value
            found = {
                name: _filled(values, known[name]) if name in known else values
                for name, values in self.columns_by_name.items()
            }
            return self._into(self.with_columns(found), call)
        if value is None:
            raise NotKnown
        return self._into(self.each(lambda values: _filled(values, value)), call)

    def _pop(self, call: GivenArguments) -> ColumnValue:
        found = self.column(call.get("item", 0))
        del self.columns_by_name[found.name]
        return found

    def _head(self, call: GivenArguments) -> TableValue:
        return self.take(slice(0, call.get("n", 0, 5)))

    def _tail(self, call: GivenArguments) -> TableValue:
        return self.take(slice(-call.get("n", 0, 5), None))

    def _sample(self, call: GivenArguments) -> TableValue:
        return self.take(_shuffled_rows(len(self), call))

    def _copy(self, call: GivenArguments) -> TableValue:
        return TableValue({name: values.copy() for name, values in self.columns_by_name.items()}, self.index)

    def _to_numpy(self, call: GivenArguments) -> Values:
        dtype = call.get("dtype", 0)
        return self.values if dtype is None else _cast(self.values, dtype)

    def _astype(self, call: GivenArguments) -> TableValue:
        dtype = call.get("dtype", 0)
        if isinstance(dtype, Mapping):
            return self.with_columns(
                {name: _cast(values, dtype[name]) if name in dtype else values for name, values in self._pairs()}
            )
        return self.each(lambda values: _cast(values, dtype))

    def _pairs(self) -> Any:
        return self.columns_by_name.items()

    def _items(self, call: GivenArguments) -> list[tuple[Any, ColumnValue]]:
        return [(name, self.column(name)) for name in self.columns_by_name]

    def _reset_index(self, call: GivenArguments) -> Any:
        if call.get("drop", None, False) is not True:
            raise NotKnown
        return self._into(TableValue(self.columns_by_name), call)

    def _isnull(self, call: GivenArguments) -> TableValue:
        return self.each(_is_missing)

    _isna = _isnull

    def _abs(self, call: GivenArguments) -> TableValue:
        return self.each(np.abs)

    def _select_dtypes(self, call: GivenArguments) -> TableValue:
        kinds = {"number": "iuf", "object": "O", "float64": "f", "int64": "i", "float": "f", "int": "i", "bool": "b"}

        def of(names: Any) -> str:
            return "".join(kinds[str(one)] for one in (names if isinstance(names, list) else [names]))

        include, exclude = call.get("include", 0), call.get("exclude", 1)
        kept = {
            name: values
            for name, values in self._pairs()
            if (include is None or values.dtype.kind in of(include))
            and (exclude is None or values.dtype.kind not in of(exclude))
        }
        return self.with_columns(kept)

    def _rename(self, call: GivenArguments) -> Any:
        call.only("columns", "inplace")
        names = call.get("columns")
        return self._into(self.with_columns({names.get(name, name): values for name, values in self._pairs()}), call)

    def _replace(self, call: GivenArguments) -> Any:
        call.only("to_replace", "value", "inplace")
        how, value = call.get("to_replace", 0), call.get("value", 1)
        if isinstance(how, Mapping) and any(isinstance(one, Mapping) for one in how.values()):
            found = {
                name: _replaced(values, how[name], None) if name in how else values for name, values in self._pairs()
            }
            return self._into(self.with_columns(found), call)
        return self._into(self.each(lambda values: _replaced(values, how, value)), call)

    def _drop_duplicates(self, call: GivenArguments) -> Any:
        call.only("inplace", "subset", "ignore_index")
        subset = call.get("subset", 0)
        names = list(self.columns_by_name) if subset is None else [subset] if isinstance(subset, str) else subset
        seen: dict[Any, None] = {}
        first = np.zeros(len(self), dtype=bool)
        for row, cells in enumerate(zip(*(self.column(name).values.tolist() for name in names), strict=True)):
            first[row] = cells not in seen
            seen[cells] = None
        return self._into(self.take(first), call)

    def _sort_values(self, call: GivenArguments) -> Any:
        call.only("by", "ascending", "inplace", "ignore_index")
        by = call.get("by", 0)
        by = by[0] if isinstance(by, list) and len(by) == 1 else by
        order = np.argsort(self.column(by).values, kind="stable")
        return self._into(self.take(order if call.get("ascending", None, True) is True else order[::-1]), call)

    def _keys(self, call: GivenArguments) -> Any:
        return self.columns

    def _apply(self, call: GivenArguments) -> Any:
        call.only("func", "axis")
        how = call.get("func", 0)
        if call.get("axis", 1, 0) in (1, "columns"):
            rows = (RowValue(dict(zip(self.columns_by_name, cells, strict=True))) for cells in self._rows())
            return ColumnValue(_typed([call.apply(how, row) for row in rows]), self.index)
        found = {name: call.apply(how, self.column(name)) for name in self.columns_by_name}
        if not all(isinstance(one, ColumnValue) for one in found.values()):
            raise NotKnown
        return self.with_columns({name: one.values for name, one in found.items()})

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        return zip(*(values.tolist() for values in self.columns_by_name.values()), strict=True)

    def _applymap(self, call: GivenArguments) -> TableValue:
        how = call.get("func", 0)
        return self.each(lambda values: _typed([call.apply(how, _plain(one)) for one in values]))

    _map = _applymap

    def _insert(self, call: GivenArguments) -> None:
        place, name, value = (call.get(key, at) for at, key in enumerate(("loc", "column", "value")))
        self[name] = value
        names = [one for one in self.columns_by_name if one != name]
        names.insert(int(place), name)
        self.columns_by_name = {one: self.columns_by_name[one] for one in names}

    def _get(self, call: GivenArguments) -> Any:
        return self[call.args[0]]

    def _join(self, call: GivenArguments) -> TableValue:
        call.only("other")
        other = call.get("other", 0)
        if not isinstance(other, TableValue) or not np.array_equal(other.index, self.index):
            raise NotKnown
        return self.with_columns({**self.columns_by_name, **other.columns_by_name})

    def _transpose(self, call: GivenArguments) -> Any:
        raise NotKnown


class RowValue(KnownValue):
    """One row, as a function gets it that is applied to each."""

    def __init__(self, cells: Mapping[Any, Any]) -> None:
        self.cells = cells

    def __getitem__(self, key: Any) -> Any:
        return self.cells[key]


class ByColumn(_Operable):
    """A number for each column, as the mean of a table."""

    METHODS = frozenset({"sum", "max", "min"})
    ATTRIBUTES = frozenset({"values"})

    def __init__(self, items: Mapping[Any, Any]) -> None:
        self.items = dict(items)

    @property
    def values(self) -> Values:
        return np.array(list(self.items.values()))

    def __getitem__(self, key: Any) -> Any:
        return self.items[key]

    def __array__(self, dtype: Any = None, copy: Any = None) -> Values:
        return self.values

    def method(self, name: str, call: GivenArguments) -> Any:
        """Call one of METHODS."""
        return getattr(np, name)(self.values)


def operate(how: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """An operator of which a side is a column, a table or numbers by column."""
    frame = next((one for one in (left, right) if isinstance(one, TableValue)), None)
    if frame is not None:
        return frame.with_columns(
            {name: how(_side(left, name, frame), _side(right, name, frame)) for name in frame.columns_by_name}
        )
    if isinstance(left, ByColumn) or isinstance(right, ByColumn):
        known = left if isinstance(left, ByColumn) else right
        return ByColumn({name: how(_side(left, name, None), _side(right, name, None)) for name in known.items})
    series = left if isinstance(left, ColumnValue) else right
    for one in (left, right):
        if isinstance(one, ColumnValue) and not np.array_equal(one.index, series.index):
            raise NotKnown
        if isinstance(one, np.ndarray) and one.ndim > 1:
            raise NotKnown
    return series.with_values(how(_bare(left), _bare(right)))


def _side(value: Any, name: Any, frame: TableValue | None) -> Any:
    if isinstance(value, TableValue):
        if frame is not None and not np.array_equal(value.index, frame.index):
            raise NotKnown
        return value.column(name).values
    if isinstance(value, ByColumn):
        if name not in value.items:
            raise NotKnown
        return value.items[name]
    if isinstance(value, (ColumnValue, np.ndarray)) and np.ndim(value):
        raise NotKnown
    return value


def _bare(value: Any) -> Any:
    return value.values if isinstance(value, ColumnValue) else value


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _typed(values: Sequence[Any]) -> Values:
    """A column of what a function gave, typed as pandas does."""
    plain = [math.nan if value is None else _plain(value) for value in values]
    if any(isinstance(value, str) for value in plain):
        array = np.empty(len(plain), dtype=object)
        array[:] = plain
        return array
    found = np.array(plain)
    if found.dtype.kind not in "iufb" or found.ndim != 1:
        raise NotKnown
    return found


def _cast(values: Values, dtype: Any) -> Values:
    if dtype == "category":
        return values
    if dtype in (str, "str", "object", object):
        return np.array([str(_plain(one)) for one in values.ravel()], dtype=object).reshape(values.shape)
    array = values
    if values.dtype.kind == "O":
        if any(isinstance(one, str) for one in values.ravel()) and np.dtype(dtype).kind in "ib":
            array = np.array([int(one) for one in values.ravel()]).reshape(values.shape)
        array = array.astype("float64")
    if array.dtype.kind == "f" and np.dtype(dtype).kind in "iu" and not np.isfinite(array).all():
        raise NotKnown
    found: Values = array.astype(np.dtype(dtype))
    return found


def _filled(values: Values, value: Any) -> Values:
    missing = _is_missing(values)
    if not missing.any():
        return values
    if isinstance(value, str):
        values = values.astype(object)
    found: Values = values.copy()
    found[missing] = value
    return found


def _replaced(values: Values, how: Any, value: Any) -> Values:
    if not isinstance(how, Mapping):
        how = dict.fromkeys(how if isinstance(how, list) else [how], value)
        if any(isinstance(one, (list, type(None))) for one in how.values()):
            raise NotKnown
    return _typed([how.get(_plain(one), one) if _plain(one) == _plain(one) else one for one in values])


def factorized(values: Values) -> tuple[Values, Values]:
    """Numbers in the order in which values first occur."""
    numbers: dict[Any, int] = {}
    codes = np.array([numbers.setdefault(_plain(one), len(numbers)) for one in values])
    return codes, _column(list(numbers))


def _names_rows(key: Any) -> bool:
    """Whether a key in square brackets stands for rows: a stretch of them, or those that a test holds of."""
    return isinstance(key, slice) or (isinstance(key, np.ndarray) and key.dtype.kind == "b")


def _rows_named(index: Values, names: Any) -> Values:
    places = {int(one): place for place, one in enumerate(index)}
    return np.array([places[int(name)] for name in names], dtype="int64")


def _shuffled_rows(total: int, call: GivenArguments) -> Values:
    call.only("frac", "n", "random_state", "replace", "ignore_index")
    if call.get("replace"):
        raise NotKnown
    count = call.get("n", 0)
    count = round(total * call.get("frac", 1, 1.0)) if count is None else count
    seed = call.get("random_state")
    rows: Values = np.random.RandomState(0 if seed is None else seed).choice(total, count, replace=False)
    return rows


def dummies(values: Any, call: GivenArguments) -> TableValue:
    """`pandas.get_dummies`: a column of 0 and 1 for each value."""
    call.only("data", "columns", "drop_first", "prefix", "prefix_sep", "dtype")
    first = 1 if call.get("drop_first", None, False) else 0
    whole = values
    if isinstance(values, np.ndarray) and values.ndim == 1:
        whole = ColumnValue(values)
    if isinstance(whole, ColumnValue):
        names = np.unique(whole.values[~_is_missing(whole.values)])[first:]
        return TableValue({_plain(name): (whole.values == name).astype("float64") for name in names}, whole.index)
    if not isinstance(whole, TableValue):
        raise NotKnown
    asked = call.get("columns")
    asked = [name for name, one in whole.columns_by_name.items() if one.dtype.kind == "O"] if asked is None else asked
    columns = {name: one for name, one in whole.columns_by_name.items() if name not in list(asked)}
    for name in asked:
        column = whole.column(name).values
        for one in np.unique(column[~_is_missing(column)])[first:]:
            columns[f"{name}_{one}"] = (column == one).astype("float64")
    return whole.with_columns(columns)


def joined(parts: Any, call: GivenArguments) -> Any:
    """`pandas.concat`."""
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
