"""Optimizers that Keras 3 refuses to make."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kerasrules.keras_api.optimizers import OPTIMIZERS
from kerasrules.model.unknown import Unknown

_CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")
_OLD = frozenset({"lr", "decay", "rate"})
"""Other rules tell what became of these."""
_WITH_EPSILON = frozenset({"Adam", "AdamW", "Nadam", "Adamax", "RMSprop", "Adagrad", "Adadelta", "Lamb"})


def refused_in_training(class_name: str, given: Mapping[str, object]) -> str | None:
    """Why an optimizer that can be made cannot train in Keras 3; Keras 2 takes its own value for None."""
    if class_name in _WITH_EPSILON and "epsilon" in given and given["epsilon"] is None:
        return f"epsilon of {class_name} is None and not a number"
    return None


def refused_optimizer(
    class_name: str, positional: int, given: Collection[str], bound: Mapping[str, object]
) -> str | None:
    """Why an optimizer cannot be made.

    positional: how many arguments the call passes by position. given: the names of the others. bound: all by name.
    """
    signature = OPTIMIZERS.get(class_name)
    if signature is not None and "3" in signature.parameters[0].generations:
        twice = next((one.name for one in signature.positional[:positional] if one.name in given), None)
        if twice is not None:
            return f"{twice} is passed twice, by position and by name"
        strange = next((name for name in given if name not in signature and name not in _OLD), None)
        if strange is not None:
            return f"there is no argument {strange}"
    rate, momentum = bound.get("learning_rate"), bound.get("momentum")
    if isinstance(rate, str):
        return f"learning_rate must be a float or a schedule, not {rate!r}"
    if class_name == "SGD" and isinstance(momentum, (int, float)) and not 0 <= momentum <= 1:
        return f"momentum must be between 0 and 1, not {momentum}"
    steps = bound.get("gradient_accumulation_steps")
    if isinstance(steps, int) and steps < 2:
        return f"gradient_accumulation_steps must be at least 2, not {steps}"
    if bound.get("use_ema") is True:
        average = bound.get("ema_momentum")
        if not isinstance(average, Unknown) and isinstance(average, (int, float)) and not 0 <= average <= 1:
            return f"ema_momentum must be between 0 and 1, not {average}"
    return None


def newly_refused_optimizer(class_name: str, given: Collection[str], bound: Mapping[str, object]) -> str | None:
    """Why Keras 3 does not make an optimizer that Keras 2 made."""
    rate, momentum = bound.get("learning_rate"), bound.get("momentum")
    if isinstance(rate, (list, tuple)):
        return f"learning_rate must be a float or a schedule, not {rate!r}"
    if isinstance(rate, int) and "lr" not in given:
        return f"learning_rate must be a float, but {rate!r} is an integer"
    if class_name == "SGD" and isinstance(momentum, int):
        return f"momentum must be a float, but {momentum!r} is an integer"
    clips = [name for name in _CLIPS if isinstance(bound.get(name), (int, float))]
    return f"only one of {', '.join(clips)} can be set" if len(clips) > 1 else None
