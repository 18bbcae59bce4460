"""The head of an output: the last layer with weights and the activation that is applied to it."""

from __future__ import annotations

from kerasrules.interpreter.composite_output import activation_of_values
from kerasrules.keras_api import activations
from kerasrules.keras_api.layer_traits import (
    ACTIVATION_OF_CLASS,
    CELL_BUILT_IN,
    KEEPING,
    LINEAR_MAPS,
    ValueFlow,
    values_of,
)
from kerasrules.keras_api.operations import operation
from kerasrules.model.network import Alternatives, Head, Layer, Node, Tensor
from kerasrules.model.unknown import Unknown

_KEEPING = KEEPING | {ValueFlow.RESAMPLED}
"""What leaves the activation before it in charge of the output's range."""
_LAYERS = LINEAR_MAPS | CELL_BUILT_IN
"""Layers that can be a head: units with weights and an activation."""
_ACTIVATION_OPS = frozenset(activations.RANGES)


def head_of(alternatives: Alternatives) -> Head | Unknown:
    """The head behind an output; where several tensors may be that output they must agree."""
    heads = [_head(tensor) if isinstance(tensor, Tensor) else tensor for tensor in alternatives]
    first = heads[0]
    for other in heads[1:]:
        if isinstance(first, Unknown) or isinstance(other, Unknown):
            return first if isinstance(first, Unknown) else other
        if (first.activation, first.units) != (other.activation, other.units):
            return Unknown("the output depends on a branch", other.location)
    return first


def _head(tensor: Tensor) -> Head | Unknown:
    after: list[Node] = []
    activation: str | Unknown | None = None
    made = tensor.node
    activation_node: Node | None = None
    axis: int | Unknown = -1
    source = tensor
    for _ in range(100):
        layer = made.layer
        applied, applied_axis = _applied(layer)
        if applied is not None and applied != "linear":
            if activation is None:
                activation, activation_node, axis = applied, made, applied_axis
        elif applied == "linear" or _keeps(layer):
            if activation is None:
                after.append(made)
        else:
            return _of_layer(tensor, source, made, activation, activation_node, axis, tuple(after))
        if len(made.inputs) != 1 or len(made.inputs[0]) != 1 or not isinstance(made.inputs[0][0], Tensor):
            return _only_activation(tensor, made, activation, activation_node, axis, tuple(after))
        source = made.inputs[0][0]
        made = source.node
    return Unknown("a chain that is too long to follow", made.location)


def _applied(layer: Layer) -> tuple[str | Unknown | None, int | Unknown]:
    """The activation that a layer or operation is, and the axis of a softmax; None where it is something else."""
    if layer.kind == "layer":
        if layer.class_name == "Activation":
            found = layer.config.get("activation", "linear")
            return (found if isinstance(found, (str, Unknown)) else Unknown("an activation")), -1
        name = ACTIVATION_OF_CLASS.get(layer.class_name)
        axis = layer.config.get("axis", -1)
        return name, axis if isinstance(axis, int) else Unknown("the axis")
    if layer.kind == "op" and layer.class_name in _ACTIVATION_OPS:
        kwargs = layer.config.get("kwargs", {})
        args = layer.config.get("args", ())
        axis = (
            kwargs.get("axis", args[1] if isinstance(args, tuple) and len(args) > 1 else -1)
            if isinstance(kwargs, dict)
            else -1
        )
        return layer.class_name, axis if isinstance(axis, int) else Unknown("the axis")
    return None, -1


def _keeps(layer: Layer) -> bool:
    if layer.kind == "layer":
        return values_of(layer.class_name, layer.config) in _KEEPING
    return layer.kind == "op" and operation(layer.class_name).values in _KEEPING


def _of_layer(
    tensor: Tensor,
    source: Tensor,
    made: Node,
    activation: str | Unknown | None,
    activation_node: Node | None,
    axis: int | Unknown,
    after: tuple[Node, ...],
) -> Head | Unknown:
    layer = made.layer
    inner = layer.config.get("layer") if layer.class_name == "TimeDistributed" else layer
    if not isinstance(inner, Layer):
        return Unknown(f"the layer inside {layer.class_name} is unknown", made.location)
    if inner.kind == "backbone":
        return _of_backbone(tensor, made, inner, activation, activation_node, axis, after)
    own: object = None
    units: object = None
    if inner.kind == "layer" and inner.class_name in _LAYERS:
        units = inner.config.get("units", inner.config.get("filters"))
        own = inner.config.get("activation", "linear")
    else:
        return _only_activation(tensor, made, activation, activation_node, axis, after)
    if activation is None:
        activation = own if isinstance(own, (str, Unknown)) else Unknown("the activation is unknown", layer.location)
        activation_node = made
        location = layer.location
    else:
        location = activation_node.layer.location if activation_node is not None else layer.location
    known = units if isinstance(units, int) else _last(source)
    return Head(
        activation,
        known if isinstance(known, int) else Unknown("the number of units is unknown", layer.location),
        inner if inner is layer else layer,
        activation_node or made,
        location,
        tensor,
        axis,
        after,
    )


def _of_backbone(
    tensor: Tensor,
    made: Node,
    layer: Layer,
    activation: str | Unknown | None,
    activation_node: Node | None,
    axis: int | Unknown,
    after: tuple[Node, ...],
) -> Head | Unknown:
    if layer.config.get("include_top") is not True:
        return Unknown("the output of a backbone without its top", made.location)
    own = layer.config.get("classifier_activation", "softmax")
    units = layer.config.get("classes", 1000)
    if activation is None:
        activation = own if isinstance(own, (str, Unknown)) else Unknown("the activation is unknown", made.location)
    return Head(
        activation,
        units if isinstance(units, int) else Unknown("the number of classes is unknown", made.location),
        layer,
        activation_node or made,
        (activation_node or made).layer.location,
        tensor,
        axis,
        after,
    )


def _only_activation(
    tensor: Tensor,
    made: Node,
    activation: str | Unknown | None,
    activation_node: Node | None,
    axis: int | Unknown,
    after: tuple[Node, ...],
) -> Head | Unknown:
    """An output that is not made by one layer with weights (a sum, a merge): its activation, or the range of values."""
    location = activation_node.layer.location if activation_node is not None else made.layer.location
    if activation is None:
        activation = activation_of_values(tensor)
    if activation is None:
        return Unknown(f"the output comes from {made.layer.class_name}", made.location)
    units = _last(tensor)
    return Head(
        activation,
        units if isinstance(units, int) else Unknown("the number of units is unknown", made.location),
        None,
        activation_node or made,
        location,
        tensor,
        axis,
        after,
    )


def _last(tensor: Tensor) -> int | None:
    return tensor.shape[-1] if tensor.shape else None
