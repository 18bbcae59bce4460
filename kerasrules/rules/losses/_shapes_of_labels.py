"""Shapes of targets against shapes of outputs, for tables (one row per sample)."""

from __future__ import annotations

from kerasrules.rules.losses._targets import Target


def widths(target: Target) -> tuple[int, int, int] | None:
    """Rank of the labels, their values per sample and the head's units; None unless all are known."""
    output, labels = target.judged.head.tensor.shape, target.array.shape
    if output is None or len(output) != 2 or output[1] is None or labels is None or len(labels) not in (1, 2):
        return None
    given = 1 if len(labels) == 1 else labels[1]
    return None if given is None else (len(labels), given, output[1])


def widths_differ(target: Target) -> bool:
    """Whether labels and output surely have another number of values per sample."""
    found = widths(target)
    return found is not None and found[1] != found[2]
