"""KR414."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Finding, Severity
from kerasrules.model.network import Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import unwrap
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location
from kerasrules.rules.structure._refusals import Refusal, refusals
from kerasrules.rules.structure._shapes import call_here, inputs_here


class UnbuildableLayer(Rule):
    """Keras cannot build a layer with these arguments on this tensor.

    ## What it does
    Reports a layer that receives a tensor of the wrong rank or arguments that Keras rejects: a convolution after a
    Flatten, groups that do not divide the channels, an invalid permutation. Sizes that become too small, merges,
    reshapes and recurrent layers have separate rules (KR401, KR403, KR404, KR405).

    ## Why is this bad?
    Keras raises an error when the model is built.

    ## Example
    ```python
    model = keras.Sequential([
        keras.Input((32, 32, 3)),
        layers.Flatten(),
        layers.Conv2D(16, 3, activation="relu"),
    ])
    ```

    ## Use instead
    ```python
    model = keras.Sequential([
        keras.Input((32, 32, 3)),
        layers.Conv2D(16, 3, activation="relu"),
        layers.Flatten(),
    ])
    ```

    ## References
    - [Keras: layers](https://keras.io/api/layers/)
    """

    code = "KR414"
    name = "unbuildable-layer"
    severity = Severity.ERROR
    confirm = ConfirmTraits(keras_raises=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """The first refusal on each path that belongs to no other rule."""
        yield from one_per_location(self._report(node) for node in refusals(program, Refusal.OTHER))

    def _report(self, node: Node) -> Finding:
        layer = unwrap(node.layer)
        return self.finding(
            layer.location,
            f"{described(layer)} cannot be built: {(node.error or '').rstrip('.')}",
            related=[*call_here(node), *inputs_here(node)],
            help="check the arguments of the layer and the shape of its input",
        )
