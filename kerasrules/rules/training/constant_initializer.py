"""KR502."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.initializers import CONSTANT, canonical_initializer
from kerasrules.keras_api.layer_traits import LINEAR_MAPS, RECURRENT
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.network import Layer, Node
from kerasrules.model.program import Program
from kerasrules.model.training import KerasObject
from kerasrules.rules.graph import GraphQuery, channels, fused_activation, is_affine, is_class, pure_activation, unwrap
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_constant, one_per_location

_DEAD_AT_ZERO = frozenset({"relu", "relu6"})
"""The slope at 0 is 0."""


class ConstantInitializer(Rule):
    """All weights of a hidden layer start at the same value.

    ## What it does
    Finds hidden layers of two or more units whose kernel is initialized with zeros, ones or a constant. Output layers,
    the last layer of a residual branch, biases and layers that are not trained are left alone.

    ## Why is this bad?
    Random weights make units differ. With one constant, all units compute the same value, and only the layers around
    them can separate them again: the layer learns slowly and poorly. With zeros and relu it is worse: output and
    gradient are exactly 0, and neither this layer nor those before it ever learn.

    ## Example
    ```python
    Dense(64, activation="relu", kernel_initializer="zeros")
    ```

    ## Use instead
    ```python
    Dense(64, activation="relu")
    ```

    ## References
    - Goodfellow, Bengio, Courville: Deep Learning (2016), section 8.4
    - [Keras: layer weight initializers](https://keras.io/api/layers/initializers/)
    """

    code = "KR502"
    name = "constant-initializer"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Only layers that lead through steps and activations to another layer with weights."""
        graph = GraphQuery(program)
        fixed = {layer for change in program.trainable_changes if change.value is not True for layer in change.layers}
        # a function that makes the layer for several callers, of whom one passes a constant
        varied = {unwrap(layer).location for layer, _ in program.layer_nodes() if _constant(layer) is None}
        found = (
            (unwrap(layer).constants.get("kernel_initializer"), self._report(layer, initializer))
            for layer, nodes in program.layer_nodes()
            for initializer in (_constant(layer),)
            if initializer is not None
            and unwrap(layer).location not in varied
            and unwrap(layer) not in fixed
            and layer not in fixed
            and all(_is_hidden(graph, node) for node in nodes)
        )
        yield from one_per_location(one_per_constant(found))

    def _report(self, layer: Layer, initializer: str) -> Finding:
        layer = unwrap(layer)
        value = {"Zeros": "0", "Ones": "1"}.get(initializer, "the same constant")
        activation = fused_activation(layer)
        dead = initializer == "Zeros" and activation in _DEAD_AT_ZERO and _is_zero(layer.config.get("bias_initializer"))
        consequence = (
            f"With {activation}, output and gradient are exactly 0 and stay 0"
            if dead
            else "Its units start as copies of each other"
        )
        return self.finding(
            layer.location,
            f"all weights of {described(layer)} start at {value}. {consequence}",
            severity=None if dead else Severity.WARNING,
            help="keep the default kernel_initializer",
            fix=Fix(
                "Use the default initializer",
                (SetArgument(layer.location, "kernel_initializer", '"glorot_uniform"'),),
            ),
        )


def _constant(layer: Layer) -> str | None:
    """The constant initializer of a trained kernel of two or more units."""
    layer = unwrap(layer)
    if not is_class(layer, LINEAR_MAPS | RECURRENT) or (channels(layer) or 0) < 2:
        return None
    if layer.config.get("trainable", True) is not True or layer.config.get("weights") is not None:
        return None
    name = _initializer(layer.config.get("kernel_initializer"))
    return name if name in CONSTANT else None


def _initializer(value: object) -> str | None:
    """The class of an initializer given as text or as object with a known number."""
    if isinstance(value, str):
        return canonical_initializer(value)
    if not isinstance(value, KerasObject):
        return None
    if value.class_name == "Constant" and not isinstance(value.config.get("value"), (int, float)):
        return None
    if value.class_name == "Constant" and value.config["value"] == 0:
        return "Zeros"
    return value.class_name


def _is_zero(bias: object) -> bool:
    return _initializer(bias) == "Zeros"


def _is_hidden(graph: GraphQuery, node: Node) -> bool:
    """Whether everything that the layer gives goes through steps and activations to layers with weights."""

    def passes(step: Node) -> bool:
        return is_affine(step) or pure_activation(step.layer) not in (None, "softmax")

    routes = graph.routes(node, passes)
    return bool(routes) and all(
        route.end is not None and is_class(route.end.layer, LINEAR_MAPS | RECURRENT) for route in routes
    )
