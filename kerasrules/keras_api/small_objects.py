"""Callbacks, regularizers and constraints: their parameters in order, and other names of the same classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Parameters: TypeAlias = "tuple[str, ...]"

CALLBACKS: Mapping[str, Parameters] = {
    "EarlyStopping": ("monitor", "min_delta", "patience", "verbose", "mode"),
    "ModelCheckpoint": ("filepath", "monitor", "verbose", "save_best_only", "save_weights_only", "mode"),
    "ReduceLROnPlateau": ("monitor", "factor", "patience", "verbose", "mode"),
    "LearningRateScheduler": ("schedule", "verbose"),
    "TensorBoard": ("log_dir",),
    "CSVLogger": ("filename", "separator", "append"),
    "TerminateOnNaN": (),
    "History": (),
}
"""Callbacks that rules look into, with their first parameters."""

WATCHERS: frozenset[str] = frozenset(name for name, parameters in CALLBACKS.items() if "monitor" in parameters)
"""Callbacks that decide by what training reports."""

REGULARIZERS: Mapping[str, Parameters] = {
    "L1": ("l1",),
    "L2": ("l2",),
    "L1L2": ("l1", "l2"),
    "OrthogonalRegularizer": ("factor", "mode"),
}
CONSTRAINTS: Mapping[str, Parameters] = {
    "MaxNorm": ("max_value", "axis"),
    "MinMaxNorm": ("min_value", "max_value", "rate", "axis"),
    "NonNeg": (),
    "UnitNorm": ("axis",),
}
_SPELLINGS: Mapping[str, str] = {
    "l1": "L1",
    "l2": "L2",
    "l1_l2": "L1L2",
    "l1l2": "L1L2",
    "orthogonal_regularizer": "OrthogonalRegularizer",
    "max_norm": "MaxNorm",
    "maxnorm": "MaxNorm",
    "min_max_norm": "MinMaxNorm",
    "non_neg": "NonNeg",
    "nonneg": "NonNeg",
    "unit_norm": "UnitNorm",
    "unitnorm": "UnitNorm",
}
_MODULES: Mapping[str, Mapping[str, Parameters]] = {
    "callbacks": CALLBACKS,
    "regularizers": REGULARIZERS,
    "constraints": CONSTRAINTS,
}


def parameters_of(spelling: str) -> Parameters | None:
    """The parameters of a class, whichever of these modules it stands in; None where it is unknown."""
    found = [known for module in _MODULES if (known := find(module, spelling)) is not None]
    return found[0][1] if found else None


def find(module: str, spelling: str) -> tuple[str, Parameters] | None:
    """The class that a name in one of these modules stands for, and its parameters; None where it is unknown."""
    name = _SPELLINGS.get(spelling, spelling)
    parameters = _MODULES.get(module, {}).get(name)
    return None if parameters is None else (name, parameters)
