"""Walking the graph of a program: what a node is to a rule, and where a tensor goes.

A walk passes "steps" (nodes that neither add a nonlinearity nor hold a map of their own) and ends at the first node
that is none, or at a model's output. Rules judge all ends together: one that they do not understand keeps them silent.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping

from kerasrules.keras_api import layer_traits, operations
from kerasrules.keras_api.activations import canonical_activation
from kerasrules.keras_api.layer_traits import (
    ACTIVATION_OF_CLASS,
    CONVOLUTIONS,
    KEEPING,
    LINEAR_MAPS,
    RECURRENT,
    WRAPPERS,
    ValueFlow,
    classes_with,
    values_of,
)
from kerasrules.keras_api.operations import Range, operation
from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Alternatives, Layer, Model, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.unknown import Unknown

AFFINE_STEPS = classes_with(lambda traits: traits.affine) - LINEAR_MAPS
"""Affine at inference, without being layers that are worth a nonlinearity."""

BILINEAR = layer_traits.PRODUCTS | operations.PRODUCTS
"""Where two tensors are multiplied: attention and gates."""

_STEPS = frozenset(
    name for name, known in operations.OPERATIONS.items() if known.values in KEEPING - {ValueFlow.SELECTED}
) - {"stop_gradient"}
"""Functions that only pass values on. Who takes a tensor apart, or stops its gradient, does so with an intention."""

_ARITHMETIC = frozenset({Range.ADD, Range.SUBTRACT, Range.MULTIPLY, Range.DIVIDE, Range.NEGATE})
"""Affine, where the other operand is a constant."""


def unwrap(layer: Layer) -> Layer:
    """The layer inside a wrapper that only spreads it over time steps."""
    for _ in range(4):
        if layer.class_name not in WRAPPERS:
            break
        inner = layer.config.get("layer")
        if not isinstance(inner, Layer):
            break
        layer = inner
    return layer


def only(alternatives: Alternatives) -> Tensor | None:
    """The one tensor that arrives, where there is no branch."""
    first = alternatives[0]
    return first if len(alternatives) == 1 and isinstance(first, Tensor) else None


def is_class(layer: Layer, names: frozenset[str]) -> bool:
    """Whether this is Keras' own layer of one of these classes, also inside TimeDistributed."""
    layer = unwrap(layer)
    return layer.kind == "layer" and layer.class_name in names


def fused_activation(layer: Layer) -> str | None:
    """The activation that a layer with weights applies itself; None where it is unknown or there is no such."""
    value = unwrap(layer).config.get("activation")
    return value if isinstance(value, str) else None


def is_linear_map(layer: Layer) -> bool:
    """Whether this is a layer with weights that is known to have no activation."""
    return is_class(layer, LINEAR_MAPS) and fused_activation(layer) == "linear"


def pure_activation(layer: Layer) -> str | None:
    """The activation, where the node does nothing else ("linear" included); None for anything else."""
    layer = unwrap(layer)
    if layer.kind == "op":
        return canonical_activation(layer.class_name)
    if layer.kind != "layer":
        return None
    if layer.class_name == "Activation":
        return fused_activation(layer)
    return ACTIVATION_OF_CLASS.get(layer.class_name)


def keeps_values(node: Node) -> bool:
    """Whether each value goes through unchanged (or is omitted, as in Dropout)."""
    layer = unwrap(node.layer)
    if layer.kind == "layer":
        return values_of(layer.class_name, layer.config) in KEEPING or pure_activation(layer) == "linear"
    return layer.kind == "op" and layer.class_name in _STEPS


def is_affine(node: Node) -> bool:
    """Whether the node is an affine map of its one input at inference, without being a layer worth a nonlinearity."""
    layer = unwrap(node.layer)
    if keeps_values(node) or is_class(layer, AFFINE_STEPS):
        return True
    if layer.kind != "op" or len(node.inputs) != 1:
        return False
    known = operation(layer.class_name)
    if known.values in (ValueFlow.AVERAGED, ValueFlow.RESAMPLED):
        return True
    return known.range in _ARITHMETIC and _constants_known(layer)


def argument(layer: Layer, name: str, position: int, default: object) -> object:
    """An argument of an operation, by keyword or position."""
    args, kwargs = layer.config.get("args", ()), layer.config.get("kwargs", {})
    if isinstance(kwargs, Mapping) and name in kwargs:
        return kwargs[name]
    return args[position] if isinstance(args, tuple) and position < len(args) else default


def _constants_known(layer: Layer) -> bool:
    """Whether the other operand of an arithmetic operation is known numbers, and the tensor is no divisor."""
    args, kwargs = layer.config.get("args", ()), layer.config.get("kwargs", {})
    if not isinstance(args, tuple) or kwargs:
        return False
    if operation(layer.class_name).range is Range.DIVIDE and not isinstance(args[0], Tensor):
        return False
    others = [value for value in args if not isinstance(value, Tensor)]
    return len(args) - len(others) == 1 and all(isinstance(value, (int, float, ArrayInfo)) for value in others)


@record(frozen=True)
class Route:
    """A way from a node: the steps passed and the node at the end; `end` None is an output of a model."""

    steps: tuple[Node, ...]
    end: Node | None


