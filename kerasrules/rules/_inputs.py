"""Values on their way into a model, as the rules on inputs want them."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.findings import Related
from kerasrules.program import Arrival, Fit, Program, Training
from kerasrules.rules._graph import RECURRENT, WEIGHT_LINEAR, core
from kerasrules.rules._words import described, origin_here

SENSITIVE = WEIGHT_LINEAR | RECURRENT
"""First layers that feel the scale of their input; embeddings and normalisations do not."""


def arrivals(program: Program) -> Iterator[tuple[Training, Fit, Arrival]]:
    """Every value with a known range that a training call brings to the first layer that computes with it."""
    for training in program.trainings:
        for fit in training.fits:
            if fit.trains:
                for arrival in fit.arrivals:
                    value = arrival.value
                    if value.low is not None and value.high is not None and not value.standardized:
                        yield training, fit, arrival


def bounds(arrival: Arrival) -> tuple[float, float]:
    """The interval of an arrival from `arrivals`."""
    low, high = arrival.value.low, arrival.value.high
    assert low is not None
    assert high is not None
    return low, high


def is_sensitive(arrival: Arrival) -> bool:
    """Whether the first layer is one of Keras' own that feels the scale of its input."""
    layer = core(arrival.node.layer)
    return layer.kind == "layer" and layer.class_name in SENSITIVE


def pointers(arrival: Arrival) -> list[Related]:
    """Where the data come from and where they arrive."""
    layer = core(arrival.node.layer)
    return [*origin_here(arrival.value), Related(f"{described(layer)} is the first layer that computes", layer.place)]
