"""Inputs that put channels first where the layers put them last."""

from __future__ import annotations

from kerasrules.keras_api.data_format import GETTERS, SETTERS
from kerasrules.keras_api.layer_traits import TRANSPOSED, Family, classes_with
from kerasrules.model.network import Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import is_class, kernel, only, unwrap

_WINDOWED = (
    classes_with(
        lambda traits: traits.rank == 2 and traits.family in (Family.CONVOLUTION, Family.POOLING) and not traits.whole
    )
    - TRANSPOSED
)
"""Layers that move a window over an image."""
_SMALLEST_SIDE = 8


def asks_format(program: Program) -> bool:
    """Whether the program sets or asks where channels stand by default."""
    return any(use.name.rpartition(".")[2] in GETTERS | SETTERS for use in program.uses)


def swapped(node: Node) -> bool:
    """Whether the node is a first convolution that surely reads rows of pixels as channels."""
    if not is_class(node.layer, _WINDOWED) or node.call_path:
        return False
    layer, shape = unwrap(node.layer), input_shape(node)
    if len(shape) != 3 or layer.config.get("data_format") not in (None, "channels_last"):
        return False
    first, *sides = shape
    window = kernel(layer) or _pool(layer.config.get("pool_size"))
    if window is None or len(window) != 2 or min(window) < 2 or min(sides) < _SMALLEST_SIDE:
        return False
    # a series of one row and many columns is not an image on its side; a square is
    return first == 3 or (first == 1 and sides[0] == sides[1])


def input_shape(node: Node) -> tuple[int, ...]:
    """The declared size of the image; empty where it is unknown or there is something before the node."""
    tensor = only(node.inputs[0]) if len(node.inputs) == 1 else None
    if tensor is None or tensor.node.layer.kind != "input" or tensor.node.array is not None:
        return ()
    sizes = (tensor.shape or ())[1:]
    return tuple(size for size in sizes if size is not None) if None not in sizes else ()


def _pool(value: object) -> tuple[int, ...] | None:
    if isinstance(value, int):
        return value, value
    if isinstance(value, (tuple, list)):
        return tuple(item for item in value if isinstance(item, int))
    return None
