"""What of scikit-learn works on arrays in memory: bundled and generated samples, splits, scalers and encoders."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from kerasrules.confirming.own_data.evaluated_values import NotKnown, names
from kerasrules.confirming.own_data.numpy_functions import MOST_NUMBERS, asked_for

_BUNDLED = names("load_iris load_digits load_wine load_breast_cancer load_diabetes load_linnerud")
_GENERATED = names(
    "make_circles make_moons make_blobs make_classification make_regression make_friedman1 make_friedman2"
    " make_friedman3 make_s_curve make_swiss_roll make_gaussian_quantiles make_hastie_10_2"
    " make_multilabel_classification make_sparse_uncorrelated"
)
_ESTIMATORS = {
    "preprocessing": names(
        "StandardScaler MinMaxScaler RobustScaler MaxAbsScaler Normalizer LabelEncoder LabelBinarizer OneHotEncoder"
        " MultiLabelBinarizer OrdinalEncoder PolynomialFeatures QuantileTransformer PowerTransformer"
    ),
    "decomposition": frozenset(("PCA",)),
    "model_selection": frozenset(("KFold", "StratifiedKFold", "ShuffleSplit", "StratifiedShuffleSplit")),
    "impute": frozenset(("SimpleImputer",)),
}
METHODS = frozenset(("fit", "transform", "fit_transform", "inverse_transform", "split", "get_n_splits"))
ATTRIBUTES = names("classes_ mean_ scale_ var_ data_min_ data_max_ n_features_in_ categories_ components_")
_PLAIN = {
    "preprocessing": frozenset(("scale", "minmax_scale", "normalize", "label_binarize")),
    "utils": frozenset(("shuffle", "resample")),
    "model_selection": frozenset(("train_test_split",)),
}
_MADE_OF_CHANCE = frozenset(("train_test_split", "shuffle", "resample"))


def function(name: str) -> Callable[..., Any] | None:
    """A function or class by its name behind `sklearn.`; None where it is not known here."""
    *_, home, tail = ("", *name.split("."))
    home = name.split(".")[0]
    if home == "datasets" and tail in _BUNDLED | _GENERATED:
        return _samples(tail)
    if tail in _PLAIN.get(home, ()):
        return _seeded(getattr(_module(home), tail)) if tail in _MADE_OF_CHANCE else _of(home, tail)
    if home == "cross_validation" and tail == "train_test_split":
        return _seeded(_of("model_selection", tail))
    return _of(home, tail) if tail in _ESTIMATORS.get(home, ()) else None


def _module(home: str) -> Any:
    try:
        return import_module(f"sklearn.{home}")
    except ImportError:
        raise NotKnown from None


def _of(home: str, name: str) -> Any:
    found = getattr(_module(home), name, None)
    if found is None:
        raise NotKnown
    return found


def is_estimator(value: Any) -> bool:
    """Whether this is a scaler, an encoder or a splitter of scikit-learn."""
    home = type(value).__module__.split(".")
    return home[0] == "sklearn" and len(home) > 1 and type(value).__name__ in _ESTIMATORS.get(home[1], ())


def is_bunch(value: Any) -> bool:
    """Whether this is what a loader of scikit-learn gives."""
    return type(value).__name__ == "Bunch" and type(value).__module__.startswith("sklearn.")


def _samples(name: str) -> Callable[..., Any]:
    def made(*args: Any, **kwargs: Any) -> Any:
        if name in _GENERATED:
            if asked_for([*args, *kwargs.values()]) > MOST_NUMBERS:
                raise NotKnown
            kwargs = {"random_state": 0, **kwargs}
        return _of("datasets", name)(*args, **kwargs)

    return made


def _seeded(call: Callable[..., Any]) -> Callable[..., Any]:
    """The same each time, where the program leaves it to chance."""

    def seeded(*args: Any, **kwargs: Any) -> Any:
        return call(
            *args, **{**kwargs, "random_state": 0 if kwargs.get("random_state") is None else kwargs["random_state"]}
        )

    return seeded
