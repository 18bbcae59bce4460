"""KR103."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.activations import IDEMPOTENT, RANGES
from kerasrules.keras_api.layer_traits import CELL_BUILT_IN, LINEAR_MAPS
from kerasrules.model.edits import Edit, Fix, RemoveLayer, SetArgument
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import Node
from kerasrules.model.program import Program
from kerasrules.model.unknown import Unknown
from kerasrules.rules.activations._intentional_designs import crosses_models
from kerasrules.rules.graph import (
    BILINEAR,
    GraphQuery,
    fused_activation,
    is_class,
    keeps_values,
    pure_activation,
    unwrap,
)
from kerasrules.rules.heads import PROBABILITIES, judged, takes_probabilities_for_logits
from kerasrules.rules.phrasing import described, interval, next_one, number
from kerasrules.rules.rule import Rule, one_per_habit

_IDENTITY_ABOVE_ZERO = frozenset({"relu", "leaky_relu", "prelu", "elu", "celu"})
_SQUASHING = frozenset({"tanh", "sigmoid", "softmax"})
_NOT_ELEMENTWISE = frozenset({"linear", "glu", "threshold"})


class RepeatedActivation(Rule):
    """Two activations are applied to the same tensor in a row.

    ## What it does
    Finds an activation that is applied to the result of another one with no layer with weights between them: tanh
    twice, softmax twice, relu after sigmoid or softmax, an activation layer after a layer that already has an
    activation. Recurrent layers have one, too: tanh, unless another one is given.

    ## Why is this bad?
    Two squashing functions in a row squash twice: softmax of softmax over ten classes never exceeds about 23%, and tanh
    of tanh never reaches 0.77. Where the second activation leaves the values unchanged (relu after sigmoid), it does
    nothing, and probably something else was intended; between two models, such
    as a generator and its critic, it is not reported. relu after relu is harmless and reported as information only.

    ## Example
    ```python
    model.add(Dense(10, activation="softmax"))
    model.add(Activation("softmax"))
    ```

    ## Use instead
    ```python
    model.add(Dense(10, activation="softmax"))
    ```

    ## References
    - [Keras: layer activation functions](https://keras.io/api/layers/activations/)
    """

    code = "KR103"
    name = "repeated-activation"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    fix_applicability = "mixed"

    def check(self, program: Program) -> Iterator[Finding]:
        """Look back from each pure activation. Where a loss expects logits neither has a place: KR205 says so."""
        graph = GraphQuery(program)
        misplaced = {id(pair.head.node) for pair in judged(program) if takes_probabilities_for_logits(pair)}
        yield from one_per_habit(
            ((_applied(first), _applied(second)), self._report(graph, first, second))
            for second in program.nodes
            for first in _activated_before(graph, second)
            if _verdict(graph, first, second) is not None
            and not (id(second) in misplaced and _applied(first) in PROBABILITIES)
        )

    def _report(self, graph: GraphQuery, first: Node, second: Node) -> Finding:
        severity, why = _verdict(graph, first, second) or (self.severity, "")
        layer, again = unwrap(first.layer), unwrap(second.layer)
        return self.finding(
            layer.location,
            f"{described(layer)} applies {_applied(first)}, and {next_one(again, layer)} applies {_applied(second)} to"
            f" the result. {why}",
            severity=severity,
            related=[Related(f"second activation: {_applied(second)}", again.location)],
            help="put a Dense layer between the two, or remove the second"
            if is_class(layer, CELL_BUILT_IN)
            else "remove one of the two activations",
            fix=_remedy(graph, first, second, severity),
        )


def _remedy(graph: GraphQuery, first: Node, second: Node, severity: Severity) -> Fix | None:
    """Take the second away where it adds nothing; before the softmax or sigmoid that ends a model, the first."""
    layer, again = unwrap(first.layer), unwrap(second.layer)
    one, two = _applied(first), _applied(second)
    low, _ = RANGES.get(one, (float("-inf"), float("inf")))
    if one == two or (low >= 0 and two in _IDENTITY_ABOVE_ZERO):
        if again.kind != "layer":
            return None
        return Fix(f"Remove {next_one(again, layer)}", (RemoveLayer(again.location),), severity is Severity.INFO)
    if two not in {"softmax", "sigmoid"} or not _is_end(graph, second) or layer.kind != "layer":
        return None  # either may be the one that was meant
    if is_class(layer, CELL_BUILT_IN):
        return None  # a Dense between the two is what is missing
    if is_class(layer, LINEAR_MAPS):
        edit: Edit = SetArgument(layer.location, "activation", "None")
        return Fix(f"Remove the activation from {described(layer)}", (edit,))
    return Fix(f"Remove {described(layer)}", (RemoveLayer(layer.location),))


def _applied(node: Node) -> str:
    """The activation that a node applies; "linear" where it applies none that is known."""
    return pure_activation(node.layer) or (
        (fused_activation(node.layer) or "linear") if is_class(node.layer, LINEAR_MAPS | CELL_BUILT_IN) else "linear"
    )


def _activated_before(graph: GraphQuery, second: Node) -> list[Node]:
    """The nodes whose activation the node repeats: on every branch one, each with no other use."""
    if pure_activation(second.layer) in _NOT_ELEMENTWISE | {None} or len(second.inputs) != 1:
        return []
    found: list[Node] = []
    todo = list(second.inputs[0])
    while todo:
        tensor = todo.pop()
        if isinstance(tensor, Unknown):
            return []
        if _applied(tensor.node) not in _NOT_ELEMENTWISE:
            found.append(tensor.node)
        elif keeps_values(tensor.node):
            todo.extend(tensor for alternatives in tensor.node.inputs for tensor in alternatives)
        else:
            return []
    return found if all(_only_activated(graph, first) for first in found) else []


def _only_activated(graph: GraphQuery, node: Node) -> bool:
    """Whether all that uses the node's result is an activation."""
    ends = [route.end for route in graph.routes(node, keeps_values)]
    return all(end is not None and pure_activation(end.layer) not in _NOT_ELEMENTWISE | {None} for end in ends)


def _verdict(graph: GraphQuery, first: Node, second: Node) -> tuple[Severity, str] | None:
    """How bad it is and why; None where it may well be meant (attention scores, mish, gates)."""
    one, two = _applied(first), _applied(second)
    low, high = RANGES.get(one, (float("-inf"), float("inf")))
    is_end = _is_end(graph, second)
    is_choice = not is_end and (two == one or _is_gate(graph, second))
    if is_class(first.layer, CELL_BUILT_IN) and (one != "tanh" or two not in _SQUASHING or is_choice):
        return None  # relu after an LSTM is a choice, and so are a gate and the tanh that some write out
    changes_nothing = (one == two and one in IDEMPOTENT) or (low >= 0 and two in _IDENTITY_ABOVE_ZERO)
    if changes_nothing and crosses_models(graph, first, second):
        return None  # each of the models has its own use for it: a critic judges other images than the generator's
    if one == two and one in IDEMPOTENT:
        return Severity.INFO, "The second activation changes nothing"
    if low >= 0 and two in _IDENTITY_ABOVE_ZERO:
        return Severity.WARNING, f"The output of {one} is never negative, so the second activation changes nothing"
    if one == two:
        return Severity.WARNING, "The values are squashed twice"
    if two == "softmax" and not is_end:
        return None
    written_as_layers = unwrap(first.layer).kind == "layer" and unwrap(second.layer).kind == "layer"
    if not (written_as_layers or (two == "softmax" and unwrap(first.layer).kind == "layer")):
        return None
    if low == float("-inf"):
        return Severity.WARNING, f"So {two} works on values that are already transformed"
    lowest = "no negative values" if low >= 0 else f"no values below {number(low)}"
    received = lowest if high == float("inf") else f"only values from {interval(low, high)}"
    return Severity.WARNING, f"So {two} receives {received}"


def _is_gate(graph: GraphQuery, node: Node) -> bool:
    """Whether another tensor is multiplied by the node's values."""
    return any(
        route.end is not None and is_class(route.end.layer, BILINEAR) for route in graph.routes(node, keeps_values)
    )


def _is_end(graph: GraphQuery, node: Node) -> bool:
    """Whether the node's values leave the model, perhaps reshaped."""
    routes = graph.routes(node, keeps_values)
    return bool(routes) and all(route.end is None for route in routes)
