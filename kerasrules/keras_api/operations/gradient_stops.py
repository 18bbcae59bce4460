"""Operations that no gradient goes through (tests/test_training_claims.py tries them with TensorFlow)."""

from __future__ import annotations

from kerasrules.model.network import Layer

_WITHOUT_GRADIENT = frozenset(
    [
        *("argmax", "argmin", "argsort", "ceil", "compare", "count_nonzero", "equal", "floor", "greater"),
        *("greater_equal", "less", "less_equal", "logical_and", "logical_not", "logical_or", "not_equal", "numpy"),
        *("one_hot", "round", "shape", "sign", "size", "stop_gradient"),
    ]
)
_WHOLE = ("int", "uint", "bool")


def ends_gradient(layer: Layer) -> bool:
    """Whether the derivative of the operation is nothing, or 0 everywhere."""
    if layer.class_name in ("cast", "astype"):
        args = layer.config.get("args", ())
        kwargs = layer.config.get("kwargs", {})
        types = [*(args if isinstance(args, tuple) else ()), *(kwargs.values() if isinstance(kwargs, dict) else ())]
        return any(_type_name(one).startswith(_WHOLE) for one in types)
    return layer.class_name in _WITHOUT_GRADIENT


def _type_name(value: object) -> str:
    name = getattr(value, "name", value)
    return name.rpartition(".")[2] if isinstance(name, str) else ""
