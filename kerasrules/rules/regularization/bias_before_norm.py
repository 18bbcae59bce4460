"""KR602."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import ANY_CONVOLUTION, TRAITS
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import GraphQuery, is_class, is_linear_map, unwrap
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_habit

_BIASED = ANY_CONVOLUTION | {"Dense"}
"""Have one bias for each channel of their output, as batch normalization has; in EinsumDense that is up to the axes."""


class BiasBeforeNorm(Rule):
    """A layer adds a bias that the following batch normalization subtracts out again.

    ## What it does
    Finds dense and convolutional layers with a bias and without activation whose output goes straight into
    BatchNormalization and nowhere else. It is silent if the normalization stands under a condition: where that does
    not hold, the layer needs its bias.

    ## Why is this bad?
    BatchNormalization subtracts the mean of each channel, and with it any constant that was added before. The bias can
    never have an effect; it costs memory and a little time. The normalization has its own shift, `beta`.

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
    effect = Effect.NONE
    confidence = Confidence.LOW
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Every call of every layer that a line makes must end so, or the bias has an effect somewhere."""
        yield from one_per_habit(("bias", finding) for finding in self._useless(program))

    def _useless(self, program: Program) -> Iterator[Finding]:
        graph = GraphQuery(program)
        argument = "bias" if program.keras_one else "use_bias"
        lines: dict[Location, list[tuple[Layer, list[Node]]]] = {}
        for layer, nodes in program.layer_nodes():
            lines.setdefault(unwrap(layer).location, []).append((unwrap(layer), nodes))
        for made in lines.values():
            if all(_is_useless(graph, layer, nodes) for layer, nodes in made):
                layer, nodes = made[0]
                yield self._report(layer, nodes[0], argument)

    def _report(self, layer: Layer, node: Node, argument: str) -> Finding:
        behind = unwrap(node.consumers[0].layer)
        return self.finding(
            layer.location,
            f"the bias of {described(layer)} has no effect because {described(behind)} subtracts it out",
            related=[Related("normalized here", behind.location)],
            help=f"pass {argument}=False",
            fix=Fix(f"Set {argument}=False", (SetArgument(layer.location, argument, "False"),)),
        )


def _is_useless(graph: GraphQuery, layer: Layer, nodes: list[Node]) -> bool:
    return (
        is_class(layer, _BIASED)
        and is_linear_map(layer)
        and layer.config.get("use_bias") is True
        and all(_is_normalised(graph, node, _channel_axes(layer)) for node in nodes)
    )


def _channel_axes(layer: Layer) -> tuple[int, ...]:
    """The axis that the bias runs along, as it may be written; none where it is unknown."""
    rank = TRAITS[layer.class_name].rank
    format = layer.config.get("data_format")
    if rank is None or format in (None, "channels_last"):
        return (-1,) if rank is None else (-1, rank + 1)
    return (1,) if format == "channels_first" else ()


def _is_normalised(graph: GraphQuery, node: Node, axes: tuple[int, ...]) -> bool:
    """Whether all that uses the output is batch normalization over all but one of these axes.

    One under a condition is left out elsewhere, where the bias is needed.
    """
    behind = [unwrap(consumer.layer) for consumer in node.consumers]
    return (
        bool(behind)
        and all(consumer.conditions <= node.conditions for consumer in node.consumers)
        and not graph.ends_model(node)
        and all(
            layer.kind == "layer"
            and layer.class_name == "BatchNormalization"
            and layer.config.get("axis", -1) in axes
            and layer.config.get("center", True) is True
            and layer.config.get("trainable", True) is not False
            for layer in behind
        )
    )
