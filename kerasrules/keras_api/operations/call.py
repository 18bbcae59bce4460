"""The arguments of a call of a function on tensors, as its shape function reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from kerasrules.keras_api.shapes.dimensions import Number, as_whole
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import Shape
from kerasrules.model.record import record
from kerasrules.model.unknown import Unknown

ABSENT = Unknown("the argument is missing")


@record(frozen=True)
class Operand:
    """A tensor among the arguments, with its shape."""

    shape: Shape | None


@record(frozen=True)
class OpCall:
    """The arguments of one call, tensors replaced by Operands."""

    name: str
    args: tuple[object, ...]
    kwargs: Mapping[str, object]

    def argument(self, position: int, *names: str, default: object = ABSENT) -> object:
        """An argument by its first matching name, else by position."""
        for name in names:
            if name in self.kwargs:
                return self.kwargs[name]
        return self.args[position] if position < len(self.args) else default

    def operands(self) -> list[Operand]:
        """Every tensor among the arguments, in order, also inside lists."""
        return list(found_operands([*self.args, *self.kwargs.values()]))

    def first(self) -> Shape | None:
        """The shape of the first tensor."""
        operands = self.operands()
        return operands[0].shape if operands else None

    def axis(self, position: int = 1) -> object:
        """The axis argument under its various names."""
        return self.argument(position, "axis", "axes", "dim", "reduction_indices", default=None)

    def keepdims(self, position: int = 2) -> object:
        """The keepdims argument under its various names."""
        return self.argument(position, "keepdims", "keep_dims", default=False)


OpFunction: TypeAlias = "Callable[[OpCall], Inference]"


def found_operands(items: Sequence[object]) -> Iterator[Operand]:
    """Operands in nested arguments."""
    for item in items:
        if isinstance(item, Operand):
            yield item
        elif isinstance(item, tuple | list):
            yield from found_operands(item)


def only(shape: Shape | None) -> Inference:
    """One output and no weights."""
    return Inference((shape,), 0)


def target_shape(given: object) -> tuple[Number, ...] | None:
    """A shape argument; items that are not written down are None."""
    if isinstance(given, tuple | list):
        return tuple(as_whole(item) for item in given)
    size = as_whole(given)
    return None if size is None else (size,)


def constant_shape(item: object) -> Shape | None:
    """The shape of a nested list of numbers."""
    if not isinstance(item, tuple | list):
        return ()
    if not item:
        return (0,)
    inner = constant_shape(item[0])
    return None if inner is None else (len(item), *inner)


def tensor_list(
    call: OpCall, names: tuple[str, ...] = ("values", "tensors", "arrays", "xs", "x")
) -> list[Shape] | None:
    """The shapes in a list argument; None where one is unknown."""
    given = call.argument(0, *names)
    if not isinstance(given, tuple | list):
        return None
    shapes: list[Shape] = []
    for item in given:
        if not isinstance(item, Operand) or item.shape is None:
            return None
        shapes.append(item.shape)
    return shapes or None
