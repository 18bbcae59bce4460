"""Number types of arrays: how they are written, how they combine, what they can hold."""

from __future__ import annotations

from kerasrules.interpreter.values import ArrayObject, ExternalName, Value

INTEGERS = {
    "uint8": (0, 255),
    "uint16": (0, 65535),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
    "int8": (-128, 127),
    "int16": (-32768, 32767),
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
}
FLOATS = ("float16", "bfloat16", "float32", "float64")

_SPELLINGS = {
    "float": "float64",
    "double": "float64",
    "single": "float32",
    "half": "float16",
    "f": "float32",
    "f4": "float32",
    "f8": "float64",
    "f2": "float16",
    "i4": "int32",
    "i8": "int64",
    "u1": "uint8",
    "int": "int64",
    "long": "int64",
    "uint": "uint64",
    "intp": "int64",
    "int_": "int64",
    "float_": "float64",
    "bool_": "bool",
    "floatx": "float32",
    "str": "string",
    "str_": "string",
    "unicode": "string",
    "object_": "object",
    "category": "object",
}


def dtype_name(value: Value) -> str | None:
    """The dtype that a value names ("float32", np.float32, tf.float32, float), None where it names none."""
    if isinstance(value, ExternalName):
        value = value.name.rsplit(".", 1)[-1]
    if not isinstance(value, str):
        return None
    name = value.lower().lstrip("<>=|")
    name = _SPELLINGS.get(name, name)
    return name if name in INTEGERS or name in FLOATS or name in {"bool", "string", "object"} else None


def is_float(dtype: str | None) -> bool:
    """Whether it surely holds real numbers."""
    return dtype in FLOATS


def is_integer(dtype: str | None) -> bool:
    """Whether it surely holds whole numbers (bool is not one)."""
    return dtype in INTEGERS


def promote(left: str | None, right: str | None) -> str | None:
    """The dtype of numpy's result for two arrays."""
    if left == right:
        return left
    if left is None or right is None:
        return None
    if left == "bool":
        return right
    if right == "bool":
        return left
    if is_float(left) and is_float(right):
        return max(left, right, key=FLOATS.index)
    if is_float(left) or is_float(right):
        real, whole = (left, right) if is_float(left) else (right, left)
        if whole not in INTEGERS:
            return None
        if whole in {"uint8", "int8"}:
            return real
        if whole in {"uint16", "int16"}:
            return max(real, "float32", key=FLOATS.index)
        return "float64"
    if left in INTEGERS and right in INTEGERS:
        low = min(INTEGERS[left][0], INTEGERS[right][0])
        high = max(INTEGERS[left][1], INTEGERS[right][1])
        order = ("uint8", "uint16", "uint32", "uint64") if low == 0 else ("int8", "int16", "int32", "int64")
        return next((name for name in order if INTEGERS[name][0] <= low and INTEGERS[name][1] >= high), "float64")
    return None


def weak(dtype: str | None, constant: object) -> str | None:
    """The dtype of an array combined with a Python number, which takes the array's type where it can."""
    if dtype is None:
        return None
    if isinstance(constant, bool):
        return dtype
    if isinstance(constant, int):
        return "int64" if dtype == "bool" else dtype
    if isinstance(constant, float):
        return dtype if is_float(dtype) else "float64"
    return None


def divided(dtype: str | None) -> str | None:
    """The dtype of a true division whose operands promote to `dtype`."""
    return "float64" if dtype in INTEGERS or dtype == "bool" else dtype


def holds_objects(value: Value) -> bool:
    """Whether a numpy array has dtype=object and holds no text: nothing can be computed with it.

    A list is none yet: of sequences that happen to have one length, numpy makes a table of numbers.
    """
    if not isinstance(value, ArrayObject) or value.frame or value.is_list:
        return False
    return value.info.dtype == "object" and value.info.encoding is None
