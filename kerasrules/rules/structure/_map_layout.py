"""Where a feature map has its channels, as the convolutions and poolings around it say."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kerasrules.keras_api.layer_traits import TRAITS, Family, ShapeChange
from kerasrules.keras_api.operations import operation
from kerasrules.keras_api.operations.elementwise import elementwise, same
from kerasrules.model.network import Layer, Node, Tensor
from kerasrules.model.record import record
from kerasrules.rules.graph import unwrap

_JOINING = frozenset({"concat", "concatenate"})


@record(frozen=True)
class MapLayout:
    """axes: how many the map has, samples included. witness: a layer that reads or makes it so."""

    axes: int
    channels_first: bool
    witness: Layer

    @property
    def channel_axis(self) -> int:
        """The place of the channels, counted from the samples' axis."""
        return 1 if self.channels_first else self.axes - 1


def layout_of(node: Node) -> MapLayout | None:
    """The layout of the map that reaches the node; None where nothing tells it, or two layers disagree.

    What made the map tells it; where it comes from an input, the layers behind do.
    """
    wrapped = unwrap(node.layer) is not node.layer
    for neighbors in (_before, _behind):
        layouts = list(_witnesses(node, neighbors, wrapped=wrapped))
        if layouts:
            first = layouts[0]
            agree = all((one.axes, one.channels_first) == (first.axes, first.channels_first) for one in layouts)
            return first if agree else None
    return None


def _witnesses(start: Node, neighbors: Callable[[Node], Iterator[Node]], *, wrapped: bool) -> Iterator[MapLayout]:
    """The layouts told by the nearest layers that have one; layers that keep it are passed."""
    todo, seen = [start], {id(start)}
    while todo:
        for node in neighbors(todo.pop()):
            if id(node) in seen:
                continue
            seen.add(id(node))
            layer = unwrap(node.layer)
            if (layer is not node.layer) is not wrapped:
                continue  # spread over time steps or not: the axes are others
            told = _told(layer)
            if told is not None:
                yield told
            elif _keeps_layout(layer):
                todo.append(node)


def _told(layer: Layer) -> MapLayout | None:
    """The layout that a layer of Keras over space reads and makes."""
    traits = TRAITS.get(layer.class_name) if layer.kind == "layer" else None
    if traits is None or traits.rank is None or traits.whole or "data_format" not in layer.config:
        return None
    format = layer.config["data_format"]
    if format not in (None, "channels_last", "channels_first"):
        return None
    over_time = traits.family is Family.RECURRENT
    return None if over_time else MapLayout(traits.rank + 2, format == "channels_first", layer)


def _keeps_layout(layer: Layer) -> bool:
    if layer.kind == "op":
        return operation(layer.class_name).shape in (same, elementwise) or layer.class_name in _JOINING
    traits = TRAITS.get(layer.class_name) if layer.kind == "layer" else None
    keeps = traits is not None and (traits.shape is ShapeChange.NONE or traits.family is Family.MERGING)
    return keeps and layer.class_name != "Dot"


def _before(node: Node) -> Iterator[Node]:
    for alternatives in node.inputs:
        yield from (tensor.node for tensor in alternatives if isinstance(tensor, Tensor))


def _behind(node: Node) -> Iterator[Node]:
    yield from node.consumers
