"""KR102."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from operator import is_

from kerasrules.keras_api.layer_traits import CONVOLUTIONS, LINEAR_MAPS, MAX_POOLING, RECURRENT
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.network import Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import GraphQuery, is_affine, is_class, is_linear_map, origins, unwrap
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class LinearConvBeforePooling(Rule):
    """A convolution without an activation feeds max pooling and then the next layer with weights.

    ## What it does
    Finds convolutions without activation whose only consumer is max pooling, where neither a normalization nor an
    activation follows before the next layer with weights.

    ## Why is this bad?
    Max pooling is nonlinear, so the stack does not collapse into one linear map, and such a network can learn. But the
    maximum over small windows is then its only nonlinearity: there is no threshold, and weak and negative responses
    pass unchanged. That harms most models of this shape, and usually the activation was simply forgotten, because Keras
    layers apply none unless they are given one.

    ## Example
    ```python
    model.add(Conv2D(32, (3, 3)))
    model.add(MaxPooling2D())
    model.add(Conv2D(64, (3, 3), activation="relu"))
    ```

    ## Use instead
    ```python
    model.add(Conv2D(32, (3, 3), activation="relu"))
    model.add(MaxPooling2D())
    model.add(Conv2D(64, (3, 3), activation="relu"))
    ```

    ## References
    - [Keras: Conv2D](https://keras.io/api/layers/convolution_layers/convolution2d/)
    - LeCun, Bengio, Hinton: Deep learning, Nature 521 (2015), on convolution, nonlinearity and pooling
    """

    code = "KR102"
    name = "linear-conv-before-pooling"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, needs_data=True, measures="affinity")

    def check(self, program: Program) -> Iterator[Finding]:
        """Judge each convolution over all its calls."""
        graph = GraphQuery(program)
        found = (
            self._report(pools[0])
            for layer, nodes in program.layer_nodes()
            if is_class(layer, CONVOLUTIONS) and is_linear_map(layer) and (pools := _pools(graph, nodes))
        )
        yield from one_per_location(found)

    def _report(self, pair: tuple[Node, Node]) -> Finding:
        conv, pool = pair
        location = unwrap(conv.layer).location
        return self.finding(
            location,
            f"{described(conv.layer)} has no activation, so {described(pool.layer)} is the only nonlinearity before the"
            " next layer with weights. Max pooling keeps the layers from collapsing into one linear map, but most"
            " models of this shape learn worse without an activation",
            related=[Related(f"{described(pool.layer)} follows directly", unwrap(pool.layer).location)],
            help=f'add an activation to {described(conv.layer)}, such as activation="relu"',
            fix=Fix("Add a relu activation", (SetArgument(location, "activation", '"relu"'),)),
        )


def _pools(graph: GraphQuery, nodes: list[Node]) -> list[tuple[Node, Node]]:
    """Each call with the max pooling behind it, if every way leads through one and then straight to weights."""
    pairs: list[tuple[Node, Node]] = []
    for node in nodes:
        for route in graph.routes(node, _is_step):
            pool = route.end
            if pool is None or not is_class(pool.layer, MAX_POOLING):
                return []
            onward = graph.routes(pool, _is_step)
            agree = origins(route, node, lambda other: is_linear_map(other.layer), _is_step)
            if not agree or not onward or any(not _has_weights(end.end) for end in onward):
                return []
            if not all(origins(end, pool, partial(is_, pool), _is_step) for end in onward):
                return []
            pairs.append((node, pool))
    return pairs


def _is_step(node: Node) -> bool:
    """Affine steps other than a normalization, which often stands in for the activation's threshold."""
    return is_affine(node) and unwrap(node.layer).class_name != "BatchNormalization"


def _has_weights(node: Node | None) -> bool:
    return node is not None and is_class(node.layer, LINEAR_MAPS | RECURRENT)
