"""The shapes on the way to a call, as the rules on shapes want them."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.data_format import SETTERS
from kerasrules.keras_api.layer_traits import RECURRENT, ShapeChange, classes_with
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.findings import Related
from kerasrules.model.locations import Location
from kerasrules.model.network import Alternatives, Layer, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import only, unwrap
from kerasrules.rules.phrasing import described

_RANK_KEEPING = classes_with(lambda traits: traits.shape is not ShapeChange.OTHER)


def sets_format(program: Program) -> bool:
    """Whether the program changes where channels stand by default: then no shape is sure."""
    return any(use.name.rpartition(".")[2] in SETTERS for use in program.uses)


def passed_on(tensor: Tensor) -> Tensor:
    """The tensor before the layers that keep its shape or just its rank, as far as each has one input."""
    for _ in range(50):
        before = only(tensor.node.inputs[0]) if len(tensor.node.inputs) == 1 else None
        layer = unwrap(tensor.node.layer)
        if before is None or layer.kind != "layer" or layer.class_name not in _RANK_KEEPING:
            break
        tensor = before
    return tensor


def sequence_layer(layer: Layer) -> Layer | None:
    """The recurrent layer of Keras that this is, also inside Bidirectional."""
    layer = unwrap(layer)
    inner = layer.config.get("layer")
    if layer.class_name == "Bidirectional" and isinstance(inner, Layer):
        layer = inner
    return layer if layer.kind == "layer" and layer.class_name in RECURRENT - {"Bidirectional"} else None


def shape_of(alternatives: Alternatives) -> Shape | None:
    """The shape that arrives, where all alternatives agree on it."""
    shapes = {None if isinstance(item, Unknown) else item.shape for item in alternatives}
    return shapes.pop() if len(shapes) == 1 else None


def is_symbolic(node: Node) -> bool:
    """Whether the node's shape comes from the graph alone: those of data are recovered less surely."""
    args, kwargs = node.layer.config.get("args", ()), node.layer.config.get("kwargs", {})
    values = [*(args if isinstance(args, tuple) else ()), *(kwargs.values() if isinstance(kwargs, Mapping) else ())]
    return node.array is None and not any(isinstance(value, ArrayInfo) for value in values)


def size_words(shape: Shape | None) -> str:
    """A shape without the batch axis, as people write it: "28 x 28 x 3"."""
    if shape is None:
        return "an unknown shape"
    return " x ".join("?" if size is None else str(size) for size in shape[1:]) or "a single number"


def call_here(node: Node) -> list[Related]:
    """A pointer to the call, where that is not where the layer is made, and to the models it happens in."""
    made = unwrap(node.layer).location
    apart = _row(node.location) != _row(made)
    related = [Related(f"{described(node.layer)} is called here", node.location)] if apart else []
    return related + [
        Related(f"{owner.class_name} is called here", owner.location)
        for owner in node.call_path[:1]
        if owner.location not in (node.location, made)
    ]


def _row(location: Location) -> tuple[str, int | None, int]:
    return location.path, location.cell, location.start.line


def inputs_here(node: Node) -> list[Related]:
    """A pointer to where each input comes from, with its shape."""
    found: list[Related] = []
    for alternatives in node.inputs:
        tensor = only(alternatives)
        if tensor is not None and tensor.node.location not in [one.location for one in found]:
            built = tensor.node.built_by is not None
            source = "the model is built here on" if built else f"{described(tensor.node.layer)} outputs"
            found.append(Related(f"{source} {size_words(tensor.shape)}", tensor.node.location))
    return found
