"""Tables as pandas has them: columns by name, of the methods that prepare data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.column_values import (
    STATISTICS,
    as_column,
    cast,
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
from kerasrules.confirming.own_data.own_columns import ColumnValue, Operable
from kerasrules.confirming.plan.targets import Values


class TableValue(Operable):
    """A table."""

    METHODS = names(
        "applymap map insert get items abs join transpose drop dropna fillna pop head tail sample copy "
        "to_numpy astype reset_index isnull isna select_dtypes rename replace drop_duplicates sort_values "
        "keys apply"
    ) | frozenset(STATISTICS)
    ATTRIBUTES = names("values shape size columns dtypes index iloc loc T ndim")
    LIBRARY_CLASS = "pandas.DataFrame"
    WIDTH = 3
    ndim = 2

    def __init__(self, columns: Mapping[Any, Any], index: Values | None = None) -> None:
        self.columns_by_name: dict[Any, Values] = {name: as_column(values) for name, values in columns.items()}
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
    def iloc(self) -> TableRows:
        return TableRows(self)

    @property
    def loc(self) -> TableRows:
        return TableRows(self, by_name=True)

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
        found.table = self.columns_by_name
        return found

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, ColumnValue):
            key = key.values
        if names_rows(key):
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
                self.columns_by_name[name] = as_column(array[:, place])
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
        self.columns_by_name[key] = as_column(array)

    def __delitem__(self, key: Any) -> None:
        del self.columns_by_name[key]

    def combined(self, how: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
        return self.with_columns({name: how(self._side(left, name), self._side(right, name)) for name in self})

    def _side(self, value: Any, name: Any) -> Any:
        if isinstance(value, TableValue):
            if not np.array_equal(value.index, self.index):
                raise NotKnown
            return value.column(name).values
        return by_column(value, name)

    def method(self, name: str, call: GivenArguments) -> Any:
        """Call one of METHODS."""
        if name in STATISTICS:
            call.only("axis", "numeric_only")
            if call.get("axis", 0, 0) not in (0, None):
                raise NotKnown
            only = call.get("numeric_only", None, False)
            kept = {one: values for one, values in self.columns_by_name.items() if not only or values.dtype.kind != "O"}
            return ByColumn({one: statistic(name, values) for one, values in kept.items()})
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
            missing |= is_missing(self.column(name).values)
        return self._into(self.take(~missing), call)

    def _fillna(self, call: GivenArguments) -> Any:
        call.only("value", "inplace")
        value = call.get("value", 0)
        if isinstance(value, (ByColumn, Mapping)):
            known = value.items if isinstance(value, ByColumn) else value
            found = {
                name: filled(values, known[name]) if name in known else values
                for name, values in self.columns_by_name.items()
            }
            return self._into(self.with_columns(found), call)
        if value is None:
            raise NotKnown
        return self._into(self.each(lambda values: filled(values, value)), call)

    def _pop(self, call: GivenArguments) -> ColumnValue:
        found = self.column(call.get("item", 0))
        del self.columns_by_name[found.name]
        return found

    def _head(self, call: GivenArguments) -> TableValue:
        return self.take(slice(0, call.get("n", 0, 5)))

    def _tail(self, call: GivenArguments) -> TableValue:
        return self.take(slice(-call.get("n", 0, 5), None))

    def _sample(self, call: GivenArguments) -> TableValue:
        return self.take(shuffled_rows(len(self), call))

    def _copy(self, call: GivenArguments) -> TableValue:
        return TableValue({name: values.copy() for name, values in self.columns_by_name.items()}, self.index)

    def _to_numpy(self, call: GivenArguments) -> Values:
        dtype = call.get("dtype", 0)
        return self.values if dtype is None else cast(self.values, dtype)

    def _astype(self, call: GivenArguments) -> TableValue:
        dtype = call.get("dtype", 0)
        if isinstance(dtype, Mapping):
            return self.with_columns(
                {name: cast(values, dtype[name]) if name in dtype else values for name, values in self._pairs()}
            )
        return self.each(lambda values: cast(values, dtype))

    def _pairs(self) -> Any:
        return self.columns_by_name.items()

    def _items(self, call: GivenArguments) -> list[tuple[Any, ColumnValue]]:
        return [(name, self.column(name)) for name in self.columns_by_name]

    def _reset_index(self, call: GivenArguments) -> Any:
        if call.get("drop", None, False) is not True:
            raise NotKnown
        return self._into(TableValue(self.columns_by_name), call)

    def _isnull(self, call: GivenArguments) -> TableValue:
        return self.each(is_missing)

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
                name: replaced(values, how[name], None) if name in how else values for name, values in self._pairs()
            }
            return self._into(self.with_columns(found), call)
        return self._into(self.each(lambda values: replaced(values, how, value)), call)

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
            return ColumnValue(typed([call.apply(how, row) for row in rows]), self.index)
        found = {name: call.apply(how, self.column(name)) for name in self.columns_by_name}
        if not all(isinstance(one, ColumnValue) for one in found.values()):
            raise NotKnown
        return self.with_columns({name: one.values for name, one in found.items()})

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        return zip(*(values.tolist() for values in self.columns_by_name.values()), strict=True)

    def _applymap(self, call: GivenArguments) -> TableValue:
        how = call.get("func", 0)
        return self.each(lambda values: typed([call.apply(how, plain(one)) for one in values]))

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


class TableRows(KnownValue):
    """`iloc` and `loc` of a table."""

    def __init__(self, table: TableValue, *, by_name: bool = False) -> None:
        self._table, self._by_name = table, by_name

    def __getitem__(self, key: Any) -> Any:
        rows, columns = key if isinstance(key, tuple) else (key, slice(None))
        names = list(self._table.columns_by_name)
        if not self._by_name:
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
        return _at_rows(self._table[chosen], rows, by_name=self._by_name)

    def __setitem__(self, key: Any, value: Any) -> None:
        if not self._by_name or not isinstance(key, tuple):
            raise NotKnown
        rows, name = key
        if isinstance(rows, slice) and rows == slice(None):
            self._table[name] = value
            return
        if isinstance(rows, ColumnValue):
            rows = rows.values
        if not (isinstance(rows, np.ndarray) and rows.dtype.kind == "b") or not isinstance(name, str):
            raise NotKnown
        column = self._table.columns_by_name[name].copy()
        if not isinstance(value, (int, float, str)):
            raise NotKnown
        if isinstance(value, str) or column.dtype.kind == "O":
            column = column.astype(object)
        elif isinstance(value, float):
            column = column.astype("float64")
        column[rows] = value
        self._table.columns_by_name[name] = column


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
            return found.take(rows_named(found.index, rows))
        raise NotKnown
    if isinstance(rows, (int, np.integer)):
        if isinstance(found, ColumnValue):
            return found.values[rows]
        return ColumnValue(typed([values[rows] for values in found.columns_by_name.values()]))
    return found.take(np.asarray(rows) if isinstance(rows, list) else rows)


class RowValue(KnownValue):
    """One row, as a function gets it that is applied to each."""

    def __init__(self, cells: Mapping[Any, Any]) -> None:
        self.cells = cells

    def __getitem__(self, key: Any) -> Any:
        return self.cells[key]


class ByColumn(Operable):
    """A number for each column, as the mean of a table."""

    METHODS = frozenset({"sum", "max", "min"})
    ATTRIBUTES = frozenset({"values"})
    WIDTH = 2

    def __init__(self, items: Mapping[Any, Any]) -> None:
        self.items = dict(items)

    @property
    def values(self) -> Values:
        return np.array(list(self.items.values()))

    def __getitem__(self, key: Any) -> Any:
        return self.items[key]

    def __array__(self, dtype: Any = None, copy: Any = None) -> Values:
        return self.values

    def combined(self, how: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
        return ByColumn({name: how(by_column(left, name), by_column(right, name)) for name in self.items})

    def method(self, name: str, call: GivenArguments) -> Any:
        """Call one of METHODS."""
        return getattr(np, name)(self.values)


def by_column(value: Any, name: Any) -> Any:
    """What an operator on that column takes of a side of it. Raises NotKnown for columns and arrays."""
    if isinstance(value, ByColumn):
        if name not in value.items:
            raise NotKnown
        return value.items[name]
    if isinstance(value, (ColumnValue, np.ndarray)) and np.ndim(value):
        raise NotKnown
    return value
