"""KR105."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from operator import is_

from kerasrules.keras_api.layer_traits import LINEAR_MAPS, MAX_POOLING
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.network import Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import (
    GraphQuery,
    channels,
    fused_activation,
    input_channels,
    is_affine,
    is_class,
    origins,
    pure_activation,
    unique,
    unwrap,
)
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_LIMITS = {"sigmoid": 3, "tanh": 6}
"""So many hidden layers in a row are too many."""

_WHY = {
    "sigmoid": "The slope of sigmoid is at most 0.25, so each of these activations cuts the gradient to a quarter or"
    " less, and the first layers hardly learn",
    "tanh": "The slope of tanh is below 1 everywhere except at 0, so each of these activations weakens the gradient,"
    " and the first layers learn slowly",
}


class SaturatingHiddenActivations(Rule):
    """Many hidden layers in a row use sigmoid or tanh.

    ## What it does
    Finds three or more consecutive hidden layers with sigmoid, or six or more with tanh, with no normalization and no
    residual connection between them. The code layer of an autoencoder, narrower than both its neighbors, does not
    count. tanh counts only if the model is trained through `compile`: networks that solve differential equations are
    differentiated with respect to their inputs in a custom loop and need a smooth activation.

    ## Why is this bad?
    Both functions are flat at both ends. The slope of sigmoid never exceeds 0.25, that of tanh is below 1 everywhere
    except at 0, and back-propagation multiplies these slopes layer by layer: gradients vanish on the way to the first
    layers.

    ## Example
    ```python
    for _ in range(4):
        model.add(Dense(64, activation="sigmoid"))
    ```

    ## Use instead
    ```python
    for _ in range(4):
        model.add(Dense(64, activation="relu"))
    ```

    ## References
    - Glorot, Bengio: Understanding the difficulty of training deep feedforward neural networks (AISTATS 2010)
    """

    code = "KR105"
    name = "saturating-hidden-activations"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Follow each chain of hidden layers from its first."""
        graph = GraphQuery(program)
        compiled = any(not training.custom_loop for training in program.trainings)
        kinds = {name: limit for name, limit in _LIMITS.items() if name != "tanh" or compiled}
        found = (
            self._report(kind, chain)
            for kind, limit in kinds.items()
            for chain in _chains(graph, kind)
            if sum(not _is_code(node, graph, kind) for node in chain) >= limit
        )
        yield from one_per_location(found)

    def _report(self, kind: str, chain: list[Node]) -> Finding:
        first = unwrap(chain[0].layer)
        locations = list(dict.fromkeys(unwrap(node.layer).location for node in chain))
        settable = {unwrap(node.layer).location for node in chain if fused_activation(node.layer) == kind}
        edits = tuple(SetArgument(location, "activation", '"relu"') for location in locations if location in settable)
        return self.finding(
            first.location,
            f"{len(chain)} hidden layers in a row use {kind}, starting with {described(first)}. {_WHY[kind]}",
            related=[
                Related(f"{described(node.layer)} also uses {kind}", unwrap(node.layer).location)
                for node in {unwrap(node.layer).location: node for node in reversed(chain)}.values()
                if unwrap(node.layer).location != first.location
            ][::-1],
            help=f'use activation="relu" in {described(first)} and the hidden layers after it, or put normalization'
            " layers between them",
            fix=Fix("Use relu in the hidden layers", edits) if edits else None,
        )


def _chains(graph: GraphQuery, kind: str) -> Iterator[list[Node]]:
    """Each longest run of hidden layers with this activation, as nodes of the layers with weights."""
    following: dict[int, Node] = {}
    hidden = [node for node in unique(list(graph.program.nodes)) if is_class(node.layer, LINEAR_MAPS)]
    for node in hidden:
        end = _next(graph, node, kind)
        if end is not None:
            following[id(node)] = end
    reached = {id(node) for node in following.values()}
    for node in hidden:
        if id(node) in following and id(node) not in reached:
            chain = [node]
            while id(chain[-1]) in following and len(chain) <= len(hidden):
                chain.append(following[id(chain[-1])])
            yield [item for item in chain if id(item) in following]


def _next(graph: GraphQuery, node: Node, kind: str) -> Node | None:
    """The one layer with weights that all ways from the node, through its activation `kind`, lead to."""
    tail = _activated(graph, node, kind)
    if tail is None:
        return None
    routes = graph.routes(tail, _is_step)
    ends = unique([route.end for route in routes if route.end is not None])
    if len(ends) != 1 or any(route.end is None for route in routes) or not is_class(ends[0].layer, LINEAR_MAPS):
        return None
    return ends[0] if all(origins(route, tail, partial(is_, tail), _is_step) for route in routes) else None


def _activated(graph: GraphQuery, node: Node, kind: str) -> Node | None:
    """The node that applies the activation: the layer itself or the activation right behind it."""
    if fused_activation(node.layer) == kind:
        return node
    if fused_activation(node.layer) != "linear" or graph.is_output(node):
        return None
    consumers = unique(node.consumers)
    behind = consumers[0] if len(consumers) == 1 else None
    return behind if behind is not None and pure_activation(behind.layer) == kind else None


def _is_step(node: Node) -> bool:
    layer = unwrap(node.layer)
    return is_class(layer, MAX_POOLING) or (is_affine(node) and layer.class_name != "BatchNormalization")


def _is_code(node: Node, graph: GraphQuery, kind: str) -> bool:
    """Whether the layer is narrower than both its neighbors: the code of an autoencoder."""
    end = _next(graph, node, kind)
    mine, before, after = channels(node.layer), input_channels(node), channels(end.layer) if end is not None else None
    return mine is not None and before is not None and after is not None and mine < before and mine < after
