"""Values of a layer's arguments that Keras 3 does not take, whatever tensors come.

Counts that are too small belong to the shapes (`keras_api.shapes`), rates beyond 1 to a rule of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from kerasrules.keras_api.layer_traits import ANY_CONVOLUTION, CELL_BUILT_IN, DROPOUTS, RECURRENT, Family, of_family
from kerasrules.model.unknown import Unknown

Check = Callable[[str, str, object], "str | None"]
"""Class, argument and value -> what is wrong."""

_POOLING = of_family(Family.POOLING)
_CASTING = ANY_CONVOLUTION | {"Dense"}
"""Classes whose counts Keras 2 turns into integers."""
_DTYPES = frozenset(
    {
        *("float16", "bfloat16", "float32", "float64", "mixed_float16", "mixed_bfloat16"),
        *(f"{sign}int{bits}" for sign in ("", "u") for bits in (16, 32, 64)),
        *("uint8", "bool", "string", "complex64", "complex128", "int"),
    }
)
"""Names that Keras 3 has: none beside these can be a policy, apart from those of quantized layers."""
_OLDER_DTYPES = frozenset({"float", "double", "half", "int8"})
"""Names that TensorFlow knows, and Keras 2 with it."""


def refused_value(class_name: str, name: str, item: object) -> str | None:
    """Why no Keras makes a layer with this value of an argument."""
    check = _checks(class_name).get(name)
    return None if check is None or isinstance(item, Unknown) else check(class_name, name, item)


def newly_refused_value(class_name: str, name: str, item: object) -> str | None:
    """Why Keras 3 does not make a layer that Keras 2 made."""
    if not isinstance(item, (float, str, tuple, list)):
        return None  # of others Keras 3 takes what Keras 2 took
    check = _checks(class_name).get(name)
    if class_name == "Dense" and name == "units" and _is_digits(item):
        return f"units must be a positive integer, not {item!r}"
    if check in (_count, _positive):
        fraction = isinstance(item, float) and (class_name in _CASTING or item.is_integer())
        return f"{name} must be an integer, not {item!r}" if fraction else None
    if check is _sizes and isinstance(item, str):
        return f"{name} must be a number, not {item!r}"
    if class_name == "SeparableConv1D" and name == "padding" and isinstance(item, str) and item.lower() == "causal":
        return "padding='causal' is for Conv1D alone"
    if class_name in ANY_CONVOLUTION and name == "padding" and _pads_each_side(item):
        return f"padding must be 'valid' or 'same', not {item!r}"
    if name == "kernel_size" and isinstance(item, (tuple, list)) and any(isinstance(part, float) for part in item):
        return f"kernel_size must be a tuple of integers, not {item!r}"
    if name == "dtype" and isinstance(item, str) and item in _OLDER_DTYPES - _of_inputs(class_name):
        return f"dtype={item!r} is not the name of a type of Keras 3"
    return None


def _of_inputs(class_name: str) -> frozenset[str]:
    """Types that inputs have, of which no layer can make a policy."""
    return frozenset({"int8"} if class_name in ("Input", "InputLayer") else ())


def refused_of_inputs(class_name: str, config: Mapping[str, object]) -> str | None:
    """Why Keras 3 does not call a layer on an input of a model, though it makes it and calls it on data."""
    padding = config.get("padding")
    if class_name in _POOLING and isinstance(padding, str) and padding.lower() in ("same", "valid"):
        return f"padding must be {padding.lower()!r}, not {padding!r}" if padding != padding.lower() else None
    return None


def fails_when_called(class_name: str, name: str, item: object) -> bool:
    """Whether Keras 3 makes a layer with a value that is refused, and fails when it is called, on whatever."""
    if name == "padding":
        return class_name in _POOLING
    if name == "filters":
        return item is None or (isinstance(item, float) and item.is_integer())
    if name == "kernel_size":
        return isinstance(item, (tuple, list)) and all(isinstance(part, (int, float)) for part in item)
    return name == "units" and class_name in RECURRENT and isinstance(item, float)


@cache
def _checks(class_name: str) -> Mapping[str, Check]:
    """The checks of a class by argument."""
    found: dict[str, Check] = {"dtype": _dtype, "units": _count, "filters": _count, "name": _name}
    if class_name in ANY_CONVOLUTION | _POOLING:
        found |= dict.fromkeys(("kernel_size", "pool_size", "strides", "dilation_rate"), _sizes)
        found |= {"padding": _mode, "groups": _count}
    elif class_name.startswith("UpSampling"):
        found["size"] = _whole if class_name == "UpSampling1D" else _sizes
    elif class_name.startswith(("ZeroPadding", "Cropping")):
        found |= dict.fromkeys(("padding", "cropping"), _sizes)
    elif class_name == "Embedding":
        found |= dict.fromkeys(("input_dim", "output_dim"), _positive)
    elif class_name in DROPOUTS:
        found["rate"] = _rate
    elif class_name == "GaussianNoise":
        found["stddev"] = _rate
    elif class_name in CELL_BUILT_IN:
        found |= dict.fromkeys(("dropout", "recurrent_dropout"), _rate)
    found.update(_OF_CLASS.get(class_name, {}))
    return found


def _is_digits(item: object) -> bool:
    """Whether it is a text that Keras 2 turned into a number."""
    return isinstance(item, str) and item.isdigit()


def _pads_each_side(item: object) -> bool:
    """Whether it says how much to add on both sides of each axis, as early releases of Keras 2 handed on."""
    return isinstance(item, (tuple, list)) and len(item) > 2 and all(isinstance(one, (tuple, list)) for one in item)


def _count(class_name: str, name: str, item: object) -> str | None:
    if class_name == "Dense" and _is_digits(item):
        return None
    fraction = isinstance(item, float) and not (class_name in _CASTING or item.is_integer())
    if name == "groups" and item is None:
        return None  # Keras 2 takes 1
    if fraction or item is None or isinstance(item, (str, tuple, list, dict)):
        return f"{name} must be a positive integer, not {item!r}"
    return None


def _positive(class_name: str, name: str, item: object) -> str | None:
    if isinstance(item, int) and item <= 0:
        return f"{name} must be a positive integer, not {item!r}"
    return _count(class_name, name, item)


def _whole(class_name: str, name: str, item: object) -> str | None:
    return None if isinstance(item, int) else f"{name} must be an integer, not {item!r}"


def _sizes(class_name: str, name: str, item: object) -> str | None:
    """Sizes are integers, also where a fraction has none behind the point."""
    if item is None:
        optional = name == "strides" and class_name in _POOLING
        return None if optional else f"{name} must be an integer or a tuple of integers, not None"
    if isinstance(item, float):
        return f"{name} must be an integer or a tuple of integers, not {item!r}"
    if isinstance(item, (tuple, list)) and any(part is None or isinstance(part, str) for part in item):
        return f"{name} must be a tuple of integers, not {item!r}"
    return f"{name} must be a number, not {item!r}" if isinstance(item, str) and "1D" not in class_name else None


def _mode(class_name: str, name: str, item: object) -> str | None:
    known = isinstance(item, str) or (class_name in ANY_CONVOLUTION and _pads_each_side(item))
    return None if known else f"padding must be 'valid' or 'same', not {item!r}"


def _rate(class_name: str, name: str, item: object) -> str | None:
    return f"{name} must be a number, not {item!r}" if item is None or isinstance(item, (str, tuple, list)) else None


def _sequence(class_name: str, name: str, item: object) -> str | None:
    return f"{name} must be a tuple, not {item!r}" if item is None or isinstance(item, (int, float)) else None


def _name(class_name: str, name: str, item: object) -> str | None:
    return f"name must be a string, not {item!r}" if isinstance(item, (int, float, tuple, list)) else None


def _dtype(class_name: str, name: str, item: object) -> str | None:
    known = not isinstance(item, str) or item in _DTYPES | _OLDER_DTYPES or "_from_" in item
    return None if known else f"{item!r} is not the name of a dtype"


_OF_CLASS: Mapping[str, Mapping[str, Check]] = {
    "RepeatVector": {"n": _whole},
    "Reshape": {"target_shape": _sequence},
    "Permute": {"dims": _sequence},
    "GroupNormalization": {"groups": _count},
}
