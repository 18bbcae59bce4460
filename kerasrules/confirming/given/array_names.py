"""Which arrays of a file are the inputs and which the labels."""

from __future__ import annotations

from collections.abc import Sequence

from kerasrules.confirming.given.wanted import Wanted
from kerasrules.confirming.plan.targets import DataError

_USUAL = (
    ("x", "y"),
    ("x_train", "y_train"),
    ("train_x", "train_y"),
    ("images", "labels"),
    ("train_images", "train_labels"),
    ("features", "labels"),
    ("features", "targets"),
    ("data", "labels"),
    ("data", "target"),
    ("inputs", "targets"),
    ("inputs", "labels"),
)
"""Names in use, whatever their case; two arrays under other names are not guessed at."""


def chosen(path: str, given: Sequence[str], there: Sequence[str], wanted: Wanted) -> list[str]:
    """The names of the arrays, inputs first. given: by the user. Raises DataError."""
    count = len(wanted.inputs) + wanted.outputs
    hint = f"name the arrays in this order, as in {path}:NAME,NAME"
    if not given and count == 2:
        given = _usual(there) or ("x", "y")
    elif not given and len(wanted.names) == count and all(name in there for name in wanted.names):
        given = [str(name) for name in wanted.names]
    if len(given) != count:
        raise DataError(f"the model has {wanted.counted}: {hint} (it has {_listed(there)})")
    for name in given:
        if name not in there:
            hint = f"; name them as in {path}:images,labels" if list(given) == ["x", "y"] else ""
            raise DataError(f"{path} has no array {name!r} (it has {_listed(there)}){hint}")
    return list(given)


def _usual(there: Sequence[str]) -> tuple[str, str] | None:
    """The pair of usual names that is there; None where it is none or several."""
    by_lower = {name.lower(): name for name in there}
    found = [(by_lower[x], by_lower[y]) for x, y in _USUAL if x in by_lower and y in by_lower]
    return found[0] if found and (len(found) == 1 or found[0] == ("x", "y")) else None


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:12]) or "nothing"
    return f"{shown}, …" if len(names) > 12 else shown
