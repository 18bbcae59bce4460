"""KR602."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.findings import Finding, Related, Remedy, SetArgument, Severity
from kerasrules.program import Layer, Node, Place, Program
from kerasrules.rules._graph import CONVOLUTIONS, DEPTHWISE, Graph, core, is_class, is_linear_map
from kerasrules.rules._rule import Rule
from kerasrules.rules._words import at

_BIASED = CONVOLUTIONS | DEPTHWISE | frozenset({"Dense"})


class BiasBeforeNorm(Rule):
    """A layer adds a bias that the batch normalisation behind it takes away again.

    ## What it does
    Finds dense and convolutional layers with a bias and without activation whose output goes straight into
    BatchNormalization and nowhere else.

    ## Why is this bad?
    BatchNormalization subtracts the mean of each channel, and with it whatever constant was added before. The bias can
    never have an effect; it costs memory and a little time. The normalisation has its own shift, `beta`.

    ## Example
    ```python
    x = Conv2D(64, 3)(x)
    x = BatchNormalization()(x)
    ```

    ## Use instead
    ```python
    x = Conv2D(64, 3, use_bias=False)(x)
    x = BatchNormalization()(x)
    ```

    ## References
    - Ioffe, Szegedy: Batch normalization (2015), section 3.2
    """

    code = "KR602"
    name = "bias-before-norm"
    severity = Severity.INFO
    fix = "unsafe"

    def check(self, program: Program) -> Iterator[Finding]:
        """Every call of every layer that a line makes must end so, or the bias has an effect somewhere."""
        graph = Graph(program)
        lines: dict[Place, list[tuple[Layer, list[Node]]]] = {}
        for layer, nodes in program.layer_nodes():
            lines.setdefault(core(layer).place, []).append((core(layer), nodes))
        for made in lines.values():
            if all(_is_useless(graph, layer, nodes) for layer, nodes in made):
                layer, nodes = made[0]
                yield self._report(layer, nodes[0])

    def _report(self, layer: Layer, node: Node) -> Finding:
        behind = core(node.consumers[0].layer)
        return self.finding(
            layer.place,
            f"the bias of {at(layer)} has no effect: {at(behind)} takes it away",
            related=[Related("normalised here", behind.place)],
            help="use_bias=False",
            remedy=Remedy("Leave the bias out", (SetArgument(layer.place, "use_bias", "False"),)),
        )


def _is_useless(graph: Graph, layer: Layer, nodes: list[Node]) -> bool:
    return (
        is_class(layer, _BIASED)
        and is_linear_map(layer)
        and layer.config.get("use_bias") is True
        and all(_is_normalised(graph, node) for node in nodes)
    )


def _is_normalised(graph: Graph, node: Node) -> bool:
    """Whether all that uses the output is batch normalisation of its channels."""
    behind = [core(consumer.layer) for consumer in node.consumers]
    return (
        bool(behind)
        and not graph.ends_model(node)
        and all(
            layer.kind == "layer"
            and layer.class_name == "BatchNormalization"
            and layer.config.get("axis", -1) == -1
            and layer.config.get("center", True) is True
            and layer.config.get("trainable", True) is not False
            for layer in behind
        )
    )
