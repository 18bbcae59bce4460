"""Labels with fewer axes than the output that they judge."""

from __future__ import annotations

from kerasrules.model.data import Shape


def lacks_axes(output: Shape, labels: Shape, sparse: bool) -> bool:
    """Whether labels of this shape have no place for each prediction of an output with three or more axes."""
    positions = output[1:-1]
    if len(labels) < 1 or all(size == 1 for size in positions):
        return False
    missing = len(output) - len(labels)
    if missing >= 2:
        return True
    if missing != 1:
        return False
    if not sparse and output[-1] != 1:
        return output[-1] is not None
    # labels of another length are no labels of whole samples: only those of size 1 surely are
    return any(label == 1 and size not in (None, 1) for label, size in zip(labels[1:], positions, strict=True))


def first_batch(shape: Shape, size: int | None) -> Shape:
    """The shape of the first batch of an array, in batches of this size; None where that is unknown."""
    samples = shape[0] if shape else None
    if size is not None and samples is not None:
        size = min(samples, size)
    return (size, *shape[1:])