class GraphQuery:
    """A program's graph with its outputs at hand."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._outputs = frozenset(_outputs(program))
        self._ends = frozenset(
            id(tensor) for model in program.models for alternatives in model.outputs for tensor in alternatives
        )

    def is_output(self, node: Node) -> bool:
        """Whether the node yields an output of a model that is used as it is."""
        return any(id(tensor) in self._outputs for tensor in node.outputs)

    def ends_model(self, node: Node) -> bool:
        """Whether the node yields an output of any model, also of one that another model continues."""
        return any(id(tensor) in self._ends for tensor in node.outputs)

    def routes(self, start: Node, passes: Callable[[Node], bool]) -> list[Route]:
        """All ways from `start` through steps that `passes` accepts; none where nothing uses the result."""
        found: list[Route] = []
        seen: set[int] = set()
        todo: list[tuple[Node, tuple[Node, ...]]] = [(start, ())]
        while todo:
            node, steps = todo.pop()
            if self.is_output(node):
                found.append(Route(steps, None))
            for consumer in unique(node.consumers):
                if not passes(consumer):
                    found.append(Route(steps, consumer))
                elif id(consumer) not in seen:
                    seen.add(id(consumer))
                    todo.append((consumer, (*steps, consumer)))
        return found


def unique(nodes: list[Node]) -> list[Node]:
    """The nodes in order, each once."""
    return list({id(node): node for node in nodes}.values())


def ancestors(*nodes: Node, ends: Callable[[Node], bool] = lambda node: False) -> Iterator[Node]:
    """Every node that these may depend on, nearest first. ends: beyond which of them nothing is looked for."""
    todo, seen = deque(nodes), set(map(id, nodes))
    while todo:
        node = todo.popleft()
        for alternatives in () if ends(node) else node.inputs:
            for tensor in alternatives:
                if isinstance(tensor, Tensor) and id(tensor.node) not in seen:
                    seen.add(id(tensor.node))
                    todo.append(tensor.node)
                    yield tensor.node


def _outputs(program: Program) -> Iterator[int]:
    """The identities of tensors that end a network: heads, and outputs of models that no other model continues."""
    for model in program.models:
        if not model.reused:
            for alternatives in model.outputs:
                yield from (id(tensor) for tensor in alternatives if isinstance(tensor, Tensor))
    for training in program.trainings:
        for pair in training.output_losses:
            if not isinstance(pair.head, Unknown) and training.trained:
                yield id(pair.head.tensor)


def origins(route: Route, start: Node, agrees: Callable[[Node], bool], passes: Callable[[Node], bool]) -> bool:
    """Whether at each hop of the route whatever else may arrive there also comes from a node that `agrees`.

    Where a program branches, `x` is one of several tensors. If one of them had its activation, then the branch is the
    author's choice and not an oversight.
    """
    hops = [start, *route.steps]
    nexts = [*route.steps, *([route.end] if route.end is not None else [])]
    for node, consumer in zip(hops, nexts, strict=False):
        for alternatives in consumer.inputs:
            if any(isinstance(tensor, Tensor) and tensor.node is node for tensor in alternatives) and not all(
                _descends(tensor, agrees, passes) for tensor in alternatives
            ):
                return False
    return True


def _descends(tensor: Tensor | Unknown, agrees: Callable[[Node], bool], passes: Callable[[Node], bool]) -> bool:
    """Whether the tensor comes, through steps alone and on every branch, from a node that `agrees`."""
    todo: list[Tensor | Unknown] = [tensor]
    seen: set[int] = set()
    while todo:
        item = todo.pop()
        if isinstance(item, Unknown):
            return False
        if id(item.node) in seen or agrees(item.node):
            continue
        seen.add(id(item.node))
        if not passes(item.node):
            return False
        todo.extend(tensor for alternatives in item.node.inputs for tensor in alternatives)
    return True


def count_of_layers(model: Model) -> int:
    """How many layers with weights the model surely has."""
    return len({node.layer for node in model.nodes if is_class(node.layer, LINEAR_MAPS | RECURRENT)})


def is_single_layer(model: Model | Unknown) -> bool:
    """Whether the model surely is one layer with weights, such as a linear regression."""
    if isinstance(model, Unknown) or not model.complete:
        return False
    return count_of_layers(model) <= 1 and all(node.layer.kind != "backbone" for node in model.nodes)


def channels(layer: Layer) -> int | None:
    """Size of the axis that a layer with weights makes: units or filters."""
    layer = unwrap(layer)
    for key in ("units", "filters"):
        value = layer.config.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def input_channels(node: Node) -> int | None:
    """Size of the last axis at the node's input, where all alternatives agree."""
    sizes = {
        tensor.shape[-1] if isinstance(tensor, Tensor) and tensor.shape else None
        for alternatives in node.inputs[:1]
        for tensor in alternatives
    }
    return sizes.pop() if len(sizes) == 1 else None


def kernel(layer: Layer) -> tuple[int, ...] | None:
    """The kernel's size per axis; a single number is spread over the axes. None for Dense or where unknown."""
    return _per_axis(unwrap(layer), "kernel_size")


def strides(layer: Layer) -> tuple[int, ...] | None:
    """The strides per axis."""
    return _per_axis(unwrap(layer), "strides")


def _per_axis(layer: Layer, key: str) -> tuple[int, ...] | None:
    value = layer.config.get(key)
    if isinstance(value, int):
        digits = [int(mark) for mark in layer.class_name if mark.isdigit()]
        return (value,) * (digits[0] if digits else 1)
    if isinstance(value, (tuple, list)) and value and all(isinstance(item, int) for item in value):
        return tuple(value)
    return None


def is_pointwise(layer: Layer) -> bool:
    """Whether a convolution mixes channels only (1x1)."""
    return is_class(layer, CONVOLUTIONS) and set(kernel(layer) or (0,)) == {1}
