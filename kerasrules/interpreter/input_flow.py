"""What reaches the first layer that computes: the facts of the data pushed forward through the model's graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kerasrules.interpreter.array_domain import lattice, transfer
from kerasrules.interpreter.array_domain.operations import Operand, range_after
from kerasrules.keras_api.layer_traits import (
    ACTIVATION_OF_CLASS,
    KEEPING,
    TRAITS,
    WEIGHTED,
    WRAPPERS,
    Family,
    ValueFlow,
    values_of,
)
from kerasrules.keras_api.operations import Range, operation
from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Layer, Model, Node, ReachingInput, Tensor
from kerasrules.model.record import record, replace
from kerasrules.model.unknown import EITHER, Unknown


@record(frozen=True)
class _InputPath:
    """Facts on their way, with the model input that they came in by."""

    info: ArrayInfo
    input: int


_RANGE_KEEPING = KEEPING - {ValueFlow.PADDED} | {ValueFlow.RESAMPLED, ValueFlow.LARGEST}


def computes(layer: Layer) -> bool:
    """Whether the layer multiplies its input with weights, so that the input's scale matters to it."""
    if layer.kind == "backbone":
        return True
    if layer.kind != "layer":
        return False
    name = layer.class_name
    if name in WEIGHTED:
        return True
    inner = layer.config.get("layer")
    return name in WRAPPERS and isinstance(inner, Layer) and computes(inner)


def reaching_inputs(model: Model, x: tuple[ArrayInfo | Unknown, ...]) -> tuple[ReachingInput, ...]:
    """What of the data `x` (one per input of the model) reaches each first layer with weights.

    Nothing where a layer on the way is unknown, or where the ways of a branch disagree.
    """
    if not x or len(x) > len(model.inputs):
        return ()
    flows: dict[int, _InputPath | None] = {}
    for index, tensor in enumerate(model.inputs):
        data = x[index] if index < len(x) else None
        flows[id(tensor)] = _InputPath(data, index) if isinstance(data, ArrayInfo) else None
    found: list[ReachingInput] = []
    for node in model.nodes:
        # an input tensor may be the output of a node (a model that starts in the middle of another one)
        if all(id(output) in flows for output in node.outputs) and node.outputs:
            continue
        incoming = [_agreed(flows, alternatives) for alternatives in node.inputs]
        if computes(node.layer):
            first = incoming[0] if incoming else None
            source = x[first.input] if first is not None else None
            if first is not None and isinstance(source, ArrayInfo):
                found.append(ReachingInput(node, _shaped(first.info, node), source, first.input))
            outgoing = None
        else:
            outgoing = _through(node, incoming)
        for output in node.outputs:
            if id(output) not in flows:
                flows[id(output)] = outgoing
    return tuple(found)


def value_of(tensor: Tensor) -> ArrayInfo | None:
    """The facts of a tensor that was computed from data the program fed (augmentation called on a batch)."""
    flow = _backward(tensor)
    return None if flow is None else flow.info


def arrivals_of_tensor(tensor: Tensor) -> tuple[ReachingInput, ...]:
    """The same for a custom loop, of the data fed to the input nodes that `tensor` was computed from."""
    flows: dict[int, _InputPath | None] = {}
    sources: list[ArrayInfo] = []
    found: list[ReachingInput] = []
    for node in _nodes_before(tensor.node):
        if node.layer.kind == "input":
            flow = None
            if node.array is not None:
                flow = _InputPath(node.array, len(sources))
                sources.append(node.array)
            for output in node.outputs:
                flows[id(output)] = flow
            continue
        incoming = [_agreed(flows, alternatives) for alternatives in node.inputs]
        outgoing: _InputPath | None = None
        if computes(node.layer):
            first = incoming[0] if incoming else None
            if first is not None:
                found.append(ReachingInput(node, _shaped(first.info, node), sources[first.input], first.input))
        else:
            outgoing = _through(node, incoming)
        for output in node.outputs:
            flows[id(output)] = outgoing
    return tuple(found)


