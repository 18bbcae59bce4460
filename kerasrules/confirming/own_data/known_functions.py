"""Functions of libraries that make, read and change tables, data sets and estimators: by full name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasrules.confirming.own_data import estimators, made_samples, prepared_inputs, table_functions
from kerasrules.confirming.own_data.evaluated_values import NotKnown
from kerasrules.confirming.own_data.known_values import Function, KnownValue
from kerasrules.confirming.own_data.own_columns import ColumnValue
from kerasrules.confirming.own_data.own_tables import ByColumn, TableValue
from kerasrules.confirming.own_data.program_files import ProgramFiles

_MOVED = (
    ("keras.preprocessing.image_dataset_from_directory", "keras.utils.image_dataset_from_directory"),
    ("keras.preprocessing.text_dataset_from_directory", "keras.utils.text_dataset_from_directory"),
    ("keras.layers.experimental.preprocessing.", "keras.layers."),
    ("keras.src.", "keras."),
    ("keras.legacy.", "keras."),
    ("sklearn.cross_validation.", "sklearn.model_selection."),
    ("sklearn.preprocessing.data.", "sklearn.preprocessing."),
    ("sklearn.datasets.samples_generator.", "sklearn.datasets."),
)


def known_functions(files: ProgramFiles) -> dict[str, Function]:
    """All of them. files: what the program may read."""
    return {
        **table_functions.FUNCTIONS,
        **estimators.FUNCTIONS,
        **made_samples.FUNCTIONS,
        **prepared_inputs.FUNCTIONS,
        **files.functions(),
    }


def moved(name: str) -> str:
    """The name that a function has now."""
    for old, new in _MOVED:
        if name.startswith(old):
            return new + name[len(old) :]
    return name


def on_tables(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of arrays that takes tables and columns too; of as many values it makes a column again."""

    def call(*args: Any, **kwargs: Any) -> Any:
        if not any(map(_has_table, (*args, *kwargs.values()))):
            return function(*args, **kwargs)
        found = function(*map(_plain, args), **{name: _plain(value) for name, value in kwargs.items()})
        first = args[0] if args else None
        if isinstance(first, ColumnValue) and isinstance(found, np.ndarray) and found.shape == first.shape:
            return first.with_values(found) if function.__name__ not in ("array", "asarray") else found
        return found

    return call


def _has_table(value: Any) -> bool:
    return isinstance(value, KnownValue) or (isinstance(value, (list, tuple)) and any(map(_has_table, value)))


def _plain(value: Any) -> Any:
    if isinstance(value, (ColumnValue, TableValue, ByColumn)):
        return value.values
    if isinstance(value, KnownValue):
        raise NotKnown
    return type(value)(map(_plain, value)) if isinstance(value, (list, tuple)) and _has_table(value) else value
