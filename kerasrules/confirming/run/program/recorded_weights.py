"""Weights with the initializers that they were drawn by, so that they can be drawn anew for each seed.

What was loaded, adapted or set since it was made is kept: pretrained weights are a part of the program.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import numpy as np

from kerasrules.confirming.plan.targets import Values
from kerasrules.model.record import record

_LOOKED_AT = 256


@record(frozen=True, eq=False)
class _Origin:
    """How a variable was made. variable: kept, so that its id stays its own. mark: of its first values."""

    variable: Any
    initializer: Any
    mark: bytes | None


class RecordedWeights:
    """Notes how weights are made, from `watch` on; then draws them again."""

    def __init__(self) -> None:
        self._made: dict[int, _Origin] = {}
        self._start: dict[int, Values] = {}
        self._seed: int | None = None
        self._seen: Counter[tuple[object, ...]] = Counter()

    def draw_from(self, seed: int | None) -> None:
        """Have weights drawn anew from a seed as they are made, from now on; None leaves them as they are."""
        self._seed = seed
        self._seen.clear()

    def watch(self, keras: Any) -> None:
        """Note every weight that a layer makes."""
        original = keras.layers.Layer.add_weight
        made = self._made

        def add_weight(layer: Any, *args: Any, **kwargs: Any) -> Any:
            variable = original(layer, *args, **kwargs)
            given = kwargs.get("initializer", args[1] if len(args) > 1 and not isinstance(args[0], str) else None)
            if given is None and "float" in str(variable.dtype):
                given = "glorot_uniform"
            initializer = keras.initializers.get(given or "zeros")
            if self._seed is not None:
                with _outside_of_graphs(keras):
                    self._draw(variable, initializer, self._seed, self._seen)
            else:
                made[id(variable)] = _Origin(variable, initializer, _mark(variable))
            return variable

        keras.layers.Layer.add_weight = add_weight

    @contextmanager
    def watching(self, keras: Any) -> Iterator[None]:
        """Note the weights that are made meanwhile."""
        own = keras.layers.Layer.add_weight
        self.watch(keras)
        try:
            yield
        finally:
            keras.layers.Layer.add_weight = own

    def remember(self, variables: Iterable[Any]) -> None:
        """Note the present values as those that training starts from, where they are not drawn."""
        for variable in variables:
            origin = self._made.get(id(variable))
            if origin is None or origin.mark != _mark(variable):
                self._made.pop(id(variable), None)
                self._start[id(variable)] = np.array(variable)

    def drawn(self, variables: Iterable[Any]) -> int:
        """How many of these are drawn anew for each seed."""
        return sum(id(variable) in self._made for variable in variables)

    def restore(self, variables: Iterable[Any], seed: int) -> None:
        """Draw the weights that this seed gives. Equal shapes get equal weights in every version of a program."""
        seen: Counter[tuple[object, ...]] = Counter()
        for variable in variables:
            origin = self._made.get(id(variable))
            if origin is None:
                if id(variable) in self._start:
                    variable.assign(self._start[id(variable)])
                continue
            self._draw(variable, origin.initializer, seed, seen)

    def _draw(self, variable: Any, initializer: Any, seed: int, seen: Counter[tuple[object, ...]]) -> None:
        kind = (tuple(variable.shape), type(initializer).__name__)
        seen[kind] += 1
        number = zlib.crc32(repr((seed, kind, seen[kind])).encode())
        variable.assign(_drawn(initializer, tuple(variable.shape), variable.dtype, number))


class TrainingStart:
    """A model as it is before its first step: with the weights and the optimizer's values that training starts from."""

    def __init__(self, model: Any, recorded: RecordedWeights) -> None:
        self.model, self.recorded = model, recorded
        self._optimizer: list[Values] = []
        self.noted = False

    def build(self, x: Any) -> None:
        """Make the weights of a model that has none until it sees data; then note all. x: some samples."""
        if not self.model.built or not self.model.weights:
            try:
                self.model.predict_on_batch(x)
            except Exception:  # what the error is shows in training
                return
        self.noted = True
        self.recorded.remember(self.model.weights)
        self._optimizer = [np.array(variable) for variable in self._optimizer_variables()]

    def restore(self, seed: int) -> None:
        """Everything as it was, with the weights of this seed."""
        self.recorded.restore(self.model.weights, seed)
        for variable, start in zip(self._optimizer_variables(), self._optimizer, strict=False):
            variable.assign(start)
        weights = {id(variable) for variable in self.model.weights}
        for number, variable in enumerate(getattr(self.model, "variables", ())):
            if id(variable) not in weights and tuple(variable.shape) == (2,) and "int" in str(variable.dtype):
                variable.assign(np.array([seed, number], dtype="uint32"))  # what dropout draws from

    def _optimizer_variables(self) -> list[Any]:
        optimizer = self.model.optimizer
        if not getattr(optimizer, "built", True):
            optimizer.build(self.model.trainable_variables)
        variables = optimizer.variables
        return list(variables() if callable(variables) else variables)


def _drawn(initializer: Any, shape: tuple[int, ...], dtype: Any, seed: int) -> Any:
    config = initializer.get_config() if hasattr(initializer, "get_config") else {}
    if "seed" in config:
        initializer = type(initializer).from_config({**config, "seed": seed})
    return initializer(shape, dtype=dtype)


def _outside_of_graphs(keras: Any) -> AbstractContextManager[object]:
    """Where values can be assigned also while TensorFlow traces a function that makes weights."""
    if keras.__name__ == "keras" and keras.backend.backend() != "tensorflow":
        return nullcontext()
    import tensorflow as tf

    scope: AbstractContextManager[object] = tf.init_scope()
    return scope


def _mark(variable: Any) -> bytes | None:
    """What tells whether the values are still the first ones; None where there are none to look at yet."""
    try:
        values = np.asarray(variable).reshape(-1)
    except Exception:  # inside of a traced function there are no values
        return None
    return values[:_LOOKED_AT].tobytes() + values[-_LOOKED_AT:].tobytes()
