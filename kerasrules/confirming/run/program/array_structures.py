"""Arrays in tuples, lists and dicts, as Keras takes them: for several inputs and outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from kerasrules.confirming.plan.targets import DataError, Values


def leaves(structure: Any) -> list[Any]:
    """What is in it, in Keras' order: dicts by key."""
    if isinstance(structure, Mapping):
        return [leaf for key in sorted(structure, key=str) for leaf in leaves(structure[key])]
    if isinstance(structure, (tuple, list)):
        return [leaf for part in structure for leaf in leaves(part)]
    return [structure]


def mapped(function: Callable[[Any], Any], structure: Any) -> Any:
    """The same structure with something else in it; lists become tuples, which datasets keep as they are."""
    if isinstance(structure, Mapping):
        return {key: mapped(function, part) for key, part in structure.items()}
    if isinstance(structure, (tuple, list)):
        return tuple(mapped(function, part) for part in structure)
    return function(structure)


def stacked(structures: Sequence[Any]) -> Any:
    """Structures of the same kind as one, the arrays of each place behind each other."""
    first = structures[0]
    if isinstance(first, Mapping):
        return {key: stacked([one[key] for one in structures]) for key in first}
    if isinstance(first, tuple):
        return tuple(stacked([one[place] for one in structures]) for place in range(len(first)))
    return np.concatenate(structures)


def as_arrays(structure: Any) -> Any:
    """Arrays of numpy in place of tables, tensors and lists of numbers. Raises DataError."""
    if isinstance(structure, Mapping) and not hasattr(structure, "to_numpy"):
        return {key: as_arrays(part) for key, part in structure.items()}
    if isinstance(structure, (tuple, list)) and any(_is_array(part) or isinstance(part, Mapping) for part in structure):
        return tuple(map(as_arrays, structure))
    return _array(structure)


def _is_array(value: Any) -> bool:
    return hasattr(value, "shape") and len(value.shape) > 0


def _array(value: Any) -> Values:
    if hasattr(value, "detach"):  # of PyTorch
        value = value.detach().cpu()
    if hasattr(value, "toarray"):
        value = value.toarray()
    try:
        array = np.asarray(value)
    except Exception as error:
        raise DataError(f"the data cannot be read as arrays ({type(error).__name__})") from None
    if array.dtype == object and array.size and not isinstance(array.reshape(-1)[0], (str, bytes)):
        raise DataError("the data are samples of different shapes")
    return array
