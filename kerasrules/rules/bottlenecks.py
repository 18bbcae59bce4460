"""Hidden layers of a classifier that are too narrow for what must pass through them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kerasrules.model.network import Node
from kerasrules.rules.graph import channels, input_channels, is_affine, is_class, only, pure_activation
from kerasrules.rules.heads import CROSS_ENTROPIES, ONE_OF_MANY, Judged

_DENSE = frozenset({"Dense"})
"""EinsumDense has no one number of units that could be narrow."""
_WIDE = 8


def narrow_layers(one: Judged) -> Iterator[Node]:
    """Hidden Dense layers on the only way to a classifying head that are narrower than what is before and behind."""
    if not _classifies(one):
        return
    node = one.head.tensor.node
    behind: float = 0
    for _ in range(200):
        tensor = only(node.inputs[0]) if len(node.inputs) == 1 else None
        if tensor is None or len(tensor.node.consumers) != 1:
            return
        if is_class(node.layer, _DENSE):
            behind = channels(node.layer) or math.inf
        node = tensor.node
        if is_class(node.layer, _DENSE):
            width, before = channels(node.layer), input_channels(node)
            # of so many classes, more than 2**width: the power itself may be a number of any size
            narrow = width is not None and (width == 1 or width < ((one.units or 1) - 1).bit_length())
            flat = tensor.shape is not None and len(tensor.shape) == 2
            if narrow and flat and width is not None and behind > width and before is not None and before >= _WIDE:
                yield node
        elif not is_affine(node) and pure_activation(node.layer) is None:
            return


def is_too_narrow(node: Node, one: Judged) -> bool:
    """Whether so few numbers surely cannot tell the classes apart."""
    width = channels(node.layer)
    return width == 1 or (width is not None and 8 * width < (one.units or 0))


def _classifies(one: Judged) -> bool:
    """Whether the head tells three or more classes apart; how many there are need not be known of a softmax."""
    if one.units is not None:
        return one.units >= 3 and one.loss.name in ONE_OF_MANY
    return one.head.activation == "softmax" and one.over_last_axis and one.loss.name in CROSS_ENTROPIES
