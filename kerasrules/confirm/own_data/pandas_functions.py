"""What of pandas works on tables in memory. Files are not read here."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from kerasrules.confirm.own_data.evaluated_values import names

_FUNCTIONS = frozenset(
    ("DataFrame", "Series", "get_dummies", "concat", "to_numeric", "Categorical", "factorize", "isnull")
)
_METHODS = names(
    "drop copy head tail to_numpy astype dropna fillna pop reset_index sort_values sum mean std min max median abs"
    " describe get map replace round unique nunique value_counts shift diff rolling values tolist isnull isna sample"
    " join"
    " rename set_index transpose clip any all notnull drop_duplicates select_dtypes reindex append assign"
)
_ATTRIBUTES = names("values iloc loc columns index shape T dtypes dtype size str cat codes name ndim")


def function(name: str) -> Callable[..., Any] | None:
    """A function by its name behind `pandas.`; None where it is not known here."""
    if name not in _FUNCTIONS:
        return None
    try:
        return getattr(import_module("pandas"), name, None)
    except ImportError:
        return None


def is_table(value: Any) -> bool:
    """Whether this is a table, a column, or a part of one."""
    return type(value).__module__.split(".")[0] == "pandas"


def is_method(name: str) -> bool:
    """Whether it may be called."""
    return name in _METHODS


def is_attribute(name: str) -> bool:
    """Whether it may be read."""
    return name in _ATTRIBUTES
