"""From which array a number or an array was derived: the mean of x, x minus its mean."""

from __future__ import annotations

from kerasrules.interpreter.values import ArrayObject, Value
from kerasrules.model.data import ArrayInfo

Derivation = tuple[str, ArrayObject]


def derivation_of(value: Value) -> Derivation | None:
    """What number of which array this is ("mean", x), or how it was made from one ("centered", x)."""
    if not isinstance(value, ArrayObject):
        return None
    derived_from = value.state.get("derived_from") or value.derived_from
    return (
        derived_from
        if isinstance(derived_from, tuple) and len(derived_from) == 2 and isinstance(derived_from[1], ArrayObject)
        else None
    )


def derive(
    source: ArrayObject, info: ArrayInfo, *, keep_derivation: bool = False, frame: bool | None = None
) -> ArrayObject:
    """A new array made from another one."""
    return ArrayObject(
        info,
        derived_from=derivation_of(source) if keep_derivation else None,
        frame=source.frame if frame is None else frame,
    )
