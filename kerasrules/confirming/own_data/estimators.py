"""scikit-learn's ways of dividing, scaling and encoding data."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.evaluated_values import NotKnown
from kerasrules.confirming.own_data.known_values import GivenArguments, KnownValue
from kerasrules.confirming.own_data.own_columns import ColumnValue
from kerasrules.confirming.own_data.own_tables import TableValue
from kerasrules.confirming.plan.targets import Values


def _array(value: Any) -> Values:
    array = value.values if isinstance(value, (TableValue, ColumnValue)) else np.asarray(value)
    return array.astype(object) if array.dtype.kind in "US" else array


def _numbers(value: Any) -> Values:
    array = _array(value)
    array = array.astype("float64") if array.dtype.kind in "Ob" else array
    if array.ndim != 2 or array.dtype.kind not in "iuf":
        raise NotKnown
    return array


class Estimator(KnownValue):
    """Learns from data, then changes data."""

    METHODS = frozenset({"fit", "transform", "fit_transform", "inverse_transform"})
    TAKES: frozenset[str] = frozenset()

    def __init__(self, given: GivenArguments) -> None:
        given.only(*self.TAKES)
        self.given = given

    def method(self, name: str, call: GivenArguments) -> Any:
        """Call one of METHODS."""
        call.only("X", "y", "raw_documents")
        values = call.get("X", 0, call.get("y"))
        if name == "inverse_transform":
            return self.undo(values)
        if "fit" in name:
            self.learn(values)
        return self if name == "fit" else self.change(values)

    def learn(self, values: Any) -> None:
        raise NotKnown

    def change(self, values: Any) -> Any:
        raise NotKnown

    def undo(self, values: Any) -> Any:
        raise NotKnown


class Scaler(Estimator):
    """A shift and a factor for each column."""

    shift: Values
    factor: Values

    def change(self, values: Any) -> Values:
        found: Values = (_numbers(values) - self.shift) / self.factor
        return found

    def undo(self, values: Any) -> Values:
        found: Values = np.asarray(values) * self.factor + self.shift
        return found


def _nonzero(values: Values) -> Values:
    return np.where(values == 0, 1.0, values)


class StandardScaler(Scaler):
    """Mean 0 and spread 1."""

    TAKES = frozenset({"with_mean", "with_std"})

    def learn(self, values: Any) -> None:
        array = _numbers(values).astype("float64")
        with_mean, with_std = self.given.get("with_mean", None, True), self.given.get("with_std", None, True)
        self.shift = np.nanmean(array, axis=0) if with_mean else np.zeros(array.shape[1])
        self.factor = _nonzero(np.nanstd(array, axis=0)) if with_std else np.ones(array.shape[1])


class MinMaxScaler(Scaler):
    """The smallest and the largest value of each column."""

    TAKES = frozenset({"feature_range", "clip"})

    def learn(self, values: Any) -> None:
        array = _numbers(values).astype("float64")
        low, high = self.given.get("feature_range", 0, (0, 1))
        least, most = np.nanmin(array, axis=0), np.nanmax(array, axis=0)
        self.factor = _nonzero(most - least) / (high - low)
        self.shift = least - low * self.factor


class MaxAbsScaler(Scaler):
    """The largest absolute value of each column is 1."""

    def learn(self, values: Any) -> None:
        array = _numbers(values).astype("float64")
        self.factor, self.shift = _nonzero(np.nanmax(np.abs(array), axis=0)), np.zeros(array.shape[1])


class RobustScaler(Scaler):
    """Median 0, and a distance of 1 between the quartiles."""

    def learn(self, values: Any) -> None:
        array = _numbers(values).astype("float64")
        low, self.shift, high = np.nanpercentile(array, [25, 50, 75], axis=0)
        self.factor = _nonzero(high - low)


class Normalizer(Estimator):
    """Length 1 for each row."""

    TAKES = frozenset({"norm"})

    def learn(self, values: Any) -> None:
        if self.given.get("norm", 0, "l2") != "l2":
            raise NotKnown

    def change(self, values: Any) -> Values:
        array = _numbers(values).astype("float64")
        found: Values = array / _nonzero(np.linalg.norm(array, axis=1, keepdims=True))
        return found


def _number_of(names: Values, values: Values) -> Values:
    numbers = {name: number for number, name in enumerate(names.tolist())}
    return np.array([numbers[one] for one in values.tolist()], dtype="int64")


class LabelEncoder(Estimator):
    """The number of each value in order."""

    ATTRIBUTES = frozenset({"classes_"})
    classes_: Values

    def learn(self, values: Any) -> None:
        array = _array(values).reshape(-1)
        self.classes_ = np.array(sorted(set(array.tolist())), dtype=array.dtype)

    def change(self, values: Any) -> Values:
        return _number_of(self.classes_, _array(values).reshape(-1))

    def undo(self, values: Any) -> Values:
        found: Values = self.classes_[np.asarray(values)]
        return found


class LabelBinarizer(LabelEncoder):
    """A column of 0 and 1 for each value; of two values one column."""

    def change(self, values: Any) -> Values:
        numbers = super().change(values)
        return numbers[:, None] if len(self.classes_) == 2 else np.eye(len(self.classes_), dtype="int64")[numbers]


def _columns(values: Any) -> Values:
    array = _array(values)
    if array.ndim != 2:
        raise NotKnown
    return array


class OrdinalEncoder(Estimator):
    """The number of each value in order, column by column."""

    names: list[Values]
    columns: list[Any]

    def learn(self, values: Any) -> None:
        array = _columns(values)
        is_table = isinstance(values, TableValue)
        self.columns = list(values.columns_by_name) if is_table else [f"x{place}" for place in range(array.shape[1])]
        self.names = [np.array(sorted(set(column.tolist())), dtype=array.dtype) for column in array.T]

    def change(self, values: Any) -> Values:
        parts = [_number_of(names, column) for names, column in zip(self.names, _columns(values).T, strict=True)]
        return np.stack(parts, axis=1).astype("float64")


class OneHotEncoder(OrdinalEncoder):
    """A column of 0 and 1 for each value of each column."""

    METHODS = OrdinalEncoder.METHODS | {"get_feature_names_out", "get_feature_names"}

    TAKES = frozenset({"sparse", "sparse_output", "handle_unknown", "drop", "categories", "dtype"})

    def method(self, name: str, call: GivenArguments) -> Any:
        """Call one of METHODS."""
        if not name.startswith("get_feature_names"):
            return super().method(name, call)
        first = 1 if self.given.get("drop") == "first" else 0
        asked = call.get("input_features", 0)
        columns = self.columns if asked is None else list(asked)
        found = [f"{column}_{one}" for column, names in zip(columns, self.names, strict=True) for one in names[first:]]
        return np.array(found, dtype=object)

    def change(self, values: Any) -> Values:
        first = 1 if self.given.get("drop") == "first" else 0
        if self.given.get("drop") not in (None, "first") or self.given.get("categories") not in (None, "auto"):
            raise NotKnown
        numbers = super().change(values).astype("int64")
        parts = [np.eye(len(names))[column][:, first:] for names, column in zip(self.names, numbers.T, strict=True)]
        return np.concatenate(parts, axis=1)


class SimpleImputer(Estimator):
    """What is missing becomes the mean, the median or a constant."""

    TAKES = frozenset({"strategy", "missing_values", "fill_value"})
    found: Values

    def learn(self, values: Any) -> None:
        strategy = self.given.get("strategy", None, "mean")
        hows: dict[str, Callable[..., Any]] = {"mean": np.nanmean, "median": np.nanmedian}
        self.found = hows[strategy](_numbers(values).astype("float64"), axis=0)

    def change(self, values: Any) -> Values:
        array = _numbers(values).astype("float64")
        return np.where(np.isnan(array), self.found, array)


class ColumnTransformer(Estimator):
    """Estimators for some columns each; their results stand side by side, and then the other columns."""

    TAKES = frozenset({"transformers", "remainder", "sparse_threshold"})

    def _parts(self, values: Any) -> Any:
        names = list(values.columns_by_name) if isinstance(values, TableValue) else list(range(np.shape(values)[1]))
        left = list(names)
        for _, estimator, asked in self.given.get("transformers", 0):
            columns = [asked] if isinstance(asked, (str, int)) else list(asked)
            columns = [names[one] if isinstance(one, int) else one for one in columns]
            left = [name for name in left if name not in columns]
            part = values[columns] if isinstance(values, TableValue) else _array(values)[:, np.array(columns)]
            yield estimator, part
        if self.given.get("remainder", None, "drop") == "passthrough" and left:
            yield "passthrough", values[left] if isinstance(values, TableValue) else _array(values)[:, np.array(left)]

    def learn(self, values: Any) -> None:
        for estimator, part in self._parts(values):
            if isinstance(estimator, Estimator):
                estimator.learn(part)

    def change(self, values: Any) -> Values:
        found = []
        for estimator, part in self._parts(values):
            if estimator == "drop":
                continue
            found.append(estimator.change(part) if isinstance(estimator, Estimator) else _array(part))
        if any(part.dtype.kind == "O" for part in found):
            return np.concatenate([part.astype(object) for part in found], axis=1)
        return np.concatenate(found, axis=1)


def split(given: GivenArguments) -> list[Any]:
    """`train_test_split`, with the same rows as scikit-learn takes."""
    given.only("test_size", "train_size", "random_state", "shuffle", "stratify")
    total = len(given.args[0])
    test, train = given.get("test_size"), given.get("train_size")
    if test is None and train is None:
        test = 0.25
    if test is None:
        share = train if isinstance(train, float) else train / total
        count = total - (math.floor(share * total) if isinstance(train, float) else train)
    else:
        count = math.ceil(test * total) if isinstance(test, float) else int(test)
    keep = total - count
    if train is not None and test is not None:
        keep = math.floor(train * total) if isinstance(train, float) else int(train)
    seed = given.get("random_state")
    random = np.random.RandomState(0 if seed is None else int(seed))
    stratify = given.get("stratify")
    if not given.get("shuffle", None, True):
        training, testing = np.arange(keep), np.arange(keep, keep + count)
    elif stratify is not None:
        training, testing = _stratified(_array(stratify), count, random)
    else:
        order = random.permutation(total)
        testing, training = order[:count], order[count : count + keep]
    return [_rows(one, rows) for one in given.args for rows in (training, testing)]


def _stratified(labels: Values, count: int, random: np.random.RandomState) -> tuple[Values, Values]:
    """Each class in the same shares. (Not the rows that scikit-learn draws.)"""
    labels = labels.argmax(axis=1) if labels.ndim == 2 and labels.shape[1] > 1 else labels.reshape(-1)
    order = random.permutation(len(labels))
    names = np.unique(labels, return_inverse=True)[1].reshape(-1)
    by_class = order[np.argsort(names[order], kind="stable")]
    places = np.floor((np.arange(count) + 0.5) * len(labels) / count).astype("int64")
    chosen = np.zeros(len(labels), dtype=bool)
    chosen[by_class[places]] = True
    return order[~chosen[order]], order[chosen[order]]


def _rows(value: Any, rows: Values) -> Any:
    if isinstance(value, (TableValue, ColumnValue)):
        return value.take(rows)
    if isinstance(value, list):
        return [value[row] for row in rows]
    if not isinstance(value, np.ndarray):
        raise NotKnown
    return value[rows]


def _shuffle(given: GivenArguments) -> Any:
    given.only("random_state")
    seed = given.get("random_state")
    rows = np.arange(len(given.args[0]))
    np.random.RandomState(0 if seed is None else int(seed)).shuffle(rows)
    found = [_rows(one, rows) for one in given.args]
    return found[0] if len(found) == 1 else found


def _scale(given: GivenArguments) -> Values:
    given.only()
    scaler = StandardScaler(given)
    scaler.learn(given.args[0])
    return scaler.change(given.args[0])


def _normalize(given: GivenArguments) -> Values:
    given.only()
    return Normalizer(given).change(given.args[0])


_ESTIMATORS: dict[str, type[Estimator]] = {
    "preprocessing.StandardScaler": StandardScaler,
    "preprocessing.MinMaxScaler": MinMaxScaler,
    "preprocessing.MaxAbsScaler": MaxAbsScaler,
    "preprocessing.RobustScaler": RobustScaler,
    "preprocessing.Normalizer": Normalizer,
    "preprocessing.LabelEncoder": LabelEncoder,
    "preprocessing.LabelBinarizer": LabelBinarizer,
    "preprocessing.OrdinalEncoder": OrdinalEncoder,
    "preprocessing.OneHotEncoder": OneHotEncoder,
    "impute.SimpleImputer": SimpleImputer,
    "compose.ColumnTransformer": ColumnTransformer,
}

FUNCTIONS: dict[str, Callable[[GivenArguments], Any]] = {
    **{f"sklearn.{name}": made for name, made in _ESTIMATORS.items()},
    "sklearn.model_selection.train_test_split": split,
    "sklearn.utils.shuffle": _shuffle,
    "sklearn.preprocessing.scale": _scale,
    "sklearn.preprocessing.normalize": _normalize,
}
