"""KR404."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import Shape
from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.network import Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import argument, unwrap
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location
from kerasrules.rules.structure._refusals import Refusal, refusals
from kerasrules.rules.structure._shapes import call_here, inputs_here, shape_of, size_words


class ReshapeSizeMismatch(Rule):
    """A tensor is reshaped to a different number of elements.

    ## What it does
    Compares the number of elements that reach a `Reshape` layer (or `reshape` function) with those of its target shape.

    ## Why is this bad?
    Reshaping adds and removes no values: Keras raises an error if the numbers differ. In a generator, the layer before
    it must have exactly as many units as the first feature map has values: height times width times channels.

    ## Example
    ```python
    model = keras.Sequential([
        keras.Input((100,)),
        layers.Dense(7 * 7 * 128),
        layers.Reshape((7, 7, 256)),
    ])
    ```

    ## Use instead
    ```python
    model = keras.Sequential([
        keras.Input((100,)),
        layers.Dense(7 * 7 * 256),
        layers.Reshape((7, 7, 256)),
    ])
    ```

    ## References
    - [Keras: Reshape layer](https://keras.io/api/layers/reshaping_layers/reshape/)
    """

    code = "KR404"
    name = "reshape-size-mismatch"
    severity = Severity.ERROR
    effect = Effect.STOPS
    confirm = ConfirmTraits(keras_raises=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """The first reshape on each path that does not keep the number of elements."""
        yield from one_per_location(self._report(node) for node in refusals(program, Refusal.RESHAPE))

    def _report(self, node: Node) -> Finding:
        layer = unwrap(node.layer)
        shape = shape_of(node.inputs[0]) if node.inputs else None
        target = layer.config.get("target_shape") if layer.kind == "layer" else argument(layer, "newshape", 1, None)
        words = f"{size_words(shape)}{_elements(shape)}"
        wanted = f" to {tuple(target)}" if isinstance(target, (tuple, list)) else ""
        return self.finding(
            layer.location,
            f"a tensor of {words} cannot be reshaped{wanted} because the number of elements must stay the same. Keras"
            " cannot build the model",
            related=[*call_here(node), *inputs_here(node)],
            help="make the layer before it output as many values as the target has, or use -1 for one axis",
        )


def _elements(shape: Shape | None) -> str:
    """How many values that are, where it takes a product to see it."""
    if shape is None or len(shape) < 3:
        return ""
    total = 1
    for size in shape[1:]:
        if size is None:
            return ""
        total *= size
    return f" ({total} values)"
