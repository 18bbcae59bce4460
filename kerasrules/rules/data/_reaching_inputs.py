"""Values on their way into a model, as the rules on inputs want them."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import LINEAR_MAPS, RECURRENT
from kerasrules.model.data import ArrayInfo
from kerasrules.model.findings import Related
from kerasrules.model.network import ReachingInput
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Training
from kerasrules.rules.graph import unwrap
from kerasrules.rules.phrasing import described, origin_here

SENSITIVE = LINEAR_MAPS | RECURRENT
"""First layers that feel the scale of their input; embeddings and normalizations do not."""

SCALING = frozenset({"scale", "standardize", "shift", "center", "power"})
"""The kinds of `Step` that change the scale of values."""

RATIO = 10.0
"""How many times its spread the mean may be."""


def unstandardized_inputs(program: Program) -> Iterator[tuple[Training, Fit, ReachingInput]]:
    """Every value that a training call brings, not standardized, to the first layer that computes with it."""
    for training in program.trainings:
        for fit in training.fits:
            if fit.trains:
                for arrival in fit.reaching_inputs:
                    if not arrival.value.standardized:
                        yield training, fit, arrival


def reaching_inputs(program: Program) -> Iterator[tuple[Training, Fit, ReachingInput]]:
    """Those of them whose range is known."""
    for training, fit, arrival in unstandardized_inputs(program):
        if arrival.value.low is not None and arrival.value.high is not None:
            yield training, fit, arrival


def bounds(arrival: ReachingInput) -> tuple[float, float]:
    """The interval of an arrival from `arrivals`."""
    low, high = arrival.value.low, arrival.value.high
    assert low is not None
    assert high is not None
    return low, high


def offset_dominates(value: ArrayInfo) -> bool:
    """Whether the mean is known to be many times the spread; data without any spread are made up for a test."""
    return value.mean is not None and value.std is not None and 0 < value.std * RATIO < abs(value.mean)


def is_sensitive(arrival: ReachingInput) -> bool:
    """Whether the first layer is one of Keras' own that feels the scale of its input."""
    layer = unwrap(arrival.node.layer)
    return layer.kind == "layer" and layer.class_name in SENSITIVE


def pointers(arrival: ReachingInput) -> list[Related]:
    """Where the data come from and where they arrive."""
    layer = unwrap(arrival.node.layer)
    return [
        *origin_here(arrival.value),
        Related(f"{described(layer)} receives the data", layer.location),
    ]
