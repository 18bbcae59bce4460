"""KR101."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import LINEAR_MAPS, TRANSPOSED
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Finding, Related, Severity
from kerasrules.model.network import Node
from kerasrules.model.program import Program
from kerasrules.rules.activations._intentional_designs import is_bottleneck, is_deliberate, is_shared
from kerasrules.rules.graph import GraphQuery, Route, is_affine, is_class, is_linear_map, origins, unwrap
from kerasrules.rules.phrasing import described, listed, next_one
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class LinearStack(Rule):
    """Two layers with weights follow each other with no nonlinearity between them.

    ## What it does
    Finds a Dense or convolution layer without activation whose output reaches another such layer only through affine or
    shape-changing steps (Dropout, Flatten, average pooling, up-sampling, batch normalization).

    ## Why is this bad?
    A linear map of a linear map is again a linear map. The two layers can represent only what a single layer could: the
    added depth costs parameters and training time but adds no expressive power. Keras layers apply no activation unless
    they are given one. (Batch normalization is affine too once the model is in inference mode.)

    The rule is silent where the linear layer belongs to a known design: attention projections, gates, residual sums,
    patch embeddings, depthwise-separable convolutions, feature pyramids. A layer narrower than both its neighbors, such
    as the code of an autoencoder, forms a low-rank map and gets only a warning.

    ## Example
    ```python
    model = keras.Sequential([
        layers.Dense(512),
        layers.Dropout(0.2),
        layers.Dense(10, activation="softmax"),
    ])
    ```

    ## Use instead
    ```python
    model = keras.Sequential([
        layers.Dense(512, activation="relu"),
        layers.Dropout(0.2),
        layers.Dense(10, activation="softmax"),
    ])
    ```

    ## References
    - [Keras: layer activation functions](https://keras.io/api/layers/activations/)
    - Goodfellow, Bengio, Courville: Deep Learning, section 6.1
    """

    code = "KR101"
    name = "linear-stack"
    severity = Severity.ERROR
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, needs_data=True, measures="affinity")

    def check(self, program: Program) -> Iterator[Finding]:
        """Judge each layer object over all its calls."""
        graph = GraphQuery(program)
        found = (
            self._report(pairs)
            for layer, nodes in program.layer_nodes()
            if is_linear_map(layer) and (pairs := _pairs(graph, nodes))
        )
        yield from one_per_location(found)

    def _report(self, pairs: list[tuple[Node, Route, Node]]) -> Finding:
        first, route, last = pairs[0]
        ranks = [is_bottleneck(*pair) for pair in pairs]
        low_rank = True in ranks
        soft = low_rank or None in ranks or any(_upsamples(*pair) for pair in pairs)
        names = list(dict.fromkeys(described(step.layer) for step in route.steps))
        after = next_one(last.layer, first.layer)
        message = f"{described(first.layer)} has no activation, and " + (
            f"{listed(names)} between it and {after} add{'' if len(names) > 1 else 's'} no nonlinearity"
            if names
            else f"its output goes straight into {after}"
        )
        message += ". " + (
            "The two layers form one linear map of low rank, which is a fault unless the bottleneck is intended"
            if low_rank
            else "The two layers collapse into one linear map, so the second adds no expressive power"
        )
        location = unwrap(first.layer).location
        return self.finding(
            location,
            message,
            severity=Severity.WARNING if soft else self.severity,
            related=[Related(f"{described(last.layer)} is the next layer with weights", unwrap(last.layer).location)],
            help=f'add an activation to {described(first.layer)}, such as activation="relu"',
            fix=Fix("Add a relu activation", (SetArgument(location, "activation", '"relu"'),)),
        )


def _pairs(graph: GraphQuery, nodes: list[Node]) -> list[tuple[Node, Route, Node]]:
    """The linear layers that follow, if on every way from every call there is one and nothing speaks for a design."""
    pairs: list[tuple[Node, Route, Node]] = []
    for node in nodes:
        for route in graph.routes(node, is_affine):
            last = route.end
            if last is None or not is_class(last.layer, LINEAR_MAPS):
                return []
            if not origins(route, node, _is_linear, is_affine) or is_deliberate(graph, node, route, last):
                return []
            pairs.append((node, route, last))
    if is_shared(graph, [pair[0] for pair in pairs], [pair[2] for pair in pairs]):
        return []
    return pairs


def _is_linear(node: Node) -> bool:
    return is_linear_map(node.layer)


def _upsamples(first: Node, route: Route, last: Node) -> bool:
    """A transposed convolution before a plain one may be meant as learned up-sampling."""
    return is_class(first.layer, TRANSPOSED) and not is_class(last.layer, TRANSPOSED)
