"""Calls of compile, fit and their like that Keras 3 refuses for their arguments."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api import removed
from kerasrules.model.unknown import Unknown

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "compile": (
        *("optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly", "steps_per_execution"),
        *("jit_compile", "auto_scale_loss"),
    ),
    "fit": (
        *("x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data", "shuffle"),
        *("class_weight", "sample_weight", "initial_epoch", "steps_per_epoch", "validation_steps"),
        *("validation_batch_size", "validation_freq"),
    ),
    "evaluate": ("x", "y", "batch_size", "verbose", "sample_weight", "steps", "callbacks", "return_dict"),
    "predict": ("x", "batch_size", "verbose", "steps", "callbacks"),
    "train_on_batch": ("x", "y", "sample_weight", "class_weight", "return_dict"),
    "test_on_batch": ("x", "y", "sample_weight", "return_dict"),
    "predict_on_batch": ("x",),
}
"""The methods' parameters in order."""

_KERAS_TWO: Mapping[str, frozenset[str]] = {
    "compile": frozenset({"sample_weight_mode", "target_tensors", "experimental_run_tf_function", "distribute"}),
    "fit": frozenset({"max_queue_size", "workers", "use_multiprocessing", "generator"}),
    "evaluate": frozenset({"max_queue_size", "workers", "use_multiprocessing", "generator"}),
    "predict": frozenset({"max_queue_size", "workers", "use_multiprocessing", "generator"}),
    "train_on_batch": frozenset({"reset_metrics"}),
    "test_on_batch": frozenset({"reset_metrics"}),
}
"""Arguments of older versions: programs that pass them are written for these."""

_COUNTS = ("batch_size", "epochs", "steps_per_epoch")


def newly_refused_call(given: Mapping[str, object]) -> str | None:
    """Why Keras 3 does not run a call that Keras 2 ran. given: the arguments by name."""
    steps = given.get("steps_per_epoch")
    return f"steps_per_epoch must be an integer, not {steps!r}" if isinstance(steps, float) else None


def refused_loss_weights(losses: int, weights: int) -> str | None:
    """Why a list of weights does not go with the losses of compile."""
    if weights == losses:
        return None
    return f"loss_weights holds {weights} weights for {losses} {'loss' if losses == 1 else 'losses'}"


def refused_call(method: str, positional: int, given: Mapping[str, object]) -> str | None:
    """Why a call of a model's method cannot run. given: the arguments that it passes by name."""
    names = PARAMETERS.get(method)
    if names is None:
        return None
    twice = next((name for name in names[:positional] if name in given), None)
    if twice is not None:
        return f"{twice} is passed twice, by position and by name"
    if len(names) < positional <= len(names) + len(_KERAS_TWO.get(method, ())):
        return None  # older versions have arguments after these
    if positional > len(names):
        return f"it takes at most {len(names)} arguments, not {positional}"
    for name, item in given.items():
        if name not in names:
            older = name in _KERAS_TWO.get(method, ()) or (method, name) in removed.METHOD_ARGUMENTS
            return None if older else f"there is no argument {name}"
        if (reason := _value(name, item)) is not None:
            return reason
    return None


def _value(name: str, item: object) -> str | None:
    if isinstance(item, Unknown) or item is None:
        return None
    if name == "batch_size" and isinstance(item, (int, float)):
        if item < 0:
            return f"batch_size must be positive, not {item!r}"
        if isinstance(item, float):
            return f"batch_size must be an integer, not {item!r}"
    if name in _COUNTS and isinstance(item, str if name == "steps_per_epoch" else (float, str)):
        return f"{name} must be an integer, not {item!r}"
    if name == "validation_split" and item in (1, True):
        return f"validation_split={item!r} leaves no samples to train on"
    if name == "class_weight" and isinstance(item, (tuple, list)):
        return "class_weight must be a dict from class to weight, not a list"
    if name == "callbacks" and isinstance(item, (tuple, list)):
        wrong = next((one for one in item if isinstance(one, (str, int, float))), None)
        return None if wrong is None else f"callbacks holds {wrong!r}, which is no callback"
    return None
