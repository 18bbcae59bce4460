"""KR604."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.activations import PROBABILITIES
from kerasrules.keras_api.layer_traits import LINEAR_MAPS, ValueFlow, with_values
from kerasrules.model.edits import Fix, RemoveLayer
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import Layer, Model, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.model.training import Loss, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import fused_activation, is_class, keeps_values, pure_activation, unwrap
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_NORMALISING = with_values(ValueFlow.STANDARDIZED) - {"Normalization"}
"""Normalization is preprocessing; turned round, it brings outputs back to the scale of the targets."""


class NormalizationOnOutput(Rule):
    """A normalization layer follows the softmax or sigmoid of the output.

    ## What it does
    Finds models whose output passes through BatchNormalization, LayerNormalization or GroupNormalization after softmax
    or sigmoid. (Dropout in that position is `dropout-rate`.)

    ## Why is this bad?
    The loss expects probabilities. After normalization the outputs have mean 0: half of them are negative, they no
    longer sum to 1, and a cross-entropy clips them at 0 and 1, where the gradient is zero. A helper that adds a
    normalization after every layer must skip the last one.

    ## Example
    ```python
    x = Dense(6, activation="softmax")(x)
    outputs = BatchNormalization()(x)
    ```

    ## Use instead
    ```python
    x = BatchNormalization()(x)
    outputs = Dense(6, activation="softmax")(x)
    ```

    ## References
    - Ioffe, Szegedy: Batch normalization (2015), section 3.2
    """

    code = "KR604"
    name = "normalization-on-output"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Every output that a known loss judges."""
        yield from one_per_location(
            self._report(normalising, behind, activation, loss)
            for training in program.trainings
            for normalising, behind, activation, loss in _normalised(training)
        )

    def _report(self, layer: Layer, behind: Layer, activation: str, loss: Loss) -> Finding:
        return self.finding(
            layer.location,
            f"{described(layer)} normalizes the output of {activation}, so {loss.name} no longer receives"
            " probabilities",
            related=[
                Related(f"{described(behind)} applies {activation}", behind.location),
                Related(f"loss: {loss.name}", loss.location),
            ],
            help="remove the normalization, or put it before the output layer",
            fix=Fix("Remove the normalization layer", (RemoveLayer(layer.location),)),
        )


def _normalised(training: Training) -> Iterator[tuple[Layer, Layer, str, Loss]]:
    model = training.model
    if not isinstance(model, Model) or not training.trained or training.custom_loop or model.custom_train_step:
        return
    for pair in training.output_losses:
        if isinstance(pair.loss, Unknown) or pair.loss.from_logits is not False or pair.output >= len(model.outputs):
            continue
        found = [_chain(tensor) for tensor in model.outputs[pair.output]]
        first = found[0]
        if first is not None and all(one is not None for one in found):
            yield (*first, pair.loss)


def _chain(tensor: Tensor | Unknown) -> tuple[Layer, Layer, str] | None:
    """The normalization at the output and the layer before it that makes probabilities, with its activation."""
    normalising: Layer | None = None
    while isinstance(tensor, Tensor):
        node = tensor.node
        layer = unwrap(node.layer)
        activation = pure_activation(layer) or (fused_activation(layer) if is_class(layer, LINEAR_MAPS) else None)
        if is_class(layer, _NORMALISING):
            normalising = normalising or layer
        elif activation in PROBABILITIES:
            return (normalising, layer, activation) if normalising is not None and activation is not None else None
        elif not keeps_values(node):
            return None
        before = _only_input(node)
        if before is None:
            return None
        tensor = before
    return None


def _only_input(node: Node) -> Tensor | None:
    if len(node.inputs) != 1 or len(node.inputs[0]) != 1:
        return None
    tensor = node.inputs[0][0]
    return tensor if isinstance(tensor, Tensor) else None
