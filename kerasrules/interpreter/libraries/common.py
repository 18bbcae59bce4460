"""What handlers of several libraries share: reading arguments, and the rule for unknown inputs."""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.interpreter.array_domain import conversion, lattice, provenance
from kerasrules.interpreter.budget import MAX_LITERAL
from kerasrules.interpreter.libraries.registry import Call
from kerasrules.interpreter.values import ArrayObject, Dataset, ExternalName, ListValue, Value
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.sample_sets import SampleSet
from kerasrules.model.unknown import Unknown

NUMPY_LIKE = ("numpy", "jax.numpy")
TENSOR_LIKE = ("tensorflow", "keras.ops", "keras.backend")


def integer(value: Value) -> int | None:
    """The value where it is a plain whole number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and abs(value) <= MAX_LITERAL and value == int(value):
        return int(value)
    return None


def number(value: Value) -> float | None:
    """The value where it is a plain number (or an array that is one known number)."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            return None
    if isinstance(value, ArrayObject) and value.info.low is not None and value.info.low == value.info.high:
        return value.info.low
    return None


def items(value: Value) -> tuple[Value, ...] | None:
    """The items of a list or tuple of known length."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, ListValue) and isinstance(value.items, tuple):
        return value.items
    return None


def dims(value: Value) -> Shape | None:
    """A shape argument: a number or a list of them; -1 stays -1."""
    one = integer(value)
    if one is not None:
        return (one,)
    if isinstance(value, ArrayObject) and value.info.shape == ():
        return (None,)
    parts = items(value)
    return None if parts is None else tuple(integer(part) for part in parts)


def axis_argument(value: Value) -> object:
    """An axis argument as plain data: None, an int, a tuple of ints, or Unknown."""
    parts = items(value)
    if parts is not None:
        return tuple(parts) if all(isinstance(part, int) for part in parts) else Unknown("an unknown axis")
    return value


def receiver(call: Call, name: str = "x") -> tuple[Value, int]:
    """The array that a method or function works on, and the position of the next argument."""
    if call.receiver is not None:
        return call.receiver, 0
    for spelled in (name, "a", "x", "input", "tensor", "array", "image", "images", "object", "values", "value", "arr"):
        if spelled in call.kwargs:
            return call.kwargs[spelled], 0
    return (call.args[0] if call.args else Unknown("no argument", call.location)), 1


def as_data(call: Call, value: Value) -> ArrayObject | None:
    """The argument as an array.

    What is unknown may be a tensor of a model for functions that take both (those of TensorFlow and keras.ops): None
    then; numpy's functions surely give arrays.
    """
    found = conversion.as_array(value)
    if found is not None:
        return found
    if isinstance(value, Dataset):
        return None
    surely = call.receiver is not None or not call.name.startswith(TENSOR_LIKE)
    return ArrayObject(lattice.UNKNOWN) if surely else None


def elementwise(call: Call, change: Callable[[ArrayInfo], ArrayInfo], *, keep_derivation: bool = False) -> Value:
    """Apply a change of facts to the first argument (or the receiver)."""
    value, _ = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of an operation on an unknown value")
    return provenance.derive(found, change(found.info), keep_derivation=keep_derivation)


def origin(info: ArrayInfo, text: str, location: Location | None) -> ArrayInfo:
    """The facts with where they came from."""
    return replace(info, origin=text, origin_place=location)


def from_file(info: ArrayInfo, text: str, location: Location | None) -> ArrayInfo:
    """The facts of samples that are read from a file."""
    return replace(origin(info, text, location), samples=SampleSet(object()))


def from_images(info: ArrayInfo, text: str, location: Location | None) -> ArrayInfo:
    """The facts of pixels that are read from image files, whose range is that of the format."""
    return replace(origin(info, text, location), picture=object())


def text_of(value: Value) -> str | None:
    """The value where it is plain text."""
    return value if isinstance(value, str) else None


def known_items(call: Call, value: Value) -> tuple[Value, ...] | Unknown:
    """The items of an iterable; parts of unknown length stay as `BranchItems` and `LoopItems`."""
    if isinstance(value, ListValue):
        items: tuple[Value, ...] | Unknown = value.state["items"]
        return items
    return call.context.iterate(value)


def pixels(call: Call, channels: int | None, text: str, *, rank: int | None = 3) -> ArrayObject:
    shape: tuple[int | None, ...] | None = None
    if rank == 2:
        shape = (None, None)
    elif rank == 3:
        shape = (None, None, channels)
    info = ArrayInfo(shape=shape, dtype="uint8", low=0.0, high=255.0, bounds_attained=True)
    return ArrayObject(from_images(info, text, call.location))


def short_name(value: Value) -> str:
    """The short name of a constant of a library."""
    return value.name.rsplit(".", 1)[-1] if isinstance(value, ExternalName) else ""
