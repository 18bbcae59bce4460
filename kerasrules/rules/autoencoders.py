"""Models that learn to give back what they are given."""

from __future__ import annotations

from kerasrules.model.network import Layer, Model
from kerasrules.model.program import Program


def reproducing(program: Program) -> frozenset[Layer]:
    """The layers of models whose targets are their inputs wherever they are trained in sight."""
    found: set[Layer] = set()
    others: set[Layer] = set()
    for training in program.trainings:
        fits = [fit for fit in training.fits if fit.trains]
        if isinstance(training.model, Model):
            does = bool(fits) and all(fit.targets_are_inputs for fit in fits)
            (found if does else others).update(node.layer for node in training.model.nodes)
    return frozenset(found - others)
