"""First layers that take no input of the declared number of axes."""

from __future__ import annotations

from kerasrules.keras_api.layer_traits import ANY_CONVOLUTION, VECTOR_SEQUENCES
from kerasrules.model.network import Layer, Node
from kerasrules.rules.graph import is_class, only, unwrap


def needed_rank(layer: Layer) -> int | None:
    """How many axes a convolution or recurrent layer needs, the batch axis included; None for other layers."""
    if layer.kind != "layer":
        return None
    if is_class(layer, ANY_CONVOLUTION):
        return int(layer.class_name.removesuffix("Transpose")[-2]) + 2
    return 3 if layer.class_name in VECTOR_SEQUENCES else None


def refuses_declared_input(node: Node) -> bool:
    """Whether the node is such a layer, called on the input itself."""
    tensor = only(node.inputs[0]) if len(node.inputs) == 1 else None
    if node.error is None or tensor is None or tensor.shape is None:
        return False
    layer, source = unwrap(node.layer), tensor.node
    if source.layer.kind != "input" or source.array is not None or node.layer is not layer or node.call_path:
        return False
    if source.built_by is not None:
        return False  # that is said of the data
    rank = needed_rank(layer)
    return rank is not None and rank != len(tensor.shape)
