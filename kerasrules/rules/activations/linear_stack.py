"""KR101."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from kerasrules.keras_api.layer_traits import LINEAR_MAPS, TRANSPOSED
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Node
from kerasrules.model.program import Program
from kerasrules.rules.activations._intentional_designs import is_bottleneck, is_deliberate, is_shared
from kerasrules.rules.autoencoders import reproducing
from kerasrules.rules.bottlenecks import is_too_narrow, narrow_layers
from kerasrules.rules.graph import GraphQuery, Route, channels, is_affine, is_class, is_linear_map, origins, unwrap
from kerasrules.rules.heads import judged
from kerasrules.rules.phrasing import described, listed, next_one
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_constant, one_per_location
from kerasrules.rules.smoke_trainings import only_tried

_Pairs: TypeAlias = "list[tuple[Node, Route, Node]]"
"""For each call of a linear layer: the call, the way from it, and the call of the linear layer there."""
_NAMED = 4
"""How many layers a message names."""
_WIDE = 1024
"""So many units behind a linear layer make maps of it, which a decoder goes on with."""


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
    patch embeddings, depthwise-separable convolutions, feature pyramids. A layer narrower than both its neighbors
    forms a low-rank map and gets only a warning, and none where the program passes `activation="linear"` itself or in
    an autoencoder, a model whose targets are its inputs. In a model that is only tried on random targets for up to
    three epochs it is information. Three and more such layers in a row are one finding.

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
    effect = Effect.PREVENTS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, needs_data=True, measures="affinity")

    def check(self, program: Program) -> Iterator[Finding]:
        """Judge each layer object over all its calls."""
        graph, tried, codes = GraphQuery(program), only_tried(program), reproducing(program)
        found = {
            layer: pairs
            for layer, nodes in program.layer_nodes()
            if is_linear_map(layer) and (pairs := _pairs(graph, nodes))
        }
        narrow = _too_narrow(program)
        yield from one_per_location(
            one_per_constant(
                (
                    _constant(stack),
                    self._report(stack[0], severity) if len(stack) == 1 else self._report_stack(stack, severity),
                )
                for stack in _stacks(found)
                if len(stack) > 1 or unwrap(stack[0][0][0].layer).location not in narrow
                if not _is_code_of(stack, codes)
                for severity in [_severity(stack, tried)]
            )
        )

    def _report_stack(self, stack: list[_Pairs], severity: Severity | None) -> Finding:
        """Three and more layers in a row are one fault, to be mended at all of them."""
        layers = [unwrap(pairs[0][0].layer) for pairs in stack]
        end = unwrap(stack[-1][0][2].layer)
        locations = dict.fromkeys(layer.location for layer in layers)
        names = [described(layer) for layer in layers[:_NAMED]] + ["others"] * (len(layers) > _NAMED)
        return self.finding(
            layers[0].location,
            f"{listed(names)} have no activation, and nothing between them and {next_one(end, layers[-1])} is"
            f" nonlinear. The {len(layers) + 1} layers collapse into one linear map, so all but one of them add no"
            " expressive power",
            severity=severity,
            related=[
                *(
                    Related(f"{described(layer)} has no activation either", layer.location)
                    for layer in layers
                    if layer.location != layers[0].location
                ),
                Related(f"{described(end)} is the next layer with weights", end.location),
            ],
            help='add an activation to each of them, such as activation="relu"',
            fix=Fix(
                "Add relu activations", tuple(SetArgument(location, "activation", '"relu"') for location in locations)
            ),
        )

    def _report(self, pairs: _Pairs, severity: Severity | None) -> Finding:
        first, route, last = pairs[0]
        low_rank = _is_low_rank(pairs)
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
            severity=severity,
            related=[Related(f"{described(last.layer)} is the next layer with weights", unwrap(last.layer).location)],
            help=f'add an activation to {described(first.layer)}, such as activation="relu"',
            fix=Fix("Add a relu activation", (SetArgument(location, "activation", '"relu"'),)),
        )


def _stacks(found: dict[Layer, _Pairs]) -> Iterator[list[_Pairs]]:
    """The faults in groups: each layer with the one that follows it, if that has the same fault."""
    next_of = {
        layer: pairs[0][2].layer for layer, pairs in found.items() if len({pair[2].layer for pair in pairs}) == 1
    }
    joined = {layer: after for layer, after in next_of.items() if after in found and after is not layer}
    later = set(joined.values())
    for layer, pairs in found.items():
        if layer in later:
            continue
        stack = [pairs]
        while (after := joined.get(layer)) is not None:
            stack.append(found[after])
            layer = after
        yield stack


def _constant(stack: list[_Pairs]) -> Location | None:
    """The constant that all layers in a row have for their activation."""
    places = {unwrap(pairs[0][0].layer).constants.get("activation") for pairs in stack}
    return places.pop() if len(places) == 1 else None


def _too_narrow(program: Program) -> frozenset[Location]:
    """Layers that all must pass through and that are to be widened or to go: KR408 says so."""
    narrow = (node for one in judged(program) for node in narrow_layers(one) if is_too_narrow(node, one))
    return frozenset(unwrap(node.layer).location for node in narrow)


def _is_code_of(stack: list[_Pairs], codes: frozenset[Layer]) -> bool:
    """Whether this is the narrow middle of an autoencoder, which is mostly meant to be linear, as that of PCA is."""
    return {pairs[0][0].layer for pairs in stack} <= codes and all(map(_is_low_rank, stack))


def _severity(stack: list[_Pairs], tried: frozenset[Layer]) -> Severity | None:
    """How bad it is to have these layers in a row; None for as bad as can be."""
    if {pairs[0][0].layer for pairs in stack} <= tried or all(map(_may_be_narrow, stack)):
        return Severity.INFO
    return Severity.WARNING if all(map(_is_soft, stack)) else None


def _is_low_rank(pairs: _Pairs) -> bool:
    return any(is_bottleneck(*pair) is True for pair in pairs)


def _may_be_narrow(pairs: _Pairs) -> bool:
    """Whether the first layer, of unknown width, is followed by a wide one, as the code of a decoder is."""
    return any(channels(first.layer) is None and (channels(last.layer) or 0) >= _WIDE for first, _, last in pairs)


def _is_soft(pairs: _Pairs) -> bool:
    """Whether the two layers may be meant as they are: a map of low rank, or learned up-sampling."""
    return any(is_bottleneck(*pair) is not False or _upsamples(*pair) for pair in pairs)


def _pairs(graph: GraphQuery, nodes: list[Node]) -> _Pairs:
    """The linear layers that follow, if on every way from every call there is one and nothing speaks for a design."""
    pairs: _Pairs = []
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