def _nodes_before(start: Node, ends: Callable[[Node], bool] = lambda _: False) -> list[Node]:
    """The nodes that a node depends on, and it, in topological order; without recursion: graphs may be deep.

    ends: of which nodes it does not matter what is before them.
    """
    order: list[Node] = []
    seen: set[int] = set()
    stack: list[tuple[Node, bool]] = [(start, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
            continue
        if id(node) in seen:
            continue
        seen.add(id(node))
        stack.append((node, True))
        for alternatives in () if ends(node) else node.inputs:
            for tensor in alternatives:
                if isinstance(tensor, Tensor) and id(tensor.node) not in seen:
                    stack.append((tensor.node, False))
    return order


def _backward(tensor: Tensor) -> _InputPath | None:
    known: dict[int, _InputPath | None] = {}
    for node in _nodes_before(tensor.node, lambda node: computes(node.layer)):
        if node.layer.kind == "input":
            flow = None if node.array is None else _InputPath(node.array, 0)
        elif computes(node.layer):
            flow = None
        else:
            flow = _through(node, [_agreed(known, alternatives) for alternatives in node.inputs])
        for output in node.outputs:
            known[id(output)] = flow
    return known.get(id(tensor))


def _agreed(flows: Mapping[int, _InputPath | None], alternatives: Sequence[Tensor | Unknown]) -> _InputPath | None:
    """The one thing that arrives, whichever way was taken."""
    result: _InputPath | None = None
    for tensor in alternatives:
        flow = flows.get(id(tensor)) if isinstance(tensor, Tensor) else None
        if flow is None:
            return None
        if result is None:
            result = flow
        elif not lattice.same_values(result.info, flow.info):
            return None
        else:
            result = replace(result, info=lattice.join(result.info, flow.info))
    return result


def _shaped(info: ArrayInfo, node: Node) -> ArrayInfo:
    """The facts with the shape that the graph knows for the node's input."""
    first = node.inputs[0][0] if node.inputs and node.inputs[0] else None
    shape = first.shape if isinstance(first, Tensor) else None
    return info if shape is None else replace(info, shape=shape)


def _through(node: Node, incoming: list[_InputPath | None]) -> _InputPath | None:
    """What a node that has no weights makes of its inputs."""
    layer = node.layer
    if not incoming:
        return None
    if layer.kind == "op":
        return _operation(node, incoming)
    if layer.kind != "layer":
        return None
    known = [flow for flow in incoming if flow is not None]
    if len(known) != len(incoming):
        return None
    info = _layer(layer, [flow.info for flow in known], node)
    if info is None:
        return None
    shape = node.outputs[0].shape if node.outputs else None
    return _InputPath(replace(info, shape=shape), known[0].input)


# ---- layers ----


def _layer(layer: Layer, inputs: list[ArrayInfo], node: Node) -> ArrayInfo | None:
    name, config = layer.class_name, layer.config
    info = inputs[0]
    if name in _MERGES:
        return _MERGES[name](inputs)
    if len(inputs) > 1:
        return None
    if name in WRAPPERS:
        inner = config.get("layer")
        return _layer(inner, inputs, node) if isinstance(inner, Layer) else None
    traits, values = TRAITS.get(name), values_of(name, config)
    if traits is not None and traits.family is Family.AUGMENTATION:
        return replace(info, augmented=True)
    if values is ValueFlow.SELECTED:
        return lattice.of_part(info)
    if values in _RANGE_KEEPING:
        return info
    if values is ValueFlow.PADDED:
        return _with_zero(info)
    if values is ValueFlow.AVERAGED:
        return lattice.unattained(info)
    if name == "Rescaling":
        return _rescaled(info, config.get("scale"), config.get("offset", 0.0), layer)
    if name == "Normalization":
        return _normalized(info, config, layer)
    if values is ValueFlow.STANDARDIZED:
        done = replace(lattice.standardize(info), dtype="float32")
        return lattice.with_step(done, "standardize", name, layer.location)
    if name == "UnitNormalization":
        low = 0.0 if info.low is not None and info.low >= 0 else -1.0
        return lattice.with_step(lattice.ranged(info, low, 1.0), "scale", name, layer.location)
    if name == "Activation":
        return _activated(info, config.get("activation"))
    if name in ACTIVATION_OF_CLASS:
        return _activated(info, ACTIVATION_OF_CLASS[name]) if _is_plain(layer) else None
    if name == "TextVectorization":
        tokens = config.get("max_tokens")
        high = float(tokens - 1) if isinstance(tokens, int) and config.get("output_mode", "int") == "int" else None
        return ArrayInfo(dtype="int64", low=0.0, high=high, origin="word indices of TextVectorization")
    return None


def _is_plain(layer: Layer) -> bool:
    """Whether a ReLU layer has no slope, ceiling or threshold of its own."""
    values = [layer.config.get(key) for key in ("max_value", "negative_slope", "threshold")]
    return all(value is None or value == 0 for value in values)


def _activated(info: ArrayInfo, activation: object) -> ArrayInfo | None:
    if activation in ("linear", None):
        return info
    known = operation(activation) if isinstance(activation, str) else None
    if known is None or known.range is not Range.FUNCTION or known.keras is None:
        return None
    return replace(transfer.monotone(info, known.keras), dtype="float32")


def _rescaled(info: ArrayInfo, scale: object, offset: object, layer: Layer) -> ArrayInfo:
    factor = _number(scale)
    shift = _number(offset)
    text = "Rescaling"
    if factor is None or shift is None:
        done = lattice.forget_values(info)
    else:
        done = transfer.arithmetic("*", info, lattice.constant(factor), right_constant=factor)
        done = transfer.arithmetic("+", done, lattice.constant(shift), right_constant=shift)
        text = f"Rescaling({lattice.spell(factor)}{f', {lattice.spell(shift)}' if shift else ''})"
    return lattice.with_step(replace(done, dtype="float32"), "scale", text, layer.location)


def _number(value: object) -> float | None:
    if isinstance(value, (list, tuple)) and value and all(_number(item) == _number(value[0]) for item in value):
        return _number(value[0])
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _normalized(info: ArrayInfo, config: Mapping[str, object], layer: Layer) -> ArrayInfo | None:
    if config.get("invert", False) is not False:
        return lattice.forget_values(info)
    mean, variance = config.get("mean"), config.get("variance")
    if mean is None and variance is None:
        done = replace(lattice.standardize(info), dtype="float32")
        return lattice.with_step(done, "standardize", "Normalization", layer.location)
    means, variances = _numbers(mean), _numbers(variance)
    if means is None or variances is None or min(variances) <= 0:
        return lattice.forget_values(info)
    center = ArrayInfo(shape=(), low=min(means), high=max(means))
    spread = ArrayInfo(shape=(), low=min(variances) ** 0.5, high=max(variances) ** 0.5)
    done = transfer.arithmetic("/", transfer.arithmetic("-", info, center), spread)
    return lattice.with_step(
        replace(done, dtype="float32"), "standardize", "Normalization with given mean", layer.location
    )


def _numbers(value: object) -> list[float] | None:
    items = value if isinstance(value, (list, tuple)) else [value]
    numbers = [_number(item) for item in items]
    return [number for number in numbers if number is not None] if numbers and None not in numbers else None


def _with_zero(info: ArrayInfo) -> ArrayInfo:
    if info.low is None or info.high is None:
        return info
    low, high = min(info.low, 0.0), max(info.high, 0.0)
    bounds_attained = info.bounds_attained and (low, high) == (info.low, info.high)
    return replace(info, low=low, high=high, bounds_attained=bounds_attained)


# ---- merging ----


def _hull(inputs: list[ArrayInfo]) -> ArrayInfo:
    """Concatenated inputs: all of them arrive, so both ends of the hull are reached where one of them reaches it."""
    joined = lattice.join_all(inputs)
    ends = [(info.low, info.high) for info in inputs if info.bounds_attained]
    bounds_attained = joined.bounds_attained or (joined.low, joined.high) in ends
    return replace(
        joined,
        bounds_attained=bounds_attained and joined.low is not None and joined.high is not None,
        uneven=joined.uneven or not lattice.are_alike(inputs),
        origin=joined.origin or inputs[0].origin,
        origin_place=joined.origin_place or inputs[0].origin_place,
    )


def _folded(operator: str) -> Callable[[list[ArrayInfo]], ArrayInfo]:
    def merge(inputs: list[ArrayInfo]) -> ArrayInfo:
        result = inputs[0]
        for other in inputs[1:]:
            result = transfer.arithmetic(operator, result, other)
        return result

    return merge


def _either(inputs: list[ArrayInfo]) -> ArrayInfo:
    return lattice.unattained(lattice.join_all(inputs))


_MERGES: Mapping[str, Callable[[list[ArrayInfo]], ArrayInfo]] = {
    "Concatenate": _hull,
    "Add": _folded("+"),
    "Subtract": _folded("-"),
    "Multiply": _folded("*"),
    "Average": _either,
    "Maximum": _either,
    "Minimum": _either,
}


# ---- operations ----


def _operation(node: Node, incoming: list[_InputPath | None]) -> _InputPath | None:
    operands = _operands(node.layer, [None if flow is None else flow.info for flow in incoming])
    first = next((flow for flow in incoming if flow is not None), None)
    if operands is None or first is None:
        return None
    args, kwargs = operands
    info = range_after(node.layer, args, kwargs)
    if info is None:
        return None
    shape = node.outputs[0].shape if node.outputs else None
    return _InputPath(replace(info, shape=shape), first.input)


def _is_tensor(value: object) -> bool:
    return isinstance(value, Tensor) or value is EITHER


def _operands(layer: Layer, inputs: list[ArrayInfo | None]) -> tuple[tuple[Operand, ...], dict[str, Operand]] | None:
    """The arguments of an operation with the facts of its inputs in the places of the tensors."""
    given: object = layer.config.get("args", ())
    named: object = layer.config.get("kwargs", {})
    args: tuple[object, ...] = tuple(given) if isinstance(given, (tuple, list)) else ()
    kwargs = named if isinstance(named, Mapping) else {}
    queue = list(inputs)
    missing = False

    def location(value: object) -> Operand:
        nonlocal missing
        if _is_tensor(value):
            if not queue:
                missing = True
                return Unknown("an unknown input")
            info = queue.pop(0)
            if info is None:
                missing = True
                return Unknown("an unknown input")
            return info
        if isinstance(value, (tuple, list)):
            return tuple(location(item) for item in value)
        return value

    filled = tuple(location(arg) for arg in args)
    filled_kwargs = {str(key): location(value) for key, value in kwargs.items()}
    if len(queue) == len(inputs) and not missing:
        # the constants alone were kept: the tensors come first, as in most functions
        info = [one for one in inputs if one is not None]
        return ((*info, *filled), filled_kwargs) if len(info) == len(inputs) else None
    return None if missing or queue else (filled, filled_kwargs)


__all__ = ["arrivals_of_tensor", "computes", "reaching_inputs", "value_of"]
