"""The functions and methods that may be called, by their names."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from kerasrules.confirming.own_data import keras_functions, numpy_functions, sklearn_functions
from kerasrules.confirming.own_data.cached_datasets import CachedDatasets
from kerasrules.confirming.own_data.evaluated_values import names
from kerasrules.confirming.own_data.known_functions import known_functions, moved, on_tables
from kerasrules.confirming.own_data.known_values import GivenArguments, KnownValue
from kerasrules.confirming.own_data.program_files import ProgramFiles

BUILTINS: Mapping[str, Callable[..., Any]] = {
    call.__name__: call
    for call in (len, int, float, str, bool, list, tuple, dict, set, zip, enumerate, sum, min, max, abs, round, sorted)
} | {"reversed": lambda one: list(reversed(one)), "range": range}
_OF_PYTHON: Mapping[type, frozenset[str]] = {
    list: names("append extend insert pop reverse sort index count copy remove clear"),
    dict: names("get items keys values update pop setdefault copy"),
    str: names("lower upper strip split join replace startswith endswith lstrip rstrip splitlines format"),
    set: frozenset(("add", "update", "union", "intersection")),
    tuple: frozenset(("index", "count")),
}
_OF_OTHER_ARRAYS = frozenset(("numpy", "toarray", "todense"))
_OF_RANDOM = names("random uniform randint choice gauss sample shuffle seed")


class Callables:
    """What libraries and values offer. files: it may read. apply: calls a function of the program.

    draws: whether random numbers were drawn.
    """

    def __init__(self, files: ProgramFiles, apply: Callable[..., Any]) -> None:
        self._apply = apply
        self._random = np.random.RandomState(0)
        self._python_random = random.Random(0)
        self._keras = keras_functions.functions(self._random)
        self._known = known_functions(files)
        self.draws = False
        self.datasets = CachedDatasets()

    def knows(self, name: str) -> bool:
        """Whether the project's own table has this function, by its full name."""
        return moved(canonical(name)) in self._known

    def function(self, name: str) -> Callable[..., Any] | None:
        """A function of a library by its full name; None where it is not known here."""
        full = canonical(name)
        head, _, rest = full.partition(".")
        self.draws = self.draws or "random." in full
        known = self._known.get(moved(full))
        if known is not None:
            return self.given_to(known)
        if full.startswith("keras.datasets.") and full.endswith(".load_data"):
            data_set = full.split(".")[2]
            return lambda *args, **kwargs: self.datasets.load(data_set, args, kwargs)
        if head == "numpy":
            function = numpy_functions.function(rest, self._random)
            return None if function is None else on_tables(function)
        if head == "sklearn":
            function = sklearn_functions.function(rest)
            return None if function is None else on_tables(function)
        if head == "math":
            return numpy_functions.MATHS.get(rest)
        if head == "random" and rest in (
            "random",
            "uniform",
            "randint",
            "choice",
            "gauss",
            "sample",
            "shuffle",
            "seed",
        ):
            return getattr(self._python_random, rest)  # type: ignore[no-any-return]
        if full in ("copy.copy", "copy.deepcopy"):
            return lambda value: value.copy() if isinstance(value, (np.ndarray, list, dict)) else value
        function = self._keras.get(full)
        return None if function is None else on_tables(function)

    def method(self, owner: Any, name: str) -> Any:
        """A method of a value that is known; None where it is not known here."""
        if isinstance(owner, KnownValue):
            if name in owner.METHODS:
                return self.given_to(lambda given: owner.method(name, given))
            function = self._known.get(f"{owner.LIBRARY_CLASS}.{name}")
            return None if function is None else partial(self.given_to(function), owner)
        allowed = (
            (isinstance(owner, np.ndarray) and name in numpy_functions.ARRAY_METHODS | _OF_OTHER_ARRAYS)
            or name in _OF_PYTHON.get(type(owner), ())
            or (sklearn_functions.is_estimator(owner) and name in sklearn_functions.METHODS)
            or (isinstance(owner, keras_functions.WordNumbers) and name in keras_functions.TOKENIZER_METHODS)
            or (type(owner).__module__.startswith("scipy.sparse") and name in ("toarray", "todense"))
            or (isinstance(owner, np.generic) and name in ("item", "astype", "tolist"))
        )
        if allowed:
            if isinstance(owner, np.ndarray) and name in _OF_OTHER_ARRAYS:  # a tensor is an array here
                return lambda: owner
            return getattr(owner, name, None)
        if isinstance(owner, (np.random.RandomState, np.random.Generator)):
            self.draws = True
            return numpy_functions.random_method(owner, name)
        return None

    def given_to(self, call: Callable[[GivenArguments], Any]) -> Callable[..., Any]:
        """A function that takes its arguments together, as one that takes them one by one."""
        return lambda *args, **kwargs: call(GivenArguments(args, kwargs, self._apply))


def canonical(name: str) -> str:
    """The name of a function of Keras under "keras", wherever it was imported from."""
    for start in ("tensorflow.compat.v1.", "tensorflow.compat.v2."):
        if name.startswith(start):
            name = f"tensorflow.{name[len(start) :]}"
    for start in ("tensorflow.python.keras.", "tensorflow.keras.", "tf_keras.", "tensorflow.contrib.keras."):
        if name.startswith(start):
            return f"keras.{name[len(start) :]}"
    return name
