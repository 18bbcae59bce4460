"""KR401."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.locations import Location
from kerasrules.model.network import Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import ancestors, unwrap
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_fact, one_per_location
from kerasrules.rules.structure._channels_first import asks_format, swapped
from kerasrules.rules.structure._refusals import Refusal, refusals
from kerasrules.rules.structure._shapes import call_here, inputs_here, shape_of, size_words


class SpatialCollapse(Rule):
    """A convolution or pooling layer receives an input smaller than its window.

    ## What it does
    Follows the size of the input through convolutions, pooling and cropping layers, and reports the first of them whose
    output would have a size of zero or less.

    ## Why is this bad?
    Without `padding="same"`, a convolution shortens each axis by `kernel_size - 1`, times its dilation, and each
    pooling layer divides the rest. When an axis is shorter than the next window, Keras raises "Computed output size
    would be zero or negative". Designs for large images or long series run into this when they are used on small ones.

    ## Example
    ```python
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(64, 3, activation="relu"),
    ])
    ```

    ## Use instead
    ```python
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, padding="same", activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(64, 3, padding="same", activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(64, 3, padding="same", activation="relu"),
    ])
    ```

    ## References
    - [Keras: Conv2D layer](https://keras.io/api/layers/convolution_layers/convolution2d/)
    - Dumoulin, Visin: A guide to convolution arithmetic for deep learning (2016)
    """

    code = "KR401"
    name = "spatial-collapse"
    severity = Severity.ERROR
    effect = Effect.STOPS
    confirm = ConfirmTraits(keras_raises=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """The first layer on each path that has too little room, if not for an image on its side (KR406)."""
        found = (
            (frozenset(map(_source, ancestors(node))), self._report(node))
            for node in refusals(program, Refusal.COLLAPSE)
            if asks_format(program) or not any(swapped(one) for one in (node, *ancestors(node)))
        )
        yield from one_per_location(one_per_fact(found, "too little is left here, too"))

    def _report(self, node: Node) -> Finding:
        layer = unwrap(node.layer)
        shape = shape_of(node.inputs[0]) if node.inputs else None
        return self.finding(
            layer.location,
            f"{described(layer)} receives {size_words(shape)}, which is too small for it. Its output would have a size"
            " of zero or less, so Keras cannot build the model",
            related=[*call_here(node), *inputs_here(node)],
            help='use padding="same", fewer or smaller pooling layers, or a larger input',
        )


def _source(node: Node) -> Location | None:
    """Where the node's tensor enters the network, if it does."""
    return node.layer.location if node.layer.kind == "input" else None
