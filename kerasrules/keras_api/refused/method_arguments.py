"""Calls of compile, fit and their like that Keras 3 refuses for their arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kerasrules.keras_api import removed
from kerasrules.model.unknown import Unknown

OF_MODELS_ALONE = frozenset({"add", "compile", "fit", "fit_generator", "evaluate", "predict", "summary"})
"""Methods of models that no function has, and that on a class need the model as their first argument."""
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

_COUNTS = ("batch_size", "epochs", "initial_epoch", "validation_batch_size")
_STEPS = ("steps_per_epoch", "validation_steps", "steps", "validation_freq")


def refused_loss_weights(losses: int, weights: int) -> str | None:
    """Why a list of weights does not go with the losses of compile."""
    if weights == losses:
        return None
    return f"loss_weights holds {weights} weights for {losses} {'loss' if losses == 1 else 'losses'}"


def refused_loss_names(keys: Sequence[str], outputs: Sequence[tuple[str | None, str]]) -> str | None:
    """Why losses by name do not go with the outputs: each the name of its layer, None where Keras makes one, and class.

    A name that Keras makes is that of the class, with a number.
    """
    titles = [title for title, _ in outputs if title is not None]
    made = tuple(_snake_case(class_name) for title, class_name in outputs if title is None)
    strange = next((key for key in keys if key not in titles and not key.startswith(made)), None)
    if strange is None:
        return None
    named = ", ".join(map(repr, (*titles, *made)))
    return f"loss is given for {strange!r}, but no output has that name ({named})"


def _snake_case(class_name: str) -> str:
    return re.sub("([a-z])([A-Z])", r"\1_\2", re.sub("(.)([A-Z][a-z]+)", r"\1_\2", class_name)).lower()


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


def newly_refused_call(given: Mapping[str, object]) -> str | None:
    """Why Keras 3 does not run a call that Keras 2 ran: it counts steps up to a fraction, and weights by output."""
    for name in _STEPS:
        item = given.get(name)
        if isinstance(item, float):
            return f"{name} must be an integer, not {item!r}"
    if isinstance(given.get("sample_weight"), dict):
        return "sample_weight must be an array with a weight for each sample, or a list of them, not a dict"
    return None


def refused_class_weight(given: str) -> str:
    """Why weights of classes cannot be used. Keras with backends of its own ignores what is no dict."""
    return f"class_weight must be a dict from class to weight, not {given}"


def _value(name: str, item: object) -> str | None:
    if isinstance(item, Unknown) or item is None:
        return None
    if name == "batch_size" and isinstance(item, (int, float)):
        if item < 0:
            return f"batch_size must be positive, not {item!r}"
        if isinstance(item, float):
            return f"batch_size must be an integer, not {item!r}"
    if isinstance(item, (float, str)) and (name in _COUNTS or (name in _STEPS and isinstance(item, str))):
        return f"{name} must be an integer, not {item!r}"
    if name == "validation_split" and item in (1, True):
        return f"validation_split={item!r} leaves no samples to train on"
    if name == "sample_weight" and isinstance(item, str):
        return f"sample_weight must be an array with a weight for each sample, not {item!r}"
    if name == "validation_data" and isinstance(item, (str, int, float)):
        return f"validation_data must be data, not {item!r}"
    if name == "callbacks" and isinstance(item, (str, int, float)):
        return f"callbacks must be callbacks, not {item!r}"
    if name == "callbacks" and isinstance(item, (tuple, list)):
        wrong = next((one for one in item if isinstance(one, (str, int, float))), None)
        return None if wrong is None else f"callbacks holds {wrong!r}, which is no callback"
    return None
