"""Losses and metrics that Keras 3 refuses to make."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kerasrules.keras_api.signatures import REQUIRED, Signature

_REDUCTIONS = frozenset({"sum", "sum_over_batch_size", "mean", "mean_with_sample_weight", "none"})

_MESH = "mesh"
"""An argument that metrics of Keras 2 have for training on several devices, in no signature."""


def refused_object(signature: Signature, given: Collection[str], bound: Collection[str]) -> str | None:
    """Why an object with this signature cannot be made. given: the arguments by name. bound: all that it gets."""
    strange = next((name for name in given if name not in signature and name != _MESH), None)
    if strange is not None:
        return f"there is no argument {strange}"
    missing = (one.name for one in signature.parameters if one.default is REQUIRED and one.name not in bound)
    name = next(missing, None)
    return None if name is None else f"the argument {name} is missing"


def refused_reduction(config: Mapping[str, object]) -> tuple[str, bool] | None:
    """Why a loss cannot be made with its reduction, and whether Keras 2 had that one."""
    reduction = config.get("reduction")
    if not isinstance(reduction, str) or reduction in _REDUCTIONS:
        return None
    return f"there is no reduction {reduction!r}", reduction == "auto"
