"""Values with methods of their own that a program may use: tables, estimators, data sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from kerasrules.confirming.own_data.evaluated_values import NotKnown
from kerasrules.confirming.plan.targets import Values
from kerasrules.model.record import record, replace


@record(frozen=True)
class GivenArguments:
    """Arguments of a call. apply: calls a function of the program on values."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    apply: Callable[..., Any]

    def get(self, name: str, position: int | None = None, default: Any = None) -> Any:
        """The argument of that name, or at that position."""
        if name in self.kwargs:
            return self.kwargs[name]
        return self.args[position] if position is not None and position < len(self.args) else default

    def only(self, *names: str) -> None:
        """Raise NotKnown for other keywords."""
        if not set(self.kwargs) - _INDIFFERENT <= set(names):
            raise NotKnown


_INDIFFERENT = frozenset(("verbose", "n_jobs", "copy", "low_memory", "engine", "name", "num_parallel_calls", "workers"))
"""Keywords that change no value."""

Function = Callable[[GivenArguments], Any]


class KnownValue:
    """METHODS and ATTRIBUTES: what a program may use of it."""

    METHODS: frozenset[str] = frozenset()
    ATTRIBUTES: frozenset[str] = frozenset()
    LIBRARY_CLASS = ""
    """The class of a library that it stands for: what is known of that under a full name is a method of it, too."""

    def method(self, name: str, given: GivenArguments) -> Any:
        """Call one of METHODS."""
        raise NotKnown

    def attribute(self, name: str) -> Any:
        """One of ATTRIBUTES, or what the value has under that name. Raises NotKnown."""
        if name in self.ATTRIBUTES:
            return getattr(self, name)
        raise NotKnown

    def called(self, given: GivenArguments) -> Any:
        """Call the value itself."""
        raise NotKnown

    def kept(self) -> Any:
        """As it is now, whatever the program does to it later."""
        return self

    def __getitem__(self, key: Any) -> Any:
        raise NotKnown


@record
class SamplePairs(KnownValue):
    """A data set of inputs and targets, as `tf.data` has them, or a generator.

    is_batched: functions that are mapped over it get many samples at once. total: how many samples there are, of which
    these may be a part.
    """

    parts: tuple[Values, ...]
    class_names: tuple[str, ...] = ()
    is_batched: bool = True
    total: int | None = None

    METHODS = frozenset(("batch", "shuffle", "cache", "prefetch", "repeat", "unbatch", "with_options", "map"))

    def attribute(self, name: str) -> Any:
        """What generators and data sets tell of themselves."""
        known = {
            "class_names": list(self.class_names),
            "class_indices": {one: number for number, one in enumerate(self.class_names)},
            "num_classes": len(self.class_names),
            "samples": self.total or len(self.parts[0]),
            "n": self.total or len(self.parts[0]),
        }
        if name not in known:
            raise NotKnown
        return known[name]

    def method(self, name: str, given: GivenArguments) -> SamplePairs:
        """Call one of METHODS."""
        if name in ("batch", "unbatch"):
            return replace(self, is_batched=name == "batch")
        if name != "map":
            return self
        if self.is_batched:
            found = given.apply(given.args[0], *self.parts)
            parts = found if isinstance(found, tuple) else (found,)
        else:
            each = [given.apply(given.args[0], *one) for one in zip(*self.parts, strict=True)]
            parts = tuple(map(np.stack, zip(*each, strict=True))) if isinstance(each[0], tuple) else (np.stack(each),)
        if any(not isinstance(one, np.ndarray) or len(one) != len(self.parts[0]) for one in parts):
            raise NotKnown
        return replace(self, parts=parts)
