"""The rows of `model.summary()`."""

from __future__ import annotations

from kerasrules.model.network import Node, SummaryRow
from kerasrules.model.own_weights import count_of, own_weights


def rows(nodes: list[Node]) -> tuple[SummaryRow, ...]:
    """The rows of `model.summary()`: each layer once, what is inside nested models and custom layers as one row."""
    found: list[SummaryRow] = []
    seen: set[object] = set()
    groups: dict[object, list[Node]] = {}
    # data that a layer makes or is given are no part of the table
    nodes = [node for node in nodes if node.array is None or node.layer.class_name != "data"]
    for node in nodes:
        groups.setdefault(_row_of(node), []).append(node)
    for node in nodes:
        key = _row_of(node)
        if key in seen:
            continue
        seen.add(key)
        members = groups[key]
        last = members[-1]
        shape = last.outputs[0].shape if last.outputs else None
        if node.call_path:
            owner = node.call_path[0]
            layers = {member.layer: member.parameters for member in members}
            known = [*layers.values(), *(count_of(weight) for weight in own_weights(layers))]
            total = sum(p for p in known if p is not None) if all(p is not None for p in known) else None
            found.append(SummaryRow(owner.class_name, owner.name, owner.location, shape, total, None, last))
            continue
        layer = node.layer
        activation = layer.config.get("activation") if layer.kind == "layer" else None
        shapes = tuple(tensor.shape for tensor in node.outputs)
        several = tuple(one for one in shapes if one is not None)
        found.append(
            SummaryRow(
                layer.class_name,
                layer.name,
                layer.location,
                several if len(shapes) > 1 and len(several) == len(shapes) else shape,
                node.parameters,
                activation if isinstance(activation, str) else None,
                node,
            )
        )
    return tuple(found)


def _row_of(node: Node) -> object:
    """What stands in the table for the node: the outermost model or custom layer around it, or its own layer."""
    if not node.call_path:
        return node.layer
    owner = node.call_path[0]
    return owner if owner.subject is None else owner.subject
