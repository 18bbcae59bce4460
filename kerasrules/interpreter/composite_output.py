"""Outputs that several layers make together, by sums, products and joins: what range of values they surely have."""

from __future__ import annotations

from collections.abc import Iterable

from kerasrules.keras_api.activations import OVER_AXIS, RANGES
from kerasrules.keras_api.layer_traits import (
    ACTIVATION_OF_CLASS,
    KEEPING,
    LINEAR_MAPS,
    Family,
    ValueFlow,
    of_family,
    values_of,
)
from kerasrules.keras_api.operations import operation
from kerasrules.model.network import Alternatives, Layer, Node, Tensor

_KEEPING = KEEPING | {ValueFlow.RESAMPLED}
_SUMS = frozenset({"Add", "Subtract", "Average", "add", "subtract", "add_n", "bias_add", "sum", "average"})
"""Any real number comes out where one of the terms can be any."""
_PRODUCTS = frozenset(
    {"Multiply", "multiply", "divide", "true_divide", "Dot", "dot", "matmul", "tensordot", "einsum"}
    | {"sparse_dense_matmul"}
)
"""The same of one of the factors."""
_JOINS = frozenset({"Concatenate", "concatenate", "concat", "stack"})
_SELECTIONS = frozenset({"gather", "take"})
_TABLES = of_family(Family.EMBEDDING) | {"MultiHeadAttention"}
"""Give values of their weights, or sums of them."""
_LIMIT = 200
"""Nodes that are looked at."""


def activation_of_values(tensor: Tensor) -> str | None:
    """The activation whose range all values of the tensor have, "linear" for any real numbers; None where unknown.

    Only activations that look at one value at a time: what is chosen from the others is not what they made.
    """
    return _Walk().of_tensor(tensor)


class _Walk:
    """Goes backward through a graph; what was seen is not looked at again."""

    def __init__(self) -> None:
        self.known: dict[Tensor, str | None] = {}

    def of_tensor(self, tensor: Tensor) -> str | None:
        if tensor not in self.known:
            self.known[tensor] = None
            if len(self.known) <= _LIMIT:
                self.known[tensor] = self._of_node(tensor.node)
        return self.known[tensor]

    def _of_node(self, node: Node) -> str | None:
        layer = node.layer
        name = layer.class_name
        if layer.kind not in ("layer", "op"):
            return None
        applied = _applied(layer)
        if applied is not None and applied != "linear":
            return applied if applied in RANGES and applied not in OVER_AXIS else None
        if layer.kind == "layer" and name in _TABLES:
            return "linear"
        if layer.kind == "layer" and name in LINEAR_MAPS:
            own = layer.config.get("activation", "linear")
            return own if isinstance(own, str) and own in RANGES and own not in OVER_AXIS else None
        kept = values_of(name, layer.config) if layer.kind == "layer" else operation(name).values
        if applied == "linear" or kept in _KEEPING or name in _SELECTIONS:
            return self._of_input(node.inputs[0]) if node.inputs else None
        if kept in (ValueFlow.AVERAGED, ValueFlow.LARGEST):
            found = self._of_input(node.inputs[0]) if len(node.inputs) == 1 else None
            return found if found == "linear" else None
        if name in _JOINS:
            return _the_same(self._of_input(one) for one in node.inputs)
        if name in _SUMS or (name in _PRODUCTS and not layer.config.get("normalize")):
            return "linear" if layer.takes_weight or "linear" in map(self._of_input, node.inputs) else None
        return None

    def _of_input(self, alternatives: Alternatives) -> str | None:
        return _the_same(self.of_tensor(one) if isinstance(one, Tensor) else None for one in alternatives)


def _applied(layer: Layer) -> str | None:
    """The activation that a layer or operation is."""
    if layer.kind == "op":
        return layer.class_name if layer.class_name in RANGES else None
    if layer.class_name == "Activation":
        found = layer.config.get("activation", "linear")
        return found if isinstance(found, str) else None
    return ACTIVATION_OF_CLASS.get(layer.class_name)


def _the_same(found: Iterable[str | None]) -> str | None:
    names = set(found)
    return names.pop() if len(names) == 1 else None
