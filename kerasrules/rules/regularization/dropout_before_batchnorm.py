"""KR603."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import DROPOUTS
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.network import Layer, Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import unwrap
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_habit


class DropoutBeforeBatchnorm(Rule):
    """Dropout is placed directly before batch normalization.

    ## What it does
    Finds dropout layers whose output goes straight into BatchNormalization.

    ## Why is this bad?
    In training, dropout keeps the mean of its input but not the variance, which grows by 1 / (1 - rate). Batch
    normalization learns this larger variance and uses it at inference, where nothing is dropped and the variance is
    smaller. The outputs of the network shift between training and inference, and accuracy suffers a little.

    ## Example
    ```python
    x = Dropout(0.5)(x)
    x = BatchNormalization()(x)
    ```

    ## Use instead
    ```python
    x = BatchNormalization()(x)
    x = Dropout(0.5)(x)
    ```

    ## References
    - Li, Chen, Hu, Yang: Understanding the disharmony between dropout and batch normalization by variance shift (2019)
    """

    code = "KR603"
    name = "dropout-before-batchnorm"
    severity = Severity.INFO
    effect = Effect.IMPAIRS
    confidence = Confidence.LOW
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Where the rate is known to be more than nothing."""
        yield from one_per_habit(
            (None, self._report(unwrap(node.layer), unwrap(consumer.layer)))
            for node in program.nodes
            if _drops(node)
            for consumer in node.consumers
            if unwrap(consumer.layer).kind == "layer" and unwrap(consumer.layer).class_name == "BatchNormalization"
        )

    def _report(self, layer: Layer, behind: Layer) -> Finding:
        return self.finding(
            layer.location,
            f"{described(layer)} changes the variance that {described(behind)} learns. At inference, without dropout,"
            " the variance is different",
            related=[Related("normalized here", behind.location)],
            help="put the dropout after the normalization",
        )


def _drops(node: Node) -> bool:
    layer = unwrap(node.layer)
    rate = layer.config.get("rate")
    return layer.kind == "layer" and layer.class_name in DROPOUTS and isinstance(rate, (int, float)) and rate > 0
