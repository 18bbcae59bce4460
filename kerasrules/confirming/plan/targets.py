"""What the model is to learn, apart from how it is encoded: and the encoding that a loss asks for."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kerasrules.keras_api.losses import BINARY, CATEGORICAL, HINGE, SPARSE
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.record import record, replace

Values: TypeAlias = "NDArray[Any]"

CLASSES, MULTI_LABEL, VALUES = "classes", "multi-label", "values"
ENCODINGS = {"integer": "class indices", "one-hot": "one-hot vectors", "multi-hot": "multi-hot vectors"}

MOST_CLASSES, MOST_TOKENS = 20_000, 1_000_000
"""More classes are not held as vectors; words of a language are class numbers up to the second."""


class DataError(Exception):
    """Data that cannot be used, in words for the user."""


@record(frozen=True)
class Targets:
    """One per output.

    kind: "classes" (values: class numbers of shape (samples, *positions)), "multi-label" (0 or 1, shape
    (samples, labels)) or "values" (numbers to be met, any shape). encoding: how the data hold them ("integer",
    "one-hot", "multi-hot", "float"); None where they were made here. width: of the one-hot vectors that fit gets; None
    where nothing tells, so that they are as wide as the output.
    """

    kind: str
    values: Values
    classes: int = 0
    encoding: str | None = None
    width: int | None = None

    def take(self, rows: Values) -> Targets:
        """Some of the samples."""
        return replace(self, values=self.values[rows])


def wanted_encoding(loss: str, units: int) -> str:
    """The encoding of class labels that a loss takes for a head of so many units."""
    return "integer" if loss in SPARSE or units == 1 else "one-hot"


def encoded(targets: Targets, encoding: str, units: int) -> Values:
    """The array that fit gets."""
    values = targets.values
    if targets.kind == CLASSES and encoding in ("one-hot", "multi-hot"):
        return one_hot(values, targets.width or max(units, targets.classes, 1))
    if targets.kind == CLASSES:
        return values.astype("int64")
    return values.astype("float32")


def one_hot(numbers: Values, classes: int) -> Values:
    """A vector with a single one for each class number."""
    vectors = np.zeros((*numbers.shape, classes), dtype="float32")
    np.put_along_axis(vectors, numbers.astype("int64")[..., None], 1.0, axis=-1)
    return vectors


def encoded_as(targets: Targets, given: ArrayInfo) -> Targets:
    """Classes as the program gives them to fit, whatever the file holds: as numbers, or as vectors of some width."""
    if targets.kind != CLASSES or given.encoding not in ("integer", "one-hot"):
        return targets
    if given.encoding == "integer":
        return replace(targets, encoding="integer", width=None)
    told = given.shape[-1] if given.shape else given.classes
    width = told or targets.width
    return replace(targets, encoding="one-hot", width=max(width, targets.classes) if width else None)


def encoded_for(targets: Targets, loss: str, units: int) -> Targets:
    """Class numbers as the loss takes them, where the program must encode them in a way that is not known."""
    if targets.kind != CLASSES or targets.encoding != "integer":
        return targets
    return replace(targets, encoding=wanted_encoding(loss, units))


def infer_targets(y: Values, loss: str, known: str | None, positions: Shape | None = None) -> Targets:
    """The targets that an array of labels holds. known: the encoding that the program gives, where it was recovered.

    positions: the axes of the model's output between that of the samples and that of the units, as those of steps;
    None where unknown. Raises DataError for arrays that are no labels for any loss.
    """
    if not y.size:
        raise DataError("the labels are empty")
    if y.dtype.kind in "US":
        if y.size != len(y):
            raise DataError(f"the labels are strings of shape {y.shape[1:]}; one per sample is needed")
        names, numbers = np.unique(y.reshape(len(y), -1)[:, 0], return_inverse=True)
        return Targets(CLASSES, numbers.astype("int64"), len(names), "integer")
    if y.dtype.kind == "b":
        y = y.astype("int64")
    if y.dtype.kind not in "iuf":
        raise DataError(f"the labels have dtype {y.dtype}, which no loss accepts")
    classifies = loss in BINARY | CATEGORICAL | SPARSE | HINGE or known in ("integer", "one-hot", "multi-hot")
    whole = bool(np.all(y == np.round(y)))
    if not classifies or not whole:
        return Targets(VALUES, y.astype("float32"), 0, "float")
    values = y.astype("int64")
    if values.ndim >= 2 and values.shape[-1] > 1 and not _one_for_each(values.shape[1:], positions):
        binary = bool(np.all((values == 0) | (values == 1)))
        # class numbers of every position of a map may look like one-hot rows too: the loss tells
        is_map = loss in SPARSE and values.ndim > 2
        if binary and not is_map and bool(np.all(values.sum(axis=-1) == 1)):
            return Targets(CLASSES, values.argmax(axis=-1), values.shape[-1], "one-hot", values.shape[-1])
        # with this loss they may as well be the classes of steps
        if binary and values.ndim == 2 and (loss not in SPARSE or positions is not None):
            return Targets(MULTI_LABEL, values, values.shape[-1], "multi-hot")
    if values.ndim >= 2 and values.shape[-1] == 1:
        values = values[..., 0]
    if loss in HINGE and set(np.unique(values)) <= {-1, 1}:
        values = (values > 0).astype("int64")
    if values.size and values.min() < 0:
        return Targets(VALUES, y.astype("float32"), 0, "float")
    highest = int(values.max())
    if highest >= (MOST_TOKENS if loss in SPARSE else MOST_CLASSES):
        raise DataError(f"the labels go up to class {highest}: they look like identifiers, not classes")
    return Targets(CLASSES, values, highest + 1, "integer")


def _one_for_each(axes: Shape, positions: Shape | None) -> bool:
    """Whether labels with these axes are one for each position of the output, as for each step of a sequence."""
    return (
        bool(positions)
        and len(axes) == len(positions or ())
        and all(known is None or known == size for size, known in zip(axes, positions or (), strict=True))
    )
