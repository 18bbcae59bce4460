"""KR410."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.declared_input import DECLARING, declared_shape
from kerasrules.model.edits import Fix, RemoveArgument
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import Layer, Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import only
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import Rule, one_per_location
from kerasrules.rules.structure._shapes import shape_of

_OTHER_MEANING = frozenset({"InputLayer", "Embedding"})
"""An InputLayer is the declaration itself, and Embedding has `input_dim` for its vocabulary."""


class InputShapeIgnored(Rule):
    """A layer in the middle of a model declares an input shape, which Keras ignores.

    ## What it does
    Reports `input_shape=`, `batch_input_shape=` or `input_dim=` on a layer that is not the first of its model, where
    the shape that arrives is known. It is information only: nothing goes wrong, but the declared shape misleads the
    reader.

    ## Why is this bad?
    Only the first layer of a Sequential model creates an input. Anywhere else the argument has no effect: the layer
    receives the output of the layer before it. If the two shapes differ, the network is not the one that was intended.

    ## Example
    ```python
    model.add(layers.Flatten())
    model.add(layers.Dense(512, activation="relu", input_shape=(64, 64)))
    ```

    ## Use instead
    ```python
    model.add(layers.Flatten())
    model.add(layers.Dense(512, activation="relu"))
    ```

    ## References
    - [Keras: the Sequential model](https://keras.io/guides/sequential_model/)
    """

    code = "KR410"
    name = "input-shape-ignored"
    severity = Severity.INFO
    effect = Effect.NONE
    fix_applicability = "safe"

    def check(self, program: Program) -> Iterator[Finding]:
        """A line in a loop or helper that also makes first layers is right to say a shape."""
        calls = list(program.layer_nodes())
        first = {layer.location for layer, nodes in calls if any(_is_first(node) for node in nodes)}
        yield from one_per_location(
            finding
            for layer, nodes in calls
            if layer.kind == "layer" and layer.location not in first
            for finding in self._judge(layer, nodes)
        )

    def _judge(self, layer: Layer, nodes: list[Node]) -> Iterator[Finding]:
        name = next((name for name in DECLARING if name in layer.arguments), None)
        if name is None or layer.class_name in _OTHER_MEANING:
            return
        told, tensor = declared_shape(layer), only(nodes[0].inputs[0]) if nodes[0].inputs else None
        real = shape_of(nodes[0].inputs[0]) if nodes[0].inputs else None
        if told is None or real is None or tensor is None or None in (*told[1:], *real[1:]):
            return
        edits = tuple(RemoveArgument(layer.location, each) for each in DECLARING if each in layer.arguments)
        same = told[1:] == real[1:]
        value = told[1] if name == "input_dim" else told if name == "batch_input_shape" else told[1:]
        consequence = ", the shape that it receives anyway" if same else f" but receives {real[1:]}"
        yield self.finding(
            layer.location,
            f"{described(layer)} declares {name}={value}{consequence}. Keras ignores it except on the first layer",
            related=[
                Related(f"{described(tensor.node.layer)} comes before it", tensor.node.location),
            ],
            help=f"remove {name}",
            fix=Fix(f"Remove {name}", edits, safe=True),
        )


def _is_first(node: Node) -> bool:
    tensor = only(node.inputs[0]) if node.inputs else None
    return tensor is None or tensor.node.layer.kind in {"input", "unknown", "loop"}
