"""Losses and metrics of the program that cannot be called as Keras calls them: with targets and predictions."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.eval.refused_signatures import refusal
from kerasrules.interpreter.structures import each_given
from kerasrules.interpreter.values import (
    MISSING,
    Bound,
    ExternalName,
    Function,
    Instance,
    Partial,
    Value,
)
from kerasrules.model.unknown import Unknown

_PAIR = Arguments((Unknown("the targets"), Unknown("the predictions")))


def refused_callables(given: Value) -> Iterator[str]:
    """What Python raises a TypeError for when a step of training calls one of these, as the end of a sentence on it.

    given: what compile takes for losses or metrics: one, or several in a list or dict.
    """
    for one in each_given(given):
        reason = refusal(_called(one), _PAIR)
        if reason is not None:
            yield f"is called with targets and predictions alone, but {reason}"


def _called(value: Value) -> Value:
    """What Keras calls; None for what it may read in another way."""
    if isinstance(value, (Function, Bound, Partial)):
        return value
    if isinstance(value, Instance) and value.cls.find("__call__") is MISSING:
        bases = [base for one in value.cls.order() for base in one.bases if isinstance(base, ExternalName)]
        method = value.cls.find("call")
        if method is not MISSING and [base.name for base in bases] == ["keras.losses.Loss"]:
            return Bound(method, value)
    return None
