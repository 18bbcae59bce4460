"""Reading arguments of a layer, and arithmetic in which None stands for an unknown number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import Shape
from kerasrules.model.unknown import Unknown

Config: TypeAlias = "Mapping[str, object]"
Inputs: TypeAlias = "tuple[Shape | None, ...]"
ShapeFunction: TypeAlias = "Callable[[str, Config, Inputs], Inference]"
Number: TypeAlias = "int | None"

MISSING = Unknown("the argument is missing")


class BuildError(Exception):
    """Keras rejects to build the layer so; the message is in Keras' terms.

    outputs: the shapes that the layer gives whatever is right in place of what is wrong.
    """

    def __init__(self, message: str, outputs: tuple[Shape | None, ...] = (None,)) -> None:
        super().__init__(message)
        self.outputs = outputs


def value(config: Config, name: str, default: object = MISSING) -> object:
    """An argument as it is in the configuration, else the default; `Unknown` where there is neither."""
    return config.get(name, default)


def as_whole(item: object) -> Number:
    """An integer, also when it is written as a float; None for anything else."""
    if isinstance(item, int):
        return int(item)
    if isinstance(item, float) and item.is_integer():
        return int(item)
    return None


def whole(config: Config, name: str, default: object = MISSING) -> Number:
    """An integer argument; None where it is unknown."""
    return as_whole(value(config, name, default))


def flag(config: Config, name: str, default: bool) -> bool | None:
    """A boolean argument, by truth as Keras takes it; None where it is unknown."""
    found = value(config, name, default)
    if isinstance(found, Unknown):
        return None
    return bool(found)


def choice(config: Config, name: str, default: str | None = None) -> str | None:
    """A string argument in lower case; None where it is unknown."""
    found = value(config, name, default)
    return found.lower() if isinstance(found, str) else None


def sizes(config: Config, name: str, rank: int, default: object = MISSING) -> tuple[Number, ...]:
    """An argument of one integer per axis or one for all; unknown ones are None.

    Raises BuildError where the number of items is not `rank`.
    """
    found = value(config, name, default)
    if isinstance(found, tuple | list):
        if len(found) != rank:
            raise BuildError(f"The `{name}` argument must be a tuple of {rank} integers. Received {name}={found}")
        return tuple(as_whole(item) for item in found)
    return (as_whole(found),) * rank


def positive(config: Config, name: str, rank: int, default: object = MISSING, zero: bool = False) -> tuple[Number, ...]:
    """`sizes` that must not be negative, nor zero unless that is allowed."""
    found = sizes(config, name, rank, default)
    least = 0 if zero else 1
    if any(size is not None and size < least for size in found):
        bound = ">= 0" if zero else "> 0"
        raise BuildError(
            f"The `{name}` argument must be a tuple of {rank} integers. Received {name}={value(config, name)}, "
            f"including values that do not satisfy `value {bound}`"
        )
    return found


def channels_first(config: Config) -> bool | None:
    """Whether `data_format` puts channels before space; None where it is unknown."""
    found = value(config, "data_format", None)
    if found is None:
        return False
    if isinstance(found, str):
        if found not in ("channels_first", "channels_last"):
            raise BuildError(
                f"The `data_format` argument must be one of channels_first, channels_last. Received: {found}"
            )
        return found == "channels_first"
    return None


def padding_mode(config: Config, *more: str) -> str | None:
    """`padding` as "valid" or "same" (or one of `more`); None where it is unknown."""
    found = value(config, "padding", "valid")
    if not isinstance(found, str):
        return None
    allowed = ("valid", "same", *more)
    if found.lower() not in allowed:
        raise BuildError(f"The `padding` argument must be one of {set(allowed)}. Received: {found}")
    return found.lower()


def times(*numbers: Number) -> Number:
    """Product; None if a factor is unknown, unless another is 0."""
    result = 1
    unknown = False
    for number in numbers:
        if number == 0:
            return 0
        if number is None:
            unknown = True
        else:
            result *= number
    return None if unknown else result


def plus(*numbers: Number) -> Number:
    """Sum; None if a summand is unknown."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def only_if(condition: bool | None, number: Number) -> Number:
    """The number where the condition holds, 0 where it does not, None where that is unknown."""
    if condition is None:
        return 0 if number == 0 else None
    return number if condition else 0


def rank_unknown(count: int) -> Shape:
    """A shape of which only the rank is known."""
    return (None,) * count


def require_rank(class_name: str, shape: Shape, exact: int | None = None, least: int | None = None) -> None:
    """Raise what Keras' input specification raises for a tensor of the wrong rank."""
    text = ", ".join(str(size) for size in shape) + ("," if len(shape) == 1 else "")
    if exact is not None and len(shape) != exact:
        raise BuildError(
            f'Input 0 of layer "{class_name}" is incompatible with the layer: expected ndim={exact}, '
            f"found ndim={len(shape)}. Full shape received: ({text})"
        )
    if least is not None and len(shape) < least:
        raise BuildError(
            f'Input 0 of layer "{class_name}" is incompatible with the layer: expected min_ndim={least}, '
            f"found ndim={len(shape)}. Full shape received: ({text})"
        )


def first(inputs: Inputs) -> Shape | None:
    """The shape of the first input."""
    return inputs[0] if inputs else None


def axis_index(axis: object, rank: int, what: str = "axis") -> int | None:
    """An axis counted from the front; None where it is unknown. Raises BuildError outside the rank."""
    found = as_whole(axis)
    if found is None:
        return None
    if not -rank <= found < rank:
        raise BuildError(f"{what} {found} is out of bounds for array of dimension {rank}")
    return found % rank


def axis_indices(axes: object, rank: int) -> tuple[int, ...] | None:
    """One axis or several, counted from the front; None where one is unknown."""
    items: Iterable[object] = axes if isinstance(axes, tuple | list) else (axes,)
    found: list[int] = []
    for item in items:
        index = axis_index(item, rank)
        if index is None:
            return None
        found.append(index)
    return tuple(found)


def replace(shape: Shape, index: int, size: Number) -> Shape:
    """The shape with one axis changed."""
    index %= len(shape)
    return (*shape[:index], size, *shape[index + 1 :])


def product(shape: Iterable[Number]) -> Number:
    """Number of elements; None where an axis is unknown."""
    return times(*shape)
