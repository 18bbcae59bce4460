"""KR407."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import WEIGHTED
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Model, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import ancestors, unwrap
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import Rule, one_per_location

_OPAQUE = frozenset({"loop", "unknown", "escape"})


class UnusedLayer(Rule):
    """A layer is called on tensors of a model, but no output depends on its result.

    ## What it does
    Reports a layer with weights that is called on tensors of a model, while no output of any model depends on its
    output. Usually the next line continues from an earlier tensor by mistake.

    ## Why is this bad?
    The layer is not part of the model: it is not in `model.summary()`, and it is not trained. The network is not the
    one that was intended, and Keras reports nothing.

    ## Example
    ```python
    x = layers.Conv2D(32, 3, activation="relu")(inputs)
    x = layers.Conv2D(64, 3, activation="relu")(inputs)
    outputs = layers.Dense(10, activation="softmax")(layers.Flatten()(x))
    ```

    ## Use instead
    ```python
    x = layers.Conv2D(32, 3, activation="relu")(inputs)
    x = layers.Conv2D(64, 3, activation="relu")(x)
    outputs = layers.Dense(10, activation="softmax")(layers.Flatten()(x))
    ```

    ## References
    - [Keras: the functional API](https://keras.io/guides/functional_api/)
    """

    code = "KR407"
    name = "unused-layer"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    tag = "unnecessary"

    def check(self, program: Program) -> Iterator[Finding]:
        """Calls without consumers in programs of which all models are known to their outputs."""
        if program.notices or program.is_incomplete or not all(_has_outputs(model) for model in program.models):
            return
        used = _used(program)
        if any(isinstance(one, Unknown) for node in used for tensors in node.inputs for one in tensors):
            return  # what an output depends on is not known
        calls = dict(program.layer_nodes())
        kept = {layer.location for layer, nodes in calls.items() if any(node in used for node in nodes)}
        yield from one_per_location(
            self._report(layer, nodes[-1], model)
            for layer, nodes in calls.items()
            if layer.location not in kept and unwrap(layer).kind == "layer" and unwrap(layer).class_name in WEIGHTED
            if all(_is_end(node, used, kept) for node in nodes)
            for model in _models_of(program, nodes)
        )

    def _report(self, layer: Layer, node: Node, model: Model) -> Finding:
        location: Location = unwrap(layer).location
        return self.finding(
            location,
            f"no model output depends on the output of {described(layer)}, so the layer is not part of the network",
            related=[Related("called here", node.location)] * (node.location != location)
            + [Related("this model does not depend on it", model.location)] * (model.location != location),
            help=f"call the next layer on the output of {described(layer)}, or remove it",
        )


def _has_outputs(model: Model) -> bool:
    return bool(model.outputs) and all(isinstance(one, Tensor) for output in model.outputs for one in output)


def _used(program: Program) -> set[Node]:
    """Every node that an output, a loss, or code that is not in sight depends on."""
    ends = [
        one.node for model in program.models for output in model.outputs for one in output if isinstance(one, Tensor)
    ]
    ends += [node for node in program.nodes if node.layer.kind in _OPAQUE]
    ends += [node for node in program.nodes for consumer in node.consumers if consumer.layer.kind in _OPAQUE]
    used: set[Node] = set()
    todo = ends
    while todo:
        node = todo.pop()
        if node not in used:
            used.add(node)
            todo.extend(one.node for output in node.inputs for one in output if isinstance(one, Tensor))
    return used


def _is_end(node: Node, used: set[Node], kept: set[Location]) -> bool:
    """Whether no layer with weights follows the call: only the last layer of an unused chain is reported."""
    todo, seen = list(node.consumers), set()
    while todo:
        one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        layer = unwrap(one.layer)
        # operations without an owner may be a loss, a metric or a look at the values
        if layer.kind != "layer" or layer.class_name in WEIGHTED or one in used or one.layer.location in kept:
            return False
        if one.offered:
            return False
        todo.extend(one.consumers)
    return not (node.call_path or node.offered)


def _models_of(program: Program, nodes: list[Node]) -> Iterator[Model]:
    """The model on whose tensors the layer is called, if each call is on one and nothing before it is unknown.

    What is put on a finished model, such as a backbone that a function extends, is none of its layers.
    """
    before = [set(ancestors(node)) for node in nodes]
    if any(one.layer.kind in _OPAQUE or one.array is not None for group in before for one in group):
        return
    order = {node: position for position, node in enumerate(program.nodes)}
    for model in program.models:
        inputs = {tensor.node for tensor in model.inputs}
        if model.kind == "functional" and model.made_after in order and order[model.made_after] < order[nodes[0]]:
            continue
        if model.kind in {"functional", "subclass"} and inputs and all(group & inputs for group in before):
            yield model
            return
