"""KR414."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Finding, Severity
from kerasrules.model.network import Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import unwrap
from kerasrules.rules.phrasing import at
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location
from kerasrules.rules.structure._shapes import Refusal, call_here, inputs_here, refusals


class UnbuildableLayer(Rule):
    """A layer that Keras cannot build with these arguments on this tensor.

    ## What it does
    Reports a layer that gets a tensor of the wrong rank or arguments that Keras does not take: a convolution behind a
    Flatten, groups that do not divide the channels, a permutation that is none. Sizes that get too small, merges,
    reshapes and recurrent layers have rules of their own (KR401, KR403, KR404, KR405).

    ## Why is this bad?
    Keras stops with an error when the model is built.

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
            f"{at(layer)} cannot be built: {(node.error or '').rstrip('.')}",
            related=[*call_here(node), *inputs_here(node)],
            help="check the layer's arguments, and the shape of what it is called on",
        )
