"""Weights with the initializers that they were drawn by, so that they can be drawn anew for each seed.

What was loaded, adapted or set since it was made is kept: pretrained weights are a part of the program.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from kerasrules.confirm.plan.targets import Values
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

    def watch(self, keras: Any) -> None:
        """Note every weight that a layer makes."""
        original = keras.layers.Layer.add_weight
        made = self._made

        def add_weight(layer: Any, *args: Any, **kwargs: Any) -> Any:
            variable = original(layer, *args, **kwargs)
            given = kwargs.get("initializer", args[1] if len(args) > 1 and not isinstance(args[0], str) else None)
            if given is None and "float" in str(variable.dtype):
                given = "glorot_uniform"
            made[id(variable)] = _Origin(variable, keras.initializers.get(given or "zeros"), _mark(variable))
            return variable

        keras.layers.Layer.add_weight = add_weight

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
            kind = (tuple(variable.shape), type(origin.initializer).__name__)
            seen[kind] += 1
            number = zlib.crc32(repr((seed, kind, seen[kind])).encode())
            variable.assign(_drawn(origin.initializer, tuple(variable.shape), variable.dtype, number))


def _drawn(initializer: Any, shape: tuple[int, ...], dtype: Any, seed: int) -> Any:
    config = initializer.get_config() if hasattr(initializer, "get_config") else {}
    if "seed" in config:
        initializer = type(initializer).from_config({**config, "seed": seed})
    return initializer(shape, dtype=dtype)


def _mark(variable: Any) -> bytes | None:
    """What tells whether the values are still the first ones; None where there are none to look at yet."""
    try:
        values = np.asarray(variable).reshape(-1)
    except Exception:  # inside of a traced function there are no values
        return None
    return values[:_LOOKED_AT].tobytes() + values[-_LOOKED_AT:].tobytes()
