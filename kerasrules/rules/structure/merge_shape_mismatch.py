"""KR403."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.network import Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import unwrap
from kerasrules.rules.phrasing import described, listed
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location
from kerasrules.rules.structure._refusals import Refusal, refusals
from kerasrules.rules.structure._shapes import call_here, inputs_here, shape_of, size_words


class MergeShapeMismatch(Rule):
    """Tensors with incompatible shapes are added, multiplied or concatenated.

    ## What it does
    Infers the shapes that arrive at layers and functions of several tensors (Add, Multiply, Concatenate, Dot,
    attention, `+`, `matmul`, `einsum`, `concatenate`, `stack`) and reports those that Keras would reject.

    ## Why is this bad?
    Keras raises an error when it builds the model. The usual causes: a shortcut around a block with a stride or a
    different number of filters that lacks its own 1x1 convolution; a U-Net on an image whose sides cannot be halved
    that often, so that the up-sampled path is one pixel short of the tensor it is joined with; query and key of
    different width.

    ## Example
    ```python
    y = layers.Conv2D(64, 3, strides=2, padding="same")(x)
    y = layers.Add()([x, y])
    ```

    ## Use instead
    ```python
    y = layers.Conv2D(64, 3, strides=2, padding="same")(x)
    shortcut = layers.Conv2D(64, 1, strides=2)(x)
    y = layers.Add()([shortcut, y])
    ```

    ## References
    - [Keras: merging layers](https://keras.io/api/layers/merging_layers/)
    - He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition (2016), section 3.3
    """

    code = "KR403"
    name = "merge-shape-mismatch"
    severity = Severity.ERROR
    effect = Effect.STOPS
    confirm = ConfirmTraits(keras_raises=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """The first merge on each path that does not fit."""
        yield from one_per_location(self._report(node) for node in refusals(program, Refusal.MERGE))

    def _report(self, node: Node) -> Finding:
        layer = unwrap(node.layer)
        sizes = [size_words(shape_of(alternatives)) for alternatives in node.inputs]
        return self.finding(
            layer.location,
            f"{described(layer)} receives {listed(sizes)} (without the batch axis), which do not fit together. Keras"
            " cannot build the model",
            related=[*call_here(node), *inputs_here(node)],
            help="bring the tensors to the same shape first, for instance with a 1x1 convolution, padding or cropping",
        )
