"""Output shapes of functions on tensors, whatever module they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kerasrules.keras_api.operations.call import OpCall, Operand
from kerasrules.keras_api.operations.table import operation
from kerasrules.keras_api.shapes.dimensions import BuildError
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import EITHER


def infer_op(
    name: str, args: Sequence[object], kwargs: Mapping[str, object], inputs: Sequence[Shape | None] | None = None
) -> Inference:
    """Output shapes of a function on tensors, and what it would say where shapes do not fit.

    name: the last part of the function's path. args, kwargs: as written, with `Tensor` objects at the places
    of tensors (also inside lists) and constants or `Unknown` elsewhere. inputs: the shapes of these tensors in the
    order in which they occur, one for each occurrence; where the number differs, the tensors' own shapes are taken.
    An unknown function gives one output of unknown rank. Never raises.
    """
    occurrences = sum(1 for _ in tensors_in([*args, *kwargs.values()]))
    shapes = iter(inputs) if inputs is not None and len(inputs) == occurrences else None

    def replaced(item: object) -> object:
        if item is EITHER:
            return Operand(None if shapes is None else next(shapes))
        if isinstance(item, Tensor):
            return Operand(item.shape if shapes is None else next(shapes))
        if isinstance(item, ArrayInfo):
            return Operand(item.shape)
        if isinstance(item, tuple | list):
            return type(item)([replaced(inner) for inner in item])
        return item

    call = OpCall(name, tuple(replaced(item) for item in args), {key: replaced(item) for key, item in kwargs.items()})
    function = operation(name).shape
    if function is None:
        return Inference((None,), 0)
    try:
        return function(call)
    except BuildError as error:
        return Inference((None,), 0, str(error))
    except (TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError, OverflowError):
        return Inference((None,), 0)


def tensors_in(items: Sequence[object]) -> Iterator[object]:
    """Tensors in nested arguments, `EITHER` among them."""
    for item in items:
        if isinstance(item, Tensor) or item is EITHER:
            yield item
        elif isinstance(item, tuple | list):
            yield from tensors_in(item)
