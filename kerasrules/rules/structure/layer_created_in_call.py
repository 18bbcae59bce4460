"""KR416."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import CELL_BUILT_IN, LINEAR_MAPS, Family, of_family
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import LayerInCall
from kerasrules.model.program import Program
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import Rule

_LEARNING = LINEAR_MAPS | CELL_BUILT_IN | of_family(Family.EMBEDDING) | {"MultiHeadAttention"}
"""Layers with weights of their own. What a wrapper is given is looked at itself."""


class LayerCreatedInCall(Rule):
    """A layer with weights is created in the `call` method of a layer or model.

    ## What it does
    Finds `Dense`, convolution, recurrent, embedding and attention layers that the `call` method of a class of your own
    creates and calls, itself or in a function that it calls. Layers that the object keeps (`if self.dense is None:
    self.dense = Dense(8)`) and layers without weights are not reported.

    ## Why is this bad?
    `call` runs again and again, and each time the new layer gets new random weights. The model does not know them:
    they are not in `trainable_weights`, so training never changes them, and they are not saved. With TensorFlow, Keras
    raises an error when training starts ("tf.function only supports singleton tf.Variables created on the first
    call"); with JAX and PyTorch nothing is said.

    ## Example
    ```python
    class Block(layers.Layer):
        def call(self, x):
            return layers.Dense(8, activation="relu")(x)
    ```

    ## Use instead
    ```python
    class Block(layers.Layer):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(8, activation="relu")

        def call(self, x):
            return self.dense(x)
    ```

    ## References
    - [Keras: making new layers and models via subclassing](https://keras.io/guides/making_new_layers_and_models_via_subclassing/)
    """

    code = "KR416"
    name = "layer-created-in-call"
    severity = Severity.ERROR
    effect = Effect.PREVENTS

    def check(self, program: Program) -> Iterator[Finding]:
        """One finding for each class."""
        found: dict[str, dict[object, LayerInCall]] = {}
        for made in program.layers_in_calls:
            if made.layer.class_name in _LEARNING:
                found.setdefault(made.class_name, {}).setdefault(made.layer.location, made)
        for layers in found.values():
            yield self._report(*layers.values())

    def _report(self, first: LayerInCall, *others: LayerInCall) -> Finding:
        layer = described(first.layer)
        return self.finding(
            first.layer.location,
            f"{layer} is created in call() of {first.class_name}, so each call gives it new random weights, which the"
            " model does not know and training never changes. With TensorFlow, Keras raises an error when training"
            " starts",
            related=[Related(f"so is {described(other.layer)}", other.layer.location) for other in others],
            help=f"create {layer} in __init__ or build, keep it in an attribute, and call that",
        )
