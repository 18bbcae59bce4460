"""KR104."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import CELL_BUILT_IN, LINEAR_MAPS, VECTOR_SEQUENCES
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.network import Node, Tensor
from kerasrules.model.program import Program
from kerasrules.rules.graph import (
    GraphQuery,
    channels,
    fused_activation,
    is_affine,
    is_class,
    is_linear_map,
    origins,
    pure_activation,
    unwrap,
)
from kerasrules.rules.phrasing import described, next_one
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_RECURRENT = VECTOR_SEQUENCES & CELL_BUILT_IN


class HiddenSoftmax(Rule):
    """A hidden layer with softmax feeds another layer with weights.

    ## What it does
    Finds Dense and convolution layers with softmax (their own, or a softmax layer directly after them) whose output
    goes only into further Dense or convolution layers, and recurrent layers with `activation="softmax"` in front of
    such layers or other recurrent ones.

    ## Why is this bad?
    Softmax makes the units of the layer compete: they are positive and sum to 1, so with n units the average value is
    1/n, and one unit can rise only if the others fall. As features they carry little information for the next layer,
    and gradients through them are small. Softmax belongs at the output of a classifier with one class per sample, or
    where weights are needed: attention, gates, mixtures of experts. There the result is multiplied with something, and
    the rule is silent; it is also silent where the softmax is itself an output of a model.

    ## Example
    ```python
    model.add(Dense(64, activation="softmax"))
    model.add(Dense(6, activation="softmax"))
    ```

    ## Use instead
    ```python
    model.add(Dense(64, activation="relu"))
    model.add(Dense(6, activation="softmax"))
    ```

    ## References
    - [Keras: softmax](https://keras.io/api/layers/activations/#softmax-function)
    """

    code = "KR104"
    name = "hidden-softmax"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Judge each layer that applies softmax over all its calls."""
        graph = GraphQuery(program)
        found = (
            self._report(nodes[0], end)
            for _, nodes in program.layer_nodes()
            if all(map(_is_hidden_candidate, nodes)) and (end := _next_layer(graph, nodes)) is not None
        )
        yield from one_per_location(found)

    def _report(self, node: Node, end: Node) -> Finding:
        layer = unwrap(node.layer)
        settable = "activation" in layer.config
        instead = "tanh" if is_class(layer, _RECURRENT) else "relu"
        edit = SetArgument(layer.location, "activation", f'"{instead}"')
        return self.finding(
            layer.location,
            f"{described(layer)} applies softmax, but it is a hidden layer: its output goes into"
            f" {next_one(end.layer, layer)}. Its values sum to {'at most 1' if instead == 'tanh' else '1'} and compete,"
            " so little of the learned information gets through",
            related=[Related(f"{described(end.layer)} receives the output", unwrap(end.layer).location)],
            help=f'use activation="{instead}" in {described(layer)}; softmax belongs in the output layer'
            if settable
            else "replace this softmax with relu; softmax belongs in the output layer",
            fix=Fix(f"Use {instead} in the hidden layer", (edit,)) if settable else None,
        )


def _is_hidden_candidate(node: Node) -> bool:
    """Whether the node is softmax over the units of a layer with weights (of more than one unit)."""
    layer = unwrap(node.layer)
    if is_class(layer, LINEAR_MAPS | _RECURRENT):
        return fused_activation(layer) == "softmax" and channels(layer) != 1
    if layer.kind != "layer" or pure_activation(layer) != "softmax" or layer.config.get("axis", -1) != -1:
        return False
    before = node.inputs[0] if node.inputs else ()
    return bool(before) and all(
        isinstance(tensor, Tensor) and is_linear_map(tensor.node.layer) and channels(tensor.node.layer) != 1
        for tensor in before
    )


def _following(node: Node) -> frozenset[str]:
    return LINEAR_MAPS | _RECURRENT if is_class(node.layer, _RECURRENT) else LINEAR_MAPS


def _next_layer(graph: GraphQuery, nodes: list[Node]) -> Node | None:
    """The layer with weights that takes the result, if on every way from every call there is one."""
    end: Node | None = None
    for node in nodes:
        if graph.ends_model(node):
            return None
        for route in graph.routes(node, is_affine):
            if route.end is None or not is_class(route.end.layer, _following(node)):
                return None
            if any(graph.ends_model(step) for step in route.steps):
                return None
            if not origins(route, node, _is_hidden_candidate, is_affine):
                return None
            end = end or route.end
    return end
